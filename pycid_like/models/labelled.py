"""Tables that bring their labels along: pandas frames and series, pgmpy's tabular CPDs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .domain import Domain, Outcome
from .mechanism import FloatArray

if TYPE_CHECKING:
    from .tabulation import Tabulation


@dataclass(frozen=True, eq=False)
class LabelledTable:
    """An array with a name for each axis and, where known, labels for each axis; None: no labels, declared order."""

    values: FloatArray
    names: tuple[str, ...]
    labels: tuple[tuple[Outcome, ...] | None, ...]
    outcomes: tuple[Outcome, ...] | None = None

    def arrange(self, at: Tabulation, own: Domain | None) -> FloatArray:
        """Return the values with axes and labels in the order of the diagram: the parents, then the node itself."""
        wanted = (*at.parents, at.node) if own is not None else at.parents
        domains = [*at.observed, own] if own is not None else at.observed
        if sorted(self.names) != sorted(wanted):
            raise at.refuse(f"a table over {list(self.names)}", f"It should be over {list(wanted)}.")
        values = np.transpose(self.values, [self.names.index(name) for name in wanted])
        for axis, (name, domain) in enumerate(zip(wanted, domains, strict=True)):
            labels = self.labels[self.names.index(name)]
            if labels is None:
                continue
            if len(labels) != len(domain) or any(outcome not in labels for outcome in domain):
                raise at.refuse(f"the labels {list(labels)} of {name!r}", f"Its outcomes are {list(domain)}.")
            values = np.take(values, [labels.index(outcome) for outcome in domain], axis=axis)
        return np.ascontiguousarray(values, dtype=np.float64)


def is_labelled(given: Any) -> bool:
    """Return whether this is a table with labels of its own, without importing what makes such tables."""
    return (hasattr(given, "to_numpy") and hasattr(given, "index")) or hasattr(given, "get_evidence")


def as_labelled(at: Tabulation, given: Any, node: str | None) -> LabelledTable:
    """Return a pandas frame (rows: contexts, columns: outcomes) or series, or a pgmpy `TabularCPD`, with its labels.

    `node` is the chance node whose table it is, None for a utility's.
    """
    parents = at.parents
    if hasattr(given, "get_evidence"):
        return of_tabular_cpd(given)
    index = given.index
    levels = [tuple(index.get_level_values(level).unique()) for level in range(index.nlevels)]
    named: list[Any] = list(index.names)
    names = tuple(map(str, parents if named == [None] and len(parents) == 1 else named))
    if not hasattr(given, "columns"):
        if node is not None and not parents:
            return LabelledTable(_reals(at, given), (node,), (tuple(index),), tuple(index))
        dense = _reals(at, given.reindex(_product(at, index, levels)))
        return LabelledTable(dense.reshape([len(level) for level in levels]), names, tuple(levels))
    columns = tuple(given.columns)
    dense = _reals(at, given.reindex(_product(at, index, levels)))
    shaped = dense.reshape([*(len(level) for level in levels), len(columns)])
    return LabelledTable(shaped, (*names, str(node)), (*levels, columns), columns)


def of_tabular_cpd(given: Any) -> LabelledTable:
    """Return a pgmpy `TabularCPD` with its labels, the node's own axis first."""
    names = tuple(given.variables)
    states = given.state_names
    labels = tuple(tuple(states[name]) for name in names)
    return LabelledTable(np.asarray(given.values, dtype=float), names, labels, labels[0])


def _reals(at: Tabulation, given: Any) -> FloatArray:
    """Return the values of a frame or series."""
    return at.reals(given.to_numpy())


def _product(at: Tabulation, index: Any, levels: Sequence[tuple[Outcome, ...]]) -> Any:
    """Return the index with every combination of its levels, so that missing contexts turn up as not-a-number."""
    import pandas

    if not index.is_unique:
        twice = list(index[index.duplicated()].unique())
        raise at.refuse(f"the index has {', '.join(map(repr, twice))} more than once", "Give each context one row.")
    return index if index.nlevels == 1 else pandas.MultiIndex.from_product(levels, names=index.names)
