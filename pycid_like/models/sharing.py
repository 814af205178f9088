"""Which queries share their work: those about the same model, under the same policy, with the same nodes set."""

from __future__ import annotations

from collections.abc import Collection, Hashable
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
MOST_KEPT = 16
#: Rules over this size are not compared with those of earlier queries.
MOST_RULE_ENTRIES = 1 << 12


_ASKED_ONCE, _TOO_LARGE = 1, 2


@dataclass(frozen=True, eq=False)
class Shared:
    """A propagation for some policy and set nodes, and the nodes whose probabilities depend on an open decision."""

    propagation: Propagation
    undecided: frozenset[str]

    def joint(self, names: list[str], seen: dict[Hashable, int]) -> FloatArray | None:
        """Return a multiple of P(names, seen), None where the direct way must be gone."""
        if self.undecided and not self.undecided.isdisjoint([*names, *seen]):
            return None
        return self.propagation.joint(names, seen)


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
    for place in model.cid.adjacency.topological_order:
        node = model.cid.nodes[place]
        if node in fixed:
            factors.append(_even(model, node))
            continue
        if not undecided.isdisjoint(model.cid.parents(node)):
            undecided.add(node)
        if node in policy:
            factors.append(Factor(policy[node].axes, policy[node].probabilities))
        elif node in model.decisions:
            undecided.add(node)
            factors.append(_even(model, node))
        elif node in model.chances:
            factors.append(Factor(model.chances[node].axes, model.chances[node].probabilities))
        elif model.cid.children(node):
            table = model.utilities[node]
            if table.values.size * len(table.domain) > MOST_ENTRIES:
                return None
            factors.append(Factor(table.as_chance.axes, table.as_chance.probabilities))
    made = Propagation.of(factors)
    return None if made is None else Shared(made, frozenset(undecided))


def _even(model: Model, node: str) -> Factor:
    size = len(model.domain(node))
    return Factor((node,), np.full(size, 1.0 / size))
