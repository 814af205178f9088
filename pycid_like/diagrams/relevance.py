"""Strategic relevance: which decisions rely on which others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..graph.adjacency import Adjacency
from ..graph.walk import UP, Reach
from .cid import CID
from .perspective import perspective


@dataclass(frozen=True)
class RelevanceGraph:
    """Decisions as nodes, with an edge (D, D') where D relies on D': the best rule at D depends on the rule at D'.

    D' must be solved before D. (Some papers draw these arrows the other way round.) `paths` gives for every edge an
    active path from D' to a utility of D's owner, by which the rule at D' matters.

    Source: Koller & Milch 2001, Defs. 7 and 9; a diagram of one agent is soluble exactly when the graph is acyclic.

    >>> graph = relevance_graph(CID([("A", "U"), ("B", "U")], decisions=["A", "B"], utilities="U"))
    >>> graph.is_acyclic, graph.cycle, graph.paths[0]
    (False, ('A', 'B'), ('B', 'U'))
    """

    decisions: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    paths: tuple[tuple[str, ...], ...] = field(repr=False)

    @cached_property
    def _adjacency(self) -> Adjacency:
        number = {decision: place for place, decision in enumerate(self.decisions)}
        return Adjacency.from_edges(len(number), [(number[a], number[b]) for a, b in self.edges])

    @property
    def is_acyclic(self) -> bool:
        """Whether no decisions rely on each other in a cycle."""
        return not self.cycle

    @cached_property
    def cycle(self) -> tuple[str, ...]:
        """Decisions that rely on each other in a cycle, each on the next and the last on the first; empty if none."""
        return tuple(self.decisions[place] for place in self._adjacency.find_cycle())

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """Decisions that must be solved together, those relied on first: the strongly connected components."""
        import networkx

        rank = {decision: place for place, decision in enumerate(self.decisions)}
        condensed = networkx.condensation(self.to_networkx())
        members = {
            group: tuple(sorted(nodes, key=rank.__getitem__)) for group, nodes in condensed.nodes(data="members")
        }
        order = networkx.lexicographical_topological_sort(
            condensed.reverse(), key=lambda group: rank[members[group][0]]
        )
        return tuple(members[group] for group in order)

    def relied_on(self, decision: str) -> tuple[str, ...]:
        """Return the decisions that this one relies on."""
        return tuple(other for one, other in self.edges if one == decision)

    def to_networkx(self) -> Any:
        """Return a fresh `networkx.DiGraph` with an edge from each decision to those it relies on."""
        import networkx

        graph = networkx.DiGraph()
        graph.add_nodes_from(self.decisions)
        graph.add_edges_from(self.edges)
        return graph

    def __str__(self) -> str:
        lines = [
            f"{one} relies on {other} (by {' - '.join(path)})"
            for (one, other), path in zip(self.edges, self.paths, strict=True)
        ]
        lines.append("cyclic: " + ", ".join(self.cycle) if self.cycle else "acyclic")
        return "\n".join(lines)


def relevance_graph(cid: CID) -> RelevanceGraph:
    """Return which decisions rely on which others, of the same agent or not, each with its owner's utilities.

    Source: Koller & Milch, "Multi-agent influence diagrams", IJCAI 2001: sound (Theorem 1) and complete (Theorem 2).
    Linear in the diagram per decision.

    >>> tree_killer = CID.parse(
    ...     "PT -> E, TS, BP; TS -> TDoc, TDead; TDoc -> TDead, Cost, BP; TDead -> V, Tree; BP -> V",
    ...     decisions={"alice": ["PT", "BP"], "bob": "TDoc"},
    ...     utilities={"alice": ["E", "V"], "bob": ["Tree", "Cost"]})
    >>> relevance_graph(tree_killer).edges
    (('PT', 'BP'), ('PT', 'TDoc'), ('BP', 'TDoc'))
    >>> relevance_graph(tree_killer).components
    (('TDoc',), ('BP',), ('PT',))
    """
    places = [cid.position(decision) for decision in cid.decisions]
    edges, paths = [], []
    for decision, place in zip(cid.decisions, places, strict=True):
        problem = perspective(cid, str(cid.owner(decision)))
        reach = problem.connection(place)
        for other in problem.relies_on(place, places):
            edges.append((decision, cid.nodes[other]))
            paths.append(problem.names(_walk_to_mechanism(reach, other)))
    return RelevanceGraph(cid.decisions, tuple(edges), tuple(paths))


def _walk_to_mechanism(reach: Reach, node: int) -> list[int]:
    """Return the nodes of a shortest walk from a node's mechanism to a utility, beginning at the node."""
    states = [state for state in (2 * node, 2 * node + 1) if reach.reached_state(state) and reach.rule.ways(state) & UP]
    shortest = min((reach.walk_to(state) for state in states), key=len)
    return [state >> 1 for state in reversed(shortest)]
