"""d-connection on the textbook graphs, with the overlap rule of Everitt et al. 2021, Def. 6."""

from __future__ import annotations

import pytest

from pycid_like.graph.adjacency import Adjacency
from pycid_like.graph.separation import d_connected

CHAIN = [(0, 1), (1, 2)]
FORK = [(1, 0), (1, 2)]
COLLIDER = [(0, 1), (2, 1), (1, 3), (3, 4)]


@pytest.mark.parametrize(
    ("edges", "given", "connected"),
    [
        (CHAIN, [], True),
        (CHAIN, [1], False),
        (FORK, [], True),
        (FORK, [1], False),
        (COLLIDER, [], False),
        (COLLIDER, [1], True),
        (COLLIDER, [3], True),
        (COLLIDER, [4], True),
        (COLLIDER, [4, 0], False),
        ([(0, 1), (3, 1), (3, 4), (2, 4)], [1], False),
        ([(0, 1), (3, 1), (3, 4), (2, 4)], [1, 4], True),
        ([(0, 1), (3, 1), (3, 4), (2, 4)], [1, 4, 3], False),
    ],
)
def test_textbook(edges: list[tuple[int, int]], given: list[int], connected: bool) -> None:
    graph = Adjacency.from_edges(5, edges)
    target = 2
    reach = d_connected(graph, [0], given)
    assert (reach.reached_node(target) and target not in given and 0 not in given) is connected


def test_a_start_that_is_conditioned_on_reaches_only_itself() -> None:
    reach = d_connected(Adjacency.from_edges(3, CHAIN), [0], [0])
    assert reach.nodes.tolist() == [True, False, False]


def test_conditioned_nodes_are_reached_but_not_passed() -> None:
    reach = d_connected(Adjacency.from_edges(4, [(0, 1), (1, 2), (2, 3)]), [0], [2])
    assert reach.nodes.tolist() == [True, True, True, False]


def test_a_mechanism_is_met_where_the_walk_passes_up() -> None:
    # A new parent of 1, or of 3, would be connected to 0 given 3, which 1 influences, and not given nothing.
    graph = Adjacency.from_edges(4, [(0, 1), (1, 3)])
    assert d_connected(graph, [0], [3]).passed_up.tolist() == [True, True, False, True]
    assert not d_connected(graph, [0], []).passed_up[1]


def test_the_walk_shows_what_opens_a_collider_only_by_passing_it() -> None:
    reach = d_connected(Adjacency.from_edges(5, COLLIDER), [0], [4])
    assert reach.nodes_to(2) == [0, 1, 2]


def test_steps_hold_the_walk_for_ancestors_too() -> None:
    graph = Adjacency.from_edges(5, COLLIDER)
    assert d_connected(graph, [0], [4]).steps > d_connected(graph, [0], []).steps
