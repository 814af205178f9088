"""Exact queries: what the targets depend on, as factors, contracted, or from what earlier queries left behind."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..diagrams.perspective import the_agent
from ..errors import InvalidCall, Problem, did_you_mean
from .contraction import MOST_ENTRIES, Factor, contract, contract_scaled
from .distribution import Distribution
from .interventions import positions_of, with_mechanisms
from .mechanism import FloatArray
from .policy import Policy, read_policy
from .sharing import shared

if TYPE_CHECKING:
    from .model import Model

#: Probabilities of what was seen below this are worked out again on a logarithmic scale.
SMALL = 1e-200


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
    names = (targets,) if isinstance(targets, str) or not isinstance(targets, Iterable) else tuple(targets)
    _check_targets(model, names)
    world = World(model, given=given, do=do, soft=soft, policy=policy)
    domains = tuple([world.model.domain(name) for name in names])
    joint, total = world.proportional(names)
    if not total > 0:
        raise _impossible(given)
    return Distribution(names, domains, joint / total)


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
    weight, scale = world.weight() if given else (1.0, 0.0)
    if not weight > 0:
        raise _impossible(given)
    means = [world.mean(node) for node in model.cid.utilities_of(who)]
    return sum((mean / weight * math.exp(log - scale) for mean, log in means), 0.0)


def _check_targets(model: Model, names: Sequence[str]) -> None:
    if len(names) == 1 and isinstance(names[0], str) and names[0] in model.cid:
        return
    problems = [
        Problem(f"unknown node {name!r}", hint=did_you_mean(str(name), model.cid.nodes))
        for name in names
        if not isinstance(name, str) or name not in model.cid
    ]
    known = [name for name in names if isinstance(name, str)]
    problems += [Problem(f"{name!r} is asked for twice") for name in dict.fromkeys(known) if known.count(name) > 1]
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
        if clash := [node for node in soft if node in do]:
            hint = "Give it to one of the two."
            raise InvalidCall([Problem(f"{node!r} is both set and replaced", hint=hint) for node in clash])
        self.model = with_mechanisms(model, soft) if soft else model
        self.policy: Policy = read_policy(model, policy)
        self.set = positions_of(self.model, do, "do") if do else {}
        self.seen = positions_of(self.model, given, "given") if given else {}
        self.contradicts = False
        self._fixed: dict[Hashable, int] = dict(self.seen.items())
        if do:
            self.contradicts = any(self.set.get(node, place) != place for node, place in self.seen.items())
            self._fixed.update(self.set)

    def joint(self, targets: Sequence[str]) -> FloatArray:
        """Return P(targets, seen), one axis for each target."""
        free = self._free(targets)
        if self.contradicts:
            return np.zeros([len(self.model.domain(name)) for name in targets])
        return self._spread(contract(self._factors([*targets, *self.seen]), free), free, targets)

    def proportional(self, targets: Sequence[str]) -> tuple[FloatArray, float]:
        """Return P(targets, seen) but for a positive factor, one axis for each target, and its sum.

        The sum is zero only if P(seen) is, however small that may be.
        """
        free = self._free(targets)
        if self.contradicts:
            return np.zeros([len(self.model.domain(name)) for name in targets]), 0.0
        known = shared(self.model, self.policy, self.set)
        joint = None if known is None else known.joint(free, self._fixed)
        if joint is None:
            joint = contract(self._factors([*targets, *self.seen]), free)
        total = float(joint.sum())
        if not total > SMALL:
            joint, _ = contract_scaled(self._factors([*targets, *self.seen]), free)
            total = float(joint.sum())
        return self._spread(joint, free, targets), total

    def weight(self) -> tuple[float, float]:
        """Return P(seen) as a number and the logarithm of its scale."""
        return (0.0, 0.0) if self.contradicts else self._total(self._factors(self.seen))

    def mean(self, utility: str) -> tuple[float, float]:
        """Return the mean of a utility, times P(seen), as a number and the logarithm of its scale."""
        table = self.model.utilities[utility]
        if utility in self.set:
            value = table.domain.outcomes[self.set[utility]]
            weight, scale = self.weight()
            return float(value) * weight, scale  # type: ignore[arg-type]
        if self.contradicts:
            return 0.0, 0.0
        own = Factor(table.parents, table.values).at(self._fixed)
        return self._total([*self._factors([*table.parents, *self.seen]), own])

    def _total(self, factors: Sequence[Factor]) -> tuple[float, float]:
        total = float(contract(factors, ()))
        if self.seen and abs(total) < SMALL:
            values, scale = contract_scaled(factors, ())
            return float(values), scale
        return total, 0.0

    def _free(self, targets: Sequence[str]) -> list[str]:
        """Return the targets that are neither seen nor set, once an answer over all targets is known to have room."""
        if len(targets) > 1:
            sizes = [len(self.model.domain(name)) for name in targets]
            if math.prod(sizes) > MOST_ENTRIES:
                size = f"{math.prod(sizes):,} entries, over the limit of {MOST_ENTRIES:,}"
                hint = "Ask about fewer nodes at once."
                raise InvalidCall([Problem(f"the answer is a table of {size}", hint=hint)])
        return [name for name in targets if name not in self._fixed]

    def _needed(self, nodes: Iterable[str]) -> list[str]:
        """Return the nodes that others of these depend on, themselves among them: all the rest is barren."""
        needed: set[str] = set()
        pending = list(nodes)
        while pending:
            node = pending.pop()
            if node not in needed:
                needed.add(node)
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
        return sorted(needed, key=self.model.cid.position)

    def _factors(self, nodes: Iterable[str]) -> list[Factor]:
        """Return the factors that the probabilities of these nodes are products of, without what is fixed."""
        fixed = self._fixed
        return [self._factor(node).at(fixed) for node in self._needed(nodes) if node not in self.set]

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
        whole[tuple([slice(None) if name in free else self._fixed[name] for name in targets])] = joint
        return whole
