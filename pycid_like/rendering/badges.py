"""Where a node's badges stand: below it, or above it where arrowheads would lie under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .box import Box
from .layout import Layout
from .scene import Mark, Scene, SceneNode
from .shapes import BADGE_HEIGHT, badge_places, badge_row_width, outermost
from .spline import Point, head, sampled

# An arrowhead that cannot be seen is worse than a piece of a line.
_HEAD_WEIGHT = 50
_AROUND = 4.0

# Where an arrow points, and points along it.
_Arrow = tuple[Point, list[Point]]


def badges(scene: Scene, rows: Sequence[Box | None]) -> Iterator[tuple[str, Mark, Point]]:
    """Yield a key, the mark and the middle of each badge in its row."""
    for number, (node, row) in enumerate(zip(scene.nodes, rows, strict=True)):
        if row is None:
            continue
        middle = (row.left + row.right) / 2
        for order, (mark, right) in enumerate(zip(node.marks, badge_places(node.marks), strict=True)):
            yield f"b{number}x{order}", mark, (middle + right, (row.low + row.high) / 2)


def badge_rows(scene: Scene, layout: Layout) -> list[Box | None]:
    """Return the rectangle of each node's row of badges, None where it has none."""
    marked = {node.name for node in scene.nodes if node.marks}
    arrows: dict[str, list[_Arrow]] = {name: [] for name in marked}
    for edge, course in zip(scene.edges, layout.courses, strict=True):
        if course and not marked.isdisjoint((edge.source, edge.target)):
            arrow = head(course), sampled(course)
            for name in marked.intersection((edge.source, edge.target)):
                arrows[name].append(arrow)
    placed = zip(scene.nodes, layout.places, strict=True)
    return [_row(node, place, arrows[node.name]) if node.marks else None for node, place in placed]


def _row(node: SceneNode, place: Point, arrows: Sequence[_Arrow]) -> Box:
    """Return the first place that hides nothing, or the one that hides least."""
    candidates = _candidates(node, place)
    hidden = []
    for row in candidates:
        hidden.append(_hidden(row, arrows))
        if not hidden[-1]:
            break
    return candidates[hidden.index(min(hidden))]


def _candidates(node: SceneNode, place: Point) -> list[Box]:
    """Return where the row may stand, the usual place first: below, above; with straight sides in the corners too."""
    size, half = outermost(node), badge_row_width(node.marks) / 2
    slack = max(0.0, size.across - half) if size.is_straight else 0.0
    shifts = (0.0, slack, -slack) if slack else (0.0,)
    return [
        Box(x - half, y - BADGE_HEIGHT / 2, x + half, y + BADGE_HEIGHT / 2)
        for x in (place[0] + shift for shift in shifts)
        for y in (place[1] - size.up, place[1] + size.up)
    ]


def _hidden(row: Box, arrows: Sequence[_Arrow]) -> int:
    """Return how much of the arrows at a node a row of badges would hide."""
    wide = row.grown(_AROUND)
    return sum(_HEAD_WEIGHT * wide.holds(tip) + sum(map(wide.holds, course)) for tip, course in arrows)
