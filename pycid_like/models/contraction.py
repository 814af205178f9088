"""Sums of products of tables with named axes: the one place where numbers are multiplied out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np

from ..errors import InvalidCall, Problem
from .mechanism import FloatArray

#: The largest intermediate table that is made, in entries (1 GiB of float64).
MOST_ENTRIES = 1 << 27

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


def contract(factors: Sequence[Factor], keep: Sequence[Hashable]) -> FloatArray:
    """Return the product of the factors summed over all variables but `keep`, one axis for each of these, in order.

    The order of contraction is found by opt_einsum and remembered for factors of the same shape. An intermediate
    table over `MOST_ENTRIES` is an `InvalidCall` with its size, before any memory is touched.

    >>> prior, copy = Factor(("s",), np.array([0.25, 0.75])), Factor(("s", "x"), np.eye(2))
    >>> contract([prior, copy], ["x"]).tolist()
    [0.25, 0.75]
    """
    numbers: dict[Hashable, int] = {}
    axes = tuple(tuple(numbers.setdefault(axis, len(numbers)) for axis in factor.axes) for factor in factors)
    pattern = axes, tuple(factor.values.shape for factor in factors), tuple(numbers[axis] for axis in keep)
    return _expression(pattern)(*(factor.values for factor in factors))


@lru_cache(maxsize=4096)
def _expression(pattern: Pattern) -> Callable[..., FloatArray]:
    import opt_einsum

    axes, shapes, keep = pattern
    if not axes:
        return lambda: np.ones(())
    terms = ["".join(opt_einsum.get_symbol(axis) for axis in operand) for operand in axes]
    equation = ",".join(terms) + "->" + "".join(opt_einsum.get_symbol(axis) for axis in keep)
    path, info = opt_einsum.contract_path(equation, *shapes, shapes=True, optimize="auto")
    if info.largest_intermediate > MOST_ENTRIES:
        size = f"{int(info.largest_intermediate):,} entries, over the limit of {MOST_ENTRIES:,}"
        hint = "Ask about fewer nodes at once, condition on more, or give nodes fewer parents."
        raise InvalidCall([Problem(f"the answer needs an intermediate table of {size}", hint=hint)])
    return cast("Callable[..., Any]", opt_einsum.contract_expression(equation, *shapes, optimize=path))
