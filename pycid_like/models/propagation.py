"""Queries that share their work: a calibrated clique tree, and messages kept for the next query.

A query about one clique needs only the messages from the evidence towards it, and these depend on nothing but the
evidence behind them. Messages are conditional on the separator that they pass: without evidence behind it one is all
ones, and is left out. Finding a contraction order for every query would cost more than contracting does.

Everything is numbered: variables and cliques by place, and each outcome of each variable, so that what was seen is a
tuple of numbers. What is kept has few tuples in it: Python's garbage collector would go through thousands of them.
"""

from __future__ import annotations

import math
import string
from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np

from .calibration import calibrated
from .cliques import CliqueTree, clique_entries, clique_tree, elimination_order
from .contraction import Factor
from .mechanism import FloatArray
from .products import Product

#: A tree whose tables have more entries than this, or that has more variables than this, is not made.
MOST_ENTRIES, MOST_VARIABLES = 1 << 20, 1000
#: A clique with more variables than this is not made: positions of axes have to fit an equation.
MOST_AXES = 26
#: What a clique does with messages becomes an array of its own where that has at most this many entries.
MOST_RULE_ENTRIES = 1 << 12
#: What is kept in all, in entries, before everything is forgotten.
MOST_KEPT = 1 << 22
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
        self._cliques, self._numbers, self._sizes = tree.cliques, numbers, sizes
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
        self._beliefs = calibrated(tree, numbers, sizes, factors)
        self._letters = [dict(zip(clique, string.ascii_letters, strict=False)) for clique in tree.cliques]
        self._own = ["".join(letters.values()) for letters in self._letters]
        self._ways: list[list[Edge | None]] = [[] for _ in tree.cliques]
        self._goals: dict[tuple[int, ...], tuple[int, int]] = {}
        self._forget()

    def _forget(self) -> None:
        """Drop the messages, and what cliques do with them."""
        self._kept = 0
        self._conditional: dict[tuple[int, int], FloatArray] = {}
        self._rules: dict[tuple[int, ...], FloatArray | Product] = {}
        for edges in self._arriving:
            for edge in edges:
                edge.messages.clear(), edge.passing.clear()

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

    def _goal(self, out: tuple[int, ...]) -> tuple[int, int]:
        """Return the first clique that has all these variables, or -1, and a number for them beyond all cliques."""
        wanted = frozenset(out)
        root = next((place for place, members in enumerate(self._letters) if wanted <= members.keys()), -1)
        self._goals[out] = found = (root, len(self._cliques) + len(self._goals))
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
        cliques, ways = self._letters, self._ways
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
        members, way = self._letters[place], self._ways[place] or self._towards(place)
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
        way: list[Edge | None] = [None] * len(self._cliques)
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
            rule = self._rule(place, goal, out, [variable[outcome] for outcome in here], [edge for edge, _ in heard])
            self._rules[key] = rule
        positions = tuple([outcome - self._first[variable[outcome]] for outcome in here])
        messages = [edge.messages[behind] for edge, behind in heard]
        if isinstance(rule, Product):
            return rule.of(self._beliefs[place], positions, messages)
        result = rule[positions] if here else rule
        while messages:
            result = result.dot(messages.pop())
        return result

    def _rule(
        self, place: int, goal: int, out: tuple[int, ...], here: list[int], heard: list[Edge]
    ) -> FloatArray | Product:
        """Return what the clique does with such inputs, as an array (outcomes seen ..., goal, messages ...) if small.

        An array costs less to make than a product costs once, and next to nothing to use.
        """
        blocks = [out, *(edge.separator for edge in heard)]
        axes = [*here, *(variable for block in blocks for variable in block)]
        sizes = [self._sizes[variable] for variable in here]
        shape = [*sizes, *[math.prod([self._sizes[variable] for variable in block]) for block in blocks]]
        entries = math.prod(shape)
        self._kept += OVERHEAD
        if entries <= MOST_RULE_ENTRIES and len(axes) <= 2 * MOST_AXES:
            self._kept += entries
            return np.ascontiguousarray(self._whole(place, goal, out, axes).reshape(shape))
        words = [self._own[place], *(self._word(place, block) for block in (*zip(here), *blocks[1:]))]
        shapes = [[self._sizes[variable] for variable in block] for block in blocks[1:]]
        reciprocal = self._reciprocal(place, out) if goal < len(self._cliques) else None
        return Product(f"{','.join(words)}->{self._word(place, out)}", sizes, shapes, reciprocal)

    def _whole(self, place: int, goal: int, out: tuple[int, ...], axes: Sequence[int]) -> FloatArray:
        """Return P(axes) of a clique, or P(axes | out) where it speaks to another; a variable may be on two axes."""
        kept = tuple(dict.fromkeys(axes))
        word = self._word(place, kept)
        source = self._beliefs[place] if goal >= len(self._cliques) else self._given(place, goal, out)
        table = np.asarray(np.einsum(f"{self._own[place]}->{word}", source))
        if len(axes) == len(kept):
            return table
        # A variable on two axes is the same on both: off that diagonal, which is written to by a view, all is 0.
        whole = np.zeros([self._sizes[variable] for variable in axes])
        np.einsum(f"{self._word(place, axes)}->{word}", whole)[...] = table
        return whole

    def _given(self, place: int, goal: int, separator: tuple[int, ...]) -> FloatArray:
        """Return P(clique | separator), for one that is shared with another clique."""
        found = self._conditional.get((place, goal))
        if found is None:
            own, word = self._own[place], self._word(place, separator)
            found = np.asarray(np.einsum(f"{own},{word}->{own}", self._beliefs[place], self._reciprocal(place, separator)))
            self._conditional[place, goal] = found
            self._kept += found.size
        return found

    def _reciprocal(self, place: int, separator: tuple[int, ...]) -> FloatArray:
        """Return 1 / P(separator), and 0 where that is impossible: whatever is multiplied by it is 0 there too."""
        margin = np.asarray(np.einsum(f"{self._own[place]}->{self._word(place, separator)}", self._beliefs[place]))
        return np.divide(1.0, margin, out=np.zeros(margin.shape), where=margin > 0)

    def _word(self, place: int, variables: Sequence[int]) -> str:
        """Return these variables of a clique as axes in an equation."""
        letters = self._letters[place]
        return "".join([letters[variable] for variable in variables])
