"""From an answer and its evidence to a verdict that says how far it reaches, in words that every criterion shares."""

from __future__ import annotations

from ..diagrams.evidence import Evidence
from ..diagrams.perspective import Perspective
from ..diagrams.verdict import Answer, Verdict
from .question import Question

#: Why a yes with several decisions is sound.
ALONE = (
    "the same criterion with the agent's other decisions left out (a model in which each of them has a single option)"
)
#: Why a no with several decisions is sound.
REDUCED = "some optimal joint policy uses no link that the minimal d-reduction removes"


def scope(problem: Perspective, answer: Answer) -> str:
    """Return what the verdict covers: how many decisions and agents, and whether it is complete there."""
    held = "; the other agents' rules held fixed" if len(problem.cid.agents) > 1 else ""
    count = len(problem.decisions)
    if answer is Answer.NOT_APPLICABLE:
        return "outside the definition"
    if count == 1:
        return f"one decision: sound and complete{held}"
    if count == 0:
        return f"no decision of the agent: sound and complete{held}"
    kept = {
        Answer.YES: "some model has it",
        Answer.NO: "no model has it",
        Answer.UNKNOWN: "not excluded; completeness for several decisions is open",
    }[answer]
    return f"{count} decisions: {kept}{held}"


def with_grounds(theorem: str, problem: Perspective, answer: Answer) -> str:
    """Return the theorem for one decision with what carries it over to several, where there are several."""
    if len(problem.decisions) < 2 or answer is Answer.NOT_APPLICABLE:
        return theorem
    return f"{theorem}; {ALONE if answer is Answer.YES else REDUCED}"


def conclude(
    incentive: str, question: Question, answer: Answer, reason: str, evidence: Evidence, theorem: str
) -> Verdict:
    """Return the verdict on a question."""
    problem = question.problem
    return Verdict(
        incentive,
        evidence.node,
        evidence.decision,
        evidence.agent,
        answer,
        reason,
        theorem,
        scope(problem, answer),
        evidence,
        problem.cid,
    )
