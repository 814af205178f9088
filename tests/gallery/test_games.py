"""What the sources say of games and of several decisions: who relies on whom, recall, and links nobody needs."""

from __future__ import annotations

import pytest

from pycid_like import gallery
from pycid_like.criteria.table import incentives
from pycid_like.diagrams.recall import sufficient_recall
from pycid_like.diagrams.relevance import relevance_graph
from pycid_like.diagrams.requisite import requisite_graph
from pycid_like.diagrams.verdict import Answer

# (D, D') where D relies on D'. tree_killer, taxi_competition, war_game_deception, robot_warehouse and
# prisoners_dilemma as their sources say, the others computed by an independent program.
RELEVANCE = {
    "ads_nonmyopic_recommender": {("A1", "A2")},
    "debate": {("A1", "A2")},
    "fake_news_politician": {("D1", "D2"), ("D2", "D1")},
    "insufficient_recall": {("A", "B"), ("B", "A")},
    "job_hiring_signal": {("D1", "D2"), ("D2", "D1")},
    "manipulation_motif": {("D1", "D2")},
    "mona_myopic_approval": set(),
    "mona_ordinary_rl": {("A1", "A2")},
    "prisoners_dilemma": {("D1", "D2"), ("D2", "D1")},
    "robot_warehouse": {("D1", "D2")},
    "sequential_partial_recall": {("D1", "D2")},
    "shutdown_chatbot": {("M", "O"), ("O", "M")},
    "shutdown_fully_updated_deference": {("M", "O")},
    "taxi_competition": {("D1", "D2")},
    "tree_killer": {("PT", "BP"), ("PT", "TDoc"), ("BP", "TDoc")},
    "trim_example": {("D1", "D2")},
    "two_decision_soluble": {("D1", "D2")},
    "war_game_deception": {("D1", "D2"), ("D2", "D1")},
}

# The links that the minimal d-reduction takes out, computed by an independent program; those of grade_prediction,
# trim_example and shutdown_fully_updated_deference agree with what their sources say. All others are requisite.
NONREQUISITE = {
    "ads_nonmyopic_recommender": {("X1", "A2"), ("A1", "A2")},
    "fake_news_politician": {("R", "D2")},
    "fitness_tracker": {("EWD", "C")},
    "grade_prediction": {("Ge", "P")},
    "grade_prediction_blind": {("Ge", "P")},
    "mona_ordinary_rl": {("S1", "A2"), ("A1", "A2")},
    "shutdown_fully_updated_deference": {("H", "O")},
    "trim_example": {("D1", "D2"), ("Y1", "D2"), ("Z1", "D1"), ("Z1", "D2"), ("Z2", "D2")},
}

WITHOUT_RECALL = {"insufficient_recall", "shutdown_chatbot"}


def test_every_design_with_several_decisions_is_listed():
    assert set(RELEVANCE) == {name for name in gallery.names() if len(gallery.get(name).cid.decisions) > 1}


@pytest.mark.parametrize("name", RELEVANCE)
def test_relevance(name):
    assert set(relevance_graph(gallery.get(name).cid).edges) == RELEVANCE[name]


@pytest.mark.parametrize("name", gallery.names())
def test_nonrequisite_links(name):
    assert set(requisite_graph(gallery.get(name).cid).removed_links) == NONREQUISITE.get(name, set())


@pytest.mark.parametrize("name", gallery.names())
def test_recall(name):
    cid = gallery.get(name).cid
    assert all(sufficient_recall(cid, agent) for agent in cid.agents) == (name not in WITHOUT_RECALL)


def test_trimming_leaves_seven_of_twelve_links():
    reduced = requisite_graph(gallery.get("trim_example").cid).cid
    assert (len(gallery.get("trim_example").cid.edges), len(reduced.edges)) == (12, 7)
    assert reduced.parents("D2") == ("Y2",)


def test_shutdown_chatbot_warns_and_its_deferent_twin_ignores_the_instruction():
    table = incentives(gallery.get("shutdown_chatbot").cid)
    assert table.answer("H", "ici", "M") is Answer.UNKNOWN
    assert table.answer("H", "ri", "O") is Answer.YES
    twin = incentives(gallery.get("shutdown_fully_updated_deference").cid)
    assert twin.answer("H", "ici", "M") is Answer.NO
    assert twin.answer("H", "ri", "O") is Answer.NO
