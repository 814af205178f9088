"""A scene with its layout becomes a sheet: a DOT text in which everything, rings, badges, legend, has its place.

Graphviz's "nop2" then draws it without moving anything: SVG, PNG and PDF show the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import ink, palette
from .badges import badge_rows, badges
from .box import Box
from .inscription import attributes
from .layout import Layout
from .lettering import FONTS
from .scene import Scene
from .shapes import outermost, outline, ringed, rings
from .spline import middle, points
from .surroundings import heading, legend

_MARGIN = 10.0


@dataclass(frozen=True)
class Sheet:
    """The placed DOT text, and the rectangle that it fills."""

    body: tuple[str, ...]
    box: Box

    @property
    def dot(self) -> str:
        """The DOT text at the resolution of a page: a point is a point."""
        return self.at(72.0)

    def at(self, dots_per_inch: float) -> str:
        """Return the DOT text with a resolution for pixels."""
        pad = _MARGIN / 72
        graph = attributes(bgcolor=palette.PAPER, outputorder="edgesfirst", pad=pad, dpi=dots_per_inch)
        head = (f"graph {graph}", f"node {attributes(fontname=FONTS, fixedsize='shape', label='')}")
        return "\n".join(["digraph {", *head, *self.body, "}"])


def sheet(scene: Scene, layout: Layout, *, prefix: str) -> Sheet:
    """Return the sheet of a scene; the ids of its elements begin with `prefix`."""
    rows = badge_rows(scene, layout)
    body = [*_nodes(scene, layout, prefix, rows), *_edges(scene, layout, prefix), *_numbers(scene, layout)]
    box = _extent(scene, layout, rows)
    below, box = legend(scene.legend, box)
    above, box = heading(scene.title, box)
    return Sheet((*body, *below, *above), box.grown(_MARGIN))


def _nodes(scene: Scene, layout: Layout, prefix: str, rows: Sequence[Box | None]) -> Iterator[str]:
    """Yield rings, shapes and badges, in this order, so that badges lie on top."""
    for number, (node, place) in enumerate(zip(scene.nodes, layout.places, strict=True)):
        for order, (mark, ring) in enumerate(zip(ringed(node.marks), rings(node), strict=True)):
            yield ink.ring(f"r{number}x{order}", mark, ring, place)
        yield ink.shape(f"n{number}", node, outline(node), place, f"{prefix}-node-{number}")
    for key, mark, place in badges(scene, rows):
        yield ink.badge(key, mark, place)


def _edges(scene: Scene, layout: Layout, prefix: str) -> Iterator[str]:
    ends = {node.name: f"n{number}" for number, node in enumerate(scene.nodes)}
    for number, (edge, course) in enumerate(zip(scene.edges, layout.courses, strict=True)):
        if course:
            yield ink.arrow(ends[edge.source], ends[edge.target], edge, course, f"{prefix}-edge-{number}")


def _numbers(scene: Scene, layout: Layout) -> Iterator[str]:
    for number, (edge, course) in enumerate(zip(scene.edges, layout.courses, strict=True)):
        if edge.numbers and course:
            yield ink.number(f"s{number}", edge, middle(course))


def _extent(scene: Scene, layout: Layout, rows: Sequence[Box | None]) -> Box:
    corners = [] if layout.places else [(0.0, 0.0)]
    for node, (right, up) in zip(scene.nodes, layout.places, strict=True):
        size = outermost(node)
        corners += [(right - size.across, up - size.up), (right + size.across, up + size.up)]
    corners += [corner for row in rows if row is not None for corner in ((row.left, row.low), (row.right, row.high))]
    bends = [point for course in layout.courses if course for point in points(course)]
    return Box(*corners[0], *corners[0]).around(corners + bends)
