"""The one search: both ways of doing it agree, its shortest walks are simple paths, its work is linear."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like.graph.walk as search
from pycid_like import CID, incentives
from pycid_like.graph.adjacency import LISTS_UP_TO, Adjacency
from pycid_like.graph.separation import d_connected, d_connection_rule
from pycid_like.graph.walk import (
    ANCESTORS,
    DESCENDANTS,
    PassRule,
    Reach,
    arrived_from_child,
    arrived_from_parent,
    walk_compiled,
    walk_lists,
)
from tests.oracles.plain import Plain
from tests.oracles.separation import is_active, separated, separated_by_networkx
from tests.profiles import examples


def random_graph(chooser: random.Random, size: int, density: float) -> Adjacency:
    order = chooser.sample(range(size), size)
    edges = [(order[i], order[j]) for i in range(size) for j in range(i + 1, size) if chooser.random() < density]
    return Adjacency.from_edges(size, chooser.sample(edges, len(edges)))


def dag(size: int, seed: int = 0) -> Adjacency:
    """A random DAG in which each node has two parents before it."""
    generator = np.random.default_rng(seed)
    targets = np.repeat(np.arange(2, size), 2)
    first = generator.integers(0, np.arange(2, size))
    second = (first + 1 + generator.integers(0, np.arange(2, size) - 1)) % np.arange(2, size)
    sources = np.stack([first, second], axis=1).ravel()
    return Adjacency(size, sources.astype(np.int32), targets.astype(np.int32))


@st.composite
def searches(draw: st.DrawFn) -> tuple[Adjacency, list[int], PassRule]:
    chooser = random.Random(draw(st.integers(0, 2**64 - 1)))
    size = draw(st.integers(1, 12))
    graph = random_graph(chooser, size, chooser.choice([0.15, 0.3, 0.5]))
    starts = [chooser.randrange(size) for _ in range(chooser.randint(0, 3))]
    kind = chooser.randrange(4)
    if kind == 0:
        return graph, [arrived_from_parent(node) for node in starts], DESCENDANTS
    if kind == 1:
        return graph, [arrived_from_child(node) for node in starts], ANCESTORS
    if kind == 2:
        given_nodes = [node for node in range(size) if chooser.random() < 0.3]
        opened = bytes(chooser.randrange(2) for _ in range(size))
        return graph, [arrived_from_child(node) for node in starts], d_connection_rule(size, given_nodes, opened)
    # Any rule at all: the search must not rely on what the rules in use happen to share.
    ways = [tuple(chooser.randrange(4) for _ in range(3)) for _ in range(2)]
    rule = PassRule(ways[0], ways[1], bytes(chooser.randrange(3) for _ in range(size)))
    return graph, [chooser.randrange(2 * size) for _ in starts], rule


def transitions(graph: Adjacency, rule: PassRule, state: int) -> Iterator[int]:
    """The moves that the rule allows from a state, read off its definition."""
    node, kind = state >> 1, 0 if rule.kinds is None else rule.kinds[state >> 1]
    ways = (rule.from_parent if state & 1 else rule.from_child)[kind]
    edges = zip(graph.sources.tolist(), graph.targets.tolist(), strict=True)
    for source, target in edges:
        if ways & search.UP and target == node:
            yield arrived_from_child(source)
        if ways & search.DOWN and source == node:
            yield arrived_from_parent(target)


def distances(graph: Adjacency, starts: list[int], rule: PassRule) -> dict[int, int]:
    """Distances by repeated relaxation, without a queue."""
    found = dict.fromkeys(starts, 0)
    while True:
        further = {
            after: steps + 1
            for state, steps in found.items()
            for after in transitions(graph, rule, state)
            if steps + 1 < found.get(after, 10**9)
        }
        if not further:
            return found
        for state, steps in further.items():
            found[state] = min(steps, found.get(state, 10**9))


@examples(600)
@given(searches())
def test_lists_and_compiled_search_agree_with_the_definition(
    question: tuple[Adjacency, list[int], PassRule],
) -> None:
    graph, starts, rule = question
    right = distances(graph, starts, rule)
    for reach in (walk_lists(*question), walk_compiled(*question)):
        assert {state for state in range(2 * graph.size) if reach.reached_state(state)} == set(right)
        for state, steps in right.items():
            walk = reach.walk_to(state)
            assert (walk[0] in starts, walk[-1], len(walk) - 1) == (True, state, steps)
            assert all(after in transitions(graph, rule, before) for before, after in pairwise(walk))
        assert reach.nodes.tolist() == [bool({2 * n, 2 * n + 1} & set(right)) for n in range(graph.size)]
    assert walk_lists(*question).steps == walk_compiled(*question).steps
    assert walk_lists(*question).passed_up.tolist() == walk_compiled(*question).passed_up.tolist()


@st.composite
def connections(draw: st.DrawFn) -> tuple[Adjacency, list[int], list[int]]:
    chooser = random.Random(draw(st.integers(0, 2**64 - 1)))
    size = draw(st.integers(2, 9))
    graph = random_graph(chooser, size, chooser.choice([0.2, 0.3, 0.45]))
    starts = [node for node in range(size) if chooser.random() < 0.25]
    return graph, starts, [node for node in range(size) if chooser.random() < 0.3]


def plain(graph: Adjacency) -> Plain:
    edges = zip(graph.sources.tolist(), graph.targets.tolist(), strict=True)
    named = frozenset((str(source), str(target)) for source, target in edges)
    return Plain(frozenset(map(str, range(graph.size))), named, frozenset(), frozenset())


@examples(600)
@given(connections())
def test_what_is_reached_is_what_is_d_connected(question: tuple[Adjacency, list[int], list[int]]) -> None:
    graph, starts, observed = question
    reach, diagram = d_connected(graph, starts, observed), plain(graph)
    sources, known = set(map(str, starts)), set(map(str, observed))
    for node in range(graph.size):
        if node in starts:
            continue
        # Of a node in the conditioning set the walk tells whether it would be connected were it alone left out,
        # as far as walks that end there go: what it opens as a collider's descendant stays open.
        if node not in observed:
            assert reach.reached_node(node) is not separated(diagram, {str(node)}, sources, known)
            assert reach.reached_node(node) is not separated_by_networkx(diagram, {str(node)}, sources, known)


@examples(600)
@given(connections())
def test_shortest_walks_are_simple_active_paths(question: tuple[Adjacency, list[int], list[int]]) -> None:
    graph, starts, observed = question
    reach, diagram = d_connected(graph, starts, observed), plain(graph)
    for node in range(graph.size):
        if reach.reached_node(node):
            path = reach.nodes_to(node)
            assert len(set(path)) == len(path)
            assert path[0] in starts
            if node not in observed:
                assert is_active(diagram, list(map(str, path)), frozenset(map(str, observed)))


@examples(200)
@given(connections())
def test_directed_walks_are_simple(question: tuple[Adjacency, list[int], list[int]]) -> None:
    graph, starts, _ = question
    diagram = plain(graph)
    down = search.walk(graph, [arrived_from_parent(node) for node in starts], DESCENDANTS)
    up = search.walk(graph, [arrived_from_child(node) for node in starts], ANCESTORS)
    for node in range(graph.size):
        assert down.reached_node(node) is any(diagram.leads(str(start), str(node)) for start in starts)
        assert up.reached_node(node) is any(diagram.leads(str(node), str(start)) for start in starts)
        if down.reached_node(node):
            path = list(map(str, down.nodes_to(node)))
            assert set(pairwise(path)) <= diagram.edges


SIZES = [100, 1_000, 10_000, 100_000]


@pytest.mark.parametrize("size", SIZES)
def test_work_per_edge_of_a_walk_does_not_grow(size: int) -> None:
    graph = dag(size)
    middle = size // 2
    reach = d_connected(graph, [size - 1, size - 2], [middle, *graph.parents_of(middle)])
    assert reach.nodes.sum() > size / 10
    # Each edge is crossed upwards and downwards at most once for either side of arrival, and once for the ancestors.
    assert graph.edge_count / 20 < reach.steps <= 5 * graph.edge_count


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")
def test_work_per_edge_of_the_whole_table_does_not_grow(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = dag(size)
    names = [f"N{number}" for number in range(size)]
    edges = zip(graph.sources.tolist(), graph.targets.tolist(), strict=True)
    childless = [node for node in range(size) if not graph.children_of(node)]
    cid = CID(
        [(names[source], names[target]) for source, target in edges],
        names[size // 2],
        [names[node] for node in childless[-5:]],
        order=names,
    )
    steps: list[int] = []

    def counted(reach: Reach) -> Reach:
        steps.append(reach.steps)
        return reach

    monkeypatch.setattr(search, "walk_lists", lambda *given: counted(walk_lists(*given)))
    monkeypatch.setattr(search, "walk_compiled", lambda *given: counted(walk_compiled(*given)))
    table = incentives(cid)
    assert len(table.columns) == 5
    assert 3 <= len(steps) <= 20
    assert 0 < sum(steps) <= 20 * graph.edge_count


def test_lists_serve_small_graphs_and_compiled_search_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str] = []
    monkeypatch.setattr(search, "walk_lists", lambda *given: used.append("lists") or walk_lists(*given))
    monkeypatch.setattr(search, "walk_compiled", lambda *given: used.append("compiled") or walk_compiled(*given))
    for size in (LISTS_UP_TO, LISTS_UP_TO + 1):
        search.walk(dag(size), [arrived_from_parent(0)], DESCENDANTS)
    assert used == ["lists", "compiled"]
