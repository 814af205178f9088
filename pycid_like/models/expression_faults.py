"""What goes wrong in an expression, and at which character of its text."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import InvalidExpression, Problem

_MOST_SHOWN = 60


class Fault(Exception):
    """One thing that is wrong. `at` is its place in the text, counted from 0; None until somebody knows it."""

    def __init__(self, message: str, hint: str | None = None, *, at: int | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.at = message, hint, at


class Faults(Exception):
    """Everything that is wrong with a text, in its order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.at or 0)
        super().__init__(*(fault.message for fault in self.faults))


def invalid(text: str, faults: Iterable[Fault]) -> InvalidExpression:
    r"""Return the error of a text with these faults: lines and columns within the expression, counted from 1.

    >>> invalid("1 +\n x", [Fault("unknown", at=5)]).problems[0].line
    2
    """
    shown = text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."
    return InvalidExpression([_problem(text, fault) for fault in faults], subject=repr(shown))


def _problem(text: str, fault: Fault) -> Problem:
    at = min(max(fault.at or 0, 0), len(text))
    line = text.count("\n", 0, at) + 1
    return Problem(fault.message, hint=fault.hint, line=line, column=at - text.rfind("\n", 0, at))


def kind_of(value: object) -> str:
    """Return what a value is called in messages.

    >>> kind_of("left"), kind_of(1.5), kind_of((1, 2))
    ("the text 'left'", 'the number 1.5', 'a tuple')
    """
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        return f"the number {value}" if not isinstance(value, int) or value.bit_length() < 200 else "a huge number"
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) < _MOST_SHOWN else "a long text"
    named = (tuple, "a tuple"), (list, "a list"), (dict, "a mapping")
    return next((name for kind, name in named if isinstance(value, kind)), f"a {type(value).__name__}")
