"""Evidence that must not check: the smallest diagrams that the laws of tests/laws/test_evidence_elsewhere.py found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pycid_like import CID, admits_voi, sufficient_recall
from pycid_like.diagrams.verdict import Answer


def test_no_value_of_information_is_no_answer_about_a_utility() -> None:
    cid = CID([("D", "U")], "D", "U", order=["D", "U", "X"])
    verdict = admits_voi(cid, "X")
    assert verdict.answer is Answer.NO
    paid = cid.as_utility("X")
    assert admits_voi(paid, "X").answer is Answer.NOT_APPLICABLE
    assert verdict.evidence.check(paid)


def test_value_of_information_ends_where_the_node_comes_after_the_decision_by_way_of_another() -> None:
    cid = CID.parse("X, D -> U; D -> E -> V", ["D", "E"], ["U", "V"])
    verdict = admits_voi(cid, "X", "D")
    assert verdict.answer is Answer.YES
    later = cid.with_edge("E", "X")
    assert admits_voi(later, "X", "D").answer is Answer.NOT_APPLICABLE
    assert verdict.evidence.check(later)


def test_information_about_one_node_proves_nothing_about_another() -> None:
    cid = CID.parse("X, D -> U; Y -> D", "D", "U")
    verdict = admits_voi(cid, "X")
    assert admits_voi(cid, "Y").answer is Answer.NO
    assert replace(verdict.evidence, node="Y").check(cid)


SOLUBLE = CID.parse("S, D1 -> Y; X, D1, Y -> D2; D2, S, X -> U; Z -> D2", ["D1", "D2"], "U")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda evidence: {"order": evidence.order[::-1]}, "D1 relies on D2, which is decided on later"),
        (lambda evidence: {"order": evidence.order[:1]}, "the solution order leaves out D1"),
        (lambda evidence: {"order": ()}, "the solution order leaves out D1, D2"),
        (lambda evidence: {"uses": evidence.uses[1:]}, "nothing shows that the link"),
        (lambda evidence: {"removals": ()}, "nothing shows that the link Z -> D2 is requisite"),
        (lambda evidence: {"decision": "D2"}, "what D1 knows is not what was conditioned on"),
    ],
)
def test_a_surviving_link_needs_its_order_its_uses_and_its_removals(
    change: Callable[[Any], dict[str, Any]], found: str
) -> None:
    evidence: Any = admits_voi(SOLUBLE, "X", "D1").evidence
    assert [step.decision for step in evidence.order] == ["D2", "D1"]
    assert len(evidence.removals) == 1
    assert evidence.check(SOLUBLE) == ()
    problems = replace(evidence, **change(evidence)).check(SOLUBLE)
    assert problems
    assert found in "; ".join(problems)


def test_a_surviving_link_falls_where_the_diagram_is_no_longer_soluble() -> None:
    evidence = admits_voi(SOLUBLE, "X", "D1").evidence
    forgetful = SOLUBLE.without_edge("D1", "D2")
    assert not sufficient_recall(forgetful.with_edge("X", "D1"))
    assert evidence.check(forgetful)
