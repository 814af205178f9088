"""Pictures are frozen values; `draw` takes whatever holds a diagram."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest

import pycid_like as pcl
from tests.rendering.diagrams import recommender


def test_pictures_are_equal_exactly_when_their_scenes_are():
    assert pcl.draw(recommender()) == pcl.draw(recommender())
    assert hash(pcl.draw(recommender())) == hash(pcl.draw(recommender()))
    assert pcl.draw(recommender()) != pcl.draw(recommender(titles=None))
    assert pcl.draw(recommender()) != pcl.draw(recommender(), direction="down")


def test_pictures_are_frozen():
    picture = pcl.draw(recommender())
    with pytest.raises(dataclasses.FrozenInstanceError):
        picture.scene = None
    with pytest.raises(dataclasses.FrozenInstanceError):
        picture.scene.nodes[0].name = "x"


def test_what_holds_a_diagram_is_drawn():
    holder = SimpleNamespace(cid=recommender())
    assert pcl.draw(holder) == pcl.draw(recommender())


@pytest.mark.parametrize("wrong", [None, 3, "O -> M", SimpleNamespace(cid="no")])
def test_what_holds_no_diagram_is_refused(wrong):
    with pytest.raises(pcl.InvalidCall, match="Give a CID"):
        pcl.draw(wrong)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(pcl.InvalidCall) as caught:
        pcl.draw(None, direction="left")
    assert len(caught.value.problems) == 2


def test_heading_and_legend_are_drawn_where_wanted():
    plain = pcl.draw(recommender(), legend=False).svg
    assert "information link" not in plain
    assert "information link" in pcl.draw(recommender()).svg
    assert ">A heading</text>" in pcl.draw(recommender(), title="A heading").svg


def test_a_diagram_without_arrows_or_nodes_is_drawn():
    alone = pcl.CID([], utilities="U", order=["U"])
    assert pcl.draw(alone).svg
    assert pcl.draw(pcl.CID([])).svg


def test_it_says_what_it_is():
    assert repr(pcl.draw(recommender(), title="R")) == "<Picture of R: 5 nodes, 6 arrows>"
