"""Strategic relevance: which decisions rely on which others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import InvalidCall, Problem, did_you_mean
from ..graph.adjacency import Adjacency
from .certify import mechanism_path
from .cid import CID
from .perspective import perspective


@dataclass(frozen=True)
class RelevanceGraph:
    """Decisions as nodes, with an edge (D, D') where D relies on D': the best rule at D depends on the rule at D'.

    D' must be solved before D. (Some papers draw these arrows the other way round.)

    Source: Koller & Milch 2001, Defs. 7 and 9; a diagram of one agent is soluble exactly when the graph is acyclic.

    >>> graph = relevance_graph(CID([("A", "U"), ("B", "U")], decisions=["A", "B"], utilities="U"))
    >>> graph.is_acyclic, graph.cycle, graph.paths[0]
    (False, ('A', 'B'), ('B', 'U'))
    """

    decisions: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    _cid: CID = field(repr=False, compare=False)

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """For every edge (D, D') an active path from D' to a utility of D's owner, by which the rule at D' matters."""
        return tuple(self.path(one, other) for one, other in self.edges)

    def path(self, decision: str, other: str) -> tuple[str, ...]:
        """Return an active path from a decision that another relies on to a utility of that other's owner.

        >>> relevance_graph(CID([("A", "U"), ("B", "U")], decisions=["A", "B"], utilities="U")).path("A", "B")
        ('B', 'U')
        """
        if other not in self.relied_on(decision):
            hint = did_you_mean(other, self.relied_on(decision))
            raise InvalidCall([Problem(f"{decision!r} does not rely on {other!r}", hint=hint)])
        problem = perspective(self._cid, str(self._cid.owner(decision)))
        return mechanism_path(problem, self._cid.position(decision), self._cid.position(other)).nodes

    @cached_property
    def _relied_on(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {decision: [] for decision in self.decisions}
        for one, other in self.edges:
            found[one].append(other)
        return {one: tuple(others) for one, others in found.items()}

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
        if decision not in self._relied_on:
            hint = did_you_mean(str(decision), self.decisions)
            raise InvalidCall([Problem(f"unknown decision {decision!r}", hint=hint)])
        return self._relied_on[decision]

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
    owners = [perspective(cid, str(cid.owner(decision))) for decision in cid.decisions]
    edges = [
        (decision, cid.nodes[other])
        for decision, place, owner in zip(cid.decisions, places, owners, strict=True)
        for other in owner.relies_on(place, places)
    ]
    return RelevanceGraph(cid.decisions, tuple(edges), cid)
