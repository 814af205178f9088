"""Sufficient recall: can an agent's decisions be solved one after the other?"""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.adjacency import Adjacency
from .cid import CID
from .perspective import perspective, the_agent


@dataclass(frozen=True)
class Recall:
    """Whether an agent has sufficient recall, with an order in which its decisions are solved or a witness against it.

    True exactly when it has. `order` names its decisions, those relied on first; `cycle` names decisions of which
    each relies on the next and the last on the first. One of the two is empty (both for an agent without decisions).

    >>> print(sufficient_recall(CID.parse("X -> D -> U; X -> U", decisions="D", utilities="U")))
    sufficient recall; solve in the order: D
    """

    agent: str
    order: tuple[str, ...]
    cycle: tuple[str, ...]

    @property
    def is_sufficient(self) -> bool:
        """Whether the agent has sufficient recall."""
        return not self.cycle

    def __bool__(self) -> bool:
        return self.is_sufficient

    def __str__(self) -> str:
        if self.is_sufficient:
            return f"sufficient recall; solve in the order: {', '.join(self.order)}"
        return f"insufficient recall: {' relies on '.join([*self.cycle, self.cycle[0]])}"


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
    order = problem.solution_order
    if order is not None:
        return Recall(problem.agent, problem.names(order), ())
    place = {decision: number for number, decision in enumerate(problem.decisions)}
    edges = [(place[one], place[other]) for one, others in problem.reliance.items() for other in others]
    cycle = Adjacency.from_edges(len(place), edges).find_cycle()
    return Recall(problem.agent, (), problem.names([problem.decisions[number] for number in cycle]))
