"""Relevance, requisite graph and recall by example; the laws are in tests/laws/test_relevance.py."""

from __future__ import annotations

import pytest

from pycid_like import CID, InvalidCall, relevance_graph, requisite_graph, sufficient_recall
from pycid_like.diagrams.certificates import Ground, apply_removals

GAME = CID.parse("X -> D1; D1, D2 -> U1, U2", {"a": "D1", "b": "D2"}, {"a": "U1", "b": "U2"})
TEAM = CID.parse("A, B, C -> U; A -> B", ["A", "B", "C"], "U")


def test_relevance_of_a_team() -> None:
    found = relevance_graph(TEAM)
    assert set(found.edges) == {("A", "B"), ("A", "C"), ("B", "C"), ("C", "A"), ("C", "B")}
    assert not found.is_acyclic
    assert found.components == (("A", "B", "C"),)
    assert found.relied_on("A") == ("B", "C")
    assert str(found).startswith("A relies on B (by B - U)")
    assert str(found).splitlines()[-1].startswith("cyclic: ")
    graph = found.to_networkx()
    assert set(graph.edges) == set(found.edges)
    graph.remove_node("A")
    assert found.decisions == ("A", "B", "C")


def test_relevance_without_decisions() -> None:
    found = relevance_graph(CID([("A", "B")]))
    assert (found.decisions, found.edges, found.components, found.is_acyclic) == ((), (), (), True)
    assert str(found) == "acyclic"


def test_a_game_has_cycles_that_no_agent_has() -> None:
    assert relevance_graph(GAME).cycle in {("D1", "D2"), ("D2", "D1")}
    assert sufficient_recall(GAME, "a").order == ("D1",)
    assert sufficient_recall(GAME, "b").order == ("D2",)
    with pytest.raises(InvalidCall, match="there are 2 agents"):
        sufficient_recall(GAME)
    with pytest.raises(InvalidCall, match="unknown agent 'c'"):
        sufficient_recall(GAME, "c")


def test_recall() -> None:
    forgetful = sufficient_recall(TEAM)
    assert not forgetful
    assert not forgetful.is_sufficient
    assert forgetful.order == ()
    assert str(forgetful).startswith("insufficient recall: ")
    mindful = sufficient_recall(CID.parse("A -> B -> U; A -> U", ["A", "B"], "U"))
    assert mindful
    assert str(mindful) == "sufficient recall; solve in the order: B, A"
    assert sufficient_recall(CID([("A", "U")], utilities="U")).order == ()
    with pytest.raises(InvalidCall, match="no decisions and no utilities"):
        sufficient_recall(CID([("A", "B")]))


def test_requisite_graph() -> None:
    cid = CID.parse("R -> HS -> E -> Gr -> Ac; HS -> P; Ge -> P -> Ac", "P", "Ac", titles={"Ge": "gender"})
    found = requisite_graph(cid)
    assert found.removed_links == (("Ge", "P"),)
    assert found.cid == cid.without_edge("Ge", "P")
    assert found.cid.title("Ge") == "gender"
    assert str(found) == "nonrequisite: Ge -> P"
    assert apply_removals(found.evidence, Ground.of(cid, "agent"))[1] == []
    assert str(requisite_graph(found.cid)) == "every observation is requisite"
    assert requisite_graph(found.cid).cid == found.cid
    assert requisite_graph(CID([("A", "B")])).removed_links == ()


def test_requisite_graph_of_one_agent() -> None:
    cid = GAME.with_node("Y", parents=[], children=["D2"])
    assert set(requisite_graph(cid).removed_links) == {("X", "D1"), ("Y", "D2")}
    assert requisite_graph(cid, "a").removed_links == (("X", "D1"),)
    with pytest.raises(InvalidCall, match="unknown agent 'c'"):
        requisite_graph(cid, "c")
