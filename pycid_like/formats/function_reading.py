"""Expressions and cases in a model section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..documents import TreePath, hint_among
from ..errors import InvalidExpression, Problem
from ..models.expressions import Expression, expression
from .cases import Budget, Case, Cases
from .model_notes import Notes, Wrong
from .outcome_reading import read_outcome


def read_formula(notes: Notes, path: TreePath, given: Any, names: Sequence[str], budget: Budget) -> Cases:
    """Return the function that an expression, a number or a distribution stands for; `names` it may speak of."""
    return Cases((Case(_value(notes, path, given, names)),), budget)


def read_cases(notes: Notes, path: TreePath, given: Sequence[Any], names: Sequence[str], budget: Budget) -> Cases:
    """Return the function that a list of cases describes."""
    before, cases = len(notes.problems), []
    for position, entry in enumerate(given):
        here = (*path, position)
        conditions = {}
        for name, outcomes in entry.get("when", {}).items():
            inside = (*here, "when", name)
            if name not in names:
                notes.note(inside, f"{name!r} is no parent", hint_among(name, names), at_key=True)
            listed = outcomes if isinstance(outcomes, list) else [outcomes]
            conditions[name] = tuple(read_outcome(notes, inside, outcome) for outcome in listed)
        try:
            cases.append(Case(_value(notes, (*here, "then"), entry["then"], names), conditions))
        except Wrong:
            continue
    notes.stop_if_more_than(before)
    return Cases(tuple(cases), budget)


def read_noise(notes: Notes, path: TreePath, given: Any) -> Mapping[Any, Any]:
    """Return a distribution: itself, a list of probabilities of 0, 1, ..., or an expression of no parents."""
    if isinstance(given, list):
        return dict(enumerate(given))
    if isinstance(given, dict):
        return given
    try:
        value = _value(notes, path, given, ())()
    except InvalidExpression as error:
        raise notes.wrong(path, error.problems[0].message, error.problems[0].hint) from None
    if not isinstance(value, dict):
        raise notes.wrong(path, "noise is a distribution", "Write it like: bernoulli(0.1), or [0.9, 0.1].")
    return value


def _value(notes: Notes, path: TreePath, given: Any, names: Sequence[str]) -> Any:
    """Return a text as the expression that it is, anything else as it is."""
    if not isinstance(given, str):
        return given
    before = len(notes.problems)
    found = _expression(notes, path, given)
    strange: list[Problem] = []
    if found is not None:
        found.of_parents(names, "", strange)
    for problem in strange:
        notes.note(path, problem.message, problem.hint)
    notes.stop_if_more_than(before)
    return found


def _expression(notes: Notes, path: TreePath, text: str) -> Expression | None:
    try:
        return expression(text)
    except InvalidExpression as error:
        for problem in error.problems:
            line = f"line {problem.line}, " if "\n" in text else ""
            said = f"{line}column {problem.column} of the expression: {problem.message}"
            notes.note(path, said, problem.hint)
    return None
