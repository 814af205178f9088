"""Which contexts a node can be in at once, in different worlds: where a coupling matters, and where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .contraction import Factor, contract_scaled
from .mechanism import ChanceTable, FloatArray, PositionArray
from .twin import Copy, Seen, TwinNetwork


@dataclass(frozen=True, eq=False)
class Meeting:
    """The contexts of a node's copies, for all values of the inputs that the copies have between them.

    `numbers` has shape (copies, *sizes of inputs), `possible` (*sizes of inputs): whether the inputs can have these
    values together, in the worlds asked about and given what is seen.
    """

    table: ChanceTable
    copies: tuple[Copy, ...]
    inputs: tuple[Copy, ...]
    numbers: PositionArray
    possible: npt.NDArray[np.bool_]

    @property
    def rows(self) -> FloatArray:
        """P(node | context): shape (contexts, card of node)."""
        return self.table.probabilities.reshape(-1, len(self.table.domain))

    @cached_property
    def tuples(self) -> PositionArray:
        """The different tuples of contexts that are possible: shape (copies, tuples)."""
        return np.unique(self.numbers[:, self.possible], axis=1)

    @cached_property
    def is_settled(self) -> bool:
        """Whether the marginals leave the copies no freedom: never two different contexts, both of them uncertain."""
        uncertain = (self.rows > 0).sum(axis=-1) > 1
        places = np.where(uncertain[self.tuples], self.tuples, -1)
        highest = places.max(axis=0)
        return bool(np.all((places == highest) | (places == -1)))


def meet(network: TwinNetwork, copies: Sequence[Copy], factors: Sequence[Factor], seen: Seen) -> Meeting:
    """Return the contexts that copies of a node can be in at once; `factors` say what is possible of everything else.

    In `factors` copies may be independent that are not: what is impossible then is impossible under every coupling.
    """
    inputs = network.inputs_of(copies, seen)
    numbers = network.contexts(copies, seen)
    weights, _ = contract_scaled(factors, inputs)
    return Meeting(network.table(copies[0].node), tuple(copies), inputs, numbers, weights > 0)
