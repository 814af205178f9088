"""Potential responses: what a node would be, had other nodes been set."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..errors import InvalidCall, Problem, did_you_mean
from .domain import Domain

if TYPE_CHECKING:
    from .model import Model


@dataclass(frozen=True)
class Potential:
    """The value that a node would have had under an intervention: what `potential` returns.

    `do` holds the nodes that are set, sorted by name, each with an outcome or with another potential response.

    >>> potential("Y", {"X": 1, "D": "go"}).do
    (('D', 'go'), ('X', 1))
    """

    node: str
    do: tuple[tuple[str, Hashable], ...]

    def __str__(self) -> str:
        settings = ", ".join(f"{node}={value}" for node, value in self.do)
        return f"{self.node}[{settings}]" if settings else self.node

    def __repr__(self) -> str:
        settings = ", ".join(f"{node!r}: {value!r}" for node, value in self.do)
        return f"potential({self.node!r}, {{{settings}}})"


#: What a counterfactual question may ask about: a node as it is, or as it would have been.
Asked: TypeAlias = str | Potential


def potential(node: str, do: Mapping[str, Hashable]) -> Potential:
    """Return the potential response of a node to an intervention: its value had the nodes in `do` been set.

    A node is set to an outcome, or to a potential response: to what that node would have been in yet another world.
    Every potential response is named from the actual world, in which only the policy is fixed; a nested one is not
    touched by the intervention around it. Without an intervention it is the node as it is.

    Source: Everitt et al., "Agent Incentives: A Causal Perspective", AAAI 2021, sec. 2 (potential responses, nested
    counterfactuals); Pearl 2009, ch. 7.

    >>> print(potential("U", {"X": potential("X", {"D": 1})}))
    U[X=X[D=1]]
    """
    problems = []
    if not isinstance(node, str):
        problems.append(Problem(f"{node!r} is no node", hint="Name the node whose value is asked for."))
    if not isinstance(do, Mapping):
        hint = "Give a mapping from nodes to outcomes or to potential responses."
        raise InvalidCall([*problems, Problem(f"{do!r} is no intervention", where="do", hint=hint)])
    for name, value in do.items():
        if not isinstance(name, str):
            problems.append(Problem(f"{name!r} is no node", where="do"))
        try:
            hash(value)
        except TypeError:
            problems.append(Problem(f"{value!r} is no outcome", where=f"do, node {name!r}", hint="They are hashable."))
    if problems:
        raise InvalidCall(problems)
    return Potential(node, tuple(sorted(do.items())))


def node_of(asked: Asked) -> str:
    """Return the node whose value is asked for."""
    return asked if isinstance(asked, str) else asked.node


def labels(asked: tuple[Asked, ...]) -> tuple[str, ...]:
    """Return a readable name for each of several nodes and potential responses, all different."""
    short = tuple(str(one) for one in asked)
    return short if len(set(short)) == len(set(asked)) else tuple(repr(one) for one in asked)


def problems_of(model: Model, asked: object, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a node or potential response for this model: unknown nodes, outcomes that are none."""
    node = asked.node if isinstance(asked, Potential) else asked
    if node not in model.cid:
        yield Problem(f"unknown node {node!r}", where=where, hint=did_you_mean(str(node), model.cid.nodes))
    for name, value in asked.do if isinstance(asked, Potential) else ():
        if name not in model.cid:
            yield Problem(f"unknown node {name!r}", where=where, hint=did_you_mean(name, model.cid.nodes))
        elif isinstance(value, Potential):
            inner = list(problems_of(model, value, where))
            yield from inner or _mismatch(value, model.domain(value.node), name, model.domain(name), where)
        elif value not in model.domain(name):
            yield from outcome_problem(model, name, value, where)


def outcome_problem(model: Model, node: str, value: object, where: str) -> Iterator[Problem]:
    """Yield the problem that a value is none of the node's outcomes."""
    try:
        model.domain(node).position(value, node)
    except InvalidCall as error:
        yield from (Problem(p.message, where=f"{where}, {p.where}", hint=p.hint) for p in error.problems)


def _mismatch(inner: Potential, given: Domain, node: str, wanted: Domain, where: str) -> Iterator[Problem]:
    stray = [outcome for outcome in given if outcome not in wanted]
    if stray:
        hint = f"The outcomes of {node!r} are {list(wanted)}."
        yield Problem(f"{node!r} cannot be set to {inner}, which may be {stray[0]!r}", where=where, hint=hint)
