"""Subgames by example; published ones are in tests/golden, the laws in tests/laws/test_mechanisms.py."""

from __future__ import annotations

import pytest

from pycid_like import CID, InvalidCall, Subgame, relevance_graph, subgames


def test_a_base_may_draw_in_a_decision_that_nobody_relies_on() -> None:
    # D relies on nothing, but needs how V was made; D' stands between V and D, so that no base has D alone.
    edges = "Z -> V, U; V -> D, E; E -> D; D -> U; E -> W"
    game = CID.parse(edges, {"1": "D", "2": "E"}, {"1": "U", "2": "W"})
    assert relevance_graph(game).edges == ()
    assert [one.decisions for one in subgames(game)] == [("E",), ("D", "E")]


def test_no_decisions_no_subgames() -> None:
    assert subgames(CID([("A", "U")], utilities="U")) == ()


def test_a_team_that_must_be_solved_at_once() -> None:
    assert subgames(CID.parse("A, B -> U", ["A", "B"], "U")) == (Subgame(("A", "B"), ("A", "B", "U")),)


def test_independent_decisions_have_too_many() -> None:
    edges = [(f"D{number}", f"U{number}") for number in range(30)]
    cid = CID(edges, [d for d, _ in edges], [u for _, u in edges])
    with pytest.raises(InvalidCall, match="more than 100 subgames. Give a larger most="):
        subgames(cid, most=100)
    few = CID(edges[:5], [d for d, _ in edges[:5]], [u for _, u in edges[:5]])
    assert len(subgames(few, most=31)) == 31
    with pytest.raises(InvalidCall):
        subgames(few, most=30)
