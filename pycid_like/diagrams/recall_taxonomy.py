"""Kinds of recall and of information: what is remembered, and whether what is remembered is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .cid import CID
from .perspective import the_agent
from .recall import Recall, sufficient_information, sufficient_recall


@dataclass(frozen=True)
class Forgotten:
    """What a decision does not know of an earlier one: the decision itself, or what was observed there.

    >>> print(Forgotten("B", "A", ("A", "X")))
    'B' does not know A, X (of 'A')
    """

    decision: str
    earlier: str
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.decision!r} does not know {', '.join(self.nodes)} (of {self.earlier!r})"


@dataclass(frozen=True)
class Memory:
    """Whether some decisions remember all of those before them: true exactly when they do.

    `order` is the one order in which each decision knows all earlier ones and what was observed there; it is empty
    where there is none, and `forgotten` then holds what each decision has forgotten of the one just before it, in an
    order that the arrows allow.
    """

    order: tuple[str, ...]
    forgotten: tuple[Forgotten, ...]

    def __bool__(self) -> bool:
        return not self.forgotten


@dataclass(frozen=True)
class RecallTaxonomy:
    """What kind of recall an agent has, and what kind of information all agents together have.

    `perfect_recall` and `perfect_information` are true exactly when these hold, with the order or with what is
    forgotten by which decision. `sufficient_recall` and `sufficient_information` are true exactly when the rules in
    question rely on each other in no cycle, with the order or with the cycle. Perfect recall implies sufficient
    recall, perfect information sufficient information, not the other way round.

    >>> cid = CID.parse("S1 -> D1 -> S2 -> D2 -> U2; S1, D1 -> U1; S2 -> U2", ["D1", "D2"], ["U1", "U2"])
    >>> found = recall(cid)
    >>> bool(found.sufficient_recall), bool(found.perfect_recall), found.is_forgetful
    (True, False, True)
    >>> print(found)
    imperfect recall, forgetful: 'D2' does not know S1, D1 (of 'D1')
    sufficient recall; solve in the order: D2, D1
    """

    agent: str
    perfect_recall: Memory
    sufficient_recall: Recall
    perfect_information: Memory
    sufficient_information: Recall

    @property
    def is_forgetful(self) -> bool:
        """Whether the agent's recall is imperfect. A diagram gives each decision its own rule: it is not absent-minded."""
        return not self.perfect_recall

    def __str__(self) -> str:
        if self.perfect_recall:
            first = "perfect recall" + (
                f": {', '.join(self.perfect_recall.order)}" if self.perfect_recall.order else ""
            )
        else:
            first = f"imperfect recall, forgetful: {'; '.join(map(str, self.perfect_recall.forgotten))}"
        return f"{first}\n{self.sufficient_recall}"


def recall(cid: CID, agent: str | None = None) -> RecallTaxonomy:
    """Return what kind of recall an agent has: perfect, sufficient or neither, with orders or witnesses.

    Perfect recall: in some order of its decisions each knows all earlier ones and what was observed there. Sufficient
    recall: its rules rely on each other in no cycle, the others' rules held fixed. Perfect and sufficient information
    say the same of all decisions of all agents. No link is imagined: what is to be remembered needs an arrow.
    `agent` may be left out where there is one.

    Imperfect recall is forgetful where the decisions have rules of their own, absent-minded where one rule serves
    several decisions of a run. A CID gives every decision node a rule of its own, so that absent-mindedness cannot be
    expressed: two nodes for the two exits of an absent-minded driver have two rules, and the driver is forgetful.

    Source: Koller & Milch 2001; Milch & Koller 2008; Fox, MacDermott, Hammond, Harrenstein, Abate & Wooldridge,
    "On imperfect recall in multi-agent influence diagrams", TARK 2023, Defs. 3-5.

    >>> signal = recall(CID.parse("X -> A -> S -> B -> U; X -> U", ["A", "B"], "U"))
    >>> signal.perfect_recall.forgotten
    (Forgotten(decision='B', earlier='A', nodes=('X', 'A')),)
    >>> signal.sufficient_recall.cycle
    ('A', 'B')
    """
    who = the_agent(cid, agent)
    return RecallTaxonomy(
        agent=who,
        perfect_recall=_memory(cid, cid.decisions_of(who)),
        sufficient_recall=sufficient_recall(cid, who),
        perfect_information=_memory(cid, cid.decisions),
        sufficient_information=sufficient_information(cid),
    )


def _memory(cid: CID, decisions: Sequence[str]) -> Memory:
    """Return what these decisions remember of each other, taken in an order that the arrows allow.

    If there is an order in which each knows all that was known before, each is a parent of all later ones, so that
    every order that the arrows allow is that one. Then it is enough to compare neighbours, because what a decision
    knows is handed on.
    """
    rank = {node: place for place, node in enumerate(cid.adjacency.topological_order)}
    ordered = sorted(decisions, key=lambda node: rank[cid.position(node)])
    forgotten = []
    for earlier, later in pairwise(ordered):
        known = {*cid.parents(later)}
        missing = tuple(node for node in (*cid.parents(earlier), earlier) if node not in known)
        if missing:
            forgotten.append(Forgotten(later, earlier, missing))
    return Memory(() if forgotten else tuple(ordered), tuple(forgotten))
