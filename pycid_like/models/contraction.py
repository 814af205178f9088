"""Sums of products of tables with named axes: the one place where numbers are multiplied out."""

from __future__ import annotations

import math
import string
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..errors import InvalidCall, Problem
from .cliques import elimination_order
from .mechanism import FloatArray

#: The largest intermediate table that is made, in entries (1 GiB of float64).
MOST_ENTRIES = 1 << 27
#: From here on a step goes by way of matrix products; below, finding out how costs more than it saves.
LARGE_STEP = 1 << 15

#: The operands' axes as numbers, their shapes, and the axes of the result: what a contraction order depends on.
Pattern = tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Factor:
    """A table over some variables, one axis for each, in this order."""

    axes: tuple[Hashable, ...]
    values: FloatArray

    def at(self, fixed: dict[Hashable, int]) -> Factor:
        """Return the factor with some of its variables fixed at positions of their outcomes."""
        if fixed.keys().isdisjoint(self.axes):
            return self
        places = tuple(fixed.get(axis, slice(None)) for axis in self.axes)
        return Factor(tuple(axis for axis in self.axes if axis not in fixed), self.values[places])


@dataclass(frozen=True, eq=False)
class Step:
    """Some operands, last first, multiplied and summed into one, which goes to the end of the line."""

    operands: tuple[int, ...]
    equation: str
    is_large: bool


@dataclass(frozen=True, eq=False)
class Plan:
    """How factors of one pattern are contracted: axes with a single outcome are dropped before, and put back after."""

    shapes: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]
    shape: tuple[int, ...]


def contract(factors: Sequence[Factor], keep: Sequence[Hashable]) -> FloatArray:
    """Return the product of the factors summed over all variables but `keep`, one axis for each of these, in order.

    The order of contraction is found by opt_einsum and remembered for factors of the same shape. An intermediate
    table over `MOST_ENTRIES` is an `InvalidCall` with its size, before any memory is touched.

    >>> prior, copy = Factor(("s",), np.array([0.25, 0.75])), Factor(("s", "x"), np.eye(2))
    >>> contract([prior, copy], ["x"]).tolist()
    [0.25, 0.75]
    """
    plan = _plan(_pattern(factors, keep))
    for result in _run(plan, [factor.values for factor in factors]):
        if len(result) == 1:
            return result[0].reshape(plan.shape)
    return np.ones(plan.shape)


def contract_scaled(factors: Sequence[Factor], keep: Sequence[Hashable]) -> tuple[FloatArray, float]:
    """Return what `contract` returns, divided by a positive number, and the logarithm of that number.

    Products that are too small for a float, the probability of a thousand observations, come out right.

    >>> tiny = [Factor((), np.array(1e-200)), Factor((), np.array(1e-200))]
    >>> values, log = contract_scaled(tiny, [])
    >>> float(contract(tiny, [])), round(float(np.log10(values) + log / np.log(10)))
    (0.0, -400)
    """
    plan = _plan(_pattern(factors, keep))
    scaled = [_scaled(factor.values) for factor in factors]
    log = sum((scale for _, scale in scaled), 0.0)
    for result in _run(plan, [values for values, _ in scaled]):
        result[-1], scale = _scaled(result[-1])
        log += scale
        if len(result) == 1:
            return result[0].reshape(plan.shape), log
    return np.ones(plan.shape), log


def _scaled(values: FloatArray) -> tuple[FloatArray, float]:
    """Return the table divided by its largest entry, and the logarithm of that."""
    peak = float(np.abs(values).max())
    return (values / peak, math.log(peak)) if peak > 0 else (values, 0.0)


def _pattern(factors: Sequence[Factor], keep: Sequence[Hashable]) -> Pattern:
    numbers: dict[Hashable, int] = {}
    axes = tuple(tuple(numbers.setdefault(axis, len(numbers)) for axis in factor.axes) for factor in factors)
    return axes, tuple(factor.values.shape for factor in factors), tuple(numbers[axis] for axis in keep)


def _run(plan: Plan, tables: Sequence[FloatArray]) -> Iterator[list[FloatArray]]:
    """Yield the tables that are left after each step, the new one last."""
    left = [table.reshape(shape) for table, shape in zip(tables, plan.shapes, strict=True)]
    for step in plan.steps:
        taken = [left.pop(place) for place in step.operands]
        left.append(np.asarray(np.einsum(step.equation, *taken, optimize=step.is_large)))
        yield left


@lru_cache(maxsize=4096)
def _plan(pattern: Pattern) -> Plan:
    axes, shapes, keep = pattern
    sizes = {
        axis: size for names, shape in zip(axes, shapes, strict=True) for axis, size in zip(names, shape, strict=True)
    }
    scopes = [frozenset(axis for axis in names if sizes[axis] > 1) for names in axes]
    ordered = [tuple(axis for axis in names if sizes[axis] > 1) for names in axes]
    wanted = tuple(axis for axis in keep if sizes[axis] > 1)
    steps, largest = _steps(ordered, wanted, sizes, _best_known_path(scopes, frozenset(wanted), sizes))
    if largest > MOST_ENTRIES:  # greedy paths can miss what summing out one variable at a time finds
        steps, largest = _steps(ordered, wanted, sizes, _elimination_path(scopes, frozenset(wanted), sizes))
    if largest > MOST_ENTRIES:
        size = f"{largest:,} entries, over the limit of {MOST_ENTRIES:,}"
        hint = "Ask about fewer nodes at once, condition on more, or give nodes fewer parents."
        raise InvalidCall([Problem(f"the answer needs an intermediate table of {size}", hint=hint)])
    squeezed = tuple(tuple(sizes[axis] for axis in names) for names in ordered)
    return Plan(squeezed, tuple(steps), tuple(sizes[axis] for axis in keep))


def _best_known_path(
    scopes: Sequence[frozenset[int]], wanted: frozenset[int], sizes: dict[int, int]
) -> list[tuple[int, ...]]:
    """Ask opt_einsum, without the equation that it would have to read first."""
    from opt_einsum import paths

    if len(scopes) < 2:  # for one operand it answers with no step at all
        return [(0,)] if scopes else []
    find: Callable[..., Any] = paths.auto
    return [tuple(places) for places in find(list(scopes), wanted, sizes)]


def _elimination_path(
    scopes: Sequence[frozenset[int]], wanted: frozenset[int], sizes: dict[int, int]
) -> list[tuple[int, ...]]:
    """Sum out one variable at a time, in an order of little fill, and multiply what is left."""
    left = list(scopes)
    path: list[tuple[int, ...]] = []

    def multiply(places: list[int]) -> None:
        while len(places) > 1:  # two at a time: numpy cannot take hundreds
            pair = (places.pop(), places.pop())
            path.append(pair)
            left.append(left[pair[0]] | left[pair[1]])
            for place in sorted(pair, reverse=True):
                del left[place]
            places = [place - sum(other < place for other in pair) for place in places] + [len(left) - 1]

    numbers = sorted(sizes)
    order = elimination_order(
        [[numbers.index(axis) for axis in scope] for scope in (*scopes, wanted)], [sizes[axis] for axis in numbers]
    )
    for number, _ in order:
        axis = numbers[number]
        if axis not in wanted:
            multiply([place for place, scope in enumerate(left) if axis in scope])
            left = [scope - {axis} for scope in left]
    multiply(list(range(len(left))))
    return path or [(0,)]


def _steps(
    axes: Sequence[tuple[int, ...]], wanted: tuple[int, ...], sizes: dict[int, int], path: Sequence[tuple[int, ...]]
) -> tuple[list[Step], int]:
    """Return the steps of a path and the entries of the largest table that they make."""
    left = list(axes)
    steps: list[Step] = []
    largest = math.prod(sizes[axis] for axis in wanted)
    for number, places in enumerate(path):
        operands = tuple(sorted(places, reverse=True))
        taken = [left.pop(place) for place in operands]
        needed = {*wanted, *(axis for names in left for axis in names)}
        known = list(dict.fromkeys(axis for names in taken for axis in names))
        made = wanted if number == len(path) - 1 else tuple(axis for axis in known if axis in needed)
        entries = math.prod(sizes[axis] for axis in made)
        largest = max(largest, entries)
        work = math.prod(sizes[axis] for axis in known)
        if len(known) > len(string.ascii_letters):  # no equation has so many axes, and no memory so many entries
            return steps, work
        letters = dict(zip(known, string.ascii_letters, strict=False))
        words = ["".join(letters[axis] for axis in names) for names in (*taken, made)]
        steps.append(Step(operands, ",".join(words[:-1]) + "->" + words[-1], work >= LARGE_STEP))
        left.append(made)
    return steps, largest
