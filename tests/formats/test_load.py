"""Design files: what is read, and what every mistake in one is answered."""

from __future__ import annotations

import builtins
import difflib
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from pycid_like.audits import Contract, Selection, check
from pycid_like.diagrams.cid import CID
from pycid_like.documents import Place
from pycid_like.errors import DiagramWarning, InvalidDesign, UnreadableDocument
from pycid_like.formats import Citation, Design, Expectation, disagreements, load

RECOMMENDER = """\
pycid_like: 1
name: content_recommender
title: Content recommender
story: |
  A system chooses posts.
  It is paid by the click.
citation: {text: Everitt et al. 2021, url: "https://arxiv.org/abs/2102.01685"}
nodes:
  O: {kind: chance, title: original opinions, tags: [user-values], step: 0}
  M: chance
  P: {kind: decision, title: posts, description: what is shown}
  I: {title: influenced opinions, tags: user-values}
  C: {kind: utility, title: clicks}
edges:
  - O -> M -> P; O -> I
  - {from: P, to: I, why: posts shift opinions}
  - [I, C]
  - P -> C
expected:
  voi: [O, M]
  ici: [I, C]
spec:
  contracts:
    - {forbid: ici, on: {tag: user-values}, reason: not ours to shift}
"""

# A design with one part left to fill in; everything else in it is right.
SMALL = "pycid_like: 1\nnodes:\n  D: decision\n  X: chance\n  U: utility\nedges: [D -> X, X -> U]\n"


def said(text: str) -> list[str]:
    with pytest.raises(InvalidDesign) as caught:
        load(text)
    return [str(problem) for problem in caught.value.problems]


def test_everything_that_a_design_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "recommender.yaml"
    path.write_text(RECOMMENDER, encoding="utf-8")
    design = load(path)
    assert design.cid == CID(
        [("O", "M"), ("M", "P"), ("O", "I"), ("P", "I"), ("I", "C"), ("P", "C")],
        decisions="P",
        utilities="C",
        order=["O", "M", "P", "I", "C"],
        titles={"O": "original opinions", "P": "posts", "I": "influenced opinions", "C": "clicks"},
        descriptions={"P": "what is shown"},
        tags={"O": ["user-values"], "I": ["user-values"]},
        steps={"O": 0},
        rationale={("P", "I"): "posts shift opinions"},
    )
    assert (design.name, design.title) == ("content_recommender", "Content recommender")
    assert design.story == "A system chooses posts.\nIt is paid by the click.\n"
    assert design.citation == Citation("Everitt et al. 2021", url="https://arxiv.org/abs/2102.01685")
    assert design.expected == (
        Expectation("voi", ("O", "M"), complete=True),
        Expectation("ici", ("I", "C"), complete=True),
    )
    assert design.spec is not None
    assert design.spec.contracts == (
        Contract("forbid", ("ici",), Selection("tag", ("user-values",)), reason="not ours to shift"),
    )
    assert disagreements(design.cid, design.expected) == ()


def test_a_design_knows_where_everything_stands(tmp_path: Path) -> None:
    path = tmp_path / "recommender.yaml"
    path.write_text(RECOMMENDER, encoding="utf-8")
    design = load(path)
    assert design.where.path == str(path)
    assert design.where.nodes["I"] == Place(12, 3)
    assert design.where.edges["M", "P"] == design.where.edges["O", "I"] == Place(15, 5)
    assert design.where.edges["P", "I"] == Place(16, 5)
    assert design == load(RECOMMENDER), "where it stands is no part of equality"
    assert hash(design) == hash(load(RECOMMENDER))
    assert design.spec is not None
    (finding,) = check(design.cid, design.spec, places=design.where.nodes)
    assert (finding.path, finding.place) == (("P", "I", "C"), Place(12, 3))
    assert finding.contract.place == Place(24, 7)


def test_json_reads_the_same(tmp_path: Path) -> None:
    text = '{"pycid_like": 1, "nodes": {"D": "decision",\n "U": "utility"}, "edges": ["D -> U"]}'
    path = tmp_path / "tiny.json"
    path.write_text(text, encoding="utf-8")
    assert load(path) == load(text) == load(json.loads(text)) == load(text.encode())
    assert load(path).where.nodes["U"] == Place(2, 2)


def test_nodes_may_be_named_no_and_on() -> None:
    text = "pycid_like: 1\nnodes: {no: decision, on: utility}\nedges: [no -> on]\n"
    assert load(text).cid.edges == (("no", "on"),)


@pytest.mark.parametrize("name", ["1.0", "true", "null"])
def test_names_that_yaml_reads_as_something_else(name: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        load(f"pycid_like: 1\nnodes:\n  {name}: decision\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.hint) == (3, f'Quote it: "{name}".')
    (message,) = said(f"pycid_like: 1\nnodes:\n  D: decision\n  U: utility\nedges:\n  - [D, {name}]\n")
    assert message.startswith("line 6, column 9, edges[1][2]: a text expected, found ")


def test_a_100_mb_file_is_refused_unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)

    def never(*arguments: object, **keywords: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(builtins, "open", never)
    monkeypatch.setattr(Path, "open", never)
    with pytest.raises(UnreadableDocument, match=r"large.yaml: the file has 100.0 MB; at most 10.0 MB are read"):
        load(path)


def test_an_alias_bomb_is_refused() -> None:
    lines = ["pycid_like: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(UnreadableDocument, match="line 5, .*they are not expanded"):
        load("\n".join(lines) + "\n")


def test_files_that_are_not_there_or_have_no_known_suffix(tmp_path: Path) -> None:
    (tmp_path / "recommender.yaml").write_text(RECOMMENDER, encoding="utf-8")
    with pytest.raises(UnreadableDocument, match="Did you mean 'recommender.yaml'?"):
        load(tmp_path / "recomender.yaml")
    with pytest.raises(UnreadableDocument, match=r"unknown suffix '.txt'. There are: .yaml, .yml, .json."):
        load(tmp_path / "recommender.txt")
    with pytest.raises(UnreadableDocument, match="this is a directory"):
        load(tmp_path, format="yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nodes: {}\n", "line 1, column 1: missing key 'pycid_like', the version of the schema. Begin with 'pycid_like: 1'."),
        ("pycid_like: 2\nnods: 1\n", "line 1, column 13, pycid_like: schema version 2 is not read by this version of the package, which reads: 1"),
        ("pycid_like: '1'\n", "line 1, column 13, pycid_like: schema version the text '1' is not read by this version of the package, which reads: 1"),
        ("pycid_like_spec: 1\ncontracts: []\n", "line 1, column 1: missing key 'pycid_like', the version of the schema. This is a spec: load_spec() reads it."),
        ("pycid_like: 1\n", "line 1, column 1: missing key 'nodes'"),
        ("pycid_like: 1\nnodes: {}\nedgs: []\n", "line 3, column 1, edgs: unknown key 'edgs'. Did you mean 'edges'?"),
        ("pycid_like: 1\nnodes: [A]\n", "line 2, column 8, nodes: a mapping expected, found a list"),
        ("pycid_like: 1\nnodes:\n  A:\n", "line 3, column 3, nodes.A: a kind ('chance', 'decision' or 'utility') or a mapping such as {kind: chance} expected, found nothing"),
        ("pycid_like: 1\nnodes:\n  A: decison\n", "line 3, column 6, nodes.A: 'chance', 'decision' or 'utility' expected, found the text 'decison'. Did you mean 'decision'?"),
        ("pycid_like: 1\nnodes:\n  A: {step: one}\n", "line 3, column 13, nodes.A.step: a whole number expected, found the text 'one'"),
        ("pycid_like: 1\nnodes:\n  A: {agent: a}\n", "line 3, column 7, nodes.A.agent: a chance node has no agent. Agents own decisions and utilities: set the kind, or take the agent out."),
        ("pycid_like: 1\nnodes: {}\nedges: A -> B\n", "line 3, column 8, edges: a list expected, found the text 'A -> B'"),
        (SMALL + "model: {}\n", "line 7, column 1, node 'D': no mechanism is given. Give the list of its options."),
        (SMALL + "model: []\n", "line 7, column 8, model: a mapping expected, found an empty list"),
        (SMALL + "utility_children: maybe\n", "line 7, column 19, utility_children: 'refuse' or 'allow' expected, found the text 'maybe'"),
        (SMALL + "citation: {txt: a}\n", "line 7, column 11, citation: missing key 'text'"),
        (SMALL + "spec: safety.yaml\n", "line 7, column 7, spec: a mapping expected, found the text 'safety.yaml'"),
        (SMALL + "spec:\n  contracts:\n  - {forbid: ici, on: Y}\n", "line 9, column 5, contract 'forbid-ici-Y': unknown node 'Y'. There are: 'D', 'X', 'U'."),
        (SMALL + "spec:\n  contracts:\n  - {forbid: icy, on: X}\n", "line 9, column 14, spec.contracts[1].forbid: 'voi', 'ri', 'voc', 'ici', 'impact', 'value of information', 'response incentive', 'value of control', 'instrumental control incentive' or 'impact incentive' expected, found the text 'icy'. Did you mean 'ici'?"),
        (SMALL + "expected: {ici: [XX]}\n", "line 7, column 17, expected.ici: unknown node 'XX'. Did you mean 'X'?"),
        (SMALL + "expected: {ice: [X]}\n", "line 7, column 12, expected.ice: unknown key 'ice'. Did you mean 'ici'?"),
        (SMALL + "expected:\n- {incentive: ici, nodes: X, answer: maybe}\n", "line 8, column 38, expected[1].answer: 'yes', 'no', 'unknown' or 'not applicable' expected, found the text 'maybe'"),
        (SMALL + "expected:\n- {incentive: ici, nodes: X, decision: DD}\n", "line 8, column 3, expected[1]: unknown decision 'DD'. Did you mean 'D'?"),
    ],
)  # fmt: skip
def test_mistakes_are_answered_with_lines_and_nearest_names(text: str, message: str) -> None:
    assert message in said(text)


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        ("D -> XX", "unknown node 'XX'. Did you mean 'X'? Every node stands under nodes:."),
        ("D -> D", "'D' -> 'D' is a self-loop. Take the edge out."),
        ("D -> X", "the edge 'D' -> 'X' stands twice. It stood first in line 7. Keep one."),
        ("D ->", "a name is missing in 'D ->'. Write 'A -> B', 'A, B -> C' or 'A'."),
        ("D", "no edge in 'D'. Write 'A -> B'; nodes stand under nodes:."),
        ("[D]", "edges[3]: at least 2 entries expected, found 1"),
        ("[D, X, U]", "edges[3]: at most 2 entries expected, found 3"),
        ("{from: D}", "edges[3]: missing key 'to'"),
        ("{from: D, to: U, wy: x}", "unknown key 'wy'. Did you mean 'why'?"),
        ("3", "an edge ('A -> B', [A, B] or {from: A, to: B}) expected, found the number 3"),
        ("X -> D", "the edges form a cycle: "),
        ("U -> X", "the edges form a cycle: "),
    ],
)
def test_mistakes_in_edges_have_the_line_of_the_edge(edge: str, message: str) -> None:
    text = (
        f"pycid_like: 1\nnodes:\n  D: decision\n  X: chance\n  U: utility\nedges:\n  - D -> X\n  - X -> U\n  - {edge}\n"
    )
    problems = said(text)
    assert any(problem.startswith("line 9, column ") and message in problem for problem in problems)


def test_problems_of_the_diagram_have_the_lines_of_nodes_and_agents() -> None:
    text = textwrap.dedent("""\
        pycid_like: 1
        nodes:
          D: {kind: decision, agent: worker}
          E: {kind: decision, agent: firm}
          U: {kind: utility, agent: worker}
          X: chance
        edges:
          - D -> U
          - E -> U -> X
        """)
    problems = said(text)
    assert [problem.split(",")[0] for problem in problems] == ["line 4", "line 5"]
    assert "the agent 'firm' has decisions but no utility" in problems[0]
    assert "the utility 'U' has children: 'X'" in problems[1]
    assert "or set utility_children: allow to read the figure so" in problems[1]
    allowed = text.replace("firm", "worker") + "utility_children: allow\n"
    assert load(allowed).cid.utility_children == "allow"


def test_all_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(
        "pycid_like: 1\n"
        "naem: x\n"
        "model: 1\n"
        "nodes:\n"
        "  D: decison\n"
        "  U: {kind: utility, stepp: 1}\n"
        "edges:\n"
        "  - D -> UU\n"
        "  - 5\n"
        "expected: {ici: 3}\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidDesign) as caught:
        load(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 5, 6, 8, 9, 10]
    assert str(caught.value).startswith(f"invalid design {path}: 7 problems\n")


def test_of_very_many_problems_the_first_are_shown_and_no_name_is_compared_with_thousands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0
    original = difflib.get_close_matches

    def counted(word: str, possibilities: list[str], *arguments: Any, **keywords: Any) -> list[str]:
        nonlocal compared
        compared += len(possibilities)
        return original(word, possibilities, *arguments, **keywords)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    nodes = {f"N{number}": "chance" for number in range(10_000)}
    wrong = [f"M{number}" for number in range(10_000)]
    many = {"pycid_like": 1, "nodes": {**nodes, "D": "decision", "U": "utility"}, "edges": ["D -> U"]}
    for part in (
        {"edges": [[name, "U"] for name in wrong]},
        {"edges": list(range(10_000))},
        {"spec": {"contracts": [{"forbid": "ici", "on": wrong}]}},
        {"expected": {"ici": wrong}},
    ):
        with pytest.raises(InvalidDesign) as caught:
            load({**many, **part})
        assert len(caught.value.problems) == 51
        assert caught.value.problems[-1].message == "there are more problems than shown here; mend these first"
    assert compared == 0


def test_problems_of_diagram_spec_and_edges_come_together() -> None:
    text = SMALL.replace("X -> U]", "X -> U, U -> XX, D -> D]") + "spec:\n  contracts:\n  - {forbid: ici, on: Y}\n"
    assert [problem.split(": ", 1)[1].split(".")[0] for problem in said(text)] == [
        "unknown node 'XX'",
        "'D' -> 'D' is a self-loop",
        "unknown node 'Y'",
    ]


def test_agents_may_be_listed_and_then_names_are_checked() -> None:
    text = (
        "pycid_like: 1\n"
        "agents: [firm, worker]\n"
        "nodes:\n"
        "  D: {kind: decision, agent: worker}\n"
        "  E: {kind: decision, agent: firm}\n"
        "  U: {kind: utility, agent: worker}\n"
        "  V: {kind: utility, agent: firm}\n"
        "edges: [D -> E, D -> U, E -> U, E -> V]\n"
    )
    assert load(text).cid.agents == ("firm", "worker")
    assert load(text.replace("agents: [firm, worker]\n", "")).cid.agents == ("worker", "firm")
    wrong = text.replace("V: {kind: utility, agent: firm}", "V: {kind: utility, agent: frim}")
    assert "line 7, column 29, nodes.V.agent: unknown agent 'frim'. Did you mean 'firm'?" in said(wrong)
    assert "line 2, column 16, agents[2]: the agent 'firm' stands twice. Keep one." in said(
        text.replace("[firm, worker]", "[firm, firm, worker]")
    )


def test_expected_verdicts_need_a_decision_where_there_are_several() -> None:
    text = SMALL.replace("X: chance", "X: decision")
    assert "there are several decisions, and none is named" in said(text + "expected: {ici: [U]}\n")[0]
    design = load(
        text
        + "expected:\n- {incentive: ici, nodes: U, decision: X}\n- {incentive: voc, nodes: [D], answer: not applicable}\n"
    )
    assert design.expected == (
        Expectation("ici", ("U",), decision="X"),
        Expectation("voc", ("D",), answer="not applicable"),
    )
    assert disagreements(design.cid, design.expected) == ()


def test_disagreements_say_what_was_found() -> None:
    design = load(SMALL + "expected: {ici: [X], voc: [X, U, D]}\n")
    assert disagreements(design.cid, design.expected) == (
        "ici of 'U': expected not yes, found yes",
        "voc of 'D': expected yes, found not applicable",
    )


def test_what_is_probably_not_meant_is_warned_of_with_its_line() -> None:
    with pytest.warns(DiagramWarning, match="line 3, column 3: the decision 'D' reaches no utility"):
        load("pycid_like: 1\nnodes:\n  D: decision\n  X: chance\n  U: utility\nedges: [X -> U, X -> D]\n")


def test_a_citation_may_be_a_text() -> None:
    design = load(SMALL + "citation: Everitt et al. 2021\n")
    assert design.citation == Citation("Everitt et al. 2021")
    assert str(Citation("A", "u", "d")) == "A, u, doi:d"
    assert Design(design.cid, citation="Everitt et al. 2021") == design  # type: ignore[arg-type]
