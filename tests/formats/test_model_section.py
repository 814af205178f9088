"""The `model` section: every way to write a mechanism, its mistakes, and that what is saved loads as an equal model."""

# ruff: noqa: E741 - O and I are nodes of the recommender

from __future__ import annotations

import enum
import importlib
import textwrap
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.diagrams.roles import Role
from pycid_like.documents import document_text
from pycid_like.errors import InvalidCall, InvalidDesign, UnreadableDocument
from pycid_like.formats import Design, design_json_schema, load, save
from pycid_like.formats.design_writing import design_tree
from tests.profiles import examples

DIAGRAM = textwrap.dedent("""\
    pycid_like: 1
    nodes:
      O: chance
      M: chance
      P: decision
      I: chance
      C: utility
    edges: [O -> M -> P -> I -> C, O -> I, P -> C]
    """)
# Mechanisms stand from line 10 on, one a line, in this order.
PLAIN = {
    "O": "{left: 0.5, right: 0.5}",
    "M": "{noisy_copy: O, accuracy: 0.75}",
    "P": "[left, neutral, right]",
    "I": "O if P == 'neutral' else {O: 0.25, P: 0.75} if O != P else O",
    "C": "2 if P == I else 1 if P == 'neutral' else 0",
}


def text(**changed: str | None) -> str:
    section = {**PLAIN, **changed}
    lines = [f"  {node}: {entry}\n" for node, entry in section.items() if entry is not None]
    return DIAGRAM + "model:\n" + "".join(lines)


def quoted(**changed: str | None) -> str:
    """The expressions of `PLAIN` need quotes in YAML as soon as they hold ': '."""
    return text(**{**{node: f'"{PLAIN[node]}"' for node in "IC"}, **changed})


def model(**changed: str | None) -> Any:
    return load(quoted(**changed)).model


def said(source: str) -> list[str]:
    with pytest.raises(InvalidDesign) as caught:
        load(source)
    return [str(problem) for problem in caught.value.problems]


def by_hand(**changed: Any) -> pcl.Model:
    cid = load(DIAGRAM).cid
    mechanisms: dict[str, Any] = {
        "O": pcl.uniform(["left", "right"]),
        "M": pcl.noisy_copy(0.75),
        "P": ["left", "neutral", "right"],
        "I": lambda O, P: O if P in ("neutral", O) else {O: 0.25, P: 0.75},
        "C": lambda P, I: 2 if P == I else 1 if P == "neutral" else 0,
    }
    return pcl.Model(cid, {**mechanisms, **changed})


# -- ways to write a mechanism ---------------------------------------------------------------------------------------


def test_a_whole_analysis_lives_in_a_file() -> None:
    design = load(quoted())
    assert design.model == by_hand()
    assert design.model is not None
    assert design.model.cid == design.cid
    assert design.model.expected_utility({"P": lambda M: M}) == pytest.approx(0.75 * 2 + 0.25 * 0.75 * 2)
    assert load(DIAGRAM).model is None


@pytest.mark.parametrize(
    ("node", "entry", "mechanism"),
    [
        ("O", '"uniform([\'left\', \'right\'])"', pcl.uniform(["left", "right"])),
        ("O", "{outcomes: [left, right], table: [0.5, 0.5]}", pcl.uniform(["left", "right"])),
        ("O", "{outcomes: [right, left], formula: {left: 0.25, right: 0.75}}", pcl.chance(["right", "left"], {"left": 0.25, "right": 0.75})),
        ("O", "{left: 1, right: 0}", {"left": 1, "right": 0}),
        ("M", "O", lambda O: O),
        ("M", "[[0.9, 0.1], [0.2, 0.8]]", [[0.9, 0.1], [0.2, 0.8]]),
        ("M", "{outcomes: [a, b], table: [[0.9, 0.1], [0.2, 0.8]]}", pcl.chance(["a", "b"], [[0.9, 0.1], [0.2, 0.8]])),
        ("M", "{outcomes: [a, b], table: [[0.9, 0.2], [0.1, 0.8]], axes: [M, O]}", pcl.chance(["a", "b"], [[0.9, 0.1], [0.2, 0.8]])),
        ("M", "3", lambda O: 3),
        ("M", "true", lambda O: True),
        ("M", '"\'x\'"', lambda O: "x"),
        ("M", "{outcomes: [left, right, '?'], noisy_copy: O, accuracy: 0.5}", pcl.chance(["left", "right", "?"], pcl.noisy_copy(0.5))),
        ("M", "{cases: [{when: {O: left}, then: {a: 0.5, b: 0.5}}, {then: {b: 1}}]}", lambda O: {"a": 0.5, "b": 0.5} if O == "left" else {"b": 1}),
        ("M", "{cases: [{when: {O: [left, right]}, then: O}]}", lambda O: O),
        ("M", "{noise: bernoulli(0.25), formula: O if noise == 0 else '?'}", pcl.Structural(pcl.bernoulli(0.25), lambda O, noise: O if noise == 0 else "?")),
        ("M", "{noise: [0.5, 0.25, 0.25], formula: noise, outcomes: [2, 1, 0]}", pcl.Structural({0: 0.5, 1: 0.25, 2: 0.25}, lambda O, noise: noise, (2, 1, 0))),
        ("M", "{noise: {ok: 0.75, off: 0.25}, cases: [{when: {noise: ok}, then: O}, {then: \"'?'\"}]}", pcl.Structural({"ok": 0.75, "off": 0.25}, lambda O, noise: O if noise == "ok" else "?")),
        ("M", "{noise: [0.75, 0.25], outcomes: [left, right], table: [[left, right], [right, left]]}", pcl.Structural({0: 0.75, 1: 0.25}, [["left", "right"], ["right", "left"]], ("left", "right"))),
        ("P", "{outcomes: [left, neutral, right]}", ["left", "neutral", "right"]),
        ("C", "[[3, 2, 1.5], [0, -1, 1e3]]", pcl.utility([[3, 2, 1.5], [0, -1, 1e3]])),
        ("C", "{table: [[3, 0], [2, -1], [1.5, 1e3]], axes: [P, I]}", pcl.utility([[3, 2, 1.5], [0, -1, 1e3]])),
        ("C", "{formula: '3'}", lambda P, I: 3),
        ("C", "-1.5", lambda P, I: -1.5),
        ("C", "{cases: [{when: {P: left}, then: 1}, {then: 0.5}]}", lambda P, I: 1 if P == "left" else 0.5),
    ],
)  # fmt: skip
def test_ways_to_write_a_mechanism(node: str, entry: str, mechanism: Any) -> None:
    found, wanted = model(**{node: entry}), by_hand(**{node: mechanism})
    assert found == wanted
    assert repr(found.domain(node)) == repr(wanted.domain(node)), "outcomes keep their types and order"
    assert load(document_text(design_tree(load(quoted(**{node: entry}))), "json")).model == wanted


def test_outcomes_keep_the_types_that_the_file_gives_them() -> None:
    outcomes = '[no, "1", 2, 2.5, true, null, [1, [a, 0.5]], "", "null", 0x10]'
    found = model(P=outcomes, I="P", C="0 if P == 2 else 1")
    wanted = ("no", "1", 2, 2.5, True, None, (1, ("a", 0.5)), "", "null", 16)
    assert repr(found.domain("P").outcomes) == repr(wanted)
    assert repr(found.domain("I").outcomes) == repr(wanted)
    assert load(document_text(design_tree(Design(found.cid, found)), "yaml")).model == found


def test_names_that_are_no_identifiers() -> None:
    source = textwrap.dedent("""\
        pycid_like: 1
        nodes: {the state: chance, "if": decision, pay-off: utility}
        edges: [the state -> if -> pay-off, the state -> pay-off]
        model:
          the state: bernoulli(0.25)
          "if": [0, 1]
          pay-off: 1 if `if` == `the state` else 0
        """)
    found = load(source).model
    assert found is not None
    assert found.expected_utility({"if": pcl.expression("`the state`")}) == 1


# -- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"O": "left"}, "line 10, column 6, model.O: the expression speaks of 'left', which is no parent. It has no parents. A text stands in quotes: 'left'."),
        ({"O": "null"}, "line 10, column 6, model.O: an expression, a number, a list, a distribution {outcome: probability} or a mapping such as {outcomes: [...], table: [...]} expected, found nothing"),
        ({"O": "{left: 0.5, right: x}"}, "line 10, column 25, model.O.right: a number expected, found the text 'x'"),
        ({"O": "{left: 0.5, right: 0.6}"}, "line 10, column 6, node 'O': probabilities sum to 1.1. They must sum to 1 within 1e-09."),
        ({"O": "{left: 1.5, right: -0.5}"}, "line 10, column 6, node 'O': the probability -0.5 is negative"),
        ({"O": "{}"}, "line 10, column 6, node 'O': an empty mapping. Give outcome -> probability."),
        ({"O": "[0.5, [0.5]]"}, "line 10, column 6, node 'O': a table that is ragged or holds what is no number"),
        ({"O": "[0.5, x, true]"}, "line 10, column 12, model.O[2]: a number expected, found 'x'"),
        ({"O": "[0.5, 1" + "0" * 350 + "]"}, "line 10, column 12, model.O[2]: a number too large to be computed with"),
        ({"O": "{outcomes: [1, true], table: [1, 0]}"}, "line 10, column 17, model.O.outcomes: the outcomes 1 and True are the same. Outcomes that compare equal, such as 1 and True, are one."),
        ({"O": "{outcomes: [{a: 1}], table: [1]}"}, "line 10, column 18, model.O.outcomes[1]: a mapping is no outcome. Outcomes are texts, numbers, true, false, null, and lists of these."),
        ({"O": "{table: [0.5, 0.5]}"}, "line 10, column 6, model.O: missing key 'outcomes'. A table needs the outcomes of the node, in order."),
        ({"O": "{outcomes: [a, b]}"}, "line 10, column 6, model.O: a chance takes one of 'table', 'formula', 'cases', 'noisy_copy', found 'outcomes'"),
        ({"O": "{outcomes: [a], table: [1], formula: 1}"}, "line 10, column 6, model.O: a chance takes one of 'table', 'formula', 'cases', 'noisy_copy', found 'outcomes', 'table', 'formula'"),
        ({"M": "{noisy_copy: O, acuracy: 0.5, outcomes: [a]}"}, "line 11, column 22, model.M.acuracy: unknown key 'acuracy'. Did you mean 'accuracy'?"),
        ({"M": "{noisy_copy: O}"}, "line 11, column 6, model.M: missing key 'accuracy'. It is the probability that the copy is right."),
        ({"M": "{noisy_copy: P, accuracy: 0.5}"}, "line 11, column 6, node 'M': a noisy copy of 'P', which is no parent. The parents are ('O',)."),
        ({"M": "{formula: O, accuracy: 0.5}"}, "line 11, column 19, model.M.accuracy: 'accuracy' does not go with 'formula' of a chance. Beside it may stand: 'outcomes', 'noise'."),
        ({"M": "O + noise"}, "line 11, column 6, model.M: the expression speaks of 'noise', which is no parent. There are: 'O'. A text stands in quotes: 'noise'."),
        ({"M": "{noise: 0.5, formula: noise}"}, "line 11, column 14, model.M.noise: an expression, a list of probabilities or a distribution {outcome: probability} expected, found the number 0.5"),
        ({"M": '{noise: "1", formula: noise}'}, "line 11, column 14, model.M.noise: noise is a distribution. Write it like: bernoulli(0.1), or [0.9, 0.1]."),
        ({"M": '{noise: "bernoulli(2)", formula: noise}'}, "line 11, column 14, model.M.noise: bernoulli takes a probability from 0 to 1, found the number 2"),
        ({"M": "{noise: [0.5, 0.6], formula: noise}"}, "line 11, column 6, node 'M (noise)': probabilities sum to 1.1. They must sum to 1 within 1e-09."),
        ({"M": "{noise: [1], formula: '{O: noise}'}"}, "line 11, column 6, node 'M': the structural function returned a distribution. It returns an outcome."),
        ({"M": "{noise: [1], outcomes: [a], table: [[a], a]}"}, "line 11, column 47, model.M.table[2]: 1 more list expected, found 'a'"),
        ({"M": "{noise: [1], outcomes: [a], table: [[a]]}"}, "line 11, column 6, node 'M': a table of outcomes that is not of the shape (2, 1). Its axes are (O, noise)."),
        ({"M": "{noise: [1], outcomes: [a], table: [[a], [b]]}"}, "line 11, column 6, node 'M': the outcome 'b' is outside the declared domain ['a']"),
        ({"M": "{noise: [1], outcomes: [a], table: [[a], [a]], axes: [O]}"}, "line 11, column 59, model.M.axes: axes of a table with noise. Take them out: the axes are the parents in declared order, and the noise."),
        ({"M": "{cases: [{when: {OO: left}, then: O}]}"}, "line 11, column 23, model.M.cases[1].when.OO: 'OO' is no parent. Did you mean 'O'?"),
        ({"M": "{cases: [{when: {O: lft}, then: O}, {then: O}]}"}, "line 11, column 26, model.M.cases[1].when.O: 'lft' is no outcome of 'O'. Did you mean 'left'?"),
        ({"M": "{cases: [{when: {O: left}, then: O}]}"}, "line 11, column 6, node 'M', context O='right': no case fits. A last case without 'when' holds everywhere else."),
        ({"M": "{cases: [{wen: {O: left}, then: O}]}"}, "line 11, column 16, model.M.cases[1].wen: unknown key 'wen'. Did you mean 'when'?"),
        ({"M": "{cases: [{when: {O: left}}]}"}, "line 11, column 15, model.M.cases[1]: missing key 'then'"),
        ({"M": "{cases: []}"}, "line 11, column 14, model.M.cases: at least 1 entry expected, found none"),
        ({"M": "O.real"}, "line 11, column 6, model.M: column 2 of the expression: a dot: nothing has attributes here. Numbers are written like 1.5 or .5."),
        ({"M": "O +"}, "line 11, column 6, model.M: column 4 of the expression: a value is missing after '+'"),
        ({"P": "left"}, "line 12, column 6, model.P: a decision takes the list of its options. Write it like: [left, right]."),
        ({"P": "{left: 0.5, right: 0.5}"}, "line 12, column 6, model.P: a decision takes the list of its options. Write it like: [left, right]."),
        ({"P": "{table: [[1]]}"}, "line 12, column 6, model.P: a decision takes 'outcomes', found 'table'"),
        ({"P": "[]"}, "line 12, column 6, model.P: a domain without outcomes. Give at least one."),
        ({"P": "[a, a]"}, "line 12, column 6, model.P: the outcomes 'a' and 'a' are the same. Outcomes that compare equal, such as 1 and True, are one."),
        ({"C": "P"}, "line 14, column 6, node 'C', context I='left', P='left': the utility is 'left'. Utilities are real numbers."),
        ({"C": "1 / (P != I)"}, "line 14, column 6, node 'C', context I='left', P='left': the expression '1 / (P != I)', line 1, column 3: division by zero"),
        ({"C": "{a: 0.5, b: 0.5}"}, "line 14, column 6, model.C: a distribution where a utility belongs. Give an expression or a table."),
        ({"C": "{outcomes: [1], table: [1]}"}, "line 14, column 7, model.C.outcomes: 'outcomes' does not go with 'table' of a utility. Beside it may stand: 'axes'."),
        ({"C": "[[1, 2]]"}, "line 14, column 6, node 'C': a table of shape (1, 2) where (2, 3) is wanted. Its axes are (I, P)."),
        ({"C": None}, "line 9, column 1, node 'C': no mechanism is given. Give a function of its parents or a table of reals."),
        ({"CC": "1"}, "line 15, column 3, model.CC: unknown node 'CC'. Did you mean 'C'? Every node stands under nodes:."),
    ],
)  # fmt: skip
def test_mistakes_are_answered_with_line_node_and_context(changed: dict[str, str | None], problem: str) -> None:
    assert problem in said(quoted(**changed))


def test_a_mistake_in_one_node_is_not_told_again_of_others() -> None:
    assert len(said(quoted(O="left"))) == 1
    assert len(said(quoted(P="left"))) == 1
    assert len(said(quoted(O="{a: 1, b: 1}"))) == 1


def test_all_problems_of_a_model_come_with_all_others_in_the_order_of_the_file() -> None:
    source = DIAGRAM.replace("O -> I,", "O -> II,") + textwrap.dedent("""\
        model:
          O: {left: 0.5, right: 0.5}
          M: O.
          P: left
          Q: 1
          I: P
          C: >-
            1 +
            (2
        expected: {ici: [X]}
        """)
    assert [problem.split(":")[0] for problem in said(source)] == [
        "line 8, column 32, edges[2]",
        "line 11, column 6, model.M",
        "line 12, column 6, model.P",
        "line 13, column 3, model.Q",
        "line 15, column 6, model.C",
        "line 18, column 17, expected.ici",
    ]
    sound = quoted(M="O.", O="{left: 1, right: 1}", P="{table: [1]}") + "expected: {ici: [X]}\n"
    assert [problem.split(",")[0] for problem in said(sound)] == ["line 10", "line 11", "line 12", "line 15"]


def test_the_line_within_an_expression_of_several_lines_is_told() -> None:
    source = quoted(C="|\n    1 if P == I\n    else I.real")
    assert "model.C: line 2, column 7 of the expression: a dot: nothing has attributes here" in said(source)[0]


def test_numbers_that_are_none() -> None:
    for wrong in (".nan", ".inf"):
        with pytest.raises(UnreadableDocument, match="is no finite number"):
            load(quoted(O=f"{{outcomes: [{wrong}, 1], table: [0.5, 0.5]}}"))
        with pytest.raises(UnreadableDocument, match="is no finite number"):
            load(quoted(O=f"[{wrong}, 0.5]"))


def test_a_short_file_cannot_keep_a_machine_busy() -> None:
    parents = [f"X{number}" for number in range(24)]
    section: dict[str, Any] = {**{parent: [0.5, 0.5] for parent in parents}, "D": [0, 1], "U": "+".join(parents)}
    tree: dict[str, Any] = {
        "pycid_like": 1,
        "nodes": {**dict.fromkeys(parents, "chance"), "D": "decision", "U": "utility"},
        "edges": [f"{parent} -> U" for parent in (*parents, "D")],
        "model": section,
    }
    began = time.monotonic()
    with pytest.raises(InvalidDesign, match="evaluating the functions of this file takes too long"):
        load(tree)
    wide: dict[str, Any] = {
        **tree,
        "nodes": {**tree["nodes"], "U": "chance", "V": "utility"},
        "edges": [*tree["edges"], "D -> V"],
        "model": {**section, "U": {"outcomes": list(range(1_000_000)), "formula": "X0"}, "V": 0, "D": [0]},
    }
    with pytest.raises(InvalidDesign, match="a table of 16,777,216,000,000 entries"):
        load(wide)
    assert time.monotonic() - began < 60


# -- writing ---------------------------------------------------------------------------------------------------------


class Colour(enum.StrEnum):
    RED = "red"


outcome = st.recursive(
    st.text(max_size=4)
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none()
    | st.sampled_from(["no", "null", "1", "table", "outcomes", ""]),
    lambda inner: st.lists(inner, max_size=2).map(tuple),
    max_leaves=3,
)


@st.composite
def probabilities(draw: st.DrawFn, count: int) -> list[float]:
    weights = draw(st.lists(st.floats(0, 1), min_size=count, max_size=count).filter(lambda drawn: sum(drawn) > 0.01))
    return [weight / sum(weights) for weight in weights]


@st.composite
def models(draw: st.DrawFn) -> pcl.Model:
    """Draw a model: outcomes of every type that files hold, tables, deterministic functions and structural nodes."""
    names = draw(st.lists(st.text(min_size=1, max_size=3), min_size=2, max_size=5, unique=True))
    roles = {name: draw(st.sampled_from(list(Role))) for name in names[:-1]} | {names[-1]: Role.UTILITY}
    edges = [
        (parent, child)
        for place, child in enumerate(names)
        for parent in names[:place]
        if roles[parent] is not Role.UTILITY and draw(st.booleans())
    ]
    owned = {role: [name for name in names if roles[name] is role] for role in Role}
    cid = pcl.CID(edges, owned[Role.DECISION], owned[Role.UTILITY], order=draw(st.permutations(names)), warn=False)
    domains: dict[str, tuple[Any, ...]] = {}
    mechanisms: dict[str, Any] = {}
    for name in names:
        contexts = 1
        for parent in cid.parents(name):
            contexts *= len(domains[parent])
        if roles[name] is Role.UTILITY:
            flat = draw(st.lists(st.floats(-1e9, 1e9), min_size=contexts, max_size=contexts))
            mechanisms[name] = pcl.utility(shaped(flat, [len(domains[parent]) for parent in cid.parents(name)]))
            continue
        domains[name] = tuple(draw(st.lists(outcome, min_size=1, max_size=3, unique=True)))
        mechanisms[name] = draw(chances(domains[name], [len(domains[parent]) for parent in cid.parents(name)]))
        if roles[name] is Role.DECISION:
            mechanisms[name] = list(domains[name])
    return pcl.Model(cid, mechanisms)


@st.composite
def chances(draw: st.DrawFn, domain: tuple[Any, ...], sizes: list[int]) -> Any:
    contexts = 1
    for size in sizes:
        contexts *= size
    if draw(st.booleans()):
        rows = [draw(probabilities(len(domain))) for _ in range(contexts)]
        return pcl.chance(domain, shaped([entry for row in rows for entry in row], [*sizes, len(domain)]))
    count = draw(st.integers(1, 3))
    answers = draw(st.lists(st.sampled_from(domain), min_size=contexts * count, max_size=contexts * count))
    noise = dict(enumerate(draw(probabilities(count))))
    return pcl.Structural(noise, shaped(answers, [*sizes, count]), domain)


def shaped(flat: list[Any], sizes: list[int]) -> Any:
    if not sizes:
        return flat[0]
    step = len(flat) // sizes[0]
    return [shaped(flat[place * step : (place + 1) * step], sizes[1:]) for place in range(sizes[0])]


@pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")
@pytest.mark.parametrize("form", ["yaml", "json"])
@given(found=models())
@examples(200)
def test_round_trip(form: str, found: pcl.Model) -> None:
    loaded = load(document_text(design_tree(Design(found.cid, found)), form).encode(), format=form)
    assert loaded.model == found
    assert loaded == Design(found.cid, found)
    assert loaded.model is not None
    for node in found.cid.nodes:
        assert repr(loaded.model.domain(node)) == repr(found.domain(node))
    again = load(document_text(design_tree(loaded), form).encode(), format=form)
    assert again == loaded


def test_a_loaded_model_is_saved_as_it_was_written(tmp_path: Path) -> None:
    section = {
        "O": "{left: 0.5, right: 0.5}",
        "M": "{noisy_copy: O, accuracy: 0.75}",
        "P": "[left, neutral, right]",
        "I": "\"O if P == 'neutral' else P\"",
        "C": "\"2 if P == I else 1 if P == 'neutral' else 0\"",
    }
    save(load(text(**section)), tmp_path / "copy.yaml")
    written = (tmp_path / "copy.yaml").read_text(encoding="utf-8")
    assert written.endswith("model:\n" + "".join(f"  {node}: {entry}\n" for node, entry in section.items()))
    assert load(tmp_path / "copy.yaml") == load(text(**section))


def test_what_changed_since_is_saved_as_a_table() -> None:
    design = load(quoted())
    assert design.model is not None
    changed = replace(design, model=design.model.with_mechanisms(M=lambda O: O))
    section = design_tree(changed)["model"]
    assert section["M"] == {"outcomes": ["left", "right"], "table": [[1.0, 0.0], [0.0, 1.0]]}
    assert {node: section[node] for node in "OPIC"} == {node: design_tree(design)["model"][node] for node in "OPIC"}
    assert load(document_text(design_tree(changed), "yaml")) == changed
    # Other options: what stands below is a table, since the expression was written for other parents.
    other = replace(design, model=by_hand(P=["right", "neutral", "left"]))
    section = design_tree(other)["model"]
    assert section["P"] == ["right", "neutral", "left"]
    assert section["C"] == [[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]
    assert section["O"] == {"left": 0.5, "right": 0.5}
    assert load(document_text(design_tree(other), "yaml")) == other
    assert "model" not in design_tree(replace(design, model=None))


def test_outcomes_that_no_file_can_hold() -> None:
    cid = pcl.CID.parse("X -> U; D -> U", decisions="D", utilities="U")

    def saved(*outcomes: Any) -> str:
        found = pcl.Model(cid, X=pcl.uniform(outcomes), D=[0], U=lambda X, D: 0)
        return document_text(design_tree(Design(cid, found)), "yaml")

    assert "table" in saved(Colour.RED, 1)
    assert load(saved(Colour.RED)).model == pcl.Model(cid, X=pcl.uniform(["red"]), D=[0], U=lambda X, D: 0)
    for wrong in (Fraction(1, 2), frozenset([1]), float("nan"), float("inf"), 10**400, (1, Fraction(1, 2)), b"x"):
        with pytest.raises(InvalidDesign, match=r"node 'X': the outcome .* cannot stand in a file. Files hold texts"):
            saved(wrong, "left")
    with pytest.raises(UnreadableDocument, match="half a character"):
        saved("\ud800")


def test_tables_too_large_for_a_file() -> None:
    cid = pcl.CID.parse("X, Y, D -> U", decisions="D", utilities="U")
    wide = pcl.uniform(range(600))
    found = pcl.Model(cid, X=wide, Y=wide, D=[0], U=pcl.utility([[[0]] * 600] * 600))
    with pytest.raises(
        InvalidDesign, match="node 'U': a table of 360,000 entries over 3 parents is too large for a file"
    ):
        design_tree(Design(cid, found))


def test_a_design_holds_a_model_of_its_own_diagram() -> None:
    design = load(quoted())
    with pytest.raises(InvalidCall, match="a design holds a Model, not dict"):
        Design(design.cid, model={})  # type: ignore[arg-type]
    with pytest.raises(InvalidCall, match="the model is one of another diagram"):
        replace(design, cid=design.cid.without_edge("O", "I"))
    edges = tuple(reversed(design.cid.edges))
    turned = pcl.CID(edges, "P", "C", order=design.cid.nodes)
    assert turned == design.cid
    assert turned.parents("C") != design.cid.parents("C"), "tables would have their axes in another order"
    with pytest.raises(InvalidCall, match="the model is one of another diagram"):
        replace(design, cid=turned)
    assert design.model is not None
    same = pcl.Model.from_tables(turned, design.model.chances, design.model.decisions, design.model.utilities)
    assert same != design.model


# -- any section -----------------------------------------------------------------------------------------------------

words = st.sampled_from(["O", "P", "noise", "left", "bernoulli(0.5)", "1 +", "O if P == 1 else 2", "[", ""])
scalars: st.SearchStrategy[Any] = (
    words | st.integers(-1, 2) | st.floats(-1, 2, allow_nan=False) | st.booleans() | st.none()
)
keys = st.sampled_from(
    ["outcomes", "table", "axes", "formula", "cases", "noise", "noisy_copy", "accuracy", "when", "then", "left", "O"]
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=8
)


@given(entries=st.dictionaries(st.sampled_from(["O", "M", "P", "I", "C", "Q"]), trees))
@examples(400)
def test_any_section_is_a_model_or_a_clear_error(entries: dict[str, Any]) -> None:
    tree = design_tree(load(quoted()))
    try:
        found = load({**tree, "model": {**tree["model"], **entries}})
    except InvalidDesign:
        return
    assert load(document_text(design_tree(found), "yaml")) == found


def test_the_published_schema_agrees_with_the_reader() -> None:
    jsonschema: Any = importlib.import_module("jsonschema")
    validator = jsonschema.Draft202012Validator(design_json_schema())
    tree = design_tree(load(quoted(M="{cases: [{when: {O: left}, then: {a: 0.5, b: 0.5}}, {then: 3}]}")))
    assert not list(validator.iter_errors(tree))
    assert not list(validator.iter_errors(design_tree(Design(load(quoted()).cid, by_hand()))))
    mistakes: tuple[Any, ...] = (
        {"O": None},
        {"O": {"a": "b"}},
        {"O": {"table": 3, "outcomes": [1]}},
        {"M": {"cases": [{"when": {}}]}},
        [],
    )
    for wrong in mistakes:
        assert list(validator.iter_errors({**tree, "model": wrong}))
