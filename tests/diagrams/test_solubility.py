"""Solubility with a link more, and after the reduction; the laws are in tests/laws/test_mechanisms.py."""

from __future__ import annotations

import pytest

from pycid_like import CID, InvalidCall, solubility

PROBE = CID.parse("D1, S -> X; S, D2 -> U", ["D1", "D2"], "U", warn=False)


def extremal(cid: CID, decision: str) -> bool:
    """Lauritzen & Nilsson 2001, Defs. 11 and 14: by families of decisions, not by their rules."""
    import networkx

    graph = networkx.DiGraph(cid.edges)
    known = {*cid.parents(decision), decision}
    others = {node for other in cid.decisions if other != decision for node in (*cid.parents(other), other)} - known
    paid = set(cid.utilities) & networkx.descendants(graph, decision)
    return not others or all(networkx.is_d_separator(graph, {utility}, others, known) for utility in paid)


def test_soluble_where_no_decision_is_extremal() -> None:
    # Eight edges, two problems that share what is observed: the older test on families refuses them.
    cid = CID.parse("V0 -> D1, U1, U2; V1 -> U1, D2, U2; D1 -> U1; D2 -> U2", ["D1", "D2"], ["U1", "U2"])
    assert len(cid.edges) == 8
    assert not extremal(cid, "D1")
    assert not extremal(cid, "D2")
    found = solubility(cid)
    assert found.as_drawn
    assert found.removed_links == ()
    assert str(found) == "soluble; solve in the order: D1, D2"


def test_insoluble_becomes_soluble_by_reduction() -> None:
    found = solubility(CID.parse("V0, V1 -> V2 -> U0, U1", ["V0", "V1", "V2"], ["U0", "U1"]))
    assert found.as_drawn.cycle == ("V0", "V1")
    assert set(found.removed_links) == {("V0", "V2"), ("V1", "V2")}
    assert found
    assert str(found).startswith(
        "insoluble as drawn (V0 relies on V1 relies on V0), soluble without V0 -> V2, V1 -> V2"
    )


def test_soluble_becomes_insoluble_by_an_added_link() -> None:
    assert solubility(PROBE)
    found = solubility(PROBE, link=("X", "D2"))
    assert not found
    assert found.as_drawn.cycle in {("D1", "D2"), ("D2", "D1")}
    assert found.link == ("X", "D2")


def test_a_link_that_is_there_changes_nothing() -> None:
    cid = PROBE.with_edge("X", "D2")
    assert solubility(cid, link=("X", "D2")).as_drawn == solubility(cid).as_drawn


def test_a_link_says_whose_problem_is_meant() -> None:
    game = CID.parse("X -> A; A, B -> U, W", {"1": "A", "2": "B"}, {"1": "U", "2": "W"})
    assert solubility(game, link=("X", "B")).as_drawn.agent == "2"
    with pytest.raises(InvalidCall, match="there are 2 agents"):
        solubility(game)
    with pytest.raises(InvalidCall, match="link: 'B' is not a decision of '1'"):
        solubility(game, "1", link=("X", "B"))


def test_links_that_cannot_be() -> None:
    with pytest.raises(InvalidCall, match="link: 'X' descends from 'D1'"):
        solubility(PROBE, link=("X", "D1"))
    with pytest.raises(InvalidCall, match="link: 'D3' is not a decision. There are: 'D1'"):
        solubility(PROBE, link=("X", "D3"))
    with pytest.raises(InvalidCall, match="unknown node 'Y'"):
        solubility(PROBE, link=("Y", "D2"))
