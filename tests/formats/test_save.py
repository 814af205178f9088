"""What is saved loads as an equal design."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like.audits import Contract, Selection, Spec, load_spec
from pycid_like.criteria import CRITERIA
from pycid_like.diagrams.cid import CID
from pycid_like.diagrams.roles import Role
from pycid_like.documents import document_text
from pycid_like.errors import InvalidCall, UnreadableDocument
from pycid_like.formats import Citation, Design, Expectation, design_json_schema, load, save
from pycid_like.formats.design_writing import design_tree
from tests.formats.test_load import RECOMMENDER
from tests.profiles import examples

names = st.text(min_size=1, max_size=6) | st.sampled_from(
    ["no", "1.0", "a -> b", "a; b", "#", '"', "~", "true", "[key]"]
)
notes = st.text(max_size=20)


@st.composite
def cids(draw: st.DrawFn) -> CID:
    """Draw a diagram of up to three agents, with every kind of annotation."""
    nodes = draw(st.lists(names, min_size=1, max_size=7, unique=True))
    agents = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    roles = {node: draw(st.sampled_from(list(Role))) for node in nodes}
    owners = {node: draw(st.sampled_from(agents)) for node in nodes}
    paid = {owners[node] for node in nodes if roles[node] is Role.UTILITY}
    # An agent with decisions has a utility; utilities have no children.
    for node in nodes:
        if roles[node] is Role.DECISION and owners[node] not in paid:
            roles[node] = Role.CHANCE
    edges = [
        (parent, child)
        for position, child in enumerate(nodes)
        for parent in nodes[:position]
        if roles[parent] is not Role.UTILITY and draw(st.booleans())
    ]
    some = st.lists(st.sampled_from(nodes), unique=True, max_size=3)
    owned = {
        role: {agent: [n for n in nodes if roles[n] is role and owners[n] == agent] for agent in agents}
        for role in (Role.DECISION, Role.UTILITY)
    }
    return CID(
        edges,
        owned[Role.DECISION],
        owned[Role.UTILITY],
        order=draw(st.permutations(nodes)),
        titles={node: draw(notes) for node in draw(some)},
        descriptions={node: draw(notes) for node in draw(some)},
        tags={node: draw(st.lists(names, max_size=3)) for node in draw(some)},
        steps={node: draw(st.integers(-3, 10**20)) for node in draw(some)},
        rationale={
            edge: draw(notes) for edge in draw(st.lists(st.sampled_from(edges), max_size=3) if edges else st.just([]))
        },
        name=draw(st.none() | notes),
        warn=False,
    )


@st.composite
def designs(draw: st.DrawFn) -> Design:
    cid = draw(cids())
    node = st.sampled_from(cid.nodes)
    few = st.lists(node, min_size=1, max_size=3).map(tuple)
    decision = st.none() | st.sampled_from(cid.decisions) if cid.decisions else st.none()
    contract = st.builds(
        Contract,
        st.just("forbid"),
        st.lists(st.sampled_from(list(CRITERIA)), min_size=1).map(tuple),
        st.builds(Selection, st.just("node"), few),
        decision=decision,
        reason=st.none() | notes,
    )
    expected: Any = st.just(())
    if cid.decisions:
        expectation = st.builds(
            Expectation,
            st.sampled_from(list(CRITERIA)),
            few,
            st.sampled_from(["yes", "no", "unknown", "not applicable"]),
            st.sampled_from(cid.decisions),
            complete=st.booleans(),
        )
        expected = st.lists(expectation, max_size=3).map(tuple)
    return Design(
        cid,
        spec=draw(st.none() | st.builds(Spec, st.lists(contract, max_size=3).map(tuple))),
        title=draw(st.none() | notes),
        story=draw(st.none() | notes),
        citation=draw(st.none() | st.builds(Citation, notes, st.none() | notes, st.none() | notes)),
        expected=draw(expected),
    )


@pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")
@pytest.mark.parametrize("form", ["yaml", "json"])
@given(design=designs())
@examples(150)
def test_round_trip(form: str, design: Design) -> None:
    loaded = load(document_text(design_tree(design), form).encode(), format=form)
    assert loaded == design
    assert loaded.name == design.name
    assert loaded.cid.agents == design.cid.agents
    assert loaded.cid.edges == design.cid.edges, "edges keep their order"
    assert loaded.where.nodes.keys() == set(design.cid.nodes)
    assert loaded.where.edges.keys() == set(design.cid.edges)


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json"])
def test_the_recommender_survives_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"copy{suffix}"
    save(load(RECOMMENDER), path)
    assert load(path) == load(RECOMMENDER)


def test_saved_yaml_is_pleasant_to_read(tmp_path: Path) -> None:
    path = tmp_path / "copy.yaml"
    save(load(RECOMMENDER), path)
    assert path.read_text(encoding="utf-8") == (
        "pycid_like: 1\n"
        "name: content_recommender\n"
        "title: Content recommender\n"
        "story: |\n"
        "  A system chooses posts.\n"
        "  It is paid by the click.\n"
        "citation:\n"
        "  text: Everitt et al. 2021\n"
        '  url: "https://arxiv.org/abs/2102.01685"\n'
        "nodes:\n"
        "  O: {kind: chance, title: original opinions, tags: [user-values], step: 0}\n"
        "  M: {kind: chance}\n"
        "  P: {kind: decision, title: posts, description: what is shown}\n"
        "  I: {kind: chance, title: influenced opinions, tags: [user-values]}\n"
        "  C: {kind: utility, title: clicks}\n"
        "edges:\n"
        "  - O -> M\n"
        "  - M -> P\n"
        "  - O -> I\n"
        "  - {from: P, to: I, why: posts shift opinions}\n"
        "  - I -> C\n"
        "  - P -> C\n"
        "expected:\n"
        "  voi: [O, M]\n"
        "  ici: [I, C]\n"
        "spec:\n"
        "  pycid_like_spec: 1\n"
        "  contracts:\n"
        '    - {id: forbid-ici-user-values, forbid: ici, "on": {tag: user-values}, reason: not ours to shift}\n'
    )


def test_a_diagram_and_a_spec_are_saved_too(tmp_path: Path) -> None:
    design = load(RECOMMENDER)
    save(design.cid, tmp_path / "cid.json")
    assert load(tmp_path / "cid.json") == Design(design.cid)
    assert design.spec is not None
    save(design.spec, tmp_path / "spec.yaml")
    assert load_spec(tmp_path / "spec.yaml") == design.spec


def test_what_cannot_be_saved(tmp_path: Path) -> None:
    cid = load(RECOMMENDER).cid
    with pytest.raises(UnreadableDocument, match=r"unknown suffix '.toml'. There are: .yaml, .yml, .json."):
        save(cid, tmp_path / "a.toml")
    with pytest.raises(InvalidCall, match=r"a dict cannot be saved. Give a Design, a CID or a Spec."):
        save({}, tmp_path / "a.yaml")  # type: ignore[arg-type]
    with pytest.raises(UnreadableDocument, match="half a character"):
        save(CID([("\ud800", "b")]), tmp_path / "a.yaml")
    assert list(tmp_path.iterdir()) == []


def test_a_design_holds_a_cid() -> None:
    with pytest.raises(InvalidCall, match="a design holds a CID, not str"):
        Design("recommender.yaml")  # type: ignore[arg-type]


def test_the_published_schema_is_current() -> None:
    published = Path(__file__).parents[2] / "docs" / "schema" / "design-1.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == design_json_schema()


def test_the_published_schema_agrees_with_the_reader() -> None:
    jsonschema: Any = importlib.import_module("jsonschema")
    validator = jsonschema.Draft202012Validator(design_json_schema())
    tree = design_tree(load(RECOMMENDER))
    assert not list(validator.iter_errors(tree))
    assert not list(validator.iter_errors({**tree, "nodes": {"D": "decision"}, "edges": [["D", "U"]]}))
    mistakes: list[dict[str, Any]] = [
        {"edgs": []},
        {"nodes": {"D": "decison"}},
        {"edges": [["D"]]},
        {"pycid_like": 2},
        {"model": []},
    ]
    for wrong in mistakes:
        assert list(validator.iter_errors({**tree, **wrong}))
