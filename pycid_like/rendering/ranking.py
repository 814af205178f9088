"""In which line nodes stand: by the longest way to them, and by time step."""

from __future__ import annotations

from collections.abc import Sequence

from .scene import EdgeStyle, Scene

Link = tuple[int, int]


def ranks(count: int, links: Sequence[Link]) -> list[int]:
    """Return for each node how many arrows the longest way to it has.

    >>> ranks(3, [(0, 1), (1, 2), (0, 2)])
    [0, 1, 2]
    """
    children: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in links:
        children[source].append(target)
        waiting[target] += 1
    found = [0] * count
    ready = [node for node in range(count) if not waiting[node]]
    for node in ready:
        for child in children[node]:
            found[child] = max(found[child], found[node] + 1)
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return found


def columns(scene: Scene) -> tuple[tuple[str, ...], ...]:
    """Return the names of the nodes that stand in one line, from the first to the last time step.

    A step takes one line, or as many as its longest chain of arrows has nodes, so that no arrow has to run along a
    line. Nodes without a step are in none.
    """
    steps = {node.name: node.step for node in scene.nodes if node.step is not None}
    number = {name: place for place, name in enumerate(steps)}
    inside = [
        (number[edge.source], number[edge.target])
        for edge in scene.edges
        if edge.style is not EdgeStyle.HYPOTHETICAL
        and edge.source in steps
        and steps[edge.source] == steps.get(edge.target)
    ]
    found: dict[tuple[int, int], list[str]] = {}
    for (name, step), depth in zip(steps.items(), ranks(len(steps), inside), strict=True):
        found.setdefault((step, depth), []).append(name)
    return tuple(tuple(found[place]) for place in sorted(found))
