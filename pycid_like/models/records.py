"""Rows of observed outcomes, read from a data frame: every outcome as its place in a domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import Problem, did_you_mean
from .domain import Domain, Outcome
from .mechanism import PositionArray

if TYPE_CHECKING:
    import pandas

_MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class Records:
    """For each node the places of its outcomes, shape (rows,), and its domain."""

    rows: int
    domains: Mapping[str, Domain]
    places: Mapping[str, PositionArray]

    def contexts(self, nodes: Sequence[str]) -> PositionArray:
        """Return the number of each row's context of these nodes, the first varying slowest."""
        number = np.zeros(self.rows, dtype=np.intp)
        for node in nodes:
            number = number * len(self.domains[node]) + self.places[node]
        return number


def read_records(
    data: pandas.DataFrame, nodes: Iterable[str], declared: Mapping[str, Domain], problems: list[Problem]
) -> Records:
    """Return the columns of these nodes; note columns that are missing, gaps in them, and unknown outcomes.

    A domain that is not declared has the categories of a categorical column, in their order, and else what occurs in
    the column: in ascending order, or in order of appearance where there is no such order.
    """
    domains: dict[str, Domain] = dict(declared)
    places: dict[str, PositionArray] = {}
    for node in nodes:
        column = whole_column(data, node, problems)
        if column is not None:
            _read_column(node, column, domains, places, problems)
    return Records(len(data), domains, places)


def whole_column(data: pandas.DataFrame, node: str, problems: list[Problem]) -> Any:
    """Return the column of this name without gaps; None, with a problem noted, where there is none."""
    where = f"column {node!r}"
    found = int((data.columns == node).sum())
    if found != 1:
        what = f"the data have {found} columns of this name" if found else "missing from the data"
        hint = "Name columns once." if found else did_you_mean(node, map(str, data.columns))
        problems.append(Problem(what, where=where, hint=hint))
        return None
    column = data[node]
    gaps = column.isna().to_numpy()
    if gaps.any():
        first = column.index[int(gaps.argmax())]
        what = f"{int(gaps.sum()):,} of {len(column):,} rows have no value, the first is {first!r}"
        problems.append(Problem(what, where=where, hint="Drop these rows or fill them in first."))
        return None
    return column


def _read_column(
    node: str, column: Any, domains: dict[str, Domain], places: dict[str, PositionArray], problems: list[Problem]
) -> None:
    import pandas

    where = f"column {node!r}"
    try:
        codes, found = pandas.factorize(column)
    except TypeError:
        problems.append(Problem("values that are not hashable", where=where, hint="Outcomes are hashable."))
        return
    outcomes = found.tolist()
    if node not in domains:
        if not len(column):
            return
        domains[node] = Domain.of(_in_order(column, outcomes))
    unknown = [outcome for outcome in outcomes if outcome not in domains[node]]
    if unknown:
        more = f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else ""
        what = f"{', '.join(map(repr, unknown[:_MOST_NAMED]))}{more}: no declared {_plural(len(unknown))}"
        problems.append(Problem(what, where=where, hint=did_you_mean(str(unknown[0]), map(str, domains[node]))))
        return
    known = np.array([domains[node].position(outcome) for outcome in outcomes], dtype=np.intp)
    places[node] = known[codes]


def _plural(count: int) -> str:
    return "outcome" if count == 1 else "outcomes"


def _in_order(column: Any, outcomes: list[Any]) -> list[Outcome]:
    import pandas

    if isinstance(column.dtype, pandas.CategoricalDtype):
        return list(column.dtype.categories)
    try:
        return sorted(outcomes)
    except TypeError:
        return outcomes
