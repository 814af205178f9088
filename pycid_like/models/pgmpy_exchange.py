"""Models to and from pgmpy's Bayesian networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..diagrams.cid import CID
from ..diagrams.roles import Ownership, Role
from ..errors import InvalidCall, InvalidModel, Problem, did_you_mean
from .declarations import Utility, decision, utility
from .domain import Domain, Outcome
from .labelled import LabelledTable, of_tabular_cpd
from .mechanism import ChanceTable, DecisionRule, FloatArray
from .policy import read_policy
from .tabulation import MOST_ENTRIES, TOLERANCE, Refused, Tabulation

if TYPE_CHECKING:
    from .model import Model


def to_pgmpy(model: Model, policy: Any = None) -> Any:
    """Return the model under a policy as a pgmpy `DiscreteBayesianNetwork`, all nodes with their state names.

    Decisions are chance nodes that follow their rules, utilities deterministic nodes over their different values.
    A decision without a rule is an `InvalidCall`.

    >>> import pycid_like as pcl
    >>> model = pcl.Model(pcl.CID.parse("D -> U", "D", "U"), D=["stay", "go"], U=lambda D: float(D == "go"))
    >>> model.to_pgmpy({"D": {"stay": 0.25, "go": 0.75}}).get_cpds("D").values
    array([0.25, 0.75])
    """
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.models import DiscreteBayesianNetwork

    rules = read_policy(model, policy)
    hint = "Give it a rule in policy=."
    problems = [
        Problem(f"a Bayesian network needs a rule for the decision {node!r}", hint=hint)
        for node in model.decisions
        if node not in rules
    ]
    problems += [found for node in model.utilities for found in _size_problems(model, node)]
    if problems:
        raise InvalidCall(problems)
    network = DiscreteBayesianNetwork()
    network.add_nodes_from(model.cid.nodes)
    network.add_edges_from(model.cid.edges)
    for node in model.cid.nodes:
        table: ChanceTable | DecisionRule | None = rules.get(node) or model.chances.get(node)
        table = table or model.utilities[node].as_chance
        columns = np.moveaxis(table.probabilities, -1, 0).reshape(len(table.domain), -1)
        states = {name: list(model.domain(name)) for name in table.axes}
        cards = [len(states[parent]) for parent in table.parents]
        network.add_cpds(
            TabularCPD(node, len(table.domain), columns, list(table.parents) or None, cards or None, states)
        )
    return network


def _size_problems(model: Model, node: str) -> list[Problem]:
    table = model.utilities[node]
    entries = table.values.size * len(table.domain)
    if entries <= MOST_ENTRIES:
        return []
    what = f"a table of {entries:,} entries, over the limit of {MOST_ENTRIES:,}"
    return [Problem(what, where=f"node {node!r}", hint="Give the utility fewer different values.")]


def from_pgmpy(
    kind: type[Model],
    /,
    network: Any,
    decisions: Ownership = (),
    utilities: Ownership = (),
    *,
    values: Mapping[str, Mapping[Outcome, float]] | None = None,
    **keywords: Any,
) -> Model:
    """Return the model of a pgmpy `DiscreteBayesianNetwork`; `keywords` as for `CID`.

    A utility's values are its state names read as numbers, or `values[utility][state]`; where the network has it random
    given its parents it becomes its mean, which leaves every expected utility as it was. A decision keeps its states as
    options and loses its table, which may serve as a rule: ``model.policy({"D": network.get_cpds("D")})``.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID.parse("S -> D -> U; S -> U", decisions="D", utilities="U")
    >>> model = pcl.Model(cid, S=pcl.bernoulli(0.25), D=["stay", "go"], U=lambda S, D: S if D == "go" else 0.5)
    >>> pcl.Model.from_pgmpy(model.to_pgmpy("uniform"), decisions="D", utilities="U") == model
    True
    """
    values = values or {}
    if not hasattr(network, "get_cpds") or not hasattr(network, "get_parents"):
        hint = "Give a pgmpy.models.DiscreteBayesianNetwork."
        raise InvalidCall([Problem(f"{type(network).__name__} is no Bayesian network", hint=hint)])
    tables = {node: network.get_cpds(node) for node in network.nodes}
    parents = {
        node: list(network.get_parents(node)) if table is None else list(table.variables)[1:]
        for node, table in tables.items()
    }
    edges = [(parent, node) for node in network.nodes for parent in parents[node]]
    cid = CID(edges, decisions, utilities, **{"order": list(network.nodes), **keywords})
    domains = {node: _states(network, node) for node in network.nodes}
    problems = _table_problems(cid, tables, domains)
    problems += [
        Problem("no utility", where=f"values[{node!r}]", hint=did_you_mean(str(node), cid.utilities))
        for node in values
        if node not in cid.utilities
    ]
    if problems:
        raise InvalidModel(problems)
    known = {node: domain for node, domain in domains.items() if domain is not None}
    mechanisms: dict[str, Any] = {}
    for node in cid.nodes:
        role = cid.role(node)
        if role is Role.DECISION:
            mechanisms[node] = decision(known[node])
        elif role is Role.UTILITY:
            mechanisms[node] = _utility(cid, tables[node], known, values.get(node), problems)
        else:
            mechanisms[node] = tables[node]
    if problems:
        raise InvalidModel(problems)
    return kind(cid, mechanisms)


def _states(network: Any, node: str) -> Domain | None:
    """Return the outcomes of a node: of its own table, or, where it has none, of a child's."""
    for owner in (node, *network.get_children(node)):
        names = getattr(network.get_cpds(owner), "state_names", None)
        if names and node in names:
            return Domain.of(names[node])
    return None


def _table_problems(cid: CID, tables: Mapping[str, Any], domains: Mapping[str, Domain | None]) -> list[Problem]:
    problems = []
    for node in cid.nodes:
        where = f"node {node!r}"
        if tables[node] is None and cid.role(node) is not Role.DECISION:
            problems.append(Problem("the network has no table for it", where=where, hint="Add a TabularCPD."))
        elif tables[node] is not None and not hasattr(tables[node], "state_names"):
            what = f"{type(tables[node]).__name__} is no TabularCPD"
            problems.append(Problem(what, where=where, hint="Only discrete networks are models here."))
        elif domains[node] is None:
            problems.append(Problem("no table names its states", where=where, hint="Add a TabularCPD."))
    return problems


def _utility(
    cid: CID, table: Any, domains: Mapping[str, Domain], values: Mapping[Outcome, float] | None, problems: list[Problem]
) -> Utility | None:
    """Return the mean of the states' values in every context: the value itself where the table is deterministic."""
    node = table.variable
    levels = _levels(node, domains[node], values, problems)
    labelled = of_tabular_cpd(table)
    sums = labelled.values.sum(axis=0)
    if not np.allclose(sums, 1, rtol=0, atol=TOLERANCE):
        what = f"probabilities sum to {sums.flat[np.abs(sums - 1).argmax()]:.12g}"
        problems.append(Problem(what, where=f"node {node!r}", hint=f"They must sum to 1 within {TOLERANCE:g}."))
        return None
    if levels is None:
        return None
    means = LabelledTable(np.tensordot(levels, labelled.values, axes=(0, 0)), labelled.names[1:], labelled.labels[1:])
    try:
        at = Tabulation(node, cid.parents(node), domains, problems)
        return utility(means.arrange(at, None).reshape(at.shape), axes=at.parents)
    except Refused:
        return None


def _levels(
    node: str, domain: Domain, values: Mapping[Outcome, float] | None, problems: list[Problem]
) -> FloatArray | None:
    """Return the value of each state: as given, or else what the state's name says."""
    where = f"node {node!r}"
    found, wrong = [], []
    for state in domain:
        try:
            found.append(float(values[state] if values is not None else state))  # type: ignore[arg-type]
        except (KeyError, TypeError, ValueError):
            wrong.append(state)
    wrong += [state for state, value in zip(domain, found, strict=False) if not np.isfinite(value)]
    if wrong:
        what = f"the states {wrong!r} have no finite value"
        problems.append(Problem(what, where=where, hint=f"Give values={{{node!r}: {{state: number, ...}}}}."))
        return None
    return np.array(found)
