"""A process unrolled by substituting the step into its text, and memory link by link."""

from __future__ import annotations

import re
from collections.abc import Iterable

import networkx

from tests.oracles.plain import Edge

_INDEX = re.compile(r"\[t\s*([+-]\s*\d+)?\]")


def at(name: str, step: int) -> str:
    return _INDEX.sub(lambda found: f"[{step + int((found[1] or '0').replace(' ', ''))}]", name)


def step_of(node: str) -> int | None:
    found = re.search(r"\[(-?\d+)\]$", node)
    return int(found[1]) if found else None


def drawn(arrows: Iterable[Edge], steps: range, acting: set[str]) -> set[Edge]:
    """The edges of a process; `acting` are the stems of decisions."""
    edges = set()
    for step in steps:
        for pair in arrows:
            source, target = (at(name, step) for name in pair)
            before, after = step_of(source), step_of(target)
            inside = all(number is None or number in steps for number in (before, after))
            if inside and not (before is not None and after is not None and after < before):
                edges.add((source, target))
    with_arrows = {re.sub(r"\[.*\]$", "", source) for source, _ in arrows}
    while True:
        nodes = {node for edge in edges for node in edge}
        idle = {
            node
            for node in nodes
            if re.sub(r"\[.*\]$", "", node) in acting & with_arrows and all(node != s for s, _ in edges)
        }
        if not idle:
            return edges
        edges = {edge for edge in edges if edge[1] not in idle}


def memory(edges: set[Edge], decisions: Iterable[str], span: int | None) -> tuple[set[Edge], set[Edge]]:
    """The links that memory must add, and those that it may add: two decisions of a step may be in either order."""
    graph = networkx.DiGraph(sorted(edges))
    must, may = set(), set()
    for later in decisions:
        for earlier in decisions:
            ago = (step_of(later) or 0) - (step_of(earlier) or 0)
            if earlier == later or ago < 0 or span == 0 or (span is not None and ago > span):
                continue
            links = {(node, later) for node in (*graph.predecessors(earlier), earlier)}
            if ago > 0 or networkx.has_path(graph, earlier, later):
                must |= links
            elif not networkx.has_path(graph, later, earlier):
                may |= links
    return must, may
