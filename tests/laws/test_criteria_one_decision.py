"""One decision: the package answers what the theorems say, read literally, on random and on all small diagrams."""

from __future__ import annotations

import pytest
from hypothesis import given

from pycid_like import CID
from tests.laws.diagrams import diagrams, every_small_diagram, verdict
from tests.oracles.criteria import Oracle, cells
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")


def disagreements(cid: CID, *, include_decision: bool = False) -> list[tuple[object, ...]]:
    """Return every cell in which package and oracle differ, with both answers."""
    found: list[tuple[object, ...]] = []
    for agent in cid.agents:
        oracle = Oracle(cid, agent)
        for cell in cells(cid, agent):
            extra = {"include_decision": include_decision} if cell[0] == "ici" else {}
            ours = verdict(cid, *cell, agent, **extra).answer.value
            right = oracle.answer(*cell, **extra)
            if ours != right:
                found.append((*cell, agent, f"package: {ours}", f"oracle: {right}"))
    return found


@examples(1500)
@given(diagrams(nodes=(5, 9)))
def test_random_diagrams(cid: CID) -> None:
    assert disagreements(cid) == []


@examples(100)
@given(diagrams(nodes=(4, 7)))
def test_random_diagrams_with_the_decision_itself(cid: CID) -> None:
    assert disagreements(cid, include_decision=True) == []


@pytest.mark.parametrize("size", [2, 3, 4])
def test_every_small_diagram(size: int) -> None:
    for cid in every_small_diagram(size, most_decisions=1):
        assert disagreements(cid) == [], cid.edges
