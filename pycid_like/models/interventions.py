"""Interventions before the agents plan: a model made into another model."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..diagrams.roles import Role
from ..errors import InvalidCall, InvalidModel, Problem, did_you_mean
from .chance_tables import chance_table
from .mechanism import ChanceTable, DecisionOptions, UtilityTable
from .tabulation import Refused, Tabulation
from .utility_tables import utility_table

if TYPE_CHECKING:
    from .model import Model


def with_mechanisms(model: Model, mechanisms: Mapping[str, Any]) -> Model:
    """Return the model with some mechanisms replaced; see `Model.with_mechanisms`.

    A replaced chance node keeps its domain, so that its children's tables stay right.
    """
    problems = [
        Problem(f"unknown node {node!r}", hint=did_you_mean(str(node), model.cid.nodes))
        for node in mechanisms
        if node not in model.cid
    ]
    chances: dict[str, ChanceTable] = dict(model.chances)
    utilities: dict[str, UtilityTable] = dict(model.utilities)
    for node, given in mechanisms.items():
        if node not in model.cid:
            continue
        role = model.cid.role(node)
        parents = model.cid.parents(node)
        at = Tabulation(node, parents, {parent: model.domain(parent) for parent in parents}, problems)
        try:
            if role is Role.CHANCE:
                chances[node] = chance_table(at, given, model.domain(node))
            elif role is Role.UTILITY and not model.cid.children(node):
                utilities[node] = utility_table(at, given)
            else:
                hint = "Set it with intervened(...), or make a new Model."
                problems.append(Problem(f"the {role.value} {node!r} has no mechanism to replace", hint=hint))
        except Refused:
            continue
    if problems:
        raise InvalidModel(problems)
    return type(model).from_tables(model.cid, chances, model.decisions, utilities)


def intervened(model: Model, do: Mapping[str, Hashable]) -> Model:
    """Return the model in which some nodes are set before the agents plan; see `Model.intervened`."""
    positions = positions_of(model, do, "do")
    cid = model.cid
    for node in do:
        if cid.role(node) is Role.UTILITY:
            hint = "Set what it depends on, or replace it with with_mechanisms."
            raise InvalidCall([Problem(f"the utility {node!r} cannot be set before planning", hint=hint)])
        for parent in cid.parents(node):
            cid = cid.without_edge(parent, node)
    cid = cid.as_chance(*(node for node in do if cid.role(node) is Role.DECISION))
    chances = dict(model.chances)
    for node, place in positions.items():
        domain = model.domain(node)
        chances[node] = ChanceTable(node, (), domain, np.eye(len(domain))[place])
    decisions: dict[str, DecisionOptions] = {node: kept for node, kept in model.decisions.items() if node not in do}
    return type(model).from_tables(cid, chances, decisions, model.utilities)


def positions_of(model: Model, outcomes: Mapping[str, Hashable], what: str) -> dict[str, int]:
    """Return nodes with the places of their outcomes; an `InvalidCall` with every wrong name and outcome."""
    if not isinstance(outcomes, Mapping):
        raise InvalidCall([Problem(f"{what}={outcomes!r}", hint="Give a mapping from nodes to outcomes.")])
    problems: list[Problem] = []
    found: dict[str, int] = {}
    for node, outcome in outcomes.items():
        try:
            found[node] = model.domain(node).position(outcome, node)
        except InvalidCall as error:
            problems += [Problem(p.message, where=p.where or what, hint=p.hint) for p in error.problems]
    if problems:
        raise InvalidCall(problems)
    return found
