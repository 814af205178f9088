"""Spec files: what is read, how it is written, and what every mistake in one is answered."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like.audits import Contract, Selection, Spec, load_spec, spec_json_schema, spec_tree
from pycid_like.audits.contract import INCENTIVES, SEVERITIES
from pycid_like.audits.schema import Incentive
from pycid_like.documents import Place, document_text
from pycid_like.errors import InvalidSpec, UnreadableDocument

SPEC = """\
pycid_like_spec: 1
name: recommender safety
description: What the review board asked for.
contracts:
  - id: no-opinion-manipulation
    forbid: ici
    on: {tag: user-values}
    reason: users' opinions are not ours to shift
    remedy: pay for clicks predicted from the old opinions
  - {forbid: [instrumental control incentive, impact], on: [I, O], severity: warning}
  - {require: ri, on: M, decision: P, severity: note}
  - {forbid: voc, on: all, agent: agent}
  - {forbid: voi, on: {kind: [chance, utility]}}
  - {forbid: voi, on: {node: all}}
  - {forbid: voi, on: {tag: secret, optional: true}}
"""


def said(text: str) -> list[str]:
    with pytest.raises(InvalidSpec) as caught:
        load_spec(text)
    return [str(problem) for problem in caught.value.problems]


def test_every_way_to_write_a_contract() -> None:
    spec = load_spec(SPEC)
    assert spec.name == "recommender safety"
    assert spec.description == "What the review board asked for."
    assert spec.contracts == (
        Contract(
            "forbid",
            ("ici",),
            Selection("tag", ("user-values",)),
            reason="users' opinions are not ours to shift",
            remedy="pay for clicks predicted from the old opinions",
            id="no-opinion-manipulation",
        ),
        Contract("forbid", ("ici", "impact"), Selection("node", ("I", "O")), severity="warning"),
        Contract("require", ("ri",), Selection("node", ("M",)), decision="P", severity="note"),
        Contract("forbid", ("voc",), Selection("all"), agent="agent"),
        Contract("forbid", ("voi",), Selection("kind", ("chance", "utility"))),
        Contract("forbid", ("voi",), Selection("node", ("all",))),
        Contract("forbid", ("voi",), Selection("tag", ("secret",), optional=True)),
    )
    assert [contract.place for contract in spec][:3] == [Place(5, 5), Place(10, 5), Place(11, 5)]
    assert [contract.id for contract in spec][1:4] == [
        "forbid-ici-impact-I-O",
        "require-ri-M-P",
        "forbid-voc-all-agent",
    ]


def test_a_spec_reads_the_same_from_a_file_a_text_bytes_json_and_a_mapping(tmp_path: Path) -> None:
    spec = load_spec(SPEC)
    path = tmp_path / "safety.yaml"
    path.write_text(SPEC, encoding="utf-8")
    assert load_spec(path) == load_spec(str(path)) == load_spec(SPEC.encode()) == spec
    assert load_spec(json.dumps(spec_tree(spec))) == load_spec(spec_tree(spec)) == spec
    with pytest.raises(UnreadableDocument, match=r"safty.yaml: there is no such file. Did you mean 'safety.yaml'"):
        load_spec(tmp_path / "safty.yaml")


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ("{forbid: icy, on: I}", "contracts[1].forbid: 'voi', 'ri', 'voc', 'ici', 'impact', "),
        ("{forbid: icy, on: I}", "found the text 'icy'. Did you mean 'ici'?"),
        ("{forbid: ICI, on: I}", "found the text 'ICI'. Did you mean 'ici'?"),
        ("{forbid: [], on: I}", "contracts[1].forbid: at least 1 entry expected, found none"),
        ("{forbid: ici, onn: I}", "contracts[1].onn: unknown key 'onn'. Did you mean 'on'?"),
        ("{forbid: ici, onn: I}", "contracts[1]: missing key 'on'"),
        ("{on: I}", "contracts[1]: exactly one of 'forbid' and 'require' belongs here"),
        ("{forbid: ici, require: ici, on: I}", "contracts[1]: exactly one of 'forbid' and 'require' belongs here"),
        ("{forbid: , on: I}", "contracts[1].forbid: an incentive or a list of incentives expected, found nothing"),
        ("{forbid: ici, on: 3}", "'all', or a mapping with 'node', 'tag' or 'kind' expected, found the number 3"),
        ("{forbid: ici, on: [3]}", "contracts[1].on[1]: a text expected, found the number 3. Put it in quotes."),
        ("{forbid: ici, on: {tagg: x}}", "contracts[1].on.tagg: unknown key 'tagg'. Did you mean 'tag'?"),
        ("{forbid: ici, on: {tag: x, node: y}}", "exactly one of 'node', 'tag' and 'kind' belongs here"),
        ("{forbid: ici, on: {optional: true}}", "exactly one of 'node', 'tag' and 'kind' belongs here"),
        ("{forbid: ici, on: {kind: chanse}}", "found the text 'chanse'. Did you mean 'chance'?"),
        ("{forbid: ici, on: I, severity: eror}", "found the text 'eror'. Did you mean 'error'?"),
        ("{forbid: ici, on: I, reason: 5}", "contracts[1].reason: a text expected, found the number 5"),
        ("{forbid: ici, on: {tag: x, optional: yes}}", "true or false expected, found the text 'yes'"),
        ("ici", "contracts[1]: a mapping expected, found the text 'ici'"),
    ],
)
def test_mistakes_in_a_contract(contract: str, expected: str) -> None:
    problems = said(f"pycid_like_spec: 1\ncontracts:\n- {contract}\n")
    assert any(expected in problem for problem in problems)
    assert all(problem.startswith("line 3, column ") for problem in problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contracts: []\n", "line 1, column 1: missing key 'pycid_like_spec', the version of the schema. Begin with 'pycid_like_spec: 1'."),
        ("pycid_like_spec: 2\ncontrakts: []\n",
         "line 1, column 18, pycid_like_spec: schema version 2 is not read by this version of the package, which reads: 1"),
        ("pycid_like_spec: true\n", "line 1, column 18, pycid_like_spec: schema version the truth value true is not read by this version of the package, which reads: 1"),
        ("pycid_like_spc: 1\n", "line 1, column 1: missing key 'pycid_like_spec', the version of the schema. Did you mean 'pycid_like_spec' where 'pycid_like_spc' stands?"),
        ("pycid_like: 1\nnodes: {}\n", "line 1, column 1: missing key 'pycid_like_spec', the version of the schema. This is a design file: load() reads it."),
        ("- 1\n", "line 1, column 1: a mapping with the key 'pycid_like_spec' expected, found a list"),
        ("pycid_like_spec: 1\n", "line 1, column 1: missing key 'contracts'"),
        ("pycid_like_spec: 1\ncontracts:\n", "line 2, column 1, contracts: a list expected, found nothing"),
        ("pycid_like_spec: 1\ncontracts:\n- {id: a, forbid: ici, on: I}\n- {id: a, forbid: ri, on: I}\n",
         "line 3, column 3: the id 'a' stands twice. Every contract has its own."),
    ],
)  # fmt: skip
def test_mistakes_in_a_spec(text: str, expected: str) -> None:
    assert said(text)[0] == expected


def test_all_mistakes_come_at_once_with_the_path_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "safety.yaml"
    path.write_text("pycid_like_spec: 1\nnaem: x\ncontracts:\n- {forbid: icy, on: I}\n- {on: 1}\n", encoding="utf-8")
    with pytest.raises(InvalidSpec) as caught:
        load_spec(path)
    assert [problem.line for problem in caught.value.problems] == [2, 4, 5]
    assert str(caught.value).startswith(
        f"invalid spec {path}: 3 problems\n  1. line 2, column 1, naem: unknown key 'naem'"
    )


def test_contracts_made_in_python_are_checked_too() -> None:
    with pytest.raises(InvalidSpec) as caught:
        Contract("forbidd", ("icy",), Selection("all"), severity="bad")
    assert len(caught.value.problems) == 3
    with pytest.raises(InvalidSpec, match="no incentive is named"):
        Contract("forbid", (), Selection("all"))
    with pytest.raises(InvalidSpec, match=r"nodes selected by 'tags'. Did you mean 'tag'"):
        Selection("tags", ("a",))
    with pytest.raises(InvalidSpec, match=r"unknown kind 'chanse'. Did you mean 'chance'"):
        Selection("kind", ("chanse",))


def test_generated_ids_stay_short() -> None:
    names = tuple(f"N{number}" for number in range(1_000))
    contract = Contract("forbid", ("ici",), Selection("node", names))
    assert contract.id == "forbid-ici-N0-N1-N2-N3-and-996-more"
    assert len(Contract("forbid", ("ici",), Selection("node", ("x" * 1_000,))).id) < 60


def test_generated_ids_never_collide_with_given_ones() -> None:
    on = Selection("node", ("I",))
    plain = Contract("forbid", ("ici",), on)
    named = Contract("forbid", ("ri",), on, id="forbid-ici-I")
    assert [contract.id for contract in Spec((plain, named, plain))] == [
        "forbid-ici-I-2",
        "forbid-ici-I",
        "forbid-ici-I-3",
    ]


words = st.text(min_size=1, max_size=8)
some_words = st.lists(words, min_size=1, max_size=3).map(tuple)
kinds = st.lists(st.sampled_from(["chance", "decision", "utility"]), min_size=1, unique=True).map(tuple)
selections = st.one_of(
    st.just(Selection("all")),
    st.builds(Selection, st.just("node"), some_words | st.just(("all",))),
    st.builds(Selection, st.just("tag"), some_words, st.booleans()),
    st.builds(Selection, st.just("kind"), kinds),
)
contracts = st.builds(
    Contract,
    st.sampled_from(["forbid", "require"]),
    st.lists(st.sampled_from(sorted(INCENTIVES)), min_size=1, max_size=3).map(tuple),
    selections,
    decision=st.none() | words,
    agent=st.none() | words,
    severity=st.sampled_from(SEVERITIES),
    reason=st.none() | st.text(),
    remedy=st.none() | st.text(),
)
specs = st.builds(Spec, st.lists(contracts, max_size=4).map(tuple), st.none() | st.text(), st.none() | st.text())


@given(specs, st.sampled_from(["yaml", "json"]))
def test_round_trip(spec: Spec, form: str) -> None:
    assert load_spec(document_text(spec_tree(spec), form).encode(), format=form) == spec


def test_the_schema_names_every_incentive() -> None:
    assert set(get_args(Incentive)) == set(INCENTIVES)


def test_the_published_schema_is_current() -> None:
    published = Path(__file__).parents[2] / "docs" / "schema" / "spec-1.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == spec_json_schema()


def test_the_published_schema_agrees_with_the_reader() -> None:
    jsonschema: Any = importlib.import_module("jsonschema")
    validator = jsonschema.Draft202012Validator(spec_json_schema())
    assert not list(validator.iter_errors(spec_tree(load_spec(SPEC))))
    wrong: Any = {"pycid_like_spec": 1, "contracts": [{"forbid": "icy", "on": "I"}]}
    assert list(validator.iter_errors(wrong))
