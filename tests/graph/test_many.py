"""Searches of many questions at once find what a walk finds for each."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like.graph import many
from pycid_like.graph.adjacency import Adjacency
from pycid_like.graph.separation import d_connected, d_connection_rule
from pycid_like.graph.walk import ANCESTORS, DESCENDANTS, arrived_from_child, arrived_from_parent, unreached, walk
from tests.laws.test_walk import random_graph
from tests.profiles import examples

Questions = tuple[Adjacency, list[list[int]], list[list[int]]]


@st.composite
def questions(draw: st.DrawFn) -> Questions:
    """A graph, and for each question where it starts and what is given."""
    chooser = random.Random(draw(st.integers(0, 2**64 - 1)))
    size = draw(st.integers(1, 12))
    graph = random_graph(chooser, size, chooser.choice([0.15, 0.3, 0.5]))
    width = chooser.choice([1, 2, 7, 8, 9, 70])
    starts = [[node for node in range(size) if chooser.random() < 0.2] for _ in range(width)]
    return graph, starts, [[node for node in range(size) if chooser.random() < 0.3] for _ in range(width)]


def bits(size: int, listed: list[list[int]]) -> list[int]:
    found = [0] * size
    for question, nodes in enumerate(listed):
        for node in nodes:
            found[node] |= 1 << question
    return found


@examples(400)
@given(questions())
def test_connections(asked: Questions) -> None:
    graph, starts, known = asked
    found = many.connect(graph, bits(graph.size, starts), bits(graph.size, known), width=len(starts))
    for question, (begin, given_) in enumerate(zip(starts, known, strict=True)):
        reach = d_connected(graph, begin, given_)
        assert found.reached.column(question).tolist() == reach.nodes.tolist()
        assert found.passed_up.column(question).tolist() == reach.passed_up.tolist()


@examples(200)
@given(questions())
def test_up_and_down(asked: Questions) -> None:
    graph, starts, _ = asked
    seeds = list(enumerate(bits(graph.size, starts)))
    below, above = (many.Columns(search(graph, seeds), len(starts)) for search in (many.down, many.up))
    for question, begin in enumerate(starts):
        down = walk(graph, [arrived_from_parent(node) for node in begin], DESCENDANTS)
        up = walk(graph, [arrived_from_child(node) for node in begin], ANCESTORS)
        assert below.column(question).tolist() == down.nodes.tolist()
        assert above.column(question).tolist() == up.nodes.tolist()


@examples(300)
@given(questions(), st.integers(0, 2**64 - 1))
def test_what_is_barred_is_left_out(asked: Questions, seed: int) -> None:
    graph, starts, known = asked
    chooser, size, width = random.Random(seed), graph.size, len(starts)
    shut = [[node for node in range(size) if chooser.random() < 0.25] for _ in range(width)]
    begin = [sorted(set(nodes) - set(gone)) for nodes, gone in zip(starts, shut, strict=True)]
    given_ = [sorted(set(nodes) - set(gone)) for nodes, gone in zip(known, shut, strict=True)]
    barred = bits(size, shut)
    found = many.connect(graph, bits(size, begin), bits(size, given_), width=width, barred=barred)
    below = many.Columns(many.down(graph, enumerate(bits(size, begin)), barred), width)
    for question in range(width):
        left = graph.without_nodes(shut[question])
        reach = d_connected(left, begin[question], given_[question])
        assert found.reached.column(question).tolist() == reach.nodes.tolist()
        down = walk(left, [arrived_from_parent(node) for node in begin[question]], DESCENDANTS)
        assert below.column(question).tolist() == down.nodes.tolist()


@examples(300)
@given(questions(), st.integers(0, 2**64 - 1))
def test_unreached_is_what_the_walk_does_not_reach(asked: Questions, seed: int) -> None:
    graph, starts, known = asked
    wanted = random.Random(seed).sample(range(graph.size), graph.size // 2)
    for begin, given_ in zip(starts, known, strict=True):
        reach, states = d_connected(graph, begin, given_), [arrived_from_child(node) for node in begin]
        missing = {node for node in wanted if not reach.reached_node(node)}
        assert unreached(graph, states, reach.rule, wanted) == (missing if wanted else set())


def test_unreached_ends_near_its_first_start() -> None:
    # A graph that cannot be entered beyond the first nodes: whoever goes on there fails.
    class Guarded(list[tuple[int, ...]]):
        def __getitem__(self, node: int) -> tuple[int, ...]:  # type: ignore[override]
            assert node < 5
            return super().__getitem__(node)

    class Fenced:
        size = 1_000
        parents = Guarded((node - 1,) if node else () for node in range(1_000))
        children = Guarded((node + 1,) if node < 999 else () for node in range(1_000))

    rule = d_connection_rule(1_000, [])
    starts = [arrived_from_child(2), arrived_from_child(900)]
    assert unreached(Fenced(), starts, rule, [1, 3]) == set()
    with pytest.raises(AssertionError):
        unreached(Fenced(), starts, rule, [1, 3, 500])


@pytest.mark.parametrize("turns", [10, 100, 1_000])
def test_a_walk_that_turns_often_takes_work_in_proportion(turns: int) -> None:
    # N0 -> X0 <- N1 -> X1 <- ... with every X given: each turn is one sweep, over one node.
    edges = [(node, node + 1) if node % 2 == 0 else (node + 1, node) for node in range(2 * turns)]
    graph = Adjacency.from_edges(2 * turns + 1, edges)
    given_ = [node % 2 for node in range(graph.size)]
    found = many.connect(graph, [1, *[0] * (2 * turns)], given_, width=1)
    assert found.reached.column(0).all()
    assert found.steps <= 4 * graph.edge_count


def test_no_questions_and_no_nodes() -> None:
    graph = Adjacency.from_edges(2, [(0, 1)])
    assert many.connect(graph, [0, 0], [0, 0], width=0).steps == 0
    assert many.connect(Adjacency(0, np.empty(0, np.int32), np.empty(0, np.int32)), [], [], width=3).steps == 0
