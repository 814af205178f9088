"""What a large clique does with messages: its own table times these, summed, and nothing larger on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .mechanism import FloatArray


@dataclass(frozen=True, eq=False)
class Product:
    """A clique's table times what is seen (of so many outcomes each) and times messages (of these shapes), summed.

    `equation` says how, over the axes of the clique; the sum is then multiplied by `reciprocal` where there is one.

    >>> product = Product("ab,a,b->b", [2], [[2]], None)
    >>> product.of(np.array([[0.25, 0.25], [0.5, 0.0]]), (0,), [np.array([1.0, 0.5])]).tolist()
    [0.25, 0.125]
    """

    equation: str
    sizes: Sequence[int]
    shapes: Sequence[Sequence[int]]
    reciprocal: FloatArray | None

    def of(self, table: FloatArray, seen: Sequence[int], messages: Sequence[FloatArray]) -> FloatArray:
        """Return the product for these positions of outcomes and these messages, in one dimension."""
        operands = [np.eye(size)[position] for size, position in zip(self.sizes, seen, strict=True)]
        operands += [message.reshape(shape) for message, shape in zip(messages, self.shapes, strict=True)]
        result: FloatArray = np.asarray(np.einsum(self.equation, table, *operands))
        return (result if self.reciprocal is None else result * self.reciprocal).reshape(-1)
