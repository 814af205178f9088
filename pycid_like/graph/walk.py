"""The one search: breadth first over (node, direction of arrival) under a pass rule, keeping predecessors.

Directed reachability, d-connection, requisite observations and s-reachability are this search with another rule.
The predecessors are the evidence: under every rule here a shortest walk visits no node twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .adjacency import LISTS_UP_TO, Adjacency

FROM_CHILD, FROM_PARENT = 0, 1
UP, DOWN = 1, 2
UNREACHED, START = -2, -1


@dataclass(frozen=True)
class PassRule:
    """Where a walk may go on from a node, by the node's kind and the side on which it arrived.

    `kinds[v]` is the kind of node v, a small number; None means that all are of kind 0. `from_child[k]` and
    `from_parent[k]` are the ways open at a node of kind k to a walk that came from a child or from a parent:
    0, `UP` (to the parents), `DOWN` (to the children) or both.
    """

    from_child: tuple[int, ...]
    from_parent: tuple[int, ...]
    kinds: bytes | None = field(default=None, repr=False)

    def ways(self, state: int) -> int:
        """Return the ways open at a state (2 * node + side of arrival)."""
        kind = 0 if self.kinds is None else self.kinds[state >> 1]
        return (self.from_parent if state & 1 else self.from_child)[kind]


#: From a node, along the arrows. Start at ``arrived_from_parent(node)``.
DESCENDANTS = PassRule(from_child=(0,), from_parent=(DOWN,))
#: From a node, against the arrows. Start at ``arrived_from_child(node)``.
ANCESTORS = PassRule(from_child=(UP,), from_parent=(0,))


def arrived_from_child(node: int) -> int:
    """Return the state of a walk that has come to the node from one of its children.

    >>> arrived_from_child(3)
    6
    """
    return 2 * node + FROM_CHILD


def arrived_from_parent(node: int) -> int:
    """Return the state of a walk that has come to the node from one of its parents.

    >>> arrived_from_parent(3)
    7
    """
    return 2 * node + FROM_PARENT


@dataclass(frozen=True)
class Reach:
    """What a walk reached: for each state (2 * node + side of arrival) the state before it on a shortest walk.

    `predecessors[s]` is `UNREACHED`, `START` or a state. `steps` counts the transitions looked at.
    """

    rule: PassRule
    predecessors: Sequence[int] | npt.NDArray[np.int32]
    steps: int

    @cached_property
    def states(self) -> npt.NDArray[np.bool_]:
        """For every state whether it was reached; shape (2 * size,)."""
        reached: npt.NDArray[np.bool_] = np.asarray(self.predecessors, dtype=np.int32) != UNREACHED
        return reached

    @cached_property
    def nodes(self) -> npt.NDArray[np.bool_]:
        """For every node whether it was reached, on any side; shape (size,)."""
        found: npt.NDArray[np.bool_] = self.states[0::2] | self.states[1::2]
        return found

    @cached_property
    def passed_up(self) -> npt.NDArray[np.bool_]:
        """For every node whether the walk went on to its parents, and so would reach a parent yet to be added."""
        size = len(self.states) // 2
        kinds = _kinds(self.rule, size)
        ways_up = [np.array([way & UP for way in table], dtype=bool)[kinds] for table in _tables(self.rule)]
        result: npt.NDArray[np.bool_] = (self.states[0::2] & ways_up[0]) | (self.states[1::2] & ways_up[1])
        return result

    def reached_state(self, state: int) -> bool:
        """Return whether this state was reached."""
        return int(self.predecessors[state]) != UNREACHED

    def reached_node(self, node: int) -> bool:
        """Return whether the node was reached, on any side."""
        return self.reached_state(2 * node) or self.reached_state(2 * node + 1)

    def walk_to(self, state: int) -> list[int]:
        """Return a shortest walk from a start to this reached state, as states."""
        walk = [state]
        while (state := int(self.predecessors[state])) != START:
            if state == UNREACHED:
                raise ValueError(f"state {walk[0]} was not reached")
            walk.append(state)
        return walk[::-1]

    def nodes_to(self, node: int) -> list[int]:
        """Return the nodes of a shortest walk from a start to this reached node."""
        walks = [self.walk_to(state) for state in (2 * node, 2 * node + 1) if self.reached_state(state)]
        return [state >> 1 for state in min(walks, key=len)]


def walk(graph: Adjacency, starts: Sequence[int], rule: PassRule) -> Reach:
    """Search breadth first from the start states under the rule, in time linear in nodes + edges.

    >>> chain = Adjacency.from_edges(3, [(0, 1), (1, 2)])
    >>> walk(chain, [arrived_from_parent(0)], DESCENDANTS).nodes_to(2)
    [0, 1, 2]
    """
    if graph.size > LISTS_UP_TO:
        return walk_compiled(graph, starts, rule)
    return walk_lists(graph, starts, rule)


def walk_lists(graph: Adjacency, starts: Sequence[int], rule: PassRule) -> Reach:
    """The search over plain lists: no set-up, every transition counted as it is taken."""
    parents, children = graph.parents, graph.children
    kinds = rule.kinds if rule.kinds is not None else bytes(graph.size)
    tables = _tables(rule)
    predecessors = [UNREACHED] * (2 * graph.size)
    queue = list(dict.fromkeys(starts))
    for state in queue:
        predecessors[state] = START
    steps = 0
    for state in queue:
        node = state >> 1
        ways = tables[state & 1][kinds[node]]
        if ways & UP:
            steps += len(parents[node])
            for parent in parents[node]:
                if predecessors[2 * parent] == UNREACHED:
                    predecessors[2 * parent] = state
                    queue.append(2 * parent)
        if ways & DOWN:
            steps += len(children[node])
            for child in children[node]:
                if predecessors[2 * child + 1] == UNREACHED:
                    predecessors[2 * child + 1] = state
                    queue.append(2 * child + 1)
    return Reach(rule, predecessors, steps)


class Lists(Protocol):
    """A graph as neighbour lists, which may change between searches."""

    @property
    def size(self) -> int:
        """The number of nodes."""

    @property
    def parents(self) -> Sequence[Sequence[int]]:
        """For every node its parents."""

    @property
    def children(self) -> Sequence[Sequence[int]]:
        """For every node its children."""


def unreached(graph: Lists, starts: Iterable[int], rule: PassRule, wanted: Iterable[int]) -> set[int]:
    """Return which of the wanted nodes the search does not reach from the start states.

    It takes one start after the other and ends as soon as nothing is wanted any more, near the first starts if the
    wanted nodes are. For that it keeps no predecessors.

    >>> chain = Adjacency.from_edges(4, [(0, 1), (1, 2)])
    >>> unreached(chain, [arrived_from_parent(1)], DESCENDANTS, [0, 2, 3])
    {0, 3}
    """
    parents, children = graph.parents, graph.children
    kinds = rule.kinds if rule.kinds is not None else bytes(graph.size)
    tables = _tables(rule)
    missing, seen = set(wanted), bytearray(2 * graph.size)
    for start in starts:
        queue = [] if seen[start] else [start]
        seen[start] = 1
        for state in queue:
            node = state >> 1
            if node in missing:
                missing.discard(node)
            if not missing:
                return missing
            ways = tables[state & 1][kinds[node]]
            if ways & UP:
                for parent in parents[node]:
                    if not seen[2 * parent]:
                        seen[2 * parent] = 1
                        queue.append(2 * parent)
            if ways & DOWN:
                for child in children[node]:
                    if not seen[2 * child + 1]:
                        seen[2 * child + 1] = 1
                        queue.append(2 * child + 1)
    return missing


def walk_compiled(graph: Adjacency, starts: Sequence[int], rule: PassRule) -> Reach:
    """The same search by scipy's compiled breadth-first order over the graph of states."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    size, origin = graph.size, 2 * graph.size  # one state more, before every start
    rows, columns = _transitions(graph, rule)
    begin = np.array(list(dict.fromkeys(starts)), dtype=np.int32)
    rows.append(np.full(len(begin), origin, dtype=np.int32))
    columns.append(begin)
    row, column = np.concatenate(rows), np.concatenate(columns)
    matrix = csr_matrix((np.ones(len(row), dtype=np.float64), (row, column)), shape=(2 * size + 1, 2 * size + 1))
    order, before = breadth_first_order(matrix, origin, return_predecessors=True)
    predecessors = np.full(2 * size + 1, UNREACHED, dtype=np.int32)
    predecessors[order] = before[order]
    predecessors[begin] = START
    steps = int(np.diff(matrix.indptr)[order].sum()) - len(begin)
    return Reach(rule, predecessors[:-1], steps)


def _transitions(graph: Adjacency, rule: PassRule) -> tuple[list[npt.NDArray[np.int32]], list[npt.NDArray[np.int32]]]:
    """Return the allowed moves between states as (from, to), a pair of arrays for each side and way."""
    kinds = _kinds(rule, graph.size)
    rows, columns = [], []
    for side, table in enumerate(_tables(rule)):
        for way, here, there, arrival in (
            (UP, graph.targets, graph.sources, FROM_CHILD),
            (DOWN, graph.sources, graph.targets, FROM_PARENT),
        ):
            open_kinds = np.array([bool(ways & way) for ways in table])
            if open_kinds.any():
                taken = open_kinds[kinds[here]]
                rows.append(2 * here[taken] + np.int32(side))
                columns.append(2 * there[taken] + np.int32(arrival))
    return rows, columns


def _tables(rule: PassRule) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return rule.from_child, rule.from_parent


def _kinds(rule: PassRule, size: int) -> npt.NDArray[np.uint8]:
    if rule.kinds is None:
        return np.zeros(size, dtype=np.uint8)
    return np.frombuffer(rule.kinds, dtype=np.uint8)
