"""How large the outline of a node must be to hold its text, and the rings around it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .lettering import LINE_HEIGHT, width
from .palette import FAINT_INK, INK
from .scene import Mark, SceneNode, Shape

TITLE_SIZE = 12.0
NOTE_SIZE = 8.5
BADGE_SIZE = 8.5
BADGE_HEIGHT = 13.0

#: The room between a node and its first ring, and from ring to ring, in points.
RING_GAP = 4.8

#: How wide a title may grow before it is wrapped, in font sizes.
WIDEST = {Shape.ELLIPSE: 9.0, Shape.ROUNDED: 9.0, Shape.BOX: 9.0, Shape.DIAMOND: 7.5}

_BADGE_GAP = 2.5
_PADDING = 5.0
_NOTE_GAP = 2.0
_SMALLEST = {
    Shape.ELLIPSE: (20.0, 20.0),
    Shape.ROUNDED: (20.0, 18.0),
    Shape.BOX: (20.0, 18.0),
    Shape.DIAMOND: (27.0, 25.0),
}
_FLATTEST = {Shape.ELLIPSE: 2.3, Shape.DIAMOND: 2.4}


@dataclass(frozen=True)
class Outline:
    """Half the width and half the height of a shape, in points."""

    shape: Shape
    across: float
    up: float

    @property
    def is_straight(self) -> bool:
        """Whether it has upright sides."""
        return self.shape in (Shape.ROUNDED, Shape.BOX)

    def grown(self, gap: float) -> Outline:
        """Return the outline that keeps a distance from this one all around.

        >>> Outline(Shape.BOX, 20, 10).grown(5)
        Outline(shape=<Shape.BOX: 'box'>, across=25, up=15)
        """
        if self.shape is not Shape.DIAMOND:
            return Outline(self.shape, self.across + gap, self.up + gap)
        # The sides move outwards by the gap, the corners by more.
        scale = 1 + gap * math.hypot(self.across, self.up) / (self.across * self.up)
        return Outline(self.shape, self.across * scale, self.up * scale)

    def edge_towards(self, right: float, up: float) -> tuple[float, float]:
        """Return the point of the outline, seen from its middle, in a direction that is not (0, 0)."""
        one, other = abs(right) / self.across, abs(up) / self.up
        reach = one + other if self.shape is Shape.DIAMOND else math.hypot(one, other)
        if self.is_straight:
            reach = max(one, other)
        return right / reach, up / reach


def outline(node: SceneNode) -> Outline:
    """Return the outline that holds the node's title, note and row of badges."""
    corners = _corners(node)
    if node.shape in (Shape.ROUNDED, Shape.BOX):
        across, up = (max(corner[axis] for corner in corners) for axis in (0, 1))
    else:
        across, up = _around(node.shape, corners)
    least_across, least_up = _SMALLEST[node.shape]
    if node.shape is not Shape.DIAMOND:
        least_across = max(least_across, badge_row_width(node.marks) / 2 - len(ringed(node.marks)) * RING_GAP)
    return Outline(node.shape, max(across, least_across), max(up, least_up))


def outermost(node: SceneNode) -> Outline:
    """Return the node's last ring, or its own outline where it has none: where its arrows end."""
    return outline(node).grown(RING_GAP * len(ringed(node.marks)))


def rings(node: SceneNode) -> tuple[Outline, ...]:
    """Return the outlines of the node's rings, from the inside to the outside."""
    inner = outline(node)
    return tuple(inner.grown(RING_GAP * number) for number, _ in enumerate(ringed(node.marks), start=1))


def ringed(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the marks that have a ring, in order from the inside to the outside."""
    return tuple(mark for mark in marks if mark.ring is not None)


def badge_width(mark: Mark) -> float:
    """Return the width of a badge in points."""
    return width(mark.badge, BADGE_SIZE) + 8.0


def badge_row_width(marks: tuple[Mark, ...]) -> float:
    """Return the width of all badges side by side."""
    return sum(map(badge_width, marks)) + _BADGE_GAP * max(0, len(marks) - 1)


def badge_places(marks: tuple[Mark, ...]) -> tuple[float, ...]:
    """Return how far right of the node's middle the middle of each badge lies."""
    places = []
    left = -badge_row_width(marks) / 2
    for mark in marks:
        places.append(left + badge_width(mark) / 2)
        left += badge_width(mark) + _BADGE_GAP
    return tuple(places)


def inscription(node: SceneNode) -> list[tuple[str, float, str]]:
    """Return the lines of text in a node, each with its size and colour; the note stands a little apart."""
    title = [(line, TITLE_SIZE, INK) for line in node.lines]
    return [*title, ("", _NOTE_GAP, INK), (node.note, NOTE_SIZE, FAINT_INK)] if node.note else title


def _corners(node: SceneNode) -> list[tuple[float, float]]:
    """Return for each line of text how far it reaches from the middle: right, and up or down."""
    sizes = [(line, size) for line, size, _ in inscription(node)]
    total = sum(size * LINE_HEIGHT for _, size in sizes)
    corners, top = [(0.0, 0.0)], total / 2
    for line, size in sizes:
        bottom = top - size * LINE_HEIGHT
        corners.append((width(line, size) / 2 + _PADDING, max(top, -bottom) + _PADDING / 2))
        top = bottom
    return corners


def _around(shape: Shape, corners: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the smallest ellipse or diamond around the corners, of tolerable flatness."""

    def height(flatness: float) -> float:
        if shape is Shape.ELLIPSE:
            return max(math.hypot(x / flatness, y) for x, y in corners)
        return max(x / flatness + y for x, y in corners)

    steps = [1 + step * (_FLATTEST[shape] - 1) / 24 for step in range(25)]
    best = min(steps, key=lambda flatness: flatness * height(flatness) ** 2)
    return best * height(best), height(best)
