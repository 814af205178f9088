"""Exact queries: what the targets depend on, as factors, contracted."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..diagrams.perspective import the_agent
from ..errors import InvalidCall, Problem, did_you_mean
from .contraction import Factor, contract
from .distribution import Distribution
from .interventions import positions_of, with_mechanisms
from .mechanism import FloatArray
from .policy import Policy, read_policy

if TYPE_CHECKING:
    from .model import Model


def query(
    model: Model,
    targets: str | Iterable[str],
    *,
    given: Mapping[str, Hashable],
    do: Mapping[str, Hashable],
    soft: Mapping[str, Any],
    policy: Any,
) -> Distribution:
    """Return P(targets | given); see `Model.query`."""
    names = (targets,) if isinstance(targets, str) else tuple(targets)
    _check_targets(model, names)
    world = World(model, given=given, do=do, soft=soft, policy=policy)
    joint = world.joint(names)
    total = float(joint.sum())
    if not total > 0:
        raise _impossible(given)
    return Distribution(names, tuple(model.domain(name) for name in names), joint / total)


def expected_utility(
    model: Model,
    policy: Any,
    *,
    given: Mapping[str, Hashable],
    do: Mapping[str, Hashable],
    soft: Mapping[str, Any],
    agent: str | None,
) -> float:
    """Return the expected sum of an agent's utilities; see `Model.expected_utility`."""
    who = the_agent(model.cid, agent)
    world = World(model, given=given, do=do, soft=soft, policy=policy)
    weight = float(world.joint(())) if given else 1.0
    if not weight > 0:
        raise _impossible(given)
    return sum((world.mean(node) for node in model.cid.utilities_of(who)), 0.0) / weight


def _check_targets(model: Model, names: Sequence[str]) -> None:
    problems = [
        Problem(f"unknown node {name!r}", hint=did_you_mean(str(name), model.cid.nodes))
        for name in names
        if name not in model.cid
    ]
    problems += [Problem(f"{name!r} is asked for twice") for name in dict.fromkeys(names) if names.count(name) > 1]
    if problems or not names:
        raise InvalidCall(problems or [Problem("nothing is asked for", hint="Name one node or several.")])


def _impossible(given: Mapping[str, Hashable]) -> InvalidCall:
    event = ", ".join(f"{node}={outcome!r}" for node, outcome in given.items())
    hint = "Condition on something that can happen under this policy."
    return InvalidCall([Problem(f"the event {event} has probability zero", hint=hint)])


class World:
    """A model under a policy, with some nodes set, some mechanisms replaced and some outcomes seen."""

    def __init__(
        self,
        model: Model,
        *,
        given: Mapping[str, Hashable],
        do: Mapping[str, Hashable],
        soft: Mapping[str, Any],
        policy: Any,
    ) -> None:
        clash = [node for node in soft if node in do]
        if clash:
            hint = "Give it to one of the two."
            raise InvalidCall([Problem(f"{node!r} is both set and replaced", hint=hint) for node in clash])
        self.model = with_mechanisms(model, soft) if soft else model
        self.policy: Policy = read_policy(model, policy)
        self.set = positions_of(model, do, "do")
        self.seen = positions_of(model, given, "given")
        self._fixed: dict[Hashable, int] = dict([*self.seen.items(), *self.set.items()])

    def joint(self, targets: Sequence[str]) -> FloatArray:
        """Return P(targets, seen), one axis for each target."""
        if any(self.set.get(node, place) != place for node, place in self.seen.items()):
            return np.zeros([len(self.model.domain(name)) for name in targets])
        needed = self._needed([*targets, *self.seen])
        free = [name for name in targets if name not in self.seen and name not in self.set]
        joint = contract(self._factors(needed), free)
        return self._spread(joint, free, targets)

    def mean(self, utility: str) -> float:
        """Return the mean of a utility, times P(seen)."""
        table = self.model.utilities[utility]
        if utility in self.set:
            value = table.domain.outcomes[self.set[utility]]
            return float(value) * float(self.joint(()))  # type: ignore[arg-type]
        needed = self._needed([*table.parents, *self.seen])
        fixed = self._fixed
        own = Factor(table.parents, table.values).at(fixed)
        if any(self.set.get(node, place) != place for node, place in self.seen.items()):
            return 0.0
        return float(contract([*self._factors(needed), own], ()))

    def _needed(self, nodes: Sequence[str]) -> list[str]:
        """Return the nodes that others of these depend on, themselves among them: all the rest is barren."""
        needed: dict[str, None] = {}
        pending = list(nodes)
        while pending:
            node = pending.pop()
            if node not in needed:
                needed[node] = None
                if node not in self.set:
                    pending += self.model.cid.parents(node)
        open_ends = [
            node for node in self.model.decisions if node in needed and node not in self.set and node not in self.policy
        ]
        if open_ends:
            hint = "Give it a rule in policy=, or set it with do=."
            raise InvalidCall(
                [Problem(f"the answer depends on the decision {n!r}, which is open", hint=hint) for n in open_ends]
            )
        return [node for node in self.model.cid.nodes if node in needed]

    def _factors(self, needed: Sequence[str]) -> list[Factor]:
        fixed = self._fixed
        return [self._factor(node).at(fixed) for node in needed if node not in self.set]

    def _factor(self, node: str) -> Factor:
        if node in self.model.decisions:
            rule = self.policy[node]
            return Factor(rule.axes, rule.probabilities)
        table = self.model.chances.get(node) or self.model.utilities[node].as_chance
        return Factor(table.axes, table.probabilities)

    def _spread(self, joint: FloatArray, free: Sequence[str], targets: Sequence[str]) -> FloatArray:
        """Return the joint with an axis for every target: those set or seen are certain."""
        if len(free) == len(targets):
            return joint
        whole = np.zeros([len(self.model.domain(name)) for name in targets])
        whole[tuple(slice(None) if name in free else self._fixed[name] for name in targets)] = joint
        return whole
