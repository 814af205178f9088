"""One agent's problem in a diagram, and the searches on it that every criterion shares.

The other agents' rules are held fixed: their decisions are chance nodes with all their parents, their utilities count
for nothing (THEORY 14.7). Nodes are positions here; names come back with the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..errors import InvalidCall, Problem
from ..graph.adjacency import Adjacency
from ..graph.separation import d_connected
from ..graph.walk import ANCESTORS, DESCENDANTS, Reach, arrived_from_child, arrived_from_parent, walk
from .cid import CID

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reduction:
    """The minimal d-reduction of an agent's problem: what was taken out, in order, and the graph that is left.

    Each removal is (decision, observations): links into that decision that are nonrequisite together at that point.
    """

    removals: tuple[tuple[int, tuple[int, ...]], ...]
    graph: Adjacency


@dataclass(frozen=True, eq=False)
class Perspective:
    """An agent's decisions and utilities over a graph, which may differ from the diagram's by links or nodes left out."""

    cid: CID
    agent: str
    graph: Adjacency = field(repr=False)
    decisions: tuple[int, ...]
    utilities: tuple[int, ...]
    _searches: dict[tuple[str, int], Reach] = field(default_factory=dict, repr=False)
    _alone: dict[int, Perspective] = field(default_factory=dict, repr=False)

    # -- searches, each made once ------------------------------------------------------------------------------------

    def influenced(self, node: int) -> Reach:
        """What the node influences: its descendants, itself among them."""
        return self._search("influenced", node)

    def connection(self, decision: int) -> Reach:
        """What is d-connected to the utilities that a decision influences, given its family.

        This one walk tells the requisite observations, the value of information of every node (one decision) and the
        mechanisms that are relevant to the decision (Shachter 1998; Koller & Milch 2001).
        """
        return self._search("connection", decision)

    def _search(self, kind: str, node: int) -> Reach:
        found = self._searches.get((kind, node))
        if found is None:
            found = self._connect(node) if kind == "connection" else self._descend(node)
            self._searches[kind, node] = found
        return found

    def _descend(self, node: int) -> Reach:
        return walk(self.graph, [arrived_from_parent(node)], DESCENDANTS)

    def _connect(self, decision: int) -> Reach:
        return d_connected(self.graph, self.utilities_of(decision), self.family(decision))

    @cached_property
    def paying(self) -> Reach:
        """What influences a utility of the agent: the ancestors of its utilities, these among them."""
        return walk(self.graph, [arrived_from_child(node) for node in self.utilities], ANCESTORS)

    def informing(self, decision: int) -> Reach:
        """What influences the decision: its ancestors, itself among them."""
        return walk(self.graph, [arrived_from_child(decision)], ANCESTORS)

    # -- one decision ------------------------------------------------------------------------------------------------

    def family(self, decision: int) -> list[int]:
        """The decision and what it observes."""
        return [*self.graph.parents_of(decision), decision]

    def utilities_of(self, decision: int) -> list[int]:
        """The agent's utilities that the decision influences."""
        reach = self.influenced(decision)
        return [node for node in self.utilities if reach.reached_node(node)]

    def nonrequisite(self, decision: int) -> tuple[int, ...]:
        """The observations of the decision that the shared walk does not reach."""
        observations = self.graph.parents_of(decision)
        if not observations:
            return ()
        reach = self.connection(decision)
        return tuple(node for node in observations if not reach.reached_node(node))

    def relies_on(self, decision: int, others: Sequence[int]) -> list[int]:
        """The others of these decisions whose rules matter for the best rule at this one: those s-reachable from it.

        Source: Koller & Milch 2001, Def. 7 and Theorems 1-2.
        """
        reach = self.connection(decision)
        return [other for other in others if other != decision and reach.passed_up[other]]

    # -- the whole problem -------------------------------------------------------------------------------------------

    @cached_property
    def reduction(self) -> Reduction:
        """The minimal d-reduction of links into the agent's decisions."""
        return minimal_reduction(self.graph, dict.fromkeys(self.decisions, self))

    @cached_property
    def reduced(self) -> Perspective:
        """The same problem on the minimal d-reduction."""
        return self.on(self.reduction.graph)

    @cached_property
    def reliance(self) -> dict[int, list[int]]:
        """For each decision of the agent those of its other decisions that it relies on: the relevance graph."""
        return {decision: self.relies_on(decision, self.decisions) for decision in self.decisions}

    @cached_property
    def solution_order(self) -> list[int] | None:
        """The decisions, those relied on first; None where they rely on each other in a cycle (insoluble)."""
        return solution_order(self.reliance)

    def on(self, graph: Adjacency) -> Perspective:
        """The same decisions and utilities over another graph; itself where the graph is its own."""
        if graph is self.graph:
            return self
        return Perspective(self.cid, self.agent, graph, self.decisions, self.utilities)

    def alone(self, decision: int) -> Perspective:
        """The problem with this decision only: the agent's other decisions are left out with their edges.

        A model in which each of them has a single option is a model of the whole diagram, so that what some model of
        this smaller diagram has, some model of the whole one has.
        """
        others = [node for node in self.decisions if node != decision]
        if not others:
            return self
        found = self._alone.get(decision)
        if found is None:
            graph = self.graph.without_nodes(others)
            found = Perspective(self.cid, self.agent, graph, (decision,), self.utilities)
            self._alone[decision] = found
        return found

    def with_link(self, node: int, decision: int) -> Perspective:
        """The problem in which the decision observes the node too; itself where it does already."""
        return self.on(self.graph.with_edge(node, decision))

    @cached_property
    def chance(self) -> Mask:
        """For every node whether it is a chance node of this problem; utilities with children stand for a copy."""
        mask = np.ones(self.graph.size, dtype=bool)
        mask[list(self.decisions)] = False
        for name in self.cid.utilities:
            node = self.cid.position(name)
            mask[node] = bool(self.cid.adjacency.children_of(node))
        return mask

    def names(self, nodes: Sequence[int]) -> tuple[str, ...]:
        """The names of these positions."""
        return tuple(self.cid.nodes[node] for node in nodes)


def minimal_reduction(graph: Adjacency, problems: Mapping[int, Perspective]) -> Reduction:
    """Return the minimal d-reduction: nonrequisite links taken out, decision by decision, until none is left.

    `problems` gives each decision with its owner's problem. All nonrequisite links of one decision go at once, which
    is the same as one by one; between decisions the walk is made anew, because taking a link out can make others
    nonrequisite (Nilsson & Lauritzen 2000). Later decisions come first, which makes a second round rare.
    """
    inverse = list(problems)
    if len(inverse) > 1:
        inverse = [node for node in reversed(graph.topological_order) if node in problems]
    removals: list[tuple[int, tuple[int, ...]]] = []
    pending = True
    while pending:
        pending = False
        for decision in inverse:
            unneeded = problems[decision].on(graph).nonrequisite(decision)
            if unneeded:
                removals.append((decision, unneeded))
                graph = graph.without((node, decision) for node in unneeded)
                pending = len(inverse) > 1
    return Reduction(tuple(removals), graph)


def solution_order(reliance: dict[int, list[int]]) -> list[int] | None:
    """Return the decisions, those relied on first, or None where some rely on each other in a cycle.

    >>> solution_order({1: [2], 2: []}), solution_order({1: [2], 2: [1]})
    ([2, 1], None)
    """
    waiting = {decision: set(others) for decision, others in reliance.items()}
    order: list[int] = []
    while waiting:
        free = [decision for decision, others in waiting.items() if not others]
        if not free:
            return None
        order += free
        done = set(free)
        waiting = {decision: others - done for decision, others in waiting.items() if decision not in done}
    return order


def perspective(cid: CID, agent: str) -> Perspective:
    """Return the agent's problem in the diagram; searches made on it are kept with the diagram.

    >>> cid = CID([("X", "D"), ("D", "U")], decisions="D", utilities="U")
    >>> perspective(cid, "agent").reduction.removals
    ((1, (0,)),)
    """
    found: Perspective | None = cid.memo.get(("perspective", agent))
    if found is None:
        decisions = tuple(map(cid.position, cid.decisions_of(agent)))
        utilities = tuple(map(cid.position, cid.utilities_of(agent)))
        found = Perspective(cid, agent, cid.adjacency, decisions, utilities)
        cid.memo["perspective", agent] = found
    return found


def the_agent(cid: CID, agent: str | None) -> str:
    """Return the agent that is meant: the named one, or the only one with decisions or utilities.

    >>> the_agent(CID([("D", "U")], decisions="D", utilities="U"), None)
    'agent'
    """
    if agent is not None:
        cid.utilities_of(agent)
        return agent
    if len(cid.agents) == 1:
        return cid.agents[0]
    if not cid.agents:
        raise InvalidCall([Problem("the diagram has no decisions and no utilities", hint="Declare them first.")])
    hint = f"Say whose utility is meant with agent=, one of {', '.join(map(repr, cid.agents))}."
    raise InvalidCall([Problem(f"there are {len(cid.agents)} agents", hint=hint)])
