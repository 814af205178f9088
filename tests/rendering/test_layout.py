"""Nothing lies on anything else, steps stand in line, and no size makes it hang."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.rendering import compose, layers, layout
from pycid_like.rendering.badges import badge_rows
from pycid_like.rendering.layout import lay_out
from pycid_like.rendering.ranking import columns, ranks
from pycid_like.rendering.shapes import outermost
from pycid_like.rendering.spline import head, points
from tests.profiles import examples
from tests.rendering.diagrams import game, random_diagram, recommender

# Above this something hangs, however slow the machine.
PATIENCE = 60.0


def boxes(scene, found):
    for node, (right, up) in zip(scene.nodes, found.places, strict=True):
        size = outermost(node)
        yield node.name, (right - size.across, right + size.across, up - size.up, up + size.up)


def overlaps(scene, found):
    return [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes(scene, found), 2)
        if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
    ]


@pytest.mark.parametrize("direction", ["right", "down"])
@pytest.mark.parametrize("make", [recommender, game, lambda: random_diagram(60, 2), lambda: random_diagram(150, 3)])
def test_no_node_lies_on_another(make, direction):
    cid = make()
    scene = compose(cid, pcl.incentives(cid), direction=direction)
    assert overlaps(scene, lay_out(scene)) == []


@examples(20)
@given(st.integers(3, 25), st.integers(1, 4), st.integers(0, 1000), st.sampled_from(["right", "down"]))
def test_arrows_end_at_the_outermost_ring(count, parents, seed, direction):
    cid = random_diagram(count, parents, seed)
    scene = compose(cid, pcl.incentives(cid), direction=direction)
    found = lay_out(scene)
    where = dict(boxes(scene, found))
    for edge, course in zip(scene.edges, found.courses, strict=True):
        left, right, low, high = where[edge.target]
        x, y = head(course)
        assert left - 4 <= x <= right + 4
        assert low - 4 <= y <= high + 4


def test_time_runs_to_the_right_or_down():
    for direction, axis, sign in (("right", 0, 1), ("down", 1, -1)):
        scene = compose(recommender(), direction=direction)
        places = dict(zip("OMPIC", lay_out(scene).places, strict=True))
        along = [sign * places[name][axis] for name in "OMPIC"]
        assert along == sorted(along)


def test_steps_stand_in_columns():
    steps = {"S1": 1, "A1": 1, "R1": 1, "S2": 2, "R2": 2}
    cid = pcl.CID.parse("S1 -> A1; S1 -> R1; S1, A1 -> S2 -> R2; X -> R2", "A1", ["R1", "R2"], steps=steps)
    scene = compose(cid)
    assert columns(scene) == (("S1",), ("A1", "R1"), ("S2",), ("R2",))
    places = dict(zip(cid.nodes, lay_out(scene).places, strict=True))
    assert places["A1"][0] == places["R1"][0]
    assert places["S1"][0] < places["A1"][0] < places["S2"][0] < places["R2"][0]


def test_steps_against_the_arrows_do_no_harm():
    cid = recommender(steps={"O": 9, "M": 1, "P": -4, "I": 3, "C": 3})
    scene = compose(cid, pcl.incentives(cid))
    assert overlaps(scene, lay_out(scene)) == []


def test_badges_hide_no_arrowhead_where_another_place_is_free():
    cid = pcl.CID.parse("S1 -> A1 -> S2 -> R2; A1 -> T2 -> R2; T1 -> T2; T1, S1 -> R1; S1 -> S2", "A1", ["R1", "R2"])
    scene = compose(cid, pcl.incentives(cid))
    found = lay_out(scene)
    heads = [head(course) for course in found.courses]
    for row in badge_rows(scene, found):
        assert row is None or not any(row.holds(tip) for tip in heads)


@pytest.mark.parametrize(
    ("count", "parents"), [(1000, 1), (1000, 2), (60, 20), (200, 30), (1000, 10)], ids=lambda value: str(value)
)
def test_large_and_dense_diagrams_are_drawn_in_time(count, parents):
    cid = random_diagram(count, parents)
    begin = time.perf_counter()
    assert pcl.draw(cid, pcl.incentives(cid, criteria=["ici"])).svg
    assert time.perf_counter() - begin < PATIENCE


@pytest.mark.parametrize("direction", ["right", "down"])
def test_plain_layers_keep_nodes_apart_and_arrows_at_their_ends(direction):
    cid = random_diagram(80, 6)
    scene = compose(cid, pcl.incentives(cid), direction=direction)
    number = {name: place for place, name in enumerate(cid.nodes)}
    links = [(number[a], number[b]) for a, b in cid.edges]
    found = layout.Layout(*layers.lay_out(scene, links, ranks(len(cid), links)))
    assert overlaps(scene, found) == []
    where = dict(boxes(scene, found))
    for (source, target), course in zip(cid.edges, found.courses, strict=True):
        for name, (x, y) in ((source, points(course)[0]), (target, head(course))):
            left, right, low, high = where[name]
            assert left - 0.1 <= x <= right + 0.1
            assert low - 0.1 <= y <= high + 0.1


def test_too_large_is_an_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr(layout, "MOST_NODES", 4)
    monkeypatch.setattr(layout, "MOST_EDGES", 5)
    picture = pcl.draw(recommender())
    with pytest.raises(pcl.RenderingError, match="Draw a part of the diagram") as caught:
        picture.svg
    assert len(caught.value.problems) == 2
    assert picture.dot


@given(st.integers(2, 30), st.integers(0, 4), st.integers(0, 1000))
def test_ranks_grow_along_every_arrow(count, parents, seed):
    cid = random_diagram(count + 1, max(1, parents), seed)
    number = {name: place for place, name in enumerate(cid.nodes)}
    links = [(number[a], number[b]) for a, b in cid.edges]
    rank = ranks(len(cid), links)
    assert all(rank[a] < rank[b] for a, b in links)
    assert all(rank[b] == 0 or any(rank[a] == rank[b] - 1 for a, c in links if c == b) for b in range(len(cid)))
