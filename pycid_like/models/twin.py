"""Twin networks: the worlds that a question speaks of as one network, in which they share what they cannot differ in."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ..errors import InvalidCall, Problem
from .contraction import MOST_ENTRIES, Factor
from .mechanism import ChanceTable, FloatArray, PositionArray, StructuralForm
from .policy import Policy
from .potential import Asked, Potential

if TYPE_CHECKING:
    from .model import Model


@dataclass(frozen=True)
class Copy:
    """A node in the worlds where it has these inputs; numbered in the order of making, which is topological.

    `inputs` holds one copy, or the position of a fixed outcome, for each parent. Where `translation` is given the copy
    only repeats its one input, whose outcomes it translates, by position, to its own.
    """

    number: int
    node: str = field(compare=False)
    inputs: tuple[Ref, ...] = field(compare=False)
    translation: tuple[int, ...] | None = field(compare=False, default=None)


#: What a node is in some world: a copy, or the position of the outcome that it is set to.
Ref: TypeAlias = Copy | int

#: The copies whose outcome is known, by position.
Seen: TypeAlias = Mapping[Hashable, int]


class TwinNetwork:
    """A model under a policy in as many worlds as are asked about: equal nodes with equal inputs are one copy.

    Exogenous noise is the same in all worlds, so nodes differ only where they descend from an intervention.

    Source: Balke & Pearl, "Probabilistic Evaluation of Counterfactual Queries", AAAI 1994; Shpitser & Pearl, "What
    Counterfactuals Can Be Tested", UAI 2007 (parallel worlds, merged nodes).
    """

    def __init__(self, model: Model, policy: Policy) -> None:
        self.model, self.policy = model, policy
        self.open_decisions: dict[str, None] = {}
        self._copies: dict[tuple[str, tuple[Ref, ...], tuple[int, ...] | None], Copy] = {}
        order = model.cid.adjacency.topological_order
        self._rank = {model.cid.nodes[place]: rank for rank, place in enumerate(order)}
        self._tables: dict[str, ChanceTable] = {}

    def place(self, asked: Asked) -> Ref:
        """Return what a node, or a potential response, is in the network; copies are made where there are none yet."""
        if isinstance(asked, str):
            return self._place(asked, {})
        return self._place(asked.node, {node: self._setting(node, value) for node, value in asked.do})

    @property
    def copies(self) -> tuple[Copy, ...]:
        """All copies, parents first."""
        return tuple(self._copies.values())

    @property
    def copies_by_node(self) -> dict[str, list[Copy]]:
        """The copies of each node that follow its mechanism, parents before children."""
        found: dict[str, list[Copy]] = {node: [] for node in self._rank}
        for copy in self.copies:
            if copy.translation is None:
                found[copy.node].append(copy)
        return {node: copies for node, copies in found.items() if copies}

    def table(self, node: str) -> ChanceTable:
        """Return the node's mechanism as a table: of a decision its rule, of a utility its different values."""
        if node not in self._tables:
            self._tables[node] = self._as_table(node)
        return self._tables[node]

    def size(self, copy: Copy) -> int:
        """Return the number of the copy's outcomes."""
        return len(self.model.domain(copy.node))

    def inputs_of(self, copies: Sequence[Copy], seen: Seen) -> tuple[Copy, ...]:
        """Return the copies, each once, that these ones depend on directly and that are not seen."""
        return tuple(dict.fromkeys(r for c in copies for r in c.inputs if isinstance(r, Copy) and r not in seen))

    def contexts(self, copies: Sequence[Copy], seen: Seen) -> PositionArray:
        """Return the numbers of the contexts that these copies of a node are in, for all values of their inputs.

        Shape (copies, *sizes of `inputs_of`). Contexts count in table order: the last parent varies fastest.
        """
        free = self.inputs_of(copies, seen)
        sizes = tuple(self.size(copy) for copy in free)
        check_size(len(copies), *sizes)
        grids: dict[Ref, Any] = dict(zip(free, np.indices(sizes, dtype=np.intp, sparse=True), strict=True))
        numbers = np.zeros((len(copies), *sizes), dtype=np.intp)
        for place, copy in enumerate(copies):
            for parent, ref in zip(self.model.cid.parents(copy.node), copy.inputs, strict=True):
                value = grids[ref] if ref in grids else self._value(ref, seen)
                numbers[place] = numbers[place] * len(self.model.domain(parent)) + value
        return numbers

    def own_factor(self, copy: Copy, seen: Seen) -> Factor:
        """Return P(copy | its inputs)."""
        axes = (*self.inputs_of([copy], seen), copy)
        if copy.translation is not None:
            rows = np.eye(self.size(copy))[np.array(copy.translation)]
            return Factor(axes, rows if len(axes) > 1 else rows[self._value(copy.inputs[0], seen)])
        rows = self.table(copy.node).probabilities.reshape(-1, self.size(copy))
        (numbers,) = self.contexts([copy], seen)
        check_size(*numbers.shape, self.size(copy))
        return Factor(axes, rows[numbers])

    def structural_factors(self, copies: Sequence[Copy], form: StructuralForm, seen: Seen) -> Iterator[Factor]:
        """Yield the factors of copies of one node that share its exogenous noise, the noise's own one first."""
        noise: Hashable = ("noise", copies[0].node)
        yield Factor((noise,), form.noise)
        outcome = form.outcome.reshape(-1, len(form.noise))
        for copy in copies:
            (numbers,) = self.contexts([copy], seen)
            check_size(*numbers.shape, len(form.noise), self.size(copy))
            values: FloatArray = np.eye(self.size(copy))[outcome[numbers]]
            yield Factor((*self.inputs_of([copy], seen), noise, copy), values)

    def _place(self, node: str, do: Mapping[str, Ref]) -> Ref:
        refs = dict(do)
        for name in self._ancestry(node, do):
            if name in self.model.decisions and name not in self.policy:
                self.open_decisions[name] = None
            refs[name] = self._copy(name, tuple(refs[parent] for parent in self.model.cid.parents(name)))
        return refs[node]

    def _ancestry(self, node: str, do: Mapping[str, Ref]) -> list[str]:
        """Return the node and what it descends from, itself last; nodes that are set, and what is behind them, not."""
        found: dict[str, None] = {}
        pending = [node]
        while pending:
            name = pending.pop()
            if name not in found and name not in do:
                found[name] = None
                pending += self.model.cid.parents(name)
        return sorted(found, key=self._rank.__getitem__)

    def _copy(self, node: str, inputs: tuple[Ref, ...], translation: tuple[int, ...] | None = None) -> Copy:
        key = (node, inputs, translation)
        return self._copies.setdefault(key, Copy(len(self._copies), node, inputs, translation))

    def _setting(self, node: str, value: Hashable) -> Ref:
        domain = self.model.domain(node)
        if not isinstance(value, Potential):
            return domain.position(value, node)
        ref, given = self.place(value), self.model.domain(value.node)
        if given == domain:
            return ref
        translation = tuple(domain.position(outcome, node) for outcome in given)
        return translation[ref] if isinstance(ref, int) else self._copy(node, (ref,), translation)

    def _as_table(self, node: str) -> ChanceTable:
        if node in self.model.decisions:
            rule = self.policy[node]
            return ChanceTable(node, rule.parents, rule.domain, rule.probabilities)
        return self.model.chances.get(node) or self.model.utilities[node].as_chance

    @staticmethod
    def _value(ref: Ref, seen: Seen) -> int:
        return ref if isinstance(ref, int) else seen[ref]


def check_size(*sizes: int) -> None:
    """Refuse a table of this shape over the limit, before any memory is touched."""
    entries = 1
    for size in sizes:
        entries *= size
    if entries > MOST_ENTRIES:
        shown = f"{entries:,} entries, over the limit of {MOST_ENTRIES:,}"
        hint = "Ask about fewer worlds at once, or give nodes fewer parents or outcomes."
        raise InvalidCall([Problem(f"the answer needs a table of {shown}", hint=hint)])
