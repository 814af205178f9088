"""Several agents: each is judged in the diagram in which the others' decisions are chance and their utilities gone."""

from __future__ import annotations

import pytest
from hypothesis import given

from pycid_like import CID
from tests.laws.diagrams import diagrams
from tests.laws.test_criteria_one_decision import disagreements
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")


@examples(500)
@given(diagrams(nodes=(5, 8), decisions=(1, 3), agents=3, utilities=(1, 3)))
def test_random_diagrams(cid: CID) -> None:
    assert disagreements(cid) == []
