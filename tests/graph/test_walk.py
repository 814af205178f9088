"""The search on graphs small enough to follow by hand; the laws are in tests/laws/test_walk.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pycid_like.graph.adjacency import Adjacency
from pycid_like.graph.walk import (
    ANCESTORS,
    DESCENDANTS,
    DOWN,
    UP,
    PassRule,
    Reach,
    arrived_from_child,
    arrived_from_parent,
    walk,
    walk_compiled,
    walk_lists,
)

Search = Callable[..., Reach]
CHAIN = Adjacency.from_edges(4, [(0, 1), (1, 2), (2, 3)])


@pytest.mark.parametrize("search", [walk_lists, walk_compiled, walk])
def test_up_and_down(search: Search) -> None:
    down = search(CHAIN, [arrived_from_parent(1)], DESCENDANTS)
    assert down.nodes.tolist() == [False, True, True, True]
    assert down.nodes_to(3) == [1, 2, 3]
    up = search(CHAIN, [arrived_from_child(2)], ANCESTORS)
    assert up.nodes.tolist() == [True, True, True, False]
    assert up.nodes_to(0) == [2, 1, 0]


@pytest.mark.parametrize("search", [walk_lists, walk_compiled])
def test_steps_count_the_transitions_looked_at(search: Search) -> None:
    assert search(CHAIN, [arrived_from_parent(1)], DESCENDANTS).steps == 2
    diamond = Adjacency.from_edges(4, [(0, 1), (0, 2), (1, 3), (2, 3)])
    assert search(diamond, [arrived_from_parent(0)], DESCENDANTS).steps == 4
    assert search(diamond, [arrived_from_child(0)], DESCENDANTS).steps == 0


@pytest.mark.parametrize("search", [walk_lists, walk_compiled])
def test_a_rule_by_kinds(search: Search) -> None:
    # Kind 1 turns a walk round: come from a parent, it goes up again.
    rule = PassRule(from_child=(UP, UP), from_parent=(DOWN, UP), kinds=bytes([0, 0, 1, 0]))
    vee = Adjacency.from_edges(4, [(0, 2), (1, 2), (2, 3)])
    reach = search(vee, [arrived_from_parent(0)], rule)
    assert reach.nodes.tolist() == [True, True, True, False]
    assert reach.walk_to(arrived_from_child(1)) == [
        arrived_from_parent(0),
        arrived_from_parent(2),
        arrived_from_child(1),
    ]
    assert reach.passed_up.tolist() == [True, True, True, False]
    assert rule.ways(arrived_from_parent(2)) == UP
    assert rule.ways(arrived_from_parent(3)) == DOWN


@pytest.mark.parametrize("search", [walk_lists, walk_compiled])
def test_starts(search: Search) -> None:
    assert not search(CHAIN, [], DESCENDANTS).nodes.any()
    twice = search(CHAIN, [arrived_from_parent(2), arrived_from_parent(0), arrived_from_parent(2)], DESCENDANTS)
    assert twice.nodes_to(2) == [2]
    assert twice.nodes_to(3) == [2, 3]
    assert twice.nodes_to(1) == [0, 1]


def test_there_is_no_walk_to_what_was_not_reached() -> None:
    reach = walk(CHAIN, [arrived_from_parent(2)], DESCENDANTS)
    assert not reach.reached_node(0)
    with pytest.raises(ValueError, match="state 1 was not reached"):
        reach.walk_to(arrived_from_parent(0))


def test_states() -> None:
    assert (arrived_from_child(5), arrived_from_parent(5)) == (10, 11)
    assert DESCENDANTS.ways(arrived_from_child(5)) == 0
    assert ANCESTORS.ways(arrived_from_child(5)) == UP
