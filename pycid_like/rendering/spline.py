"""The courses of arrows, as Graphviz writes them: Bezier curves, and where their arrowheads point."""

from __future__ import annotations

import re
from itertools import pairwise

Point = tuple[float, float]


def points(course: str) -> list[Point]:
    """Return the points of a spline: its ends and, between them, the points that bend it.

    >>> points("e,9,0 0,0 2,0 4,0 6,0")
    [(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (6.0, 0.0)]
    """
    spline = re.sub(r"[se],\S+", "", course.partition(";")[0])
    pairs = (pair.split(",") for pair in spline.split())
    return [(float(x), float(y)) for x, y in pairs]


def head(course: str) -> Point:
    """Return where the arrowhead points, the end of the spline where it has none.

    >>> head("e,9,0 0,0 2,0 4,0 6,0")
    (9.0, 0.0)
    """
    found = re.search(r"e,([^,\s]+),(\S+)", course)
    return (float(found[1]), float(found[2])) if found else points(course)[-1]


def sampled(course: str) -> list[Point]:
    """Return points along a spline, sixteen for each of its curves."""
    bends = points(course)
    walked = [bends[0]]
    for begin in range(0, len(bends) - 3, 3):
        a, b, c, d = bends[begin : begin + 4]
        walked += [_between(a, b, c, d, step / 16) for step in range(1, 17)]
    return walked


def middle(course: str) -> Point:
    """Return the point half the way along a spline.

    >>> middle("e,9,0 0,0 2,0 4,0 6,0")
    (3.0, 0.0)
    """
    walked = sampled(course)
    lengths = [((x - u) ** 2 + (y - v) ** 2) ** 0.5 for (x, y), (u, v) in pairwise(walked)]
    left = sum(lengths) / 2
    for point, length in zip(walked[1:], lengths, strict=True):
        left -= length
        if left <= 0:
            return point
    return walked[-1]


def _between(a: Point, b: Point, c: Point, d: Point, part: float) -> Point:
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
    return x, y
