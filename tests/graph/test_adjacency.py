"""The graph over integers: neighbours, edits, order, cycles, small and large alike."""

from __future__ import annotations

import random

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like.graph.adjacency import LISTS_UP_TO, Adjacency, compressed
from tests.profiles import examples

DIAMOND = [(0, 1), (0, 2), (1, 3), (2, 3)]


@st.composite
def edge_lists(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    """Any simple directed graph without self-loops, cycles welcome."""
    size = draw(st.integers(2, 9))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda edge: edge[0] != edge[1])
    return size, draw(st.lists(ends, unique=True, max_size=20))


def pairs(graph: Adjacency) -> list[tuple[int, int]]:
    return list(zip(graph.sources.tolist(), graph.targets.tolist(), strict=True))


def test_neighbours_in_declared_order() -> None:
    graph = Adjacency.from_edges(4, [(2, 3), (0, 3), (0, 2), (0, 1)])
    assert graph.parents[3] == (2, 0)
    assert graph.children[0] == (3, 2, 1)
    assert (graph.size, graph.edge_count) == (4, 4)
    assert Adjacency.from_edges(2, []).parents[1] == ()


@examples(200)
@given(edge_lists(), st.booleans())
def test_both_views_agree(given_: tuple[int, list[tuple[int, int]]], lists_first: bool) -> None:
    size, edges = given_
    graph = Adjacency.from_edges(size, edges)
    if lists_first:
        assert (len(graph.parents), len(graph.children)) == (size, size)
    for node in range(size):
        assert graph.parents_of(node) == tuple(a for a, b in edges if b == node)
        assert graph.children_of(node) == tuple(b for a, b in edges if a == node)
        starts, flat = graph._parents_flat
        assert tuple(flat[starts[node] : starts[node + 1]].tolist()) == graph.parents_of(node)


@examples(200)
@given(edge_lists(), st.integers(0, 2**32), st.booleans())
def test_without_edges(given_: tuple[int, list[tuple[int, int]]], seed: int, lists_first: bool) -> None:
    size, edges = given_
    chooser = random.Random(seed)
    gone = [edge for edge in edges if chooser.random() < 0.4] + [(0, 1)] * (chooser.random() < 0.3)
    graph = Adjacency.from_edges(size, edges)
    if lists_first:
        assert (len(graph.parents), len(graph.children)) == (size, size)
    reduced = graph.without(gone)
    kept = [edge for edge in edges if edge not in gone]
    assert pairs(reduced) == kept
    assert list(reduced.parents) == list(Adjacency.from_edges(size, kept).parents)
    assert list(reduced.children) == list(Adjacency.from_edges(size, kept).children)
    assert pairs(graph) == edges
    assert list(graph.parents) == list(Adjacency.from_edges(size, edges).parents)


def test_without_nothing_is_the_graph_itself() -> None:
    graph = Adjacency.from_edges(4, DIAMOND)
    assert graph.without([]) is graph


def test_without_nodes_keeps_numbers() -> None:
    graph = Adjacency.from_edges(4, DIAMOND).without_nodes([1])
    assert (graph.size, pairs(graph)) == (4, [(0, 2), (2, 3)])
    assert pairs(Adjacency.from_edges(4, DIAMOND).without_nodes([])) == DIAMOND


def test_with_edge() -> None:
    graph = Adjacency.from_edges(4, DIAMOND)
    assert pairs(graph.with_edge(0, 3)) == [*DIAMOND, (0, 3)]
    assert graph.with_edge(0, 1) is graph
    assert pairs(graph) == DIAMOND


@examples(200)
@given(edge_lists())
def test_topological_order_and_cycles(given_: tuple[int, list[tuple[int, int]]]) -> None:
    size, edges = given_
    graph, peer = Adjacency.from_edges(size, edges), networkx.DiGraph(edges)
    order = graph.topological_order
    assert len(set(order)) == len(order)
    place = {node: rank for rank, node in enumerate(order)}
    cycle = graph.find_cycle()
    if networkx.is_directed_acyclic_graph(peer):
        assert sorted(order) == list(range(size))
        assert all(place[a] < place[b] for a, b in edges)
        assert cycle == []
    else:
        assert len(order) < size
        assert set(zip(cycle, [*cycle[1:], cycle[0]], strict=True)) <= set(edges)
        assert len(set(cycle)) == len(cycle)


def test_topological_order_prefers_declared_order() -> None:
    assert Adjacency.from_edges(4, [(3, 0)]).topological_order == [1, 2, 3, 0]


def test_compressed_keeps_the_order_of_values() -> None:
    starts, flat = compressed(3, np.array([2, 0, 2], np.int32), np.array([9, 8, 7], np.int32))
    assert starts.tolist() == [0, 1, 1, 3]
    assert flat.tolist() == [8, 9, 7]


@pytest.mark.parametrize("size", [LISTS_UP_TO, LISTS_UP_TO + 1])
def test_large_graphs_answer_without_lists(size: int) -> None:
    graph = Adjacency.from_edges(size, [(node, node + 1) for node in range(size - 1)])
    assert graph.parents_of(size - 1) == (size - 2,)
    assert graph.children_of(0) == (1,)
    assert ("parents" in vars(graph)) is (size <= LISTS_UP_TO)
    assert graph.topological_order == list(range(size))
