"""To networkx and back."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import CID, InvalidDiagram, Role
from tests.laws.diagrams import diagrams, quietly
from tests.profiles import examples

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@st.composite
def annotated(draw: st.DrawFn) -> CID:
    """A diagram with any names and annotations."""
    plain = draw(diagrams(nodes=(4, 7), decisions=(1, 3), agents=3))
    names = draw(st.lists(TEXT, min_size=len(plain), max_size=len(plain), unique=True))
    with quietly():
        cid = plain.renamed(dict(zip(plain.nodes, names, strict=True)))
        some = st.sampled_from(cid.nodes)
        edges = st.sampled_from(cid.edges) if cid.edges else st.nothing()
        return CID(
            cid.edges,
            {agent: cid.decisions_of(agent) for agent in cid.agents},
            {agent: cid.utilities_of(agent) for agent in cid.agents},
            order=cid.nodes,
            titles=draw(st.dictionaries(some, st.text())),
            descriptions=draw(st.dictionaries(some, TEXT)),
            tags=draw(st.dictionaries(some, st.lists(TEXT, max_size=3))),
            steps=draw(st.dictionaries(some, st.integers())),
            rationale=draw(st.dictionaries(edges, TEXT)) if cid.edges else {},
            name=draw(st.none() | TEXT),
            utility_children=cid.utility_children,
        )


@examples(200)
@given(annotated())
@pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")
def test_round_trip(cid: CID) -> None:
    again = CID.from_networkx(cid.to_networkx())
    assert again == cid
    assert again.nodes == cid.nodes
    assert set(again.edges) == set(cid.edges)
    assert set(again.agents) == set(cid.agents)
    assert again.name == cid.name
    assert again.utility_children == cid.utility_children


def test_attributes() -> None:
    cid = CID(
        [("X", "D"), ("D", "U")],
        {"firm": "D"},
        {"firm": "U"},
        titles={"X": "state"},
        tags={"X": ["a"]},
        steps={"X": 0},
        descriptions={"X": "d"},
        rationale={("X", "D"): "seen"},
        name="n",
    )
    graph = cid.to_networkx()
    assert dict(graph.nodes["X"]) == {"role": "chance", "title": "state", "tags": ["a"], "step": 0, "description": "d"}
    assert dict(graph.nodes["D"]) == {"role": "decision", "agent": "firm"}
    assert dict(graph.edges["X", "D"]) == {"rationale": "seen"}
    assert list(graph.nodes) == ["X", "D", "U"]


def test_copies_are_fresh() -> None:
    cid = CID([("D", "U")], decisions="D", utilities="U", tags={"D": ["a"]})
    graph = cid.to_networkx()
    graph.add_edge("X", "D")
    graph.nodes["D"]["tags"].append("b")
    graph.nodes["D"]["role"] = "chance"
    assert cid == CID([("D", "U")], decisions="D", utilities="U", tags={"D": ["a"]})
    again = CID.from_networkx(cid.to_networkx())
    assert again.tags("D") == ("a",)
    assert cid.to_networkx() is not cid.to_networkx()


def test_bare_graphs_take_their_roles_from_the_call() -> None:
    graph = networkx.DiGraph([("D", "U"), ("X", "U")])
    assert CID.from_networkx(graph, decisions="D", utilities="U").chances == ("X",)
    assert CID.from_networkx(graph).decisions == ()
    named = CID.from_networkx(graph, decisions={"firm": ["D"]}, utilities={"firm": ["U"]})
    assert named.owner("D") == "firm"


def test_roles_may_be_given_as_such() -> None:
    graph = networkx.DiGraph([("D", "U")])
    networkx.set_node_attributes(graph, {"D": Role.DECISION, "U": Role.UTILITY}, "role")
    assert CID.from_networkx(graph) == CID([("D", "U")], decisions="D", utilities="U")


def test_what_cannot_be_read() -> None:
    for wrong in (networkx.Graph([("D", "U")]), networkx.MultiDiGraph([("D", "U")])):
        with pytest.raises(InvalidDiagram, match=r"is no diagram\. Give a networkx\.DiGraph"):
            CID.from_networkx(wrong)
    graph = networkx.DiGraph([("D", "U")])
    graph.nodes["D"]["role"], graph.nodes["U"]["role"] = "descision", "utilty"
    with pytest.raises(InvalidDiagram) as caught:
        CID.from_networkx(graph)
    assert [problem.hint for problem in caught.value.problems] == [
        "Did you mean 'decision'?",
        "Did you mean 'utility'?",
    ]
    with pytest.raises(InvalidDiagram, match="named 1"):
        CID.from_networkx(networkx.DiGraph([(1, 2)]))
    with pytest.raises(InvalidDiagram, match="cycle"):
        CID.from_networkx(networkx.DiGraph([("A", "B"), ("B", "A")]))
