"""Sufficient recall and information: can decisions be solved one after the other?"""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.adjacency import Adjacency
from .cid import CID
from .perspective import perspective, the_agent
from .reduction import solution_order


@dataclass(frozen=True)
class Recall:
    """Whether an agent has sufficient recall, with an order in which its decisions are solved or a witness against it.

    True exactly when it has. `order` names its decisions, those relied on first; `cycle` names decisions of which
    each relies on the next and the last on the first. One of the two is empty (both for an agent without decisions).
    `agent` is None where the same is said of the decisions of all agents together: sufficient information.

    >>> print(sufficient_recall(CID.parse("X -> D -> U; X -> U", decisions="D", utilities="U")))
    sufficient recall; solve in the order: D
    """

    agent: str | None
    order: tuple[str, ...]
    cycle: tuple[str, ...]

    @property
    def is_sufficient(self) -> bool:
        """Whether the agent has sufficient recall."""
        return not self.cycle

    def __bool__(self) -> bool:
        return self.is_sufficient

    def __str__(self) -> str:
        what = "recall" if self.agent is not None else "information"
        if self.is_sufficient:
            return f"sufficient {what}; solve in the order: {', '.join(self.order)}"
        return f"insufficient {what}: {' relies on '.join([*self.cycle, self.cycle[0]])}"


def sufficient_recall(cid: CID, agent: str | None = None) -> Recall:
    """Say whether the agent has sufficient recall: its decisions rely on each other in no cycle.

    For a diagram of one agent this is solubility. `agent` may be left out where there is one. Other agents' rules
    are held fixed.

    Source: Milch & Koller 2008; Fox et al. 2023; for solubility van Merwijk, Carey & Everitt 2022, Def. 4.

    >>> cid = CID([("A", "U"), ("B", "U")], decisions=["A", "B"], utilities="U")
    >>> bool(sufficient_recall(cid)), sufficient_recall(cid).cycle
    (False, ('A', 'B'))
    """
    problem = perspective(cid, the_agent(cid, agent))
    return _recall(cid, problem.agent, problem.solution_order, problem.reliance)


def sufficient_information(cid: CID) -> Recall:
    """Say whether the decisions of all agents rely on each other in no cycle, each by its owner's utilities.

    Source: Fox et al. 2023, Def. 4. For one agent it is sufficient recall.

    >>> game = CID.parse("A, B -> U1, U2", {"1": "A", "2": "B"}, {"1": "U1", "2": "U2"})
    >>> sufficient_information(game).cycle, bool(sufficient_recall(game, "1"))
    (('A', 'B'), True)
    """
    places = [cid.position(node) for node in cid.decisions]
    owners = [perspective(cid, str(cid.owner(node))) for node in cid.decisions]
    reliance = {place: owner.relies_on(place, places) for place, owner in zip(places, owners, strict=True)}
    return _recall(cid, None, solution_order(reliance), reliance)


def _recall(cid: CID, agent: str | None, order: list[int] | None, reliance: dict[int, list[int]]) -> Recall:
    if order is not None:
        return Recall(agent, tuple(cid.nodes[node] for node in order), ())
    decisions = list(reliance)
    number = {decision: place for place, decision in enumerate(decisions)}
    edges = [(number[one], number[other]) for one, others in reliance.items() for other in others]
    cycle = Adjacency.from_edges(len(number), edges).find_cycle()
    return Recall(agent, (), tuple(cid.nodes[decisions[place]] for place in cycle))
