"""Several decisions of one agent: no where excluded, yes where a theorem says so, otherwise unknown."""

from __future__ import annotations

import pytest
from hypothesis import given

from pycid_like import CID
from tests.laws.diagrams import diagrams, every_small_diagram, probing_diagrams
from tests.laws.test_criteria_one_decision import disagreements
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")


@examples(500)
@given(diagrams(nodes=(5, 8), decisions=(2, 3)))
def test_random_diagrams(cid: CID) -> None:
    assert disagreements(cid) == []


@examples(150)
@given(probing_diagrams())
def test_diagrams_in_which_decisions_matter_together(cid: CID) -> None:
    assert disagreements(cid) == []


@pytest.mark.parametrize("size", [3, 4])
def test_every_small_diagram(size: int) -> None:
    for cid in every_small_diagram(size, most_decisions=3):
        if len(cid.decisions) > 1:
            assert disagreements(cid) == [], cid.edges
