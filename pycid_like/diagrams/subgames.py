"""Subgames of a game diagram: the decisions that can be solved without the rest of the game."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from ..errors import InvalidCall, Problem
from ..graph.walk import ANCESTORS, DESCENDANTS, arrived_from_child, arrived_from_parent, walk
from .cid import CID
from .perspective import perspective
from .relevance import relevance_graph

#: How many sets of decisions are looked at before the search is given up: independent decisions have 2^n.
MOST = 10_000


@dataclass(frozen=True)
class Subgame:
    """Decisions that can be solved without the rest of the game, and the nodes that they need for it.

    `nodes` is the smallest base of the subgame: with every two nodes it holds the directed paths between them, and
    with every decision all nodes whose mechanisms matter for its rule. Both tuples are in declared order.

    >>> taxi = CID.parse("D1 -> D2, U1, U2; D2 -> U1, U2", decisions={"1": "D1", "2": "D2"}, utilities={"1": "U1", "2": "U2"})
    >>> [str(subgame) for subgame in subgames(taxi)]
    ['D2 on D2, U2', 'D1, D2 on D1, D2, U1, U2']
    """

    decisions: tuple[str, ...]
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{', '.join(self.decisions)} on {', '.join(self.nodes)}"


def subgames(cid: CID, *, most: int = MOST) -> tuple[Subgame, ...]:
    """Return the subgames of a game diagram, those with few decisions first; the last has all decisions.

    A set of decisions is one if it holds every decision that one of its own relies on, and the smallest base around
    it has no further decision. A subgame-perfect equilibrium is an equilibrium in each of them. There can be more
    subgames than in the game's tree. Where decisions are independent, all their unions are subgames: `most` says how
    many sets to look at, and an `InvalidCall` that there are more.

    Source: Hammond, Fox, Everitt, Abate & Wooldridge, "Equilibrium refinements for multi-agent influence diagrams:
    theory and practice", AAMAS 2021; Hammond et al., "Reasoning about causality in games", 2023.

    >>> tree_killer = CID.parse(
    ...     "PT -> E, TS, BP; TS -> TDoc, TDead; TDoc -> TDead, Cost, BP; TDead -> V, Tree; BP -> V",
    ...     decisions={"alice": ["PT", "BP"], "bob": "TDoc"},
    ...     utilities={"alice": ["E", "V"], "bob": ["Tree", "Cost"]})
    >>> for subgame in subgames(tree_killer):
    ...     print(subgame)
    TDoc on TDoc, TDead, Cost, Tree
    BP, TDoc on TS, BP, TDoc, TDead, Cost, V, Tree
    PT, BP, TDoc on PT, E, TS, BP, TDoc, TDead, Cost, V, Tree
    """
    relevance = relevance_graph(cid)
    rank = {decision: place for place, decision in enumerate(cid.decisions)}
    needs = {decision: frozenset(map(cid.position, relevance.relied_on(decision))) for decision in cid.decisions}
    groups = [frozenset(map(cid.position, group)) for group in relevance.components]
    before = [frozenset[int]().union(*(needs[cid.nodes[node]] for node in group)) - group for group in groups]
    needed = {node: _needed(cid, node) for node in chain.from_iterable(groups)}
    found = []
    for number, decisions in enumerate(_closed_unions(groups, before)):
        if number >= most:
            raise InvalidCall([Problem(f"there may be more than {most} subgames", hint="Give a larger most=.")])
        base = _base(cid, decisions, needed)
        if decisions == {node for node in base if node in needed}:
            names = sorted((cid.nodes[node] for node in decisions), key=rank.__getitem__)
            found.append(Subgame(tuple(names), tuple(cid.nodes[node] for node in sorted(base))))
    return tuple(sorted(found, key=lambda one: (len(one.decisions), [rank[node] for node in one.decisions])))


def _closed_unions(groups: list[frozenset[int]], before: list[frozenset[int]]) -> Iterator[frozenset[int]]:
    """Yield every union of groups, none left out, that holds with each group what must be solved before it.

    Groups come in an order in which those relied on are first, so that each can be taken or left in turn.
    """
    pending: list[tuple[int, frozenset[int]]] = [(0, frozenset())]
    while pending:
        place, taken = pending.pop()
        if place == len(groups):
            if taken:
                yield taken
            continue
        pending.append((place + 1, taken))
        if before[place] <= taken:
            pending.append((place + 1, taken | groups[place]))


def _needed(cid: CID, decision: int) -> frozenset[int]:
    """Return the nodes whose mechanisms matter for the rule of a decision, and the decision."""
    problem = perspective(cid, str(cid.owner(cid.nodes[decision])))
    return frozenset(np.flatnonzero(problem.connection(decision).passed_up).tolist()) | {decision}


def _base(cid: CID, decisions: frozenset[int], needed: dict[int, frozenset[int]]) -> frozenset[int]:
    """Return the smallest set around these decisions that is closed under what they need and the paths between."""
    base = decisions
    while True:
        wider = base.union(*(needed[node] for node in base if node in needed))
        below = walk(cid.adjacency, [arrived_from_parent(node) for node in wider], DESCENDANTS)
        above = walk(cid.adjacency, [arrived_from_child(node) for node in wider], ANCESTORS)
        wider = frozenset(np.flatnonzero(below.nodes & above.nodes).tolist())
        if wider == base:
            return base
        base = wider
