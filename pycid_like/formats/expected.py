"""The verdicts that a design is known to have, and whether it has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..criteria import CRITERIA
from ..diagrams.cid import CID
from ..diagrams.verdict import INCENTIVE_NAMES, Answer
from ..documents import hint_among
from ..errors import InvalidDesign, Problem, did_you_mean

#: Incentives that belong to one decision; the others may be asked of all decisions of an agent together.
_OF_ONE_DECISION = frozenset({"voi", "ri", "ici"})


@dataclass(frozen=True)
class Expectation:
    """The nodes that are known to get an answer: with `complete`, these and no others.

    >>> Expectation("ici", ("I",), answer="yes").answer
    'yes'
    """

    incentive: str
    nodes: tuple[str, ...]
    answer: str = "yes"
    decision: str | None = None
    agent: str | None = None
    complete: bool = False

    def __post_init__(self) -> None:
        answers = [answer.value for answer in Answer]
        problems = [
            Problem(f"unknown {what} {given!r}", hint=did_you_mean(given, allowed))
            for what, given, allowed in (
                ("incentive", self.incentive, INCENTIVE_NAMES),
                ("answer", self.answer, answers),
            )
            if given not in allowed
        ]
        if problems:
            raise InvalidDesign(problems)


def disagreements(cid: CID, expected: Iterable[Expectation]) -> tuple[str, ...]:
    """Return in words every expected verdict that the criteria do not give; none where all agree.

    >>> cid = CID.parse("P -> I -> C; P -> C", decisions="P", utilities="C")
    >>> disagreements(cid, [Expectation("ici", ("I", "C"), complete=True), Expectation("voc", ("I",), answer="no")])
    ("voc of 'I': expected no, found yes",)
    """
    return tuple(line for expectation in expected for line in _disagreements(cid, expectation))


def _disagreements(cid: CID, expectation: Expectation) -> Iterator[str]:
    criterion, asked = CRITERIA[expectation.incentive], expectation.incentive
    if expectation.decision is not None:
        asked += f" for {expectation.decision!r}"
    for node in cid.nodes if expectation.complete else expectation.nodes:
        found = criterion(cid, node, expectation.decision, agent=expectation.agent).answer.value
        listed = node in expectation.nodes
        if listed != (found == expectation.answer):
            wanted = expectation.answer if listed else f"not {expectation.answer}"
            yield f"{asked} of {node!r}: expected {wanted}, found {found}"


def expectation_problems(cid: CID, expectation: Expectation) -> Iterator[tuple[str, str | None]]:
    """Yield (message, hint) for everything that an expectation names and the diagram does not have."""
    for what, given, known in (
        ("node", expectation.nodes, cid.nodes),
        ("decision", (expectation.decision,), cid.decisions),
        ("agent", (expectation.agent,), cid.agents),
    ):
        names = frozenset(known)
        for name in given:
            if name is not None and name not in names:
                yield f"unknown {what} {name!r}", hint_among(name, known)
    if expectation.decision is not None:
        return
    agent = expectation.agent
    if agent is None and len(cid.agents) > 1:
        hint = "Write a list of {incentive, nodes, decision or agent, answer}."
        yield "the diagram has several agents, and none is named", hint
        return
    asked = cid.decisions if agent not in cid.agents else cid.decisions_of(str(agent))
    if not asked:
        yield "there is no decision to ask about", None
    elif expectation.incentive in _OF_ONE_DECISION and len(asked) > 1:
        hint = f"Write a list of {{incentive, nodes, decision, answer}}; decisions are {', '.join(map(repr, asked))}."
        yield "there are several decisions, and none is named", hint
