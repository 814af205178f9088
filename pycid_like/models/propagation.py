"""Queries that share their work: a calibrated clique tree, and messages kept for the next query.

A query about one clique needs only the messages from the evidence towards it, and these depend on nothing but the
evidence behind them. Messages are conditional on the separator that they pass: without evidence behind it one is all
ones, and is left out. Finding a contraction order for every query would cost more than contracting does.

Everything is numbered: variables and cliques by place, and each outcome of each variable, so that what was seen is a
tuple of numbers. What is kept has few tuples in it: Python's garbage collector would go through thousands of them.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Hashable, Sequence
from typing import TypeAlias

from .calibration import calibrated
from .clique_tables import MOST_AXES, CliqueTables, Product
from .cliques import CliqueTree, clique_entries, clique_tree, elimination_order
from .contraction import Factor
from .mechanism import FloatArray

#: A tree whose tables have more entries than this, or that has more variables than this, is not made.
MOST_ENTRIES, MOST_VARIABLES = 1 << 20, 1000
#: What is kept in all, in entries, before everything is forgotten.
MOST_KEPT = 1 << 21
#: What keeping an array costs beside its entries, in entries.
OVERHEAD = 32

#: Outcomes seen, by number, ascending.
Seen: TypeAlias = tuple[int, ...]


class Edge:
    """One direction of an edge of the tree: the messages kept by what was seen behind, and how others pass on it.

    `passing` has, for each edge that leads to this one, what becomes of a message that came by that edge alone.
    """

    __slots__ = ("messages", "passing", "place", "separator", "size", "to")

    def __init__(self, place: int, to: int, separator: tuple[int, ...], size: int) -> None:
        self.place, self.to, self.separator, self.size = place, to, separator, size
        self.messages: dict[Seen, FloatArray] = {}
        self.passing: dict[Edge, FloatArray] = {}


#: What is seen in a clique itself, and by which edges it hears of what.
Inputs: TypeAlias = tuple[Seen, Sequence[tuple[Edge, Seen]]]


class Propagation:
    """P over the variables of some factors whose product sums to 1, ready for queries about them."""

    def __init__(self, tree: CliqueTree, numbers: dict[Hashable, int], sizes: list[int], factors: list[Factor]) -> None:
        self._numbers, self._sizes = numbers, sizes
        self._members = [frozenset(clique) for clique in tree.cliques]
        self._first = [sum(sizes[:variable]) for variable in range(len(sizes))]
        self._variable = [variable for variable, size in enumerate(sizes) for _ in range(size)]
        self._home: dict[int, int] = {}
        for place, clique in enumerate(tree.cliques):
            for variable in clique:
                self._home.setdefault(variable, place)
        self._arriving: list[list[Edge]] = [[] for _ in tree.cliques]
        for place, above in enumerate(tree.above[1:], start=1):
            separator = tree.separators[place]
            size = math.prod(sizes[variable] for variable in separator)
            self._arriving[place].append(Edge(above, place, separator, size))
            self._arriving[above].append(Edge(place, above, separator, size))
        self._tables = CliqueTables(tree.cliques, sizes, calibrated(tree, numbers, sizes, factors))
        self._ways: list[list[Edge | None]] = [[] for _ in tree.cliques]
        self._goals: dict[tuple[int, ...], tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        """Drop the messages, and what cliques do with them."""
        self._kept = 0
        self._rules: dict[tuple[int, ...], FloatArray | Product] = {}
        for edges in self._arriving:
            for edge in edges:
                edge.messages.clear()
                edge.passing.clear()

    @classmethod
    def of(cls, factors: Sequence[Factor]) -> Propagation | None:
        """Return the propagation over the factors' variables, None where its tables would be too large."""
        numbers: dict[Hashable, int] = {}
        scopes = [[numbers.setdefault(axis, len(numbers)) for axis in factor.axes] for factor in factors]
        if not 0 < len(numbers) <= MOST_VARIABLES:
            return None
        sizes = [0] * len(numbers)
        for factor, scope in zip(factors, scopes, strict=True):
            for variable, size in zip(scope, factor.values.shape, strict=True):
                sizes[variable] = size
        order = elimination_order(scopes, sizes)
        tree = clique_tree(order)
        if clique_entries(order, sizes) > MOST_ENTRIES or max(map(len, tree.cliques)) > MOST_AXES:
            return None
        return cls(tree, numbers, sizes, list(factors))

    def joint(self, names: Sequence[Hashable], seen: dict[Hashable, int]) -> FloatArray | None:
        """Return P(names, seen), one axis for each of the names, none of which is seen.

        None where no clique has all of them, or where one of them or of what is seen is no variable of this.
        """
        numbers, first = self._numbers, self._first
        try:
            out = tuple([numbers[name] for name in names])
            found = tuple(sorted([first[numbers[name]] + place for name, place in seen.items()]))
        except KeyError:
            return None
        with self._lock:  # threads may ask the same model, and one may forget what another counts on
            root, goal = self._goals.get(out) or self._goal(out)
            if root < 0:
                return None
            if self._kept > MOST_KEPT:
                self._forget()
            inputs = self._inputs(root, found)
            if inputs[1]:
                self._receive([*inputs[1]])
            result = self._combine(root, goal, out, inputs)
        return result if len(out) == 1 else result.reshape([self._sizes[variable] for variable in out])

    @property
    def messages_kept(self) -> int:
        """How many messages later queries will find made."""
        return sum(len(edge.messages) for edges in self._arriving for edge in edges)

    def _goal(self, out: tuple[int, ...]) -> tuple[int, int]:
        """Return the first clique that has all these variables, or -1, and a number for them beyond all cliques."""
        wanted = frozenset(out)
        root = next((place for place, members in enumerate(self._members) if wanted <= members), -1)
        self._goals[out] = found = (root, len(self._members) + len(self._goals))
        return found

    # -- messages ----------------------------------------------------------------------------------------------------

    def _receive(self, pending: list[tuple[Edge, Seen]]) -> None:
        """Make these messages and all that they wait for, those that are not kept from earlier."""
        waiting: list[tuple[Edge, Seen, Inputs | None, list[tuple[Edge, Edge]]]] = []
        while pending:
            edge, seen = pending.pop()
            edge, way = self._source(edge, seen)
            if seen in edge.messages:
                waiting.append((edge, seen, None, way))
                continue
            inputs = self._inputs(edge.place, seen)
            waiting.append((edge, seen, inputs, way))
            pending += inputs[1]
        while waiting:
            edge, seen, needed, way = waiting.pop()
            if needed is not None:
                edge.messages[seen] = self._combine(edge.place, edge.to, edge.separator, needed)
                self._kept += edge.size + OVERHEAD
            if way:
                self._pass_on(edge.messages[seen], seen, way)

    def _source(self, edge: Edge, seen: Seen) -> tuple[Edge, list[tuple[Edge, Edge]]]:
        """Follow a message back through cliques that only pass it on, up to where it is kept or made; and the way."""
        cliques, ways = self._members, self._ways
        variables = [self._variable[outcome] for outcome in seen]
        homes = [self._home[variable] for variable in variables]
        passed: list[tuple[Edge, Edge]] = []
        while seen not in edge.messages:
            members, way = cliques[edge.place], ways[edge.place] or self._towards(edge.place)
            before = way[homes[0]]
            for variable, home in zip(variables, homes, strict=True):
                if variable in members or way[home] is not before:
                    return edge, passed
            assert before is not None
            passed.append((edge, before))
            edge = before
        return edge, passed

    def _pass_on(self, message: FloatArray, seen: Seen, way: list[tuple[Edge, Edge]]) -> None:
        """Send a message on through cliques that add nothing; most messages are made here."""
        for edge, before in reversed(way):
            matrix = edge.passing.get(before)
            if matrix is None:
                message = self._combine(edge.place, edge.to, edge.separator, ((), ((before, seen),)))
                rule = self._rules[edge.place, edge.to, ~before.place]
                if not isinstance(rule, Product):
                    edge.passing[before] = rule
            else:
                message = matrix.dot(message)
            edge.messages[seen] = message
            self._kept += edge.size + OVERHEAD

    def _inputs(self, place: int, seen: Seen) -> Inputs:
        """Return what is seen in the clique itself, and what it hears by which edge."""
        members, way = self._members[place], self._ways[place] or self._towards(place)
        here: list[int] = []
        behind: dict[Edge, list[int]] = {}
        for outcome in seen:
            variable = self._variable[outcome]
            edge = way[self._home[variable]]
            if edge is None or variable in members:
                here.append(outcome)
            elif edge in behind:
                behind[edge].append(outcome)
            else:
                behind[edge] = [outcome]
        return tuple(here), [(edge, tuple(outcomes)) for edge, outcomes in behind.items()]

    def _towards(self, place: int) -> list[Edge | None]:
        """Return for every clique the edge by which this one hears from it."""
        way: list[Edge | None] = [None] * len(self._members)
        for first in self._arriving[place]:
            pending = [(first.place, place)]
            while pending:
                clique, after = pending.pop()
                way[clique] = first
                pending += [(edge.place, clique) for edge in self._arriving[clique] if edge.place != after]
        self._ways[place] = way
        return way

    # -- what a clique does with them --------------------------------------------------------------------------------

    def _combine(self, place: int, goal: int, out: tuple[int, ...], inputs: Inputs) -> FloatArray:
        """Return P(seen | out) for the separator towards the clique `goal`, P(out, seen) for any other goal, flat."""
        here, heard = inputs
        variable = self._variable
        key = (place, goal, *[~edge.place for edge, _ in heard])
        if here:
            key += tuple([variable[outcome] for outcome in here])
        rule = self._rules.get(key)
        if rule is None:
            to = goal if goal < len(self._arriving) else None
            blocks = [out, *(edge.separator for edge, _ in heard)]
            rule = self._rules[key] = self._tables.rule(place, to, [variable[outcome] for outcome in here], blocks)
            self._kept += rule.size + OVERHEAD
        positions = tuple([outcome - self._first[variable[outcome]] for outcome in here])
        messages = [edge.messages[behind] for edge, behind in heard]
        if isinstance(rule, Product):
            return rule.of(positions, messages)
        result = rule[positions] if here else rule
        while messages:
            result = result.dot(messages.pop())
        return result
