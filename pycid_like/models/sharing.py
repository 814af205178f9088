"""Which queries share their work: those about the same model, under the same policy, with the same nodes set."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .contraction import Factor
from .mechanism import FloatArray
from .policy import Policy
from .propagation import MOST_ENTRIES, Propagation

if TYPE_CHECKING:
    from .model import Model

#: How many pairs of a policy and a set of nodes are kept with a model.
MOST_KEPT = 8
#: With more seen than this it costs more to find out what of it is beside the point than it saves.
MOST_SORTED = 8
#: Probabilities below this are left to the direct way, which takes logarithms.
SMALL = 1e-200
#: Rules over this size are not compared with those of earlier queries.
MOST_RULE_ENTRIES = 1 << 12


_ASKED_ONCE, _TOO_LARGE = 1, 2


@dataclass(frozen=True, eq=False)
class Shared:
    """A propagation for some policy and set nodes, and what tells which queries it can answer, and with how little.

    `ancestors` has for each node those that it depends on, itself among them, as the bits of a number; `undecided`
    are the nodes whose probabilities depend on an open decision; `is_positive` says that no event is impossible.
    """

    propagation: Propagation
    ancestors: dict[Hashable, int]
    undecided: frozenset[str]
    is_positive: bool

    def joint(self, names: Sequence[str], seen: dict[Hashable, int]) -> FloatArray | None:
        """Return a multiple of P(names, seen), None where the direct way must be gone."""
        if self.undecided and not self.undecided.isdisjoint([*names, *seen]):
            return None
        if not seen or len(seen) > MOST_SORTED:
            return self.propagation.joint(names, seen)
        try:
            apart = self._apart(names, seen)
        except KeyError:
            return None
        if not apart:
            return self.propagation.joint(names, seen)
        if not self.is_positive:
            weight = self.propagation.joint((), {node: seen[node] for node in apart})
            if weight is None or not weight > SMALL:
                return None
        return self.propagation.joint(names, {node: place for node, place in seen.items() if node not in apart})

    def _apart(self, names: Sequence[str], seen: dict[Hashable, int]) -> list[Hashable]:
        """Return what is seen that is independent of the names and of all else that is seen.

        No node that it depends on is one that the others depend on: the moral graph of all of these falls apart.
        """
        ancestors = self.ancestors
        reached = 0
        for name in names:
            reached |= ancestors[name]
        rest = list(seen)
        count = 0
        while rest and count != len(rest):
            count = len(rest)
            for node in rest:
                if reached & ancestors[node]:
                    reached |= ancestors[node]
            rest = [node for node in rest if not reached & ancestors[node]]
        return rest


def shared(model: Model, policy: Policy, fixed: Collection[str]) -> Shared | None:
    """Return what queries under this policy with these nodes set share, None where it would be too large.

    It is made when the second of them comes, and with the first where there is neither a policy nor a node set: those
    may be new with every query.
    """
    key = _key(policy, fixed) if fixed or policy.rules else ()
    if key is None:
        return None
    kept: dict[object, Shared | int] = model.memo.setdefault("shared", {})
    found = kept.get(key)
    if isinstance(found, Shared):
        return found
    if found is None and key:
        if len(kept) >= MOST_KEPT:
            del kept[next(iter(kept))]
        kept[key] = _ASKED_ONCE
    elif found != _TOO_LARGE:
        made = _made(model, policy, fixed)
        kept[key] = _TOO_LARGE if made is None else made
        return made
    return None


def _key(policy: Policy, fixed: Collection[str]) -> object | None:
    if any(rule.probabilities.size > MOST_RULE_ENTRIES for rule in policy.values()):
        return None
    return tuple(sorted(fixed)), tuple([(node, rule.probabilities.tobytes()) for node, rule in policy.items()])


def _made(model: Model, policy: Policy, fixed: Collection[str]) -> Shared | None:
    """Nodes that are set become roots with even chances: given their outcomes, all is as if they were set to them.

    So do open decisions, on which no answer that is asked of this may depend. Utilities without children are left out:
    they can have very many outcomes.
    """
    factors: list[Factor] = []
    undecided: set[str] = set()
    ancestors: dict[Hashable, int] = {}
    for place in model.cid.adjacency.topological_order:
        node = model.cid.nodes[place]
        parents = () if node in fixed else model.cid.parents(node)
        is_open = node in model.decisions and node not in policy and node not in fixed
        if is_open or not undecided.isdisjoint(parents):
            undecided.add(node)
        if node in fixed or is_open:
            factors.append(_even(model, node))
        elif node in policy:
            factors.append(Factor(policy[node].axes, policy[node].probabilities))
        elif node in model.chances:
            factors.append(Factor(model.chances[node].axes, model.chances[node].probabilities))
        elif model.cid.children(node):
            table = model.utilities[node]
            if table.values.size * len(table.domain) > MOST_ENTRIES:
                return None
            factors.append(Factor(table.as_chance.axes, table.as_chance.probabilities))
        else:
            continue
        ancestors[node] = 1 << place
        for parent in parents:
            ancestors[node] |= ancestors[parent]
    made = Propagation.of(factors)
    if made is None:
        return None
    return Shared(made, ancestors, frozenset(undecided), all(bool(factor.values.all()) for factor in factors))


def _even(model: Model, node: str) -> Factor:
    size = len(model.domain(node))
    return Factor((node,), np.full(size, 1.0 / size))
