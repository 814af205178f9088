"""The functions of the language of expressions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .declarations import bernoulli, point, uniform
from .expression_faults import Fault, kind_of
from .expression_numbers import Value, bounded, computed, number_of


@dataclass(frozen=True)
class Function:
    """A function of the language, with how few and how many arguments it takes."""

    apply: Callable[..., Value]
    least: int
    most: int
    usage: str


def _extreme(name: str, choose: Callable[[Any], Any]) -> Callable[..., Value]:
    def apply(*given: Value) -> Value:
        listed = given[0] if len(given) == 1 else given
        if not isinstance(listed, (tuple, list)) or not listed:
            raise Fault(f"{name} takes several numbers or a list of numbers, found {kind_of(listed)}")
        return choose([number_of(name, value) for value in listed])

    return apply


def _round(value: Value, digits: Value = None) -> Value:
    number = number_of("round", value)
    if digits is None:
        return bounded(computed("round", round, number))
    if not isinstance(digits, int) or not -30 <= digits <= 30:
        raise Fault(f"round takes a number of digits from -30 to 30, found {kind_of(digits)}")
    return bounded(computed("round", round, number, digits))


def _of_number(name: str, compute: Callable[[Any], Any]) -> Callable[[Value], Value]:
    return lambda value: bounded(computed(name, compute, number_of(name, value)))


def _bernoulli(probability: Value) -> Value:
    if not 0 <= number_of("bernoulli", probability) <= 1:
        raise Fault(f"bernoulli takes a probability from 0 to 1, found {kind_of(probability)}")
    return bernoulli(probability)


def _uniform(outcomes: Value) -> Value:
    if not isinstance(outcomes, (tuple, list)) or not outcomes:
        raise Fault(f"uniform takes a list of outcomes, found {kind_of(outcomes)}", "Write it like: uniform([1, 2]).")
    return weighed([(outcome, 1.0) for outcome in outcomes]) and uniform(outcomes)


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(_of_number("abs", abs), 1, 1, "abs(x)"),
    "min": Function(_extreme("min", min), 1, 1_000, "min(x, y) or min([x, y])"),
    "max": Function(_extreme("max", max), 1, 1_000, "max(x, y) or max([x, y])"),
    "round": Function(_round, 1, 2, "round(x) or round(x, digits)"),
    "int": Function(_of_number("int", int), 1, 1, "int(x)"),
    "float": Function(_of_number("float", float), 1, 1, "float(x)"),
    "sqrt": Function(_of_number("sqrt", math.sqrt), 1, 1, "sqrt(x)"),
    "exp": Function(_of_number("exp", math.exp), 1, 1, "exp(x)"),
    "log": Function(_of_number("log", math.log), 1, 1, "log(x)"),
    "bernoulli": Function(_bernoulli, 1, 1, "bernoulli(p)"),
    "uniform": Function(_uniform, 1, 1, "uniform([x, y])"),
    "point": Function(lambda outcome: point(_outcome(outcome)), 1, 1, "point(x)"),
}


def weighed(pairs: list[tuple[Value, Value]]) -> dict[Value, Value]:
    """Return the mapping outcome -> weight of these pairs; an outcome that stands twice is refused."""
    found: dict[Value, Value] = {}
    for outcome, weight in pairs:
        if _outcome(outcome) in found:
            raise Fault(f"the outcome {kind_of(outcome)} stands twice", "1, 1.0 and True are one outcome.")
        found[outcome] = number_of("a mapping outcome: probability", weight)
    return found


def _outcome(value: Value) -> Value:
    try:
        hash(value)
    except TypeError:
        raise Fault(f"{kind_of(value)} is no outcome", "Write a tuple (1, 2) where a list stands.") from None
    return value
