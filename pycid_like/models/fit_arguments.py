"""What `Model.fit` is given, looked at before any data is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ..diagrams.cid import CID
from ..diagrams.roles import Role
from ..errors import InvalidModel, Problem, did_you_mean
from .domain import Domain, Outcome

MAXIMUM_LIKELIHOOD, BAYESIAN = "maximum likelihood", "bayesian"
#: What is given for a utility that is to be learned from its column.
MEAN = "mean"


def method_problems(method: str, size: float | None) -> list[Problem]:
    """Return what is wrong with the method and the weight of its prior."""
    if method not in (MAXIMUM_LIKELIHOOD, BAYESIAN):
        hint = did_you_mean(str(method), (MAXIMUM_LIKELIHOOD, BAYESIAN))
        return [Problem(f"unknown method {method!r}", hint=hint)]
    if size is None:
        return []
    if method == MAXIMUM_LIKELIHOOD:
        hint = f"Use method={BAYESIAN!r}, or leave it out."
        return [Problem("maximum likelihood has no equivalent sample size", hint=hint)]
    if isinstance(size, bool) or not isinstance(size, (int, float)) or not 0 < size < math.inf:
        return [Problem(f"equivalent_sample_size={size!r}", hint="Give a positive number of rows.")]
    return []


def is_frame(data: object) -> bool:
    """Return whether this is a data frame, without importing pandas."""
    return hasattr(data, "columns") and hasattr(data, "iloc")


def frame_problems(data: Any) -> list[Problem]:
    """Return what is wrong with the data as a whole."""
    if not is_frame(data):
        return [Problem(f"data of type {type(data).__name__}", hint="Give a pandas.DataFrame, a column for each node.")]
    return [] if len(data) else [Problem("the data have no rows", hint="Nothing can be learned from nothing.")]


def declared_domains(
    cid: CID, role: Role, argument: str, given: Mapping[str, Iterable[Outcome]], problems: list[Problem]
) -> dict[str, Domain]:
    """Return the domains declared for the nodes of one role; note every wrong name and list."""
    wanted = cid.decisions if role is Role.DECISION else cid.chances
    found = {}
    for node, outcomes in given.items():
        where = f"{argument}[{node!r}]"
        if node not in wanted:
            problems.append(Problem(f"no {role.value} node", where=where, hint=did_you_mean(str(node), wanted)))
        elif isinstance(outcomes, (str, Mapping, set, frozenset)) or not isinstance(outcomes, Iterable):
            problems.append(Problem(f"{outcomes!r}", where=where, hint="Give a list of outcomes."))
        else:
            try:
                found[node] = Domain.of(outcomes)
            except InvalidModel as error:
                problems += [Problem(p.message, where=where, hint=p.hint) for p in error.problems]
    return found


def is_mean(given: Any) -> bool:
    """Return whether a utility is to be learned from its column."""
    return isinstance(given, str) and given == MEAN


def utility_problems(cid: CID, given: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the utilities' mechanisms, as far as it can be seen without data."""
    hint = f"Give a function of its parents or a table, or {MEAN!r} to learn it from its column."
    problems = [
        Problem(f"no mechanism is given for the utility {node!r}", where="utilities", hint=hint)
        for node in cid.utilities
        if node not in given
    ]
    problems += [
        Problem("no utility", where=f"utilities[{node!r}]", hint=did_you_mean(str(node), cid.utilities))
        for node in given
        if node not in cid.utilities
    ]
    for node in cid.utilities:
        if cid.children(node):
            hint = "Let a chance node that copies it be observed instead."
            problems.append(Problem(f"the utility {node!r} has children, which are not learned", hint=hint))
        elif isinstance(given.get(node), str) and not is_mean(given[node]):
            problems.append(Problem(f"{given[node]!r}", where=f"utilities[{node!r}]", hint=hint))
    return problems
