"""The operators of the language of expressions: arithmetic within limits, comparisons, membership."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from .expression_faults import Fault, kind_of
from .expression_numbers import MOST_BITS, Value, bits_of, bounded, computed, is_number, number_of, too_large

#: The longest text that is made, in characters.
MOST_TEXT = 10_000


def plus(left: Value, right: Value) -> Value:
    """Add numbers, or join texts."""
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MOST_TEXT:
            raise Fault(f"a text of more than {MOST_TEXT:,} characters")
        return left + right
    if isinstance(left, str) or isinstance(right, str):
        raise Fault(f"+ joins two texts or adds two numbers, found {kind_of(left)} and {kind_of(right)}")
    return _arithmetic("+", operator.add)(left, right)


def power(left: Value, right: Value) -> Value:
    """Raise to a power: refused before it is computed where the result would be too large."""
    base, exponent = number_of("**", left), number_of("**", right)
    if isinstance(base, int) and isinstance(exponent, int) and (bits_of(base) - 1) * abs(exponent) > MOST_BITS:
        raise too_large()
    result = computed("**", operator.pow, base, exponent)
    if isinstance(result, complex):
        raise Fault("a power that is no real number")
    return bounded(result)


def _arithmetic(symbol: str, compute: Callable[[Any, Any], Any]) -> Callable[[Value, Value], Value]:
    def apply(left: Value, right: Value) -> Value:
        one, other = number_of(symbol, left), number_of(symbol, right)
        if symbol == "*" and bits_of(one) + bits_of(other) > MOST_BITS + 1:
            raise too_large()
        return bounded(computed(symbol, compute, one, other))

    return apply


def _ordering(symbol: str, compare: Callable[[Any, Any], Any]) -> Callable[[Value, Value], bool]:
    def apply(left: Value, right: Value) -> bool:
        numbers = is_number(left) and is_number(right)
        if not numbers and not (isinstance(left, str) and isinstance(right, str)):
            hint = "Only numbers, or texts, have an order."
            raise Fault(f"{symbol} between {kind_of(left)} and {kind_of(right)}", hint)
        return bool(compare(left, right))

    return apply


def _within(left: Value, right: Value) -> bool:
    if not isinstance(right, (tuple, list)):
        raise Fault(f"in takes a tuple or list, found {kind_of(right)}", "Write it like: x in (1, 2).")
    return left in right


BINARY: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": plus,
    "-": _arithmetic("-", operator.sub),
    "*": _arithmetic("*", operator.mul),
    "/": _arithmetic("/", operator.truediv),
    "//": _arithmetic("//", operator.floordiv),
    "%": _arithmetic("%", operator.mod),
    "**": power,
}
UNARY: Mapping[str, Callable[[Value], Value]] = {
    "-": lambda value: bounded(-number_of("-", value)),
    "+": lambda value: bounded(+number_of("+", value)),
    "not": operator.not_,
}
COMPARISONS: Mapping[str, Callable[[Value, Value], bool]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<": _ordering("<", operator.lt),
    "<=": _ordering("<=", operator.le),
    ">": _ordering(">", operator.gt),
    ">=": _ordering(">=", operator.ge),
    "in": _within,
    "not in": lambda left, right: not _within(left, right),
}
