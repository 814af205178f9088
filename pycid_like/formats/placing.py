"""Where in a file a problem of the diagram stands: the diagram itself knows no lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..documents import Document, Place
from ..errors import Problem
from .edges import WrittenEdges


def placed(problem: Problem, document: Document, nodes: Mapping[str, Any], edges: WrittenEdges) -> Problem:
    """Return a problem of a diagram with the line of the edge, node or agent that its message names.

    Of a cycle it is the edge that stands last in the file: the one that closed it.
    """
    place = _edge_place(problem.message, edges) or _node_place(problem.message, document, nodes)
    if place is None:
        place = document.key_place(("nodes",))
    hint = (
        problem.hint.replace('pass utility_children="allow"', "set utility_children: allow") if problem.hint else None
    )
    if place is None:
        return replace(problem, hint=hint)
    return replace(problem, hint=hint, line=place.line, column=place.column)


def _edge_place(message: str, edges: WrittenEdges) -> Place | None:
    text = f"{message} "
    named = [place for (a, b), place in edges.places.items() if f" {a} -> {b} " in text and place is not None]
    return max(named, default=None)


def _node_place(message: str, document: Document, nodes: Mapping[str, Any]) -> Place | None:
    agents = {given["agent"]: name for name, given in reversed(list(nodes.items())) if "agent" in given}
    name = _first_quoted(message, nodes)
    if name is None:
        agent = _first_quoted(message, agents)
        name = agents[agent] if agent is not None else None
    return document.key_place(("nodes", name)) if name is not None else None


def _first_quoted(message: str, names: Iterable[str]) -> str | None:
    """Return the name that stands first in quotes in a message."""
    found = [(message.index(repr(name)), name) for name in names if repr(name) in message]
    return min(found)[1] if found else None
