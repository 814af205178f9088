"""Kinds of recall by example; the laws are in tests/laws/test_mechanisms.py."""

from __future__ import annotations

import pytest

from pycid_like import CID, InvalidCall, recall
from pycid_like.diagrams.recall_taxonomy import Forgotten


def test_perfect() -> None:
    found = recall(CID.parse("X -> A, B; A -> B -> U; A, X -> U", ["A", "B"], "U"))
    assert found.perfect_recall.order == ("A", "B")
    assert not found.is_forgetful
    assert str(found) == "perfect recall: A, B\nsufficient recall; solve in the order: B, A"


def test_sufficient_but_imperfect() -> None:
    # PyCID's sequential example: D2 has forgotten S1 and D1, and does not need them.
    found = recall(CID.parse("S1 -> D1, U1; D1 -> U1, S2; S2 -> D2, U2; D2 -> U2", ["D1", "D2"], ["U1", "U2"]))
    assert found.is_forgetful
    assert found.sufficient_recall
    assert found.perfect_recall.forgotten == (Forgotten("D2", "D1", ("S1", "D1")),)


def test_insufficient() -> None:
    found = recall(CID.parse("A, B -> U", ["A", "B"], "U"))
    assert not found.sufficient_recall
    assert found.sufficient_recall.cycle == ("A", "B")
    assert str(found) == (
        "imperfect recall, forgetful: 'B' does not know A (of 'A')\ninsufficient recall: A relies on B relies on A"
    )


def test_forgetful_movie_star() -> None:
    # One agent lacks sufficient recall, the other has it: its only decision has nothing to forget.
    game = CID.parse("A -> B; A, C -> U; B, C -> W", {"1": ["A", "C"], "2": "B"}, {"1": "U", "2": "W"})
    assert not recall(game, "1").sufficient_recall
    assert recall(game, "2").perfect_recall.order == ("B",)
    assert not recall(game, "2").sufficient_information
    assert not recall(game, "2").perfect_information
    assert str(recall(game, "2").sufficient_information).startswith("insufficient information: ")


def test_what_is_forgotten_between_is_named_between() -> None:
    found = recall(CID.parse("X -> A; A -> B; A, B -> C -> U; X -> U", ["A", "B", "C"], "U"))
    assert found.perfect_recall.forgotten == (Forgotten("B", "A", ("X",)),)


def test_whose() -> None:
    game = CID.parse("A, B -> U, W", {"1": "A", "2": "B"}, {"1": "U", "2": "W"})
    with pytest.raises(InvalidCall, match="there are 2 agents"):
        recall(game)
    with pytest.raises(InvalidCall, match="unknown agent '3'"):
        recall(game, "3")
    watching = recall(CID.parse("A -> U; A -> W", {"1": "A"}, {"1": "U", "2": "W"}), "2")
    assert (watching.agent, watching.perfect_recall.order) == ("2", ())
    assert watching.perfect_recall
    assert watching.perfect_information.order == ("A",)
    assert str(watching).startswith("perfect recall\n")
