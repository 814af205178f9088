"""One agent's diagram as plain sets of names, built literally as the theory says it is to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx

from pycid_like import CID

Edge = tuple[str, str]


@dataclass(frozen=True)
class Plain:
    """A single-agent diagram: every node that is neither a decision nor a utility is a chance node."""

    nodes: frozenset[str]
    edges: frozenset[Edge]
    decisions: frozenset[str]
    utilities: frozenset[str]

    @cached_property
    def graph(self) -> Any:
        graph = networkx.DiGraph()
        graph.add_nodes_from(sorted(self.nodes))
        graph.add_edges_from(sorted(self.edges))
        return graph

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        return {node: frozenset({node, *networkx.descendants(self.graph, node)}) for node in self.nodes}

    @property
    def chance(self) -> frozenset[str]:
        return self.nodes - self.decisions - self.utilities

    def parents(self, node: str) -> frozenset[str]:
        return frozenset(self.graph.predecessors(node))

    def below(self, node: str) -> frozenset[str]:
        """The node and its descendants."""
        return self._below[node]

    def leads(self, source: str, target: str) -> bool:
        """Whether a directed path, of length 0 or more, leads from one to the other."""
        return target in self.below(source)

    def leads_to_utility(self, source: str) -> bool:
        return not self.below(source).isdisjoint(self.utilities)

    def utilities_of(self, decision: str) -> frozenset[str]:
        return self.utilities & self.below(decision)

    def plus(self, *edges: Edge) -> Plain:
        return Plain(self.nodes, self.edges | set(edges), self.decisions, self.utilities)

    def minus(self, *edges: Edge) -> Plain:
        return Plain(self.nodes, self.edges - set(edges), self.decisions, self.utilities)

    def less(self, gone: Iterable[str]) -> Plain:
        """The diagram without these nodes and their edges."""
        out = frozenset(gone)
        edges = frozenset(edge for edge in self.edges if out.isdisjoint(edge))
        return Plain(self.nodes - out, edges, self.decisions - out, self.utilities - out)

    def only(self, decision: str) -> Plain:
        """The diagram without all other decisions: each of them has a single option."""
        return self.less(self.decisions - {decision})


def pay(utility: str) -> str:
    """The name of the utility proper where the name itself goes to its chance copy."""
    return f"{utility} (pay)"


def one_agents_problem(cid: CID, agent: str) -> Plain:
    """THEORY 14.7 and 14.19, literally.

    The others' decisions become chance nodes, the others' utilities are dropped. A utility with children becomes a
    chance node, which keeps its name, parents and children, with the utility proper as one child more.
    """
    nodes, edges, utilities = set(cid.nodes), set(cid.edges), set()
    for utility in cid.utilities:
        mine = cid.owner(utility) == agent
        if any(source == utility for source, _ in cid.edges):
            if mine:
                nodes.add(pay(utility))
                edges.add((utility, pay(utility)))
                utilities.add(pay(utility))
        elif mine:
            utilities.add(utility)
        else:
            nodes.discard(utility)
            edges = {edge for edge in edges if utility not in edge}
    decisions = {node for node in cid.decisions if cid.owner(node) == agent}
    return Plain(frozenset(nodes), frozenset(edges), frozenset(decisions), frozenset(utilities))
