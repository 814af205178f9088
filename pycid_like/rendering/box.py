"""Rectangles in a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .spline import Point


@dataclass(frozen=True)
class Box:
    """A rectangle in points, y upwards."""

    left: float
    low: float
    right: float
    high: float

    @property
    def size(self) -> Point:
        """Width and height."""
        return self.right - self.left, self.high - self.low

    def around(self, points: Iterable[Point]) -> Box:
        """Return the smallest rectangle that holds this one and the points."""
        every = [(self.left, self.low), (self.right, self.high), *points]
        across, up = [x for x, _ in every], [y for _, y in every]
        return Box(min(across), min(up), max(across), max(up))

    def holds(self, point: Point) -> bool:
        """Return whether a point lies in it."""
        return self.left <= point[0] <= self.right and self.low <= point[1] <= self.high

    def grown(self, margin: float) -> Box:
        """Return the rectangle with a margin all around."""
        return Box(self.left - margin, self.low - margin, self.right + margin, self.high + margin)
