"""Functions of the parents as texts: a small language for design files, checked by a whitelist and never executed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidCall, Problem, did_you_mean
from .domain import Outcome
from .expression_faults import Fault, Faults, invalid
from .expression_reading import read
from .expression_tree import Part


@dataclass(frozen=True, repr=False)
class Expression:
    """A function of nodes by name, as `expression` reads it from a text; equal where the texts are.

    `names` are the nodes it speaks of, in order of appearance. Called with their outcomes by name it returns its
    value: an outcome, a mapping outcome -> probability, or a number; outcomes of nodes it does not speak of are
    ignored. Raises `InvalidExpression` with line and column where there is no value.
    """

    text: str
    names: tuple[str, ...] = field(init=False, compare=False)
    _part: Part = field(init=False, compare=False)

    def __post_init__(self) -> None:
        try:
            part, names = read(self.text)
        except Faults as error:
            raise invalid(self.text, error.faults) from None
        object.__setattr__(self, "_part", part)
        object.__setattr__(self, "names", names)

    def __call__(self, /, **context: Outcome) -> Any:
        """Return the value where the nodes have these outcomes, by name."""
        missing = [name for name in self.names if name not in context]
        if missing:
            hint = "Give the outcomes by name; names that are no identifiers with **{...}."
            raise InvalidCall([Problem(f"no outcome is given for {name!r}", hint=hint) for name in missing])
        return self._value(context)

    def of_parents(
        self, parents: Sequence[str], where: str, problems: list[Problem]
    ) -> Callable[[Sequence[Outcome]], Any] | None:
        """Return the expression as a function of a context in the order of `parents`, or None with the problems.

        It need not speak of every parent.
        """
        found = [
            Problem(f"the expression speaks of {name!r}, which is no parent", where=where, hint=_hint(name, parents))
            for name in self.names
            if name not in parents
        ]
        problems += found
        return None if found else lambda context: self._value(dict(zip(parents, context, strict=True)))

    def _value(self, context: dict[str, Outcome]) -> Any:
        try:
            return self._part.value(context)
        except Fault as fault:
            raise invalid(self.text, [fault]) from None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"expression({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return expression, (self.text,)


def expression(text: str) -> Expression:
    """Return the function of its parents that a text describes, for use as a mechanism of a `Model`.

    The language is a part of Python's: names of parents (any name in `backquotes`, a backquote within doubled),
    numbers, texts, True, False, None, tuples, lists, + - * / // % **, == != < <= > >=, in, not in, and, or, not,
    `a if c else b`, mappings {outcome: probability}, and the functions abs, min, max, round, int, float, sqrt, exp, log,
    bernoulli, uniform, point. It is parsed and checked against a whitelist, and never executed as Python. Limits: 4,000
    characters, 1,000 words, 100 levels of nesting, whole numbers of 1,000 bits, texts of 10,000 characters.

    Raises `InvalidExpression` with every problem, its line and column in the text, and what is allowed.

    >>> rewarded = expression("1 if `influenced opinions` == P else 0")
    >>> rewarded.names
    ('influenced opinions', 'P')
    >>> import pycid_like as pcl
    >>> cid = pcl.CID.parse("S -> D -> U; S -> U", decisions="D", utilities="U")
    >>> model = pcl.Model(cid, S=expression("bernoulli(1/4)"), D=[0, 1], U=expression("3*S if S == D else 0"))
    >>> model.expected_utility({"D": 1})
    0.75
    >>> expression("9**9**9")()
    Traceback (most recent call last):
    pycid_like.errors.InvalidExpression: invalid expression '9**9**9': line 1, column 2: the result is too large: ...
    """
    if not isinstance(text, str):
        hint = "Write it as a text: '1 if X == 2 else 0'."
        raise InvalidCall([Problem(f"an expression is a text, not {type(text).__name__}", hint=hint)])
    return Expression(text)


def _hint(name: str, parents: Sequence[str]) -> str:
    quoted = f"A text stands in quotes: {name!r}."
    return f"{did_you_mean(name, parents)} {quoted}" if parents else f"It has no parents. {quoted}"
