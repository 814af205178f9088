"""Policies: for each decision a rule, pure or mixed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InvalidCall, InvalidModel, Problem, did_you_mean
from .chance_tables import chance_table
from .domain import Domain
from .mechanism import DecisionOptions, DecisionRule
from .tabulation import Refused, Tabulation

if TYPE_CHECKING:
    from .model import Model


@dataclass(frozen=True, eq=False)
class Policy(Mapping[str, DecisionRule]):
    """A rule for each of some decisions, by name; decisions left out are open.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID.parse("S -> D -> U; S -> U", decisions="D", utilities="U")
    >>> model = pcl.Model(cid, S=pcl.uniform([0, 1]), D=[0, 1], U=lambda S, D: S == D)
    >>> policy = model.policy({"D": lambda S: S})
    >>> policy["D"][1], model.expected_utility(policy)
    (1, 1.0)
    """

    rules: Mapping[str, DecisionRule]

    def __getitem__(self, decision: str) -> DecisionRule:
        return self.rules[decision]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    @property
    def is_pure(self) -> bool:
        """Whether every rule is certain of one option in every context."""
        return all(rule.is_pure for rule in self.rules.values())

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.rules.values())) or "<Policy without rules>"

    def _repr_html_(self) -> str:
        return "".join(rule._repr_html_() for rule in self.rules.values())


_EMPTY = Policy({})
#: "uniform" for a whole policy: unlike the word, never an option.
_EVEN = object()


def read_policy(model: Model, given: Any) -> Policy:
    """Return the policy that a user means: a `Policy`, "uniform", or a mapping from decisions to rules.

    A rule is an option, a mapping option -> probability, a function of the observations, a table, "uniform", or a
    `DecisionRule`. Every problem is noted before any is raised.
    """
    if given is None:
        return _EMPTY
    if isinstance(given, str) and given == "uniform":
        given = dict.fromkeys(model.cid.decisions, _EVEN)
    if not isinstance(given, Mapping):
        hint = "Give a mapping from decisions to rules, or 'uniform'."
        raise InvalidCall([Problem(f"{given!r} is no policy", hint=hint)])
    problems: list[Problem] = []
    rules = {}
    for decision, rule in given.items():
        if decision not in model.decisions:
            hint = did_you_mean(str(decision), model.decisions)
            problems.append(Problem(f"unknown decision {decision!r} in the policy", hint=hint))
            continue
        try:
            rules[decision] = _read_rule(model, model.decisions[decision], rule, problems)
        except Refused:
            continue
    if problems:
        raise InvalidModel(problems, subject="policy")
    return Policy({decision: rules[decision] for decision in model.cid.decisions if decision in rules})


def _read_rule(model: Model, options: DecisionOptions, given: Any, problems: list[Problem]) -> DecisionRule:
    observed = tuple(model.domain(parent) for parent in options.parents)
    at = Tabulation(options.node, options.parents, dict(zip(options.parents, observed, strict=True)), problems)
    at.check_size(len(options.domain))
    shape = (*(len(domain) for domain in observed), len(options.domain))
    if isinstance(given, DecisionRule):
        if (given.node, given.parents, given.domain, given.observed) != (
            options.node,
            options.parents,
            options.domain,
            observed,
        ):
            hint = f"It decides on {list(options.domain)} and observes {list(options.parents)}."
            problems.append(Problem("a rule of another decision", where=f"node {options.node!r}", hint=hint))
            raise Refused
        return given
    if _is_option(given, options.domain):
        table = np.zeros(shape)
        table[..., options.domain.position(given)] = 1.0
    elif given is _EVEN or (isinstance(given, str) and given == "uniform"):
        table = np.full(shape, 1.0 / len(options.domain))
    elif isinstance(given, str):
        labels = {str(option): option for option in options.domain}
        raise at.refuse(f"{given!r} is no option", did_you_mean(given, labels))
    else:
        table = chance_table(at, given, options.domain).probabilities
    return DecisionRule(options.node, options.parents, options.domain, observed, table)


def _is_option(given: Any, domain: Domain) -> bool:
    return isinstance(given, Hashable) and not callable(given) and given in domain
