"""Where everything in a scene goes: Graphviz's layers for what it can lay out in seconds, plain layers beyond."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..errors import Problem, RenderingError
from . import layers
from .engine import run
from .ranking import columns, ranks
from .scene import EdgeStyle, Scene, SceneEdge, SceneNode, Shape
from .shapes import outermost

#: More than this no one can read, and no picture should be asked to hold.
MOST_NODES = 5_000
MOST_EDGES = 20_000

# Measured: the time that Graphviz takes goes with the number of ranks that its arrows span, and passes two seconds
# here; with straight arrows and little effort on crossings, here.
_MOST_SPANS_WITH_CARE = 4_000
_MOST_SPANS_IN_HASTE = 20_000
_IN_HASTE = " splines=line nslimit=0.1 nslimit1=0.1 mclimit=0.05 searchsize=5"

ARROW_SIZE = 0.75
PEN = 1.1
BOLD_PEN = 2.6
_DOTS_PEN = 1.6

Point = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """The middle of each node and the course of each arrow (as Graphviz writes splines), in points, y upwards."""

    places: tuple[Point, ...]
    courses: tuple[str, ...]


def lay_out(scene: Scene) -> Layout:
    """Return where the nodes and arrows of a scene go, in seconds whatever its size.

    Raises `RenderingError` above `MOST_NODES` nodes or `MOST_EDGES` edges, and where the engine fails.
    """
    _refuse_what_is_too_large(scene)
    number = {node.name: place for place, node in enumerate(scene.nodes)}
    links = [(number[edge.source], number[edge.target]) for edge in scene.edges]
    rank = ranks(len(scene.nodes), _real(scene, links))
    spans = sum(abs(rank[target] - rank[source]) for source, target in links)
    if spans > _MOST_SPANS_IN_HASTE:
        return Layout(*layers.lay_out(scene, links, rank))
    haste = _IN_HASTE if spans > _MOST_SPANS_WITH_CARE else ""
    return _read(scene, run("\n".join(_skeleton(scene, number, haste)), "dot", "json0"))


def pen(edge: SceneEdge) -> float:
    """Return the width of an arrow's line in points; dots need a little more to be seen."""
    if edge.emphasis:
        return BOLD_PEN
    return _DOTS_PEN if edge.style is EdgeStyle.INFORMATION else PEN


def _refuse_what_is_too_large(scene: Scene) -> None:
    counts = (("nodes", len(scene.nodes), MOST_NODES), ("arrows", len(scene.edges), MOST_EDGES))
    hint = "Draw a part of the diagram, such as one decision with its ancestors and descendants, or save as .dot."
    problems = [Problem(f"{count} {what}, more than {most}", hint=hint) for what, count, most in counts if count > most]
    if problems:
        raise RenderingError(problems)


def _real(scene: Scene, links: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the links that the diagram has: one that is only asked about might close a cycle."""
    return [link for link, edge in zip(links, scene.edges, strict=True) if edge.style is not EdgeStyle.HYPOTHETICAL]


def _skeleton(scene: Scene, number: dict[str, int], haste: str) -> Iterator[str]:
    """Yield a DOT text of bare shapes of the right size: what the layout depends on, and nothing else."""
    direction = {"right": "LR", "down": "TB"}[scene.direction]
    yield f"digraph {{ graph [rankdir={direction} nodesep=0.36 ranksep=0.45{haste}]"
    yield f'node [label="" fixedsize=true] edge [arrowsize={ARROW_SIZE}]'
    yield from (_bare(place, node) for place, node in enumerate(scene.nodes))
    steps = {node.name: node.step for node in scene.nodes}
    for place, edge in enumerate(scene.edges):
        extra = f" penwidth={pen(edge)}"
        begin, end = steps[edge.source], steps[edge.target]
        if edge.style is EdgeStyle.HYPOTHETICAL or (begin is not None and end is not None and begin > end):
            extra += " constraint=false"
        yield f"n{number[edge.source]} -> n{number[edge.target]} [id=e{place}{extra}]"
    lines = columns(scene)
    for column in lines:
        yield f"{{ rank=same; {'; '.join(f'n{number[name]}' for name in column)} }}"
    for earlier, later in pairwise(lines):
        yield f"n{number[earlier[0]]} -> n{number[later[0]]} [style=invis weight=0]"
    yield "}"


def _bare(place: int, node: SceneNode) -> str:
    size = outermost(node)
    sizes = f"width={size.across / 36:.4f} height={size.up / 36:.4f}"
    return f"n{place} [shape={'box' if node.shape is Shape.ROUNDED else node.shape.value} {sizes}]"


def _read(scene: Scene, made: bytes) -> Layout:
    found = json.loads(made)
    places = {item["name"]: _point(item["pos"]) for item in found.get("objects", ()) if "pos" in item}
    courses = {item["id"]: item["pos"] for item in found.get("edges", ()) if "id" in item}
    missing = [node.name for place, node in enumerate(scene.nodes) if f"n{place}" not in places]
    if missing:
        hint = "Save as .dot and lay it out with another program."
        raise RenderingError([Problem(f"the engine gave no place to {missing[0]!r}", hint=hint)])
    return Layout(
        tuple(places[f"n{place}"] for place in range(len(scene.nodes))),
        tuple(courses.get(f"e{place}", "") for place in range(len(scene.edges))),
    )


def _point(text: str) -> Point:
    right, up = text.split(",")
    return float(right), float(up)
