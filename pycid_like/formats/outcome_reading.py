"""Outcomes and tables of them, or of numbers, in a model section."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from ..documents import TreePath
from ..errors import InvalidModel
from ..models.domain import Domain, Outcome
from .model_notes import Notes, Wrong


def read_outcome(notes: Notes, path: TreePath, given: Any) -> Outcome:
    """Return an outcome with the type that the file gives it; a list stands for a tuple."""
    if isinstance(given, list):
        return tuple(read_outcome(notes, (*path, place), item) for place, item in enumerate(given))
    if isinstance(given, dict):
        hint = "Outcomes are texts, numbers, true, false, null, and lists of these."
        raise notes.wrong(path, "a mapping is no outcome", hint)
    return given  # type: ignore[no-any-return]


def read_outcomes(notes: Notes, path: TreePath, given: Sequence[Any]) -> tuple[Outcome, ...]:
    """Return the outcomes of a node in declared order, all different."""
    found = tuple(read_outcome(notes, (*path, position), outcome) for position, outcome in enumerate(given))
    try:
        Domain(found)
    except InvalidModel as error:
        raise notes.wrong(path, error.problems[0].message, error.problems[0].hint) from None
    return found


def read_numbers(notes: Notes, path: TreePath, given: list[Any]) -> list[Any]:
    """Return nested lists of numbers; every item that is none is noted at its own place."""
    before = len(notes.problems)
    _check_numbers(notes, path, given)
    notes.stop_if_more_than(before)
    return given


def _check_numbers(notes: Notes, path: TreePath, given: Any) -> None:
    if isinstance(given, list):
        for position, item in enumerate(given):
            _check_numbers(notes, (*path, position), item)
    elif isinstance(given, bool) or not isinstance(given, (int, float)):
        notes.note(path, f"a number expected, found {given!r:.60}")
    elif abs(given) > sys.float_info.max:
        notes.note(path, "a number too large to be computed with")


def read_outcome_table(notes: Notes, path: TreePath, given: Any, layers: int) -> Any:
    """Return outcomes in lists, `layers` of which are the table's own; what is inside them are outcomes."""
    if layers == 0:
        return read_outcome(notes, path, given)
    if not isinstance(given, list):
        raise notes.wrong(path, f"{layers} more {'list' if layers == 1 else 'lists'} expected, found {given!r:.60}")
    before, found = len(notes.problems), []
    for place, item in enumerate(given):
        try:
            found.append(read_outcome_table(notes, (*path, place), item, layers - 1))
        except Wrong:
            continue
    notes.stop_if_more_than(before)
    return found
