"""Calling a user's function of the parents: by name where it can be, by position otherwise, checked before any call."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from ..errors import Problem, did_you_mean
from .domain import Outcome

NOISE = "noise"


class OfParents(Protocol):
    """A function that knows itself which parents it takes, such as an `Expression`."""

    def of_parents(
        self, parents: Sequence[str], where: str, problems: list[Problem]
    ) -> Callable[[Sequence[Outcome]], Any] | None:
        """Return it as a function of a context in the order of `parents`, or None with the problems."""


def by_context(
    function: Callable[..., Any],
    parents: Sequence[str],
    where: str,
    problems: list[Problem],
    *,
    extra: str | None = None,
) -> Callable[[Sequence[Outcome]], Any] | None:
    """Return the function as one of a context (outcomes of the parents, then of `extra`), or None with the problems.

    Arguments go by name when every name is an identifier and the function's parameters bear names; the parameters are
    then the parents, in any order. Otherwise arguments go by position, in declared order.
    """
    if extra in parents:
        hint = "Rename the parent, or give the mechanism as a table."
        problems.append(Problem(f"a parent has the name {extra!r} of the exogenous variable", where=where, hint=hint))
        return None
    names = [*parents, *([extra] if extra else [])]
    if hasattr(function, "of_parents"):
        return cast("OfParents", function).of_parents(names, where, problems)
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # a builtin that does not say
        return lambda context: function(*context)
    kinds = inspect.Parameter
    positional_only = any(p.kind in (kinds.POSITIONAL_ONLY, kinds.VAR_POSITIONAL) for p in parameters)
    if positional_only or not all(name.isidentifier() and not keyword.iskeyword(name) for name in names):
        return _by_position(function, parameters, names, where, problems)
    takes_rest = any(p.kind is kinds.VAR_KEYWORD for p in parameters)
    known = {p.name: p for p in parameters if p.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)}
    found = [
        Problem(f"the function takes {name!r}, which is no parent", where=where, hint=did_you_mean(name, names))
        for name, parameter in known.items()
        if name not in names and parameter.default is kinds.empty
    ]
    if not takes_rest:
        found += [
            Problem(f"the function does not take the parent {name!r}", where=where, hint=f"Its parents are {names}.")
            for name in names
            if name not in known
        ]
    problems += found
    return None if found else lambda context: function(**dict(zip(names, context, strict=True)))


def _by_position(
    function: Callable[..., Any],
    parameters: Sequence[inspect.Parameter],
    names: Sequence[str],
    where: str,
    problems: list[Problem],
) -> Callable[[Sequence[Outcome]], Any] | None:
    try:
        inspect.Signature(list(parameters)).bind(*names)
    except TypeError:
        hint = f"They go by position: {', '.join(map(repr, names)) or 'there are none'}."
        problems.append(Problem(f"the function does not take {len(names)} arguments", where=where, hint=hint))
        return None
    return lambda context: function(*context)
