"""How the incentives stand to each other, one decision (THEORY section 3 and 14.6)."""

from __future__ import annotations

import pytest
from hypothesis import given

from pycid_like import CID, admits_ici, admits_impact, admits_ri, admits_voc, admits_voi
from pycid_like.diagrams.verdict import Answer
from tests.laws.diagrams import absent_edges, diagrams, verdict, with_edge
from tests.oracles.criteria import cells
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")


@examples(600)
@given(diagrams(nodes=(5, 9)))
def test_containments_on_chance_nodes(cid: CID) -> None:
    for node in cid.chances:
        control, response = admits_ici(cid, node), admits_ri(cid, node)
        if control:
            assert admits_voc(cid, node)
            assert admits_impact(cid, node)
        if response:
            assert admits_voc(cid, node)
        assert not (control and response)


@examples(300)
@given(diagrams(nodes=(5, 9)))
def test_observations_worth_having_are_responded_to(cid: CID) -> None:
    (decision,) = cid.decisions
    for node in set(cid.parents(decision)) & set(cid.chances):
        if admits_voi(cid, node):
            assert admits_ri(cid, node)


@examples(150)
@given(diagrams(nodes=(5, 7)))
def test_an_edge_more_removes_no_instrumental_control_and_no_impact(cid: CID) -> None:
    kept = [
        (criterion, node) for criterion in (admits_ici, admits_impact) for node in cid.nodes if criterion(cid, node)
    ]
    for edge in absent_edges(cid):
        other = with_edge(cid, edge)
        if other is not None:
            for criterion, node in kept:
                # With a child, a utility stands for a chance copy too, and keeps what it had.
                assert criterion(other, node), (edge, node)


def test_with_two_decisions_an_edge_more_can_remove_instrumental_control() -> None:
    cid = CID.parse("V0 -> U; V0 -> V1 -> V2 -> U", decisions=["V2", "V0"], utilities="U")
    assert admits_ici(cid, "V1", "V0").answer is Answer.UNKNOWN
    assert admits_ici(cid.with_edge("V0", "V2"), "V1", "V0").answer is Answer.NO


@examples(300)
@given(diagrams(nodes=(5, 9), agents=3))
def test_one_decision_leaves_nothing_unknown(cid: CID) -> None:
    for agent in cid.agents:
        for cell in cells(cid, agent):
            assert verdict(cid, *cell, agent).answer is not Answer.UNKNOWN


@examples(200)
@given(diagrams(nodes=(5, 8), decisions=(1, 3), agents=2))
def test_verdicts_are_true_exactly_when_the_incentive_is_possible(cid: CID) -> None:
    for agent in cid.agents:
        for cell in cells(cid, agent):
            found = verdict(cid, *cell, agent)
            assert bool(found) is found.is_possible is (found.answer in {Answer.YES, Answer.UNKNOWN})
            assert found.is_established is (found.answer is Answer.YES)
            assert found.is_excluded is (found.answer is Answer.NO)
            assert found.path == () or found.answer is not Answer.NO
            assert found.path or found.answer not in {Answer.YES, Answer.UNKNOWN}
            assert found.theorem
            assert found.scope
            assert found.reason
