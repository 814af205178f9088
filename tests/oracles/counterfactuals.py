"""Counterfactuals by brute force: every node a list of weighted response functions, all combinations enumerated.

A response function maps every context (a tuple of the parents' outcomes) to an outcome. Structural noise is that, and
so is every coupling of a table's rows; independent noise of different nodes is the product of the weights.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Context = tuple[Any, ...]
Response = Mapping[Context, Any]
Weighted = list[tuple[float, Response]]
Table = Mapping[Context, Mapping[Any, float]]


@dataclass(frozen=True)
class Could:
    """A node as it would be with others set, each to an outcome or to another `Could`."""

    node: str
    do: Mapping[str, Any]


@dataclass(frozen=True)
class Oracle:
    """Nodes in topological order with their parents and outcomes, and the weighted response functions of each."""

    parents: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, tuple[Any, ...]]
    responses: Mapping[str, Weighted]

    def contexts(self, node: str) -> list[Context]:
        return list(itertools.product(*(self.outcomes[parent] for parent in self.parents[node])))

    def settings(self) -> Iterator[tuple[float, dict[str, Response]]]:
        """Every setting of all noise, with its probability."""
        nodes = list(self.parents)
        for combination in itertools.product(*(self.responses[node] for node in nodes)):
            weight = 1.0
            for chance, _ in combination:
                weight *= chance
            if weight > 0:
                yield weight, {node: response for node, (_, response) in zip(nodes, combination, strict=True)}

    def value(self, asked: str | Could, setting: Mapping[str, Response]) -> Any:
        """What a node is, or would be, in this setting of the noise: straight from the definition."""
        node, do = (asked, {}) if isinstance(asked, str) else (asked.node, asked.do)
        values = {n: self.value(v, setting) if isinstance(v, Could) else v for n, v in do.items()}
        for name, parents in self.parents.items():
            if name not in values:
                values[name] = setting[name][tuple(values[parent] for parent in parents)]
        return values[node]

    def joint(
        self, targets: Sequence[str | Could], given: Iterable[tuple[str | Could, Any]] = ()
    ) -> tuple[float, dict[Context, float]]:
        """The probability of the evidence, and P(targets, evidence) of every tuple of outcomes that can happen."""
        found: dict[Context, float] = {}
        for weight, setting in self.settings():
            if all(self.value(asked, setting) == outcome for asked, outcome in given):
                key = tuple(self.value(asked, setting) for asked in targets)
                found[key] = found.get(key, 0.0) + weight
        return sum(found.values()), found

    def conditional(
        self, targets: Sequence[str | Could], given: Iterable[tuple[str | Could, Any]] = ()
    ) -> dict[Context, float] | None:
        """P(targets | evidence), None where the evidence is impossible."""
        total, found = self.joint(targets, tuple(given))
        return {key: weight / total for key, weight in found.items()} if total > 0 else None

    def table(self, node: str) -> dict[Context, dict[Any, float]]:
        """P(node | context), which is all that a table tells of the response functions."""
        rows = {context: dict.fromkeys(self.outcomes[node], 0.0) for context in self.contexts(node)}
        for weight, response in self.responses[node]:
            for context, row in rows.items():
                row[response[context]] += weight
        return rows

    def with_responses(self, node: str, responses: Weighted) -> Oracle:
        return replace(self, responses={**self.responses, node: responses})


def all_responses(table: Table) -> list[Response]:
    """Every response function, possible under the table or not."""
    columns = [list(row) for row in table.values()]
    return [dict(zip(table, choice, strict=True)) for choice in itertools.product(*columns)]


def independent(table: Table) -> Weighted:
    """Outcomes of different contexts drawn by themselves."""
    weighted: Weighted = []
    for response in all_responses(table):
        weight = 1.0
        for context, outcome in response.items():
            weight *= table[context][outcome]
        weighted.append((weight, response))
    return weighted


def monotone(table: Table) -> Weighted:
    """One uniform noise through the inverse distribution functions, piece by piece."""
    ends = {0.0, 1.0}
    for row in table.values():
        ends |= set(itertools.accumulate(list(row.values())[:-1]))
    points = sorted(end for end in ends if 0 <= end <= 1)
    return [
        (high - low, {context: _inverse(row, (low + high) / 2) for context, row in table.items()})
        for low, high in itertools.pairwise(points)
    ]


def _inverse(row: Mapping[Any, float], level: float) -> Any:
    total, last = 0.0, None
    for outcome, chance in row.items():
        total += chance
        if chance > 0:
            last = outcome
            if level < total:
                return outcome
    return last
