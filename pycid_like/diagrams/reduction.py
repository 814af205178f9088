"""The minimal d-reduction of one problem or of a game, and the order in which decisions are solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..graph.adjacency import Adjacency
from ..graph.many import Columns, up
from ..graph.separation import d_connection_rule
from ..graph.walk import arrived_from_child, unreached
from .together import BLOCK, Together

if TYPE_CHECKING:
    from .perspective import Perspective


@dataclass(frozen=True)
class Reduction:
    """The minimal d-reduction of an agent's problem: what was taken out, in order, and the graph that is left.

    Each removal is (decision, observations): links into that decision that are nonrequisite together at that point.
    """

    removals: tuple[tuple[int, tuple[int, ...]], ...]
    graph: Adjacency


def minimal_reduction(graph: Adjacency, problems: Mapping[int, Perspective]) -> Reduction:
    """Return the minimal d-reduction: nonrequisite links taken out, decision by decision, until none is left.

    `problems` gives each decision with its owner's problem. All nonrequisite links of one decision go at once, which
    is the same as one by one; between decisions the walk is made anew, because taking a link out can make others
    nonrequisite (Nilsson & Lauritzen 2000). Later decisions come first, which makes a second round rare: whether one
    is needed is asked for all decisions at once.
    """
    if len(problems) == 1:
        ((decision, problem),) = problems.items()
        unneeded = problem.on(graph).nonrequisite(decision)
        removals = ((decision, unneeded),) if unneeded else ()
        return Reduction(removals, graph.without((node, decision) for node in unneeded))
    paid = {decision: problem.utilities for decision, problem in problems.items()}
    taken: list[tuple[int, tuple[int, ...]]] = []
    while True:
        found, graph = _round(graph, paid)
        taken += found
        if not found or not _any_left(graph, paid):
            return Reduction(tuple(taken), graph)


def _round(
    graph: Adjacency, paid: Mapping[int, tuple[int, ...]]
) -> tuple[list[tuple[int, tuple[int, ...]]], Adjacency]:
    """Return what one pass over the decisions takes out, last ones first, and the graph that is left."""
    order = graph.topological_order
    rank = {node: place for place, node in enumerate(order)}
    utilities = sorted({node for nodes in paid.values() for node in nodes}, key=rank.__getitem__)
    bit = {node: 1 << place for place, node in enumerate(utilities)}
    ahead = [0] * graph.size  # for every node the utilities that it influences
    ancestors = _Ancestors(graph, [node for node in reversed(order) if node in paid])
    counting = {nodes: sum(bit[node] for node in nodes) for nodes in set(paid.values())}
    left, taken = _Shrinking(graph), []
    for node in reversed(order):
        # Links into what comes later have been judged already, so that their loss counts here.
        bits = bit.get(node, 0)
        for child in left.children[node]:
            bits |= ahead[child]
        ahead[node] = bits
        if node in paid:
            mine = counting[paid[node]] & bits
            unneeded = _nonrequisite(left, node, [other for other in utilities if bit[other] & mine], ancestors)
            if unneeded:
                taken.append((node, unneeded))
                left.take_out(unneeded, node)
    return taken, graph.without((other, node) for node, unneeded in taken for other in unneeded)


class _Shrinking:
    """The neighbour lists of a graph from which links are taken out, one decision after the other."""

    def __init__(self, graph: Adjacency) -> None:
        self.size = graph.size
        self.parents = list(graph.parents)
        self.children = [list(children) for children in graph.children]

    def take_out(self, nodes: Sequence[int], decision: int) -> None:
        gone = set(nodes)
        self.parents[decision] = tuple(node for node in self.parents[decision] if node not in gone)
        for node in nodes:
            self.children[node].remove(decision)


class _Ancestors:
    """The ancestors of decisions, asked for in the given order, a block at a time; links into later ones do not matter."""

    def __init__(self, graph: Adjacency, decisions: Sequence[int]) -> None:
        self.graph, self.decisions = graph, decisions
        self.place = {decision: place for place, decision in enumerate(decisions)}
        self.block, self.columns = -1, Columns([], 0)

    def of(self, decision: int) -> bytes:
        block, place = divmod(self.place[decision], BLOCK)
        if block != self.block:
            chosen = self.decisions[block * BLOCK : (block + 1) * BLOCK]
            seeds = [(node, 1 << number) for number, node in enumerate(chosen)]
            self.block, self.columns = block, Columns(up(self.graph, seeds), len(chosen))
        return self.columns.column(place).tobytes()


def _nonrequisite(graph: _Shrinking, decision: int, utilities: Iterable[int], ancestors: _Ancestors) -> tuple[int, ...]:
    """Return the observations that no walk from the utilities, nearest ones first, reaches given the family."""
    observations = graph.parents[decision]
    if not observations:
        return ()
    rule = d_connection_rule(graph.size, [*observations, decision], ancestors.of(decision))
    # Mostly the next utility tells that all observations matter, and the search ends near where it began.
    missing = unreached(graph, map(arrived_from_child, utilities), rule, observations)
    return tuple(node for node in observations if node in missing)


def _any_left(graph: Adjacency, paid: Mapping[int, tuple[int, ...]]) -> bool:
    """Return whether some decision has a nonrequisite observation."""
    decisions = list(paid)
    blocks = [decisions[start : start + BLOCK] for start in range(0, len(decisions), BLOCK)]
    groups = (Together(graph, {decision: paid[decision] for decision in block}) for block in blocks)
    return any(group.nonrequisite(decision) for group in groups for decision in group.decisions)


def solution_order(reliance: Mapping[int, Sequence[int]]) -> list[int] | None:
    """Return the decisions, those relied on first, or None where some rely on each other in a cycle.

    >>> solution_order({1: [2], 2: []}), solution_order({1: [2], 2: [1]})
    ([2, 1], None)
    """
    place = {decision: number for number, decision in enumerate(reliance)}
    waiting = {decision: len(others) for decision, others in reliance.items()}
    relying: dict[int, list[int]] = {decision: [] for decision in reliance}
    for decision, others in reliance.items():
        for other in others:
            relying[other].append(decision)
    order: list[int] = []
    free = [decision for decision, count in waiting.items() if not count]
    while free:
        order += free
        freed = []
        for decision in (one for done in free for one in relying[done]):
            waiting[decision] -= 1
            if not waiting[decision]:
                freed.append(decision)
        free = sorted(freed, key=place.__getitem__)
    return order if len(order) == len(place) else None
