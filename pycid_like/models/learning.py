"""Chance mechanisms learned from data, by pgmpy's estimators."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..diagrams.cid import CID
from ..diagrams.roles import Role
from ..errors import InvalidCall, Problem
from .declarations import utility
from .domain import Domain, Outcome
from .estimation import estimated
from .fit_arguments import (
    BAYESIAN,
    MAXIMUM_LIKELIHOOD,
    declared_domains,
    frame_problems,
    is_frame,
    is_mean,
    method_problems,
    utility_problems,
)
from .mechanism import FloatArray
from .records import Records, read_records, whole_column
from .tabulation import Refused, Tabulation

if TYPE_CHECKING:
    import pandas

    from .model import Model

EQUIVALENT_SAMPLE_SIZE = 5.0

_MOST_CONTEXTS_NAMED = 3


def fit(
    kind: type[Model],
    /,
    cid: CID,
    data: pandas.DataFrame,
    *,
    decisions: Mapping[str, Iterable[Outcome]] | None = None,
    utilities: Mapping[str, Any] | None = None,
    method: str = MAXIMUM_LIKELIHOOD,
    equivalent_sample_size: float | None = None,
    domains: Mapping[str, Iterable[Outcome]] | None = None,
) -> Model:
    """Return the model whose chance mechanisms are learned from data, with a column for each node and a row a case.

    `utilities` gives each utility as a function or a table, or as "mean": then it is the mean of its column in each
    context. `decisions` gives options and `domains` the outcomes of chance nodes; what is left out is read from the
    column: the categories of a categorical one, else the values that occur, ascending. `method` is "maximum likelihood"
    (relative frequencies) or "bayesian": a BDeu prior worth `equivalent_sample_size` rows (5 where left out) for each
    node, spread evenly over its contexts and outcomes.

    A context that never occurs has no relative frequencies: under maximum likelihood that is an error that names it.
    The Bayesian estimate there is even, and with a small equivalent sample size close to the frequencies elsewhere. A
    "mean" that lacks a context is an error with either. pgmpy does the estimating, and takes seconds to load.

    Raises `InvalidCall` with every problem at once: missing columns, gaps, unknown outcomes, unseen contexts.

    >>> import pandas, pycid_like as pcl
    >>> cid = pcl.CID.parse("weather -> comfort; clothes -> comfort", decisions="clothes", utilities="comfort")
    >>> log = pandas.DataFrame({"weather": ["hot", "cold", "hot", "hot"], "clothes": ["coat", "coat", "shirt", "shirt"]})
    >>> fits = lambda weather, clothes: (weather == "cold") == (clothes == "coat")
    >>> model = pcl.Model.fit(cid, log, utilities={"comfort": fits})
    >>> model.query("weather")["hot"], model.expected_utility({"clothes": "shirt"})
    (0.75, 0.75)
    """
    decisions, utilities, domains = decisions or {}, utilities or {}, domains or {}
    problems = [*method_problems(method, equivalent_sample_size), *frame_problems(data)]
    declared = declared_domains(cid, Role.DECISION, "decisions", decisions, problems)
    declared |= declared_domains(cid, Role.CHANCE, "domains", domains, problems)
    problems += utility_problems(cid, utilities)
    if not is_frame(data):
        raise InvalidCall(problems)
    means = [node for node in cid.utilities if is_mean(utilities.get(node))]
    records = read_records(data, _columns(cid, means, declared), declared, problems)
    learned = [node for node in cid.chances if _is_complete(cid, node, records)]
    for node in learned if len(data) else []:
        _check_contexts(cid, node, records, problems, everywhere=method == MAXIMUM_LIKELIHOOD)
    payoffs = dict(utilities)
    for node in means:
        payoffs[node] = _mean(cid, node, data, records, problems)
    if problems:
        raise InvalidCall(problems)
    options = {node: list(records.domains[node]) for node in cid.decisions}
    size = EQUIVALENT_SAMPLE_SIZE if equivalent_sample_size is None else equivalent_sample_size
    prior = None if method == MAXIMUM_LIKELIHOOD else size
    return kind(cid, {**estimated(cid, records, prior), **options, **payoffs})


def _columns(cid: CID, means: Sequence[str], declared: Mapping[str, Domain]) -> list[str]:
    """Return the nodes whose columns are needed: what is learned, what it depends on, options not declared."""
    needed = {node for node in cid.decisions if node not in declared}
    for node in (*cid.chances, *means):
        needed.update(cid.parents(node))
    return [node for node in cid.nodes if node in cid.chances or (node in needed and node not in cid.utilities)]


def _is_complete(cid: CID, node: str, records: Records) -> bool:
    return all(name in records.places for name in (node, *cid.parents(node)))


def _tabulation(cid: CID, node: str, records: Records, problems: list[Problem]) -> Tabulation:
    return Tabulation(node, cid.parents(node), records.domains, problems)


def _check_contexts(cid: CID, node: str, records: Records, problems: list[Problem], *, everywhere: bool) -> None:
    """Note a table too large, and, where an estimate is needed `everywhere`, the contexts that never occur."""
    at = _tabulation(cid, node, records, problems)
    try:
        at.check_size(len(records.domains[node]) if node in records.domains else 1)
    except Refused:
        return
    if everywhere:
        counts = np.bincount(records.contexts(at.parents), minlength=math.prod(at.shape))
        hint = (
            f"Maximum likelihood has no estimate there. Use method={BAYESIAN!r}: it gives an even distribution there."
        )
        _note_unseen(at, counts, hint)


def _note_unseen(at: Tabulation, counts: Any, hint: str) -> bool:
    unseen = int((counts == 0).sum())
    if unseen:
        empty = (context for context, count in zip(at.contexts(), counts, strict=True) if not count)
        named = [
            "(" + ", ".join(f"{p}={o!r}" for p, o in zip(at.parents, context, strict=True)) + ")"
            for context in itertools.islice(empty, _MOST_CONTEXTS_NAMED)
        ]
        more = f" and {unseen - len(named):,} more" if unseen > len(named) else ""
        verb = "occurs" if unseen == 1 else "occur"
        at.note(f"{', '.join(named)}{more} of {counts.size:,} contexts never {verb} in the data", hint)
    return bool(unseen)


def _mean(cid: CID, node: str, data: pandas.DataFrame, records: Records, problems: list[Problem]) -> Any:
    """Return the mean of a utility's column in every context of its parents."""
    column = whole_column(data, node, problems)
    if column is None or not len(data) or not all(parent in records.places for parent in cid.parents(node)):
        return None
    try:
        paid: FloatArray = column.to_numpy(dtype=np.float64)
    except (TypeError, ValueError):
        paid = np.full(len(data), np.nan)
    if not np.isfinite(paid).all():
        problems.append(Problem("not all are finite numbers", where=f"column {node!r}", hint="Utilities are numbers."))
        return None
    at = _tabulation(cid, node, records, problems)
    try:
        at.check_size()
    except Refused:
        return None
    contexts = records.contexts(at.parents)
    counts = np.bincount(contexts, minlength=math.prod(at.shape))
    if _note_unseen(at, counts, "No mean can be learned there. Give the utility as a function of its parents."):
        return None
    sums = np.bincount(contexts, weights=paid, minlength=counts.size)
    return utility((sums / counts).reshape(at.shape), axes=at.parents)
