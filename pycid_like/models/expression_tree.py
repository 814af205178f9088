"""The parts of a checked expression. Only these are ever evaluated: what cannot be built from them cannot run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .expression_faults import Fault
from .expression_functions import weighed
from .expression_numbers import Value

Context = Mapping[str, Value]


class Part(Protocol):
    """A part of an expression, with its place in the text."""

    @property
    def at(self) -> int:
        """Where the part stands in the text, counted from 0."""

    def value(self, context: Context) -> Value:
        """Return what the part is worth where the parents have these outcomes; raise `Fault` where it has no value."""


@dataclass(frozen=True)
class Literal:
    """A number, a text, True, False or None."""

    at: int
    constant: Value

    def value(self, context: Context) -> Value:
        """Return the constant."""
        del context
        return self.constant


@dataclass(frozen=True)
class Parent:
    """A parent by its name."""

    at: int
    name: str

    def value(self, context: Context) -> Value:
        """Return the parent's outcome."""
        return context[self.name]


@dataclass(frozen=True)
class Operation:
    """An operator or function, applied to the values of its arguments."""

    at: int
    apply: Callable[..., Value]
    arguments: Sequence[Part]

    def value(self, context: Context) -> Value:
        """Return the result; what the operation refuses is refused here."""
        return _applied(self.at, self.apply, *[argument.value(context) for argument in self.arguments])


@dataclass(frozen=True)
class Link:
    """A link `< b` of a chain of comparisons."""

    at: int
    compare: Callable[[Value, Value], bool]
    part: Part


@dataclass(frozen=True)
class Comparison:
    """A chain a < b <= c: true when each link is; what follows a false link is not looked at."""

    at: int
    first: Part
    links: Sequence[Link]

    def value(self, context: Context) -> Value:
        """Return True or False."""
        left = self.first.value(context)
        for link in self.links:
            right = link.part.value(context)
            if not _applied(link.at, link.compare, left, right):
                return False
            left = right
        return True


@dataclass(frozen=True)
class Logic:
    """`and` (until something is false) or `or` (until something is true); the value is the last one looked at."""

    at: int
    ends_at: bool
    parts: Sequence[Part]

    def value(self, context: Context) -> Value:
        """Return the value that settles it, as Python does."""
        found: Value = None
        for part in self.parts:
            found = part.value(context)
            if bool(found) is self.ends_at:
                break
        return found


@dataclass(frozen=True)
class Choice:
    """`a if condition else b`: only the branch that is chosen is looked at."""

    at: int
    condition: Part
    chosen: Part
    otherwise: Part

    def value(self, context: Context) -> Value:
        """Return the value of the chosen branch."""
        return (self.chosen if self.condition.value(context) else self.otherwise).value(context)


@dataclass(frozen=True)
class Listing:
    """A tuple or a list."""

    at: int
    kind: type[tuple[Value, ...]] | type[list[Value]]
    parts: Sequence[Part]

    def value(self, context: Context) -> Value:
        """Return the tuple or list of the values."""
        return self.kind([part.value(context) for part in self.parts])


@dataclass(frozen=True)
class Weights:
    """A mapping {outcome: probability}."""

    at: int
    pairs: Sequence[tuple[Part, Part]]

    def value(self, context: Context) -> Value:
        """Return the mapping."""
        return _applied(self.at, weighed, [(one.value(context), other.value(context)) for one, other in self.pairs])


def _applied(at: int, apply: Callable[..., Value], *values: Any) -> Value:
    try:
        return apply(*values)
    except Fault as fault:
        if fault.at is None:
            fault.at = at
        raise
