"""Small random models, as the brute-force oracle has them and as the package does, and random questions about them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pycid_like as pcl
from tests.oracles.counterfactuals import Could, Oracle, Weighted

Asked = str | Could


@dataclass(frozen=True)
class RandomWorld:
    """An oracle, and which of its nodes are decisions; the last node is the utility."""

    oracle: Oracle
    decisions: tuple[str, ...]

    @property
    def utility(self) -> str:
        return list(self.oracle.parents)[-1]

    @property
    def chances(self) -> list[str]:
        return [node for node in self.oracle.parents if node not in self.decisions and node != self.utility]

    def model(self, *, tables: Collection[str] = ()) -> pcl.Model:
        """The package's model: chance nodes are structural, but those in `tables` bring only their tables."""
        parents = self.oracle.parents
        edges = [(parent, node) for node, above in parents.items() for parent in above]
        cid = pcl.CID(edges, self.decisions, [self.utility], chance=self.chances, order=list(parents), warn=False)
        mechanisms: dict[str, Any] = {}
        for node in parents:
            if node in self.decisions:
                mechanisms[node] = list(self.oracle.outcomes[node])
            elif node == self.utility:
                mechanisms[node] = dict(self.oracle.responses[node][0][1])
            elif node in tables:
                mechanisms[node] = pcl.chance(self.oracle.outcomes[node], self.oracle.table(node))
            else:
                mechanisms[node] = structural(self.oracle, node)
        return pcl.Model(cid, mechanisms)

    @property
    def policy(self) -> dict[str, Any]:
        return {node: self.oracle.table(node) for node in self.decisions}


def structural(oracle: Oracle, node: str) -> pcl.Structural:
    responses = [response for _, response in oracle.responses[node]]
    weights = {place: weight for place, (weight, _) in enumerate(oracle.responses[node])}
    return pcl.Structural(weights, lambda *inputs: responses[inputs[-1]][inputs[:-1]], oracle.outcomes[node])


def random_world(
    chooser: random.Random, *, least: int = 3, most: int = 6, noises: int = 3, pure: bool = True
) -> RandomWorld:
    """A random diagram with binary and ternary nodes; decisions follow a random policy, pure or mixed."""
    names = [*"ABCDEF"[: chooser.randint(least, most) - 1], "U"]
    parents: dict[str, tuple[str, ...]] = {}
    for place, name in enumerate(names):
        some = [other for other in names[:place] if chooser.random() < 0.55][:3]
        parents[name] = tuple(some or names[place - 1 : place]) if name == "U" else tuple(some)
    outcomes: dict[str, tuple[Any, ...]] = {
        name: chooser.choice([(0, 1), (0, 1), (0, 1, 2), (1, 0), ("no", "yes")]) for name in names
    }
    decisions = tuple(name for name in names[:-1] if chooser.random() < 0.3)
    oracle = Oracle(parents, outcomes, {})
    responses: dict[str, Weighted] = {}
    for name in names:
        certain = name == "U" or (pure and name in decisions)
        if name == "U":
            outcomes["U"] = tuple(range(-1, 3))
        responses[name] = random_responses(chooser, oracle, name, 1 if certain else chooser.randint(1, noises))
    outcomes["U"] = tuple(sorted(set(responses["U"][0][1].values())))
    return RandomWorld(Oracle(parents, outcomes, responses), decisions)


def random_responses(chooser: random.Random, oracle: Oracle, node: str, count: int) -> Weighted:
    """Some random response functions with random weights, now and then one of weight zero."""
    weights = [chooser.choice([0, 1, 1, 2, 3, 5]) for _ in range(count)]
    weights[0] += not sum(weights)
    contexts = oracle.contexts(node)
    return [
        (weight / sum(weights), {context: chooser.choice(oracle.outcomes[node]) for context in contexts})
        for weight in weights
    ]


def random_asked(chooser: random.Random, world: RandomWorld, depth: int = 2) -> Asked:
    """A node as it is, or under an intervention that may itself speak of other worlds."""
    names = list(world.oracle.parents)
    node = chooser.choice(names)
    if depth == 0 or chooser.random() < 0.25:
        return node
    held = chooser.sample(names, chooser.choice([1, 1, 2]))
    return Could(node, {name: _random_setting(chooser, world, name, depth) for name in held})


def _random_setting(chooser: random.Random, world: RandomWorld, name: str, depth: int) -> Any:
    outcomes = world.oracle.outcomes
    if chooser.random() < 0.5:
        return chooser.choice(outcomes[name])
    inner = random_asked(chooser, world, depth - 1)
    node = inner if isinstance(inner, str) else inner.node
    if not set(outcomes[node]) <= set(outcomes[name]):
        inner = name if isinstance(inner, str) else Could(name, inner.do)
    return inner if isinstance(inner, Could) else Could(inner, {})


def random_evidence(
    chooser: random.Random, world: RandomWorld, asked: Sequence[Asked], *, possible: bool = True
) -> list[tuple[Asked, Any]]:
    """Outcomes of what is asked: those of one random setting of the noise, or any."""
    if not possible:
        return [
            (one, chooser.choice(world.oracle.outcomes[one if isinstance(one, str) else one.node])) for one in asked
        ]
    weights, settings = zip(*itertools.islice(world.oracle.settings(), 500), strict=True)
    (setting,) = chooser.choices(settings, weights)
    return [(one, world.oracle.value(one, setting)) for one in asked]


def as_potential(asked: Asked) -> str | pcl.Potential:
    if isinstance(asked, str):
        return asked
    return pcl.potential(asked.node, {node: _as_setting(value) for node, value in asked.do.items()})


def _as_setting(value: Any) -> Any:
    if isinstance(value, Could):
        return pcl.potential(value.node, {node: _as_setting(inner) for node, inner in value.do.items()})
    return value


def keyed(answer: Any) -> dict[tuple[Any, ...], Any]:
    """The answer with tuples as keys, as the oracle has them."""
    return {key if len(answer.axes) > 1 else (key,): value for key, value in answer.items()}
