"""Edges as files write them: texts with arrows, pairs, and mappings with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..diagrams.parse import parse_edges
from ..documents import MOST_PROBLEMS, Document, Place, TreePath, hint_among
from ..errors import InvalidDiagram, Problem

Edge = tuple[str, str]


@dataclass
class WrittenEdges:
    """The edges of a file with their places and reasons, and what is wrong with them. Broken ones are left out."""

    places: dict[Edge, Place | None] = field(default_factory=dict)
    rationale: dict[Edge, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_edges(document: Document, nodes: Mapping[str, Any]) -> WrittenEdges:
    """Return the edges of a design file; what has the wrong structure is passed over, being reported elsewhere."""
    found = WrittenEdges()
    entries = document.tree.get("edges")
    for position, entry in enumerate(entries if isinstance(entries, list) else []):
        path: TreePath = ("edges", position)
        for source, target in _ends(document, path, entry, found.problems):
            _take(found, (source, target), document, path, nodes)
        if isinstance(entry, dict) and isinstance(entry.get("why"), str):
            edge = (entry.get("from"), entry.get("to"))
            found.rationale.update({known: entry["why"] for known in found.places if known == edge})
    return found


def _ends(document: Document, path: TreePath, entry: Any, problems: list[Problem]) -> Iterator[Edge]:
    """Yield the (parent, child) pairs of one entry."""
    pair = [entry.get("from"), entry.get("to")] if isinstance(entry, dict) else entry
    if isinstance(pair, list) and len(pair) == 2 and all(isinstance(end, str) and end for end in pair):
        yield pair[0], pair[1]
    if not isinstance(entry, str):
        return
    try:
        edges, _ = parse_edges(entry)
    except InvalidDiagram as error:
        problems += [document.problem(path, problem.message, problem.hint) for problem in error.problems]
        return
    if not edges:
        problems.append(document.problem(path, f"no edge in {entry!r}", "Write 'A -> B'; nodes stand under nodes:."))
    yield from edges


def _take(found: WrittenEdges, edge: Edge, document: Document, path: TreePath, nodes: Mapping[str, Any]) -> None:
    arrow = " -> ".join(map(repr, edge))
    unknown = [end for end in dict.fromkeys(edge) if end not in nodes]
    for end in unknown:
        if len(found.problems) > MOST_PROBLEMS:
            return
        hint = f"{hint_among(end, nodes)} Every node stands under nodes:."
        found.problems.append(document.problem(path, f"unknown node {end!r}", hint))
    if edge[0] == edge[1]:
        found.problems.append(document.problem(path, f"{arrow} is a self-loop", "Take the edge out."))
    elif edge in found.places:
        first = found.places[edge]
        where = f"It stood first in line {first.line}. " if first else ""
        found.problems.append(document.problem(path, f"the edge {arrow} stands twice", f"{where}Keep one."))
    elif not unknown:
        found.places[edge] = document.place(path)


def edge_entry(edge: Edge, why: str | None) -> Any:
    """Return an edge as it is written: as a text where that reads back, as a pair otherwise, with its reason if any.

    >>> edge_entry(("A", "B"), None), edge_entry(("A -> B", "C"), None)
    ('A -> B', ['A -> B', 'C'])
    """
    if why is not None:
        return {"from": edge[0], "to": edge[1], "why": why}
    text = " -> ".join(edge)
    try:
        plain = parse_edges(text) == ([edge], list(edge))
    except InvalidDiagram:
        plain = False
    return text if plain else list(edge)
