"""The strokes of a sheet: each thing that can be seen, as one DOT statement with its place."""

from __future__ import annotations

from . import palette
from .inscription import attributes, lines
from .layout import ARROW_SIZE, BOLD_PEN, PEN, pen
from .lettering import width
from .scene import Mark, SceneEdge, SceneNode, Shape
from .shapes import BADGE_HEIGHT, BADGE_SIZE, Outline, badge_width, inscription
from .spline import Point

_RING_PEN = 1.7


def shape(key: str, node: SceneNode, size: Outline, place: Point, identity: str | None = None) -> str:
    """Return a node with its text; where it stands for one of the diagram it has an identity."""
    styled = inscription(node)
    return placed(
        key,
        place,
        (2 * size.across, 2 * size.up),
        **outline_attributes(node.shape, "filled"),
        fillcolor=node.fill,
        color=node.outline or palette.LINE,
        penwidth=BOLD_PEN if node.outline else PEN,
        label=lines(*styled) if styled else None,
        id=identity,
        **{"class": "shape"},
    )


def ring(key: str, mark: Mark, size: Outline, place: Point) -> str:
    """Return the ring of a mark."""
    sizes = 2 * size.across, 2 * size.up
    return placed(
        key, place, sizes, **outline_attributes(size.shape, str(mark.ring)), color=mark.colour, penwidth=_RING_PEN
    )


def badge(key: str, mark: Mark, place: Point) -> str:
    """Return the badge of a mark: filled where the answer is yes, else with a border only."""
    solid = mark.ring == "dashed"
    return placed(
        key,
        place,
        (badge_width(mark), BADGE_HEIGHT),
        shape="box",
        style="rounded,filled",
        fillcolor=mark.colour if solid else palette.PAPER,
        color=palette.PAPER if solid else mark.colour,
        penwidth=1.0,
        label=lines((mark.badge, BADGE_SIZE, palette.text_on(mark.colour) if solid else palette.INK)),
    )


def outline_attributes(shape: Shape, style: str) -> dict[str, str]:
    """Return how DOT says a shape, with its style."""
    if shape is Shape.ROUNDED:
        return {"shape": "box", "style": f"rounded,{style}"}
    return {"shape": shape.value, "style": style}


def placed(key: str, place: Point, size: Point, **given: object) -> str:
    """Return the statement of something at a place, of a size in points."""
    at = f"{place[0]:.2f},{place[1]:.2f}"
    return f"{key} {attributes(pos=at, width=size[0] / 72, height=size[1] / 72, **given)}"


def arrow(begin: str, end: str, edge: SceneEdge, course: str, identity: str | None = None) -> str:
    """Return an arrow that takes the course given."""
    look = attributes(
        pos=course,
        style=edge.style.value,
        color=edge.emphasis or palette.LINE,
        penwidth=pen(edge),
        arrowsize=ARROW_SIZE,
        id=identity,
    )
    return f"{begin} -> {end} {look}"


def number(key: str, edge: SceneEdge, place: Point) -> str:
    """Return the number of a step, to stand on its arrow."""
    text = " ".join(edge.numbers)
    colour = edge.emphasis or palette.LINE
    return placed(
        key,
        place,
        (max(14.0, width(text, BADGE_SIZE) + 7), 14.0),
        shape="ellipse" if len(text) == 1 else "box",
        style="filled" if len(text) == 1 else "rounded,filled",
        fillcolor=palette.PAPER,
        color=colour,
        penwidth=1.3,
        label=lines((text, BADGE_SIZE, palette.INK)),
    )
