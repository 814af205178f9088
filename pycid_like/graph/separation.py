"""d-connection as a pass rule of the one search.

A collider passes when it is an ancestor of the conditioning set (or in it). With the rule in this form, rather than
letting the walk run down to the conditioning set and bounce back, a shortest walk is a simple path.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from .adjacency import Adjacency
from .walk import ANCESTORS, DOWN, UP, PassRule, Reach, arrived_from_child, walk

FREE, OPENED, GIVEN = 0, 1, 2


def d_connection_rule(size: int, given: Iterable[int], opened: bytes | None = None) -> PassRule:
    """Return the rule of d-connection given a set of nodes; `opened[v]` tells the ancestors of that set."""
    kinds = bytearray(size) if opened is None else bytearray(opened)
    for node in given:
        kinds[node] = GIVEN
    return PassRule(
        from_child=(UP | DOWN, UP | DOWN, 0),
        from_parent=(DOWN, UP | DOWN, UP),
        kinds=bytes(kinds),
    )


def d_connected(graph: Adjacency, starts: Sequence[int], given: Sequence[int]) -> Reach:
    """Return what is d-connected to any of the start nodes given a set of nodes (Pearl 1988; Shachter 1998).

    A start node in the conditioning set reaches nothing: an end point that is conditioned on blocks (Everitt et al.
    2021, Def. 6). Nodes in the conditioning set count as reached where an active walk arrives at them, which tells
    whether they would be connected were they alone left out of it.

    >>> collider = Adjacency.from_edges(4, [(0, 2), (1, 2), (2, 3)])
    >>> d_connected(collider, [0], given=[]).nodes.tolist()
    [True, False, True, True]
    >>> d_connected(collider, [0], given=[3]).nodes_to(1)
    [0, 2, 1]
    """
    ancestors = walk(graph, [arrived_from_child(node) for node in given], ANCESTORS)
    opened = ancestors.nodes.astype(np.uint8).tobytes()
    rule = d_connection_rule(graph.size, given, opened)
    reach = walk(graph, [arrived_from_child(node) for node in starts], rule)
    return Reach(reach.rule, reach.predecessors, reach.steps + ancestors.steps)
