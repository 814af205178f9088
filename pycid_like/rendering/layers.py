"""A plain layered layout in linear time, for diagrams that are too dense for Graphviz: straight arrows, no finesse."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .ranking import Link
from .scene import Scene
from .shapes import Outline, outermost

Point = tuple[float, float]

_APART = 40.0
_ABOVE = 26.0
_ARROW = 7.5
_SWEEPS = 4


def lay_out(scene: Scene, links: Sequence[Link], rank: Sequence[int]) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Return the places of the nodes and the courses of the arrows; nodes of one rank stand in one column or row."""
    outlines = [outermost(node) for node in scene.nodes]
    columns = _ordered(len(outlines), links, rank)
    down = scene.direction == "down"
    places = [(0.0, 0.0)] * len(outlines)
    along = 0.0
    for column in columns:
        depths = [outlines[node].up if down else outlines[node].across for node in column]
        breadths = [outlines[node].across if down else outlines[node].up for node in column]
        along += max(depths)
        across = sum(breadths) + _ABOVE / 2 * (len(column) - 1)
        for node, breadth in zip(column, breadths, strict=True):
            across -= breadth
            places[node] = (-across, -along) if down else (along, across)
            across -= breadth + _ABOVE
        along += max(depths) + _APART + 6 * math.sqrt(len(column))
    return tuple(places), tuple(_straight(places[a], outlines[a], places[b], outlines[b]) for a, b in links)


def _ordered(count: int, links: Sequence[Link], rank: Sequence[int]) -> list[list[int]]:
    """Return the columns, each ordered by the mean place of its nodes' neighbours, a few times to and fro."""
    columns: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for node in range(count):
        columns[rank[node]].append(node)
    for source, target in links:
        neighbours[source].append(target)
        neighbours[target].append(source)
    height = _heights(columns, count)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            means = {node: _mean([height[other] for other in neighbours[node]], height[node]) for node in column}
            column.sort(key=means.__getitem__)
            for place, node in enumerate(column):
                height[node] = (place + 0.5) / len(column)
    return columns


def _heights(columns: Sequence[Sequence[int]], count: int) -> list[float]:
    height = [0.0] * count
    for column in columns:
        for place, node in enumerate(column):
            height[node] = (place + 0.5) / len(column)
    return height


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _straight(begin: Point, leaving: Outline, end: Point, arriving: Outline) -> str:
    """Return a straight arrow between two outlines, as Graphviz writes a spline with an arrowhead."""
    right, up = end[0] - begin[0], end[1] - begin[1]
    length = math.hypot(right, up) or 1.0
    out, back = leaving.edge_towards(right, up), arriving.edge_towards(-right, -up)
    first, tip = (begin[0] + out[0], begin[1] + out[1]), (end[0] + back[0], end[1] + back[1])
    last = tip[0] - right / length * _ARROW, tip[1] - up / length * _ARROW
    between = [tuple(a + (b - a) * part for a, b in zip(first, last, strict=True)) for part in (1 / 3, 2 / 3)]
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in (first, *between, last))
    return f"e,{tip[0]:.2f},{tip[1]:.2f} {points}"
