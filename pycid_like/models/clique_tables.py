"""What a clique does with what is seen in it and with the messages that it hears."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .mechanism import FloatArray

#: A clique has at most this many variables: its axes have to fit an equation, some of them twice.
MOST_AXES = 26
#: So many tables are multiplied at once; numpy takes no more than 63.
MOST_OPERANDS = 20
#: What a clique does becomes an array of its own where that has at most this many entries.
MOST_RULE_ENTRIES = 1 << 12


@dataclass(frozen=True, eq=False)
class Product:
    """A clique's table times what is seen (of so many outcomes each) and times messages (of these shapes), summed.

    `equation` says how, over the axes of the clique; the sum is then multiplied by `reciprocal` where there is one.
    Nothing larger than the clique's own table is made on the way.

    >>> product = Product(np.array([[0.25, 0.25], [0.5, 0.0]]), "ab,a,b->b", [2], [[2]], None)
    >>> product.of((0,), [np.array([1.0, 0.5])]).tolist()
    [0.25, 0.125]
    """

    table: FloatArray
    equation: str
    sizes: Sequence[int]
    shapes: Sequence[Sequence[int]]
    reciprocal: FloatArray | None

    #: What keeping it costs, in entries: the table is the clique's own.
    size = 0

    def of(self, seen: Sequence[int], messages: Sequence[FloatArray]) -> FloatArray:
        """Return the product for these positions of outcomes and these messages, in one dimension."""
        operands = [np.eye(size)[position] for size, position in zip(self.sizes, seen, strict=True)]
        operands += [message.reshape(shape) for message, shape in zip(messages, self.shapes, strict=True)]
        table = self.table
        (own, *words), out = self.equation.split("->")[0].split(","), self.equation.split("->")[1]
        while len(words) > MOST_OPERANDS:
            some = [words.pop() for _ in range(MOST_OPERANDS)]
            table = np.einsum(f"{','.join([own, *some])}->{own}", table, *(operands.pop() for _ in some))
        result: FloatArray = np.asarray(np.einsum(f"{','.join([own, *words])}->{out}", table, *operands))
        return (result if self.reciprocal is None else result * self.reciprocal).reshape(-1)


class CliqueTables:
    """P(clique) of every clique, axes as the clique lists its variables, and what follows from it."""

    def __init__(self, cliques: Sequence[tuple[int, ...]], sizes: Sequence[int], beliefs: Sequence[FloatArray]) -> None:
        self._sizes, self._beliefs = sizes, beliefs
        self._letters = [dict(zip(clique, string.ascii_letters, strict=False)) for clique in cliques]
        self._own = ["".join(letters.values()) for letters in self._letters]
        self._conditional: dict[tuple[int, int], FloatArray] = {}

    def rule(
        self, place: int, to: int | None, here: Sequence[int], blocks: Sequence[tuple[int, ...]]
    ) -> FloatArray | Product:
        """Return what a clique says about some variables, as an array over (outcomes seen ..., these, messages ...).

        `here` are the variables seen, `blocks` the variables spoken of, then those of each message. It is P(seen,
        these) or, where it speaks to the clique `to`, P(seen | these). Where that would be large it is a `Product`; an
        array costs less to make than a product costs once, and next to nothing to use.
        """
        axes = [*here, *(variable for block in blocks for variable in block)]
        seen = [self._sizes[variable] for variable in here]
        shape = [*seen, *[math.prod([self._sizes[variable] for variable in block]) for block in blocks]]
        if math.prod(shape) <= MOST_RULE_ENTRIES and len(axes) <= 2 * MOST_AXES:
            return np.ascontiguousarray(self._whole(place, to, blocks[0], axes).reshape(shape))
        words = [self._own[place], *(self._word(place, block) for block in (*zip(here), *blocks[1:]))]
        equation = f"{','.join(words)}->{self._word(place, blocks[0])}"
        shapes = [[self._sizes[variable] for variable in block] for block in blocks[1:]]
        reciprocal = None if to is None else self._reciprocal(place, blocks[0])
        return Product(self._beliefs[place], equation, seen, shapes, reciprocal)

    def _whole(self, place: int, to: int | None, out: tuple[int, ...], axes: Sequence[int]) -> FloatArray:
        """Return P(axes) of a clique, or P(axes | out) where it speaks to another; a variable may be on two axes."""
        kept = tuple(dict.fromkeys(axes))
        word = self._word(place, kept)
        source = self._beliefs[place] if to is None else self._given(place, to, out)
        table = np.asarray(np.einsum(f"{self._own[place]}->{word}", source))
        if len(axes) == len(kept):
            return table
        # A variable on two axes is the same on both: off that diagonal, which is written to by a view, all is 0.
        whole = np.zeros([self._sizes[variable] for variable in axes])
        np.einsum(f"{self._word(place, axes)}->{word}", whole)[...] = table
        return whole

    def _given(self, place: int, to: int, separator: tuple[int, ...]) -> FloatArray:
        """Return P(clique | separator)."""
        found = self._conditional.get((place, to))
        if found is None:
            equation = f"{self._own[place]},{self._word(place, separator)}->{self._own[place]}"
            found = np.asarray(np.einsum(equation, self._beliefs[place], self._reciprocal(place, separator)))
            self._conditional[place, to] = found
        return found

    def _reciprocal(self, place: int, separator: tuple[int, ...]) -> FloatArray:
        """Return 1 / P(separator), and 0 where that is impossible: whatever is multiplied by it is 0 there too."""
        margin = np.asarray(np.einsum(f"{self._own[place]}->{self._word(place, separator)}", self._beliefs[place]))
        inverse = np.zeros(margin.shape)
        np.divide(1.0, margin, out=inverse, where=margin > 0)
        return inverse

    def _word(self, place: int, variables: Sequence[int]) -> str:
        """Return these variables of a clique as axes in an equation."""
        letters = self._letters[place]
        return "".join([letters[variable] for variable in variables])
