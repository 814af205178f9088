"""Response functions: a node's exogenous noise as what it would be in every context."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx
import numpy as np

from ..errors import InvalidCall, Problem
from .contraction import Factor
from .mechanism import FloatArray, PositionArray
from .meetings import Meeting
from .twin import TwinNetwork, check_size

#: The most response functions of one ambiguous node that bounds are computed over: seconds for each end.
MOST_RESPONSE_FUNCTIONS = 50_000
#: The most combinations of those of several nodes, whose programme is much denser.
MOST_COMBINATIONS = 8_000


@dataclass(frozen=True, eq=False)
class ResponseFunctions:
    """The response functions of a node over groups of contexts, a group being what can meet, directly or in a chain.

    Contexts of different groups never meet, so it does not matter how their outcomes hang together, and a response
    function says what the node would be in the contexts of one group only.

    Source: Balke & Pearl, "Counterfactual Probabilities", UAI 1994 (response functions).
    """

    meeting: Meeting
    groups: tuple[tuple[int, ...], ...]

    @property
    def axis(self) -> Hashable:
        """The name of the axis over response functions."""
        return ("response", self.meeting.table.node)

    @cached_property
    def count(self) -> int:
        """How many response functions there are, counting possible outcomes only."""
        return sum(math.prod(len(options) for options in self._options(group)) for group in self.groups)

    @cached_property
    def outcomes(self) -> PositionArray:
        """The outcome for each response function and context: shape (count, contexts); -1 outside the group."""
        check_size(self.count, len(self.meeting.rows) + 1)
        table = np.full((self.count, len(self.meeting.rows)), -1, dtype=np.intp)
        start = 0
        for group in self.groups:
            options = self._options(group)
            grid = np.indices([len(o) for o in options]).reshape(len(options), -1)
            for context, allowed, chosen in zip(group, options, grid, strict=True):
                table[start : start + len(chosen), context] = allowed[chosen]
            start += grid.shape[1]
        return table

    def marginals(self) -> tuple[Any, FloatArray]:
        """Return a sparse 0/1 matrix and a vector: a distribution q fits the node's table iff matrix @ q == vector.

        A row for each possible outcome of each context that can be met. The vector is that of a q which, over the
        response functions of every group, sums to 1.
        """
        from scipy import sparse

        possible = self.meeting.rows > 0
        used = np.zeros(len(possible), dtype=bool)
        used[[context for group in self.groups for context in group]] = True
        wanted = np.argwhere(possible & used[:, None])
        number = np.full(possible.shape, -1, dtype=np.intp)
        number[tuple(wanted.T)] = np.arange(len(wanted))
        function, context = np.nonzero(self.outcomes >= 0)
        rows = number[context, self.outcomes[function, context]]
        shape = (len(wanted), self.count)
        matrix = sparse.csr_array((np.ones(len(rows)), (rows, function)), shape=shape)
        return matrix, self.meeting.rows[tuple(wanted.T)]

    def factors(self, network: TwinNetwork, seen: dict[Hashable, int]) -> Iterator[Factor]:
        """Yield for each copy its outcome as a function of its inputs and of the response function."""
        size = len(self.meeting.table.domain)
        certain = np.vstack([np.eye(size), np.zeros(size)])  # -1 is the last row: a group that the context is not of
        for copy in self.meeting.copies:
            (numbers,) = network.contexts([copy], seen)
            check_size(*numbers.shape, self.count, size)
            values: FloatArray = certain[self.outcomes.T[numbers]]
            yield Factor((*network.inputs_of([copy], seen), self.axis, copy), values)

    def _options(self, group: Sequence[int]) -> list[PositionArray]:
        return [np.flatnonzero(self.meeting.rows[context] > 0) for context in group]


def response_functions(meeting: Meeting) -> ResponseFunctions:
    """Return the response functions of a node over the contexts that its copies can meet in."""
    graph: Any = networkx.Graph()
    for contexts in meeting.tuples.T.tolist():
        networkx.add_path(graph, contexts)
    groups = sorted(tuple(sorted(group)) for group in networkx.connected_components(graph))
    return ResponseFunctions(meeting, tuple(groups))


def check_count(responses: Sequence[ResponseFunctions]) -> None:
    """Refuse more response functions, or combinations of them, than the limit, before any memory is touched."""
    count, several = math.prod(one.count for one in responses), len(responses) > 1
    limit = MOST_COMBINATIONS if several else MOST_RESPONSE_FUNCTIONS
    if count > limit:
        nodes = ", ".join(repr(one.meeting.table.node) for one in responses)
        shown = f"{count:,}" if count < 10**15 else f"about 10^{int(math.log10(count))}"
        what = f"combinations of response functions of {nodes}" if several else f"response functions of {nodes}"
        hint = "Name the coupling of some of these nodes, ask about fewer worlds, or give the nodes fewer parents."
        raise InvalidCall([Problem(f"bounds over {shown} {what}, over the limit of {limit:,}", hint=hint)])
