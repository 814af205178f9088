"""Evidence proves its answer wherever it checks: on edited and on other diagrams, and for no node but its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import CID, Evidence, InvalidDiagram, Verdict
from pycid_like.diagrams.verdict import Answer
from tests.laws.diagrams import (
    absent_edges,
    diagrams,
    every_small_diagram,
    probing_diagrams,
    quietly,
    random_diagram,
    turned,
    verdict,
    with_edge,
    without,
)
from tests.oracles.criteria import NOT_APPLICABLE, UNKNOWN, YES, Oracle, cells
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")

SMALL = st.one_of(
    diagrams(nodes=(4, 6)),
    diagrams(nodes=(4, 6), decisions=(2, 3), utilities=(1, 2)),
    diagrams(nodes=(4, 6), decisions=(1, 3), agents=2, utilities=(1, 2)),
    probing_diagrams(),
)


def verdicts(cid: CID, *answers: Answer) -> list[Verdict]:
    found = [verdict(cid, *cell, agent) for agent in cid.agents for cell in cells(cid, agent)]
    return [one for one in found if one.answer in answers]


class Truth:
    """The oracle's answers about one diagram, worked out when asked for."""

    def __init__(self, cid: CID) -> None:
        self.cid = cid
        self._oracles: dict[str, Oracle] = {}

    def agrees(self, found: Verdict, node: str, decision: str | None, agent: str) -> bool:
        """Whether the oracle answers this as the verdict does; an unknown claims only not to be applicable."""
        oracle = self._oracles.setdefault(agent, Oracle(self.cid, agent))
        if not oracle.decisions and found.incentive == "impact":
            # Without decisions the question is a bad call: nothing can have an impact, whatever the node is.
            return found.answer in (Answer.NO, Answer.NOT_APPLICABLE)
        # Left out by convention only, a decision's control of itself may be shown by evidence about another node.
        counted = found.incentive == "ici" and found.answer is not Answer.NOT_APPLICABLE
        right = oracle.answer(found.incentive, node, decision, include_decision=counted)
        return right == found.answer.value or (found.answer is Answer.UNKNOWN and right != NOT_APPLICABLE)


def no_verdict_survives(cid: CID, edges: list[tuple[str, str]]) -> None:
    """A no must fall with every added edge with which the oracle says yes."""
    denied = verdicts(cid, Answer.NO)
    for edge in edges:
        other = with_edge(cid, edge)
        if other is None:
            continue
        oracles = {agent: Oracle(other, agent) for agent in other.agents}
        for found in denied:
            if oracles[found.agent].answer(found.incentive, found.node, found.decision) in {YES, UNKNOWN}:
                assert found.evidence.check(other), (found, edge, cid.edges)


@examples(120)
@given(SMALL)
def test_a_no_falls_with_every_edge_that_makes_it_wrong(cid: CID) -> None:
    no_verdict_survives(cid, absent_edges(cid))


@pytest.mark.parametrize("size", [2, 3])
def test_a_no_falls_on_every_small_diagram(size: int) -> None:
    for cid in every_small_diagram(size, most_decisions=2):
        no_verdict_survives(cid, absent_edges(cid))


def edited(cid: CID, chooser: random.Random) -> Iterator[CID]:
    """Diagrams a few edits away: edges added, taken out and turned, roles changed."""
    for _ in range(8):
        other: CID | None = cid
        for _ in range(chooser.choice([1, 1, 2, 3])):
            if other is not None:
                other = one_edit(other, chooser)
        if other is not None:
            yield other


def one_edit(cid: CID, chooser: random.Random) -> CID | None:
    kind = chooser.choice(["add", "add", "out", "turn", "role"])
    if kind == "role":
        node = chooser.choice(cid.nodes)
        agent = chooser.choice(cid.agents)
        try:
            with quietly():
                return chooser.choice(
                    [
                        lambda: cid.as_chance(node),
                        lambda: cid.as_decision(node, agent),
                        lambda: cid.as_utility(node, agent),
                    ]
                )()
        except InvalidDiagram:
            return None
    if kind == "add":
        absent = absent_edges(cid)
        return with_edge(cid, chooser.choice(absent)) if absent else None
    if not cid.edges:
        return None
    return without(cid, chooser.choice(cid.edges)) if kind == "out" else turned(cid, chooser.choice(cid.edges))


def check_elsewhere(found: Verdict, truth: Truth) -> None:
    """Wherever the evidence checks, the oracle must answer what the verdict answers."""
    if not found.evidence.check(truth.cid):
        assert truth.agrees(found, found.node, found.decision, found.agent), (found, found.evidence, truth.cid.edges)


@examples(250)
@given(SMALL, st.integers(0, 2**64 - 1))
def test_evidence_that_checks_on_an_edited_diagram_is_right_there(cid: CID, seed: int) -> None:
    found = verdicts(cid, *Answer)
    for other in edited(cid, random.Random(seed)):
        truth = Truth(other)
        for one in found:
            check_elsewhere(one, truth)


@examples(100)
@given(st.integers(0, 2**64 - 1), st.booleans())
def test_evidence_that_checks_on_another_diagram_is_right_there(seed: int, several: bool) -> None:
    chooser = random.Random(seed)
    shape = {"size": 5, "decisions": 1 + several, "utilities": (1, 2)}
    cid = random_diagram(chooser, **shape)  # type: ignore[arg-type]
    truths = [Truth(random_diagram(chooser, **shape)) for _ in range(6)]  # type: ignore[arg-type]
    for one in verdicts(cid, *Answer):
        for truth in truths:
            check_elsewhere(one, truth)


@examples(200)
@given(SMALL)
def test_evidence_put_to_another_node_or_decision_proves_nothing_false(cid: CID) -> None:
    truth = Truth(cid)
    for found in verdicts(cid, Answer.YES, Answer.NO, Answer.UNKNOWN):
        for node in cid.nodes:
            for decision in [None] if found.decision is None else cid.decisions_of(found.agent):
                claim: Evidence = replace(found.evidence, node=node, decision=decision)
                if not claim.check(cid):
                    assert truth.agrees(found, node, decision, found.agent), (found, claim, cid.edges)
