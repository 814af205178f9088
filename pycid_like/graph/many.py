"""The same searches for many questions at once: each node holds a number, of which bit k belongs to question k.

A process of a thousand steps has a thousand decisions, and most of what is asked of them is asked of all. One search
over numbers of a thousand bits costs little more than one search. It keeps no predecessors: the path of one question
is found by the search for that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .adjacency import Adjacency

#: For every node a number whose bits are the questions.
Bits = list[int]


@dataclass(frozen=True, eq=False)
class Columns:
    """Bits by question: for each a mask over the nodes."""

    bits: Bits
    width: int

    @cached_property
    def _packed(self) -> npt.NDArray[np.uint8]:
        size = -(-self.width // 8) or 1
        rows = np.frombuffer(b"".join(number.to_bytes(size, "little") for number in self.bits), dtype=np.uint8)
        return np.ascontiguousarray(rows.reshape(len(self.bits), size).T)

    def column(self, question: int) -> npt.NDArray[np.bool_]:
        """Return for every node whether the bit of this question is set.

        >>> Columns([0b01, 0b11, 0b10], 2).column(0).tolist()
        [True, True, False]
        """
        mask: npt.NDArray[np.bool_] = (self._packed[question >> 3] >> (question & 7) & 1).astype(bool)
        return mask


@dataclass(frozen=True, eq=False)
class Connections:
    """What is d-connected in each question: the nodes reached, and those at which a walk passed up to the parents."""

    reached: Columns
    passed_up: Columns
    steps: int


def down(graph: Adjacency, seeds: Iterable[tuple[int, int]], barred: Sequence[int] | None = None) -> Bits:
    """Return the bits that reach each node along the arrows from seeds (node, bits); `barred` bits cannot enter a node.

    >>> down(Adjacency.from_edges(3, [(0, 1), (1, 2)]), [(0, 0b01), (1, 0b10)])
    [1, 3, 3]
    """
    return _swept(graph.topological_order, graph.children, seeds, barred)


def up(graph: Adjacency, seeds: Iterable[tuple[int, int]], barred: Sequence[int] | None = None) -> Bits:
    """Return the bits that reach each node against the arrows from seeds (node, bits).

    >>> up(Adjacency.from_edges(3, [(0, 1), (1, 2)]), [(2, 0b01), (1, 0b10)])
    [3, 3, 1]
    """
    return _swept(graph.topological_order[::-1], graph.parents, seeds, barred)


def _swept(
    order: Sequence[int],
    onwards: Sequence[tuple[int, ...]],
    seeds: Iterable[tuple[int, int]],
    barred: Sequence[int] | None,
) -> Bits:
    bits = [0] * len(order)
    for node, seed in seeds:
        bits[node] |= seed
    for node in order:
        here = bits[node]
        if barred is not None:
            here &= ~barred[node]
            bits[node] = here
        if here:
            for other in onwards[node]:
                bits[other] |= here
    return bits


def connect(
    graph: Adjacency,
    starts: Bits,
    given: Bits,
    *,
    width: int,
    barred: Sequence[int] | None = None,
) -> Connections:
    """Return what is d-connected to the starts of each of `width` questions, given the nodes of that question.

    The rule is that of `d_connected`, bit by bit. The search sweeps against the arrows, then along them, and so on
    while anything is new, so that it takes a few sweeps where walks turn a few times.

    >>> collider = Adjacency.from_edges(4, [(0, 2), (1, 2), (2, 3)])
    >>> found = connect(collider, starts=[3, 0, 0, 0], given=[0, 0, 0, 1], width=2)
    >>> found.reached.column(0).tolist(), found.reached.column(1).tolist()
    ([True, True, True, True], [True, False, True, True])
    """
    opened = up(graph, enumerate(given), barred)
    search = _Search(graph, given, opened, [0] * graph.size if barred is None else barred, (1 << width) - 1)
    for node, bits in enumerate(starts):
        search.arrive_from_child(node, bits)
    while search.sweep_up() or search.sweep_down():
        pass
    stop = search.barred
    reached = [(a | b) & ~no for a, b, no in zip(search.from_child, search.from_parent, stop, strict=True)]
    return Connections(Columns(reached, width), Columns(search.passed_up, width), search.steps)


class _Search:
    """The state of one search: bits that arrived, bits that went on, and bits that are still to go on, by node."""

    def __init__(self, graph: Adjacency, given: Bits, opened: Bits, barred: Sequence[int], every: int) -> None:
        self.parents, self.children = graph.parents, graph.children
        self.order = graph.topological_order
        self.rank = [0] * graph.size
        for place, node in enumerate(self.order):
            self.rank[node] = place
        self.free = [every & ~bits for bits in given]
        self.opened, self.barred = opened, barred
        # What is barred from a node counts as having arrived there already, so that it never arrives.
        self.from_child, self.from_parent = list(barred), list(barred)
        self.passed_up, self.passed_down = [0] * graph.size, [0] * graph.size
        self.to_pass_up, self.to_pass_down = [0] * graph.size, [0] * graph.size
        self.waiting_up, self.waiting_down = bytearray(graph.size), bytearray(graph.size)
        self.steps = 0

    def arrive_from_child(self, node: int, bits: int) -> None:
        fresh = bits & ~self.from_child[node]
        if fresh:
            self.from_child[node] |= fresh
            free = fresh & self.free[node]
            self._pass_up(node, free)
            self._pass_down(node, free)

    def arrive_from_parent(self, node: int, bits: int) -> None:
        fresh = bits & ~self.from_parent[node]
        if fresh:
            self.from_parent[node] |= fresh
            self._pass_up(node, fresh & self.opened[node])
            self._pass_down(node, fresh & self.free[node])

    def _pass_up(self, node: int, bits: int) -> None:
        fresh = bits & ~self.passed_up[node]
        if fresh:
            self.passed_up[node] |= fresh
            self.to_pass_up[node] |= fresh
            self.waiting_up[self.rank[node]] = 1

    def _pass_down(self, node: int, bits: int) -> None:
        fresh = bits & ~self.passed_down[node]
        if fresh:
            self.passed_down[node] |= fresh
            self.to_pass_down[node] |= fresh
            self.waiting_down[self.rank[node]] = 1

    def sweep_up(self) -> bool:
        """Hand on what waits to go to parents, last nodes first; return whether anything did."""
        place = self.waiting_up.rfind(1)
        if place < 0:
            return False
        while place >= 0:
            self.waiting_up[place] = 0
            node = self.order[place]
            bits, self.to_pass_up[node] = self.to_pass_up[node], 0
            self.steps += len(self.parents[node])
            for parent in self.parents[node]:
                self.arrive_from_child(parent, bits)
            place = self.waiting_up.rfind(1, 0, place)
        return True

    def sweep_down(self) -> bool:
        """Hand on what waits to go to children, first nodes first; return whether anything did."""
        place = self.waiting_down.find(1)
        if place < 0:
            return False
        while place >= 0:
            self.waiting_down[place] = 0
            node = self.order[place]
            bits, self.to_pass_down[node] = self.to_pass_down[node], 0
            self.steps += len(self.children[node])
            for child in self.children[node]:
                self.arrive_from_parent(child, bits)
            place = self.waiting_down.find(1, place)
        return True
