"""The joint distribution of a model written out, outcome by outcome: what queries are compared with.

Shares nothing with the package's inference: plain dictionaries, every assignment of every node, probabilities
multiplied one by one from the tables that the model holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pycid_like as pcl

Outcomes = Mapping[str, Hashable]


def joint(
    model: pcl.Model,
    policy: pcl.Policy,
    do: Outcomes | None = None,
    replaced: Mapping[str, Any] | None = None,
) -> list[tuple[dict[str, Any], float]]:
    """Return every assignment of outcomes to nodes with its probability; `replaced` gives other tables of chance nodes."""
    nodes = list(model.cid.nodes)
    found = []
    for outcomes in itertools.product(*(model.domain(node) for node in nodes)):
        assignment = dict(zip(nodes, outcomes, strict=True))
        weight = 1.0
        for node in nodes:
            weight *= _probability(model, policy, node, assignment, do or {}, replaced or {})
            if weight == 0:
                break
        if weight:
            found.append((assignment, weight))
    return found


def _probability(
    model: pcl.Model,
    policy: pcl.Policy,
    node: str,
    assignment: Mapping[str, Any],
    do: Outcomes,
    replaced: Mapping[str, Any],
) -> float:
    own = assignment[node]
    if node in do:
        return float(model.domain(node).position(own) == model.domain(node).position(do[node]))
    context = tuple(model.domain(parent).position(assignment[parent]) for parent in model.cid.parents(node))
    place = model.domain(node).position(own)
    if node in model.decisions:
        return float(policy[node].probabilities[(*context, place)])
    if node in model.utilities:
        return float(model.utilities[node].values[context] == own)
    table = replaced.get(node, model.chances[node].probabilities)
    return float(table[(*context, place)])


def query(worlds: Sequence[tuple[dict[str, Any], float]], targets: Sequence[str], given: Outcomes) -> dict[Any, float]:
    """Return P(targets | given), by outcomes; nothing where the condition cannot happen."""
    kept = [(world, weight) for world, weight in worlds if all(world[node] == given[node] for node in given)]
    total = sum(weight for _, weight in kept)
    found: dict[Any, float] = {}
    for world, weight in kept:
        key = world[targets[0]] if len(targets) == 1 else tuple(world[node] for node in targets)
        found[key] = found.get(key, 0.0) + weight / total
    return found


def expected_utility(
    worlds: Sequence[tuple[dict[str, Any], float]], utilities: Sequence[str], given: Outcomes
) -> float:
    """Return E[sum of utilities | given]."""
    kept = [(world, weight) for world, weight in worlds if all(world[node] == given[node] for node in given)]
    total = sum(weight for _, weight in kept)
    return sum(weight * sum(world[node] for node in utilities) for world, weight in kept) / total
