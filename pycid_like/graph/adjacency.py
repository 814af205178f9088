"""A directed graph over the integers 0..n-1, frozen, as lists for small graphs and as arrays for large ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int32]
Neighbours = Sequence[tuple[int, ...]]

#: Up to this many nodes, neighbour lists are cheap and quick; beyond, arrays and compiled search take over.
LISTS_UP_TO = 5_000


class Adjacency:
    """The edges of a directed graph over 0..size-1, in declared order.

    Neighbour lists and flat arrays are two views of the same edges; each is made when it is first asked for,
    because a graph of a million nodes must not pay for lists that only small graphs want.

    >>> graph = Adjacency.from_edges(3, [(0, 1), (0, 2), (1, 2)])
    >>> graph.parents[2], graph.children[0]
    ((0, 1), (1, 2))
    >>> graph.without([(0, 2)]).parents[2]
    (1,)
    """

    def __init__(self, size: int, sources: IntArray, targets: IntArray) -> None:
        self.size = size
        self.sources = sources
        self.targets = targets
        for ends in (sources, targets):
            ends.setflags(write=False)

    @classmethod
    def from_edges(cls, size: int, edges: Iterable[tuple[int, int]]) -> Adjacency:
        """Return the graph over 0..size-1 with these (source, target) pairs."""
        flat = np.fromiter((end for edge in edges for end in edge), dtype=np.int32)
        return cls(size, flat[0::2], flat[1::2])

    @property
    def edge_count(self) -> int:
        """The number of edges."""
        return len(self.sources)

    @cached_property
    def parents(self) -> Neighbours:
        """For every node its parents, in declared order."""
        return _neighbours(self.size, self.targets, self.sources)

    @cached_property
    def children(self) -> Neighbours:
        """For every node its children, in declared order."""
        return _neighbours(self.size, self.sources, self.targets)

    def parents_of(self, node: int) -> tuple[int, ...]:
        """Return one node's parents, without making the lists of all nodes."""
        if "parents" in self.__dict__ or self.size <= LISTS_UP_TO:
            return self.parents[node]
        starts, flat = self._parents_flat
        return tuple(flat[starts[node] : starts[node + 1]].tolist())

    def children_of(self, node: int) -> tuple[int, ...]:
        """Return one node's children, without making the lists of all nodes."""
        if "children" in self.__dict__ or self.size <= LISTS_UP_TO:
            return self.children[node]
        starts, flat = self._children_flat
        return tuple(flat[starts[node] : starts[node + 1]].tolist())

    @cached_property
    def _parents_flat(self) -> tuple[npt.NDArray[np.int64], IntArray]:
        return compressed(self.size, self.targets, self.sources)

    @cached_property
    def _children_flat(self) -> tuple[npt.NDArray[np.int64], IntArray]:
        return compressed(self.size, self.sources, self.targets)

    def without(self, edges: Iterable[tuple[int, int]]) -> Adjacency:
        """Return the graph less these edges; edges that it does not have are passed over."""
        gone = {source * self.size + target for source, target in edges}
        if not gone:
            return self
        codes = self.sources.astype(np.int64) * self.size + self.targets
        keep = ~np.isin(codes, np.fromiter(gone, dtype=np.int64, count=len(gone)))
        return self._with_lists_of(gone, Adjacency(self.size, self.sources[keep], self.targets[keep]))

    def _with_lists_of(self, gone: set[int], reduced: Adjacency) -> Adjacency:
        """Hand the neighbour lists on where they exist: thousands of small removals must not rebuild them each time."""
        known = self.__dict__
        if "parents" in known and "children" in known:
            parents, children = list(self.parents), list(self.children)
            ends = {divmod(code, self.size) for code in gone}
            for target in {target for _, target in ends}:
                parents[target] = tuple(p for p in parents[target] if (p, target) not in ends)
            for source in {source for source, _ in ends}:
                children[source] = tuple(c for c in children[source] if (source, c) not in ends)
            reduced.__dict__.update(parents=parents, children=children)
        return reduced

    def without_nodes(self, nodes: Iterable[int]) -> Adjacency:
        """Return the graph in which these nodes have no edges; numbers stay as they are."""
        gone = np.zeros(self.size, dtype=bool)
        gone[list(nodes)] = True
        keep = ~(gone[self.sources] | gone[self.targets])
        return Adjacency(self.size, self.sources[keep], self.targets[keep])

    def with_edge(self, source: int, target: int) -> Adjacency:
        """Return the graph with this edge too; the graph itself where it has the edge already."""
        if source in self.parents_of(target):
            return self
        return Adjacency(
            self.size,
            np.append(self.sources, np.int32(source)),
            np.append(self.targets, np.int32(target)),
        )

    @cached_property
    def topological_order(self) -> list[int]:
        """All nodes, parents before children, smaller numbers first where free; shorter than `size` if there is a cycle."""
        waiting = np.bincount(self.targets, minlength=self.size).tolist()
        starts, flat = self._children_flat
        first, children = starts.tolist(), flat.tolist()
        order = [node for node in range(self.size) if waiting[node] == 0]
        for node in order:
            for child in children[first[node] : first[node + 1]]:
                waiting[child] -= 1
                if waiting[child] == 0:
                    order.append(child)
        return order

    def find_cycle(self) -> list[int]:
        """Return the nodes of one directed cycle in order, the smallest first, or nothing where there is none."""
        ordered = set(self.topological_order)
        rest = [node for node in range(self.size) if node not in ordered]
        if not rest:
            return []
        # Every node left over has a parent left over: walking up must come back to a node seen before.
        trail: list[int] = []
        left, seen, node = set(rest), dict[int, int](), rest[0]
        while node not in seen:
            seen[node] = len(trail)
            trail.append(node)
            node = next(parent for parent in self.parents_of(node) if parent in left)
        cycle = trail[seen[node] :][::-1]
        first = cycle.index(min(cycle))
        return cycle[first:] + cycle[:first]


def compressed(size: int, keys: IntArray, values: IntArray) -> tuple[npt.NDArray[np.int64], IntArray]:
    """Return (starts, flat): the values of key k, in order, are ``flat[starts[k]:starts[k + 1]]``.

    >>> starts, flat = compressed(3, np.array([2, 0, 2], np.int32), np.array([5, 6, 7], np.int32))
    >>> starts.tolist(), flat.tolist()
    ([0, 1, 1, 3], [6, 5, 7])
    """
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=size), out=starts[1:])
    return starts, values[np.argsort(keys, kind="stable")]


def _neighbours(size: int, keys: IntArray, values: IntArray) -> Neighbours:
    lists: list[list[int]] = [[] for _ in range(size)]
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        lists[key].append(value)
    return [tuple(values) for values in lists]
