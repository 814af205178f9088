"""The searches of many decisions at once: one search answers for a thousand decisions nearly as fast as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..graph import many
from ..graph.adjacency import Adjacency
from ..graph.many import Columns
from ..graph.walk import PassRule, Reach

Mask = npt.NDArray[np.bool_]

#: How many decisions are searched together, at most.
BLOCK = 1024


class Together:
    """The searches of a block of decisions, each with the utilities that count for it; a bit belongs to a decision.

    With `rivals` each decision is taken alone: those of the rivals that are not this decision are left out with their
    edges.
    """

    def __init__(
        self, graph: Adjacency, paid: Mapping[int, Sequence[int]], rivals: Iterable[int] | None = None
    ) -> None:
        self.graph = graph
        self.paid = paid
        self.decisions = tuple(paid)
        self.width = len(self.decisions)
        self.place = {decision: number for number, decision in enumerate(self.decisions)}
        self.rivals = None if rivals is None else tuple(rivals)

    @cached_property
    def _barred(self) -> many.Bits | None:
        """For every node the bits that may not enter it."""
        if self.rivals is None:
            return None
        barred = [0] * self.graph.size
        for rival in self.rivals:
            barred[rival] = ((1 << self.width) - 1) & ~self._bit(rival)
        return barred

    def _bit(self, decision: int) -> int:
        place = self.place.get(decision)
        return 0 if place is None else 1 << place

    @cached_property
    def influenced(self) -> Columns:
        """For each decision what it influences, itself among it."""
        seeds = [(decision, self._bit(decision)) for decision in self.decisions]
        return Columns(many.down(self.graph, seeds, self._barred), self.width)

    @cached_property
    def informing(self) -> Columns:
        """For each decision what influences it, itself among it."""
        seeds = [(decision, self._bit(decision)) for decision in self.decisions]
        return Columns(many.up(self.graph, seeds, self._barred), self.width)

    @cached_property
    def paying(self) -> Columns:
        """For each decision what influences a utility that counts for it."""
        return Columns(many.up(self.graph, self._counting, self._barred), self.width)

    @cached_property
    def _counting(self) -> list[tuple[int, int]]:
        """The utilities with the bits of the decisions for which they count."""
        sharers: dict[tuple[int, ...], int] = {}
        for decision, utilities in self.paid.items():
            sharers[tuple(utilities)] = sharers.get(tuple(utilities), 0) | self._bit(decision)
        return [(utility, bits) for utilities, bits in sharers.items() for utility in utilities]

    @cached_property
    def connection(self) -> many.Connections:
        """For each decision what is d-connected to the utilities that it influences, given its family."""
        size, barred = self.graph.size, self._barred
        starts, given = [0] * size, [0] * size
        for utility, bits in self._counting:
            starts[utility] |= bits & self.influenced.bits[utility]
        for decision in self.decisions:
            for node in (*self.graph.parents_of(decision), decision):
                given[node] |= self._bit(decision)
        if barred is not None:
            given = [bits & ~no for bits, no in zip(given, barred, strict=True)]
        return many.connect(self.graph, starts, given, width=self.width, barred=barred)

    def nonrequisite(self, decision: int) -> tuple[int, ...]:
        """Return the observations of a decision that its search does not reach."""
        bit, reached, barred = self._bit(decision), self.connection.reached.bits, self._barred
        return tuple(
            node
            for node in self.graph.parents_of(decision)
            if not reached[node] & bit and not (barred is not None and barred[node] & bit)
        )

    @cached_property
    def reduced(self) -> Together:
        """The same with every decision's nonrequisite links taken out, for decisions that are taken alone.

        No search crosses the links into another decision than its own, so that one graph serves all.
        """
        gone = [(node, decision) for decision in self.decisions for node in self.nonrequisite(decision)]
        return Together(self.graph.without(gone), self.paid, self.rivals)

    def reach(self, kind: str, decision: int, walk: Callable[[], Reach]) -> Reach:
        """Return what one search of one decision reached; `walk` makes that search where a path is asked for."""
        place = self.place[decision]
        if kind == "connection":
            return SharedReach(self.connection.reached, self.connection.passed_up, place, walk)
        columns: Columns = getattr(self, kind)
        return SharedReach(columns, None, place, walk)


class SharedReach(Reach):
    """What a walk reaches, known from a search made together with others; the walk itself is made when a path is wanted."""

    def __init__(self, reached: Columns, passed_up: Columns | None, place: int, walk: Callable[[], Reach]) -> None:
        self.__dict__.update(_reached=reached, _passed=passed_up, _place=place, _make=walk)

    @cached_property
    def _walk(self) -> Reach:
        made: Reach = self.__dict__["_make"]()
        return made

    @property
    def rule(self) -> PassRule:
        """The rule of the walk."""
        return self._walk.rule

    @property
    def predecessors(self) -> Sequence[int] | npt.NDArray[np.int32]:
        """For each state the state before it on a shortest walk."""
        return self._walk.predecessors

    @property
    def steps(self) -> int:
        """How many transitions the walk looked at."""
        return self._walk.steps

    @property
    def nodes(self) -> Mask:
        """For every node whether it was reached."""
        columns: Columns = self.__dict__["_reached"]
        return columns.column(self.__dict__["_place"])

    @property
    def passed_up(self) -> Mask:
        """For every node whether the walk went on to its parents."""
        columns: Columns | None = self.__dict__["_passed"]
        return self._walk.passed_up if columns is None else columns.column(self.__dict__["_place"])

    def reached_node(self, node: int) -> bool:
        """Return whether the node was reached."""
        columns: Columns = self.__dict__["_reached"]
        return bool(columns.bits[node] >> self.__dict__["_place"] & 1)
