"""Potential responses as values, and questions that make no sense."""

from __future__ import annotations

import pickle

import pytest

import pycid_like as pcl


@pytest.fixture
def model():
    cid = pcl.CID.parse("S -> D -> X -> U; S -> U", decisions="D", utilities="U")
    error = pcl.Structural({0: 0.9, 1: 0.1}, lambda D, noise: "high" if D ^ noise else "low", outcomes=("low", "high"))
    return pcl.Model(cid, S=pcl.bernoulli(0.5), D=[0, 1], X=error, U=lambda S, X: S + (X == "high"))


def test_potential_responses_are_values():
    inner = pcl.potential("X", {"D": 1})
    one, same = pcl.potential("U", {"X": inner, "S": 0}), pcl.potential("U", {"S": 0, "X": inner})
    assert one == same
    assert hash(one) == hash(same)
    assert one != pcl.potential("U", {"S": 0, "X": "high"})
    assert str(one) == "U[S=0, X=X[D=1]]"
    assert eval(repr(one), {"potential": pcl.potential}) == one
    assert pickle.loads(pickle.dumps(one)) == one
    assert str(pcl.potential("U", {})) == "U"
    with pytest.raises(AttributeError):
        one.node = "X"


@pytest.mark.parametrize(
    ("node", "do", "message"),
    [
        (3, {"D": 1}, "3 is no node"),
        ("U", "D", "'D' is no intervention"),
        ("U", {1: 1}, "1 is no node"),
        ("U", {"D": [1]}, r"\[1\] is no outcome"),
    ],
)
def test_wrong_potential_responses(node, do, message):
    with pytest.raises(pcl.InvalidCall, match=message):
        pcl.potential(node, do)


def test_intervention_is_not_the_mapping_that_was_given():
    do = {"D": 1}
    made = pcl.potential("U", do)
    do["D"] = 0
    assert made == pcl.potential("U", {"D": 1})


def test_every_wrong_name_and_outcome_is_told_at_once(model):
    with pytest.raises(pcl.InvalidCall) as caught:
        model.counterfactual(
            ["Uu", pcl.potential("X", {"Dd": 1, "S": pcl.potential("Ss", {})}), pcl.potential("U", {"X": "hih"})],
            given={"X": "lov", pcl.potential("S", {"D": 7}): 1, "Q": 0},
        )
    text = str(caught.value)
    assert len(caught.value.problems) == 7
    assert "targets, node 'X': 'hih' is no outcome. Did you mean 'high'?" in text
    assert "given, node 'X': 'lov' is no outcome. Did you mean 'low'?" in text


def test_node_cannot_be_set_to_what_it_can_never_be(model):
    with pytest.raises(pcl.InvalidCall, match=r"'X' cannot be set to S\[D=1\], which may be 0"):
        model.counterfactual("U", do={"X": pcl.potential("S", {"D": 1})}, policy={"D": 0})


@pytest.mark.parametrize(
    ("targets", "keywords", "message"),
    [
        ([], {}, "nothing is asked for"),
        (["S", "S"], {}, "S is asked for twice"),
        (["S", pcl.potential("S", {})], {}, "S is asked for twice"),
        ([pcl.potential("U", {"D": 1})], {"do": {"D": 0}}, "names its own world"),
        (["U"], {"policy": {"D": 0}, "given": {"S": 0, "U": 2}}, "S=0, U=2 has probability zero"),
        (["U"], {"policy": {"D": 0}, "given": {pcl.potential("X", {"X": "low"}): "high"}}, "probability zero"),
        (["S"], {"given": {"S": 0, pcl.potential("S", {"D": 1}): 1}}, "probability zero"),
        (["U"], {}, "the decision 'D', which is open"),
        ([pcl.potential("U", {"D": 1})], {"given": {"X": "low"}}, "the decision 'D', which is open"),
    ],
)
def test_questions_that_make_no_sense(model, targets, keywords, message):
    with pytest.raises(pcl.InvalidCall, match=message):
        model.counterfactual(targets, **keywords)


def test_decision_set_in_every_world_may_stay_open(model):
    answer = model.counterfactual([pcl.potential("X", {"D": 0}), pcl.potential("X", {"D": 1})])
    assert answer["low", "high"] == pytest.approx(0.9)
    assert answer["high", "low"] == pytest.approx(0.1)


def test_labels_stay_apart_where_outcomes_look_alike():
    cid = pcl.CID([("X", "Y")], chance=["X", "Y"], warn=False)
    model = pcl.Model(cid, X=pcl.uniform([1, "1"]), Y=lambda X: isinstance(X, str))
    answer = model.counterfactual([pcl.potential("Y", {"X": 1}), pcl.potential("Y", {"X": "1"})])
    assert len(set(answer.axes)) == 2
    assert answer[False, True] == 1.0


def test_one_copy_under_two_names_is_always_equal(model):
    """S does not descend from D: it is the same in every world."""
    answer = model.counterfactual(["S", pcl.potential("S", {"D": 1}), pcl.potential("S", {"X": "low"})])
    assert {key: value for key, value in answer.items() if value} == {(0, 0, 0): 0.5, (1, 1, 1): 0.5}
