"""Interventions before the agents plan make another model; those after it leave diagram and policy as they are."""

from __future__ import annotations

import numpy as np
import pytest

import pycid_like as pcl

CID = pcl.CID.parse("S -> X; X -> D; D -> Y; Y -> U; S -> U", decisions="D", utilities="U")
MODEL = pcl.Model(
    CID,
    S=pcl.uniform([0, 1]),
    X=pcl.noisy_copy(0.75),
    D=["keep", "flip"],
    Y=lambda D: {0: 0.5, 1: 0.5} if D == "keep" else 1,
    U=lambda S, Y: S == Y,
)
FOLLOW = {"D": lambda X: "flip" if X else "keep"}


def test_before_planning_the_edges_into_what_is_set_are_cut():
    cut = MODEL.intervened(X=1)
    assert cut.cid.parents("X") == ()
    assert cut.cid.children("X") == ("D",)
    assert set(CID.edges) - set(cut.cid.edges) == {("S", "X")}
    assert cut.chances["X"].probabilities.tolist() == [0, 1]
    assert cut.domain("X").outcomes == (0, 1)
    assert cut.query("S", given={"X": 1})[1] == 0.5


def test_before_planning_a_decision_becomes_chance():
    cut = MODEL.intervened({"D": "flip"})
    assert cut.cid.decisions == ()
    assert cut.cid.role("D") is pcl.Role.CHANCE
    assert cut.cid.parents("D") == ()
    assert dict(cut.query("D")) == {"keep": 0, "flip": 1}
    assert not cut.decisions
    assert cut.expected_utility() == 0.5
    assert len(cut.policy("uniform")) == 0


def test_several_at_once_and_none():
    cut = MODEL.intervened({"S": 1}, D="keep")
    assert cut.cid.edges == (("S", "X"), ("D", "Y"), ("Y", "U"), ("S", "U"))
    assert cut.expected_utility() == 0.5
    assert MODEL.intervened() == MODEL


def test_the_model_itself_stays_as_it_was():
    edges = CID.edges
    MODEL.intervened(X=1, D="flip")
    MODEL.with_mechanisms(S=pcl.bernoulli(0.1))
    assert MODEL.cid.edges == edges
    assert MODEL.cid.decisions == ("D",)
    assert MODEL.query("S")[1] == 0.5


@pytest.mark.parametrize("node", ["S", "X", "D", "Y"])
def test_before_and_after_planning_agree_under_a_fixed_policy(node):
    """With the rules held the same, it does not matter when a node is set, nor whether by a hard or soft change."""
    for outcome in MODEL.domain(node):
        cut = MODEL.intervened({node: outcome})
        rules = FOLLOW if node != "D" else {}
        after = MODEL.query(["S", "X", "D", "Y"], do={node: outcome}, policy=FOLLOW)
        assert dict(cut.query(["S", "X", "D", "Y"], policy=rules)) == pytest.approx(dict(after))
        set_after = MODEL.expected_utility(FOLLOW, do={node: outcome})
        assert cut.expected_utility(rules) == pytest.approx(set_after)
        if node != "D":
            assert MODEL.expected_utility(FOLLOW, soft={node: pcl.point(outcome)}) == pytest.approx(set_after)


def test_after_planning_a_utility_may_be_set():
    assert MODEL.expected_utility(FOLLOW, do={"U": 1.0}) == 1
    assert MODEL.query("U", do={"U": 0.0})[0.0] == 1


def test_with_mechanisms():
    changed = MODEL.with_mechanisms({"S": pcl.bernoulli(0.9)}, U=lambda S, Y: 10 * (S != Y))
    assert changed.cid is MODEL.cid
    assert changed.query("S")[1] == pytest.approx(0.9)
    assert changed.expected_utility({"D": "flip"}) == pytest.approx(1)
    assert changed.decisions["D"] is MODEL.decisions["D"]
    assert changed.chances["X"] is MODEL.chances["X"]


def test_a_replaced_node_keeps_its_domain_and_its_order():
    changed = MODEL.with_mechanisms(X=pcl.point(1), Y=lambda D: {1: 0.25, 0: 0.75})
    assert changed.domain("X").outcomes == (0, 1)
    assert changed.query("X")[0] == 0
    assert changed.chances["Y"].probabilities.tolist() == [[0.75, 0.25]] * 2
    assert MODEL.with_mechanisms(X=pcl.chance([0, 1], np.eye(2))).chances["X"].probabilities.tolist() == [
        [1, 0],
        [0, 1],
    ]


@pytest.mark.parametrize(
    ("mechanisms", "problems"),
    [
        (
            {"s": 1, "zz": 1},
            ["unknown node 's'. Did you mean 'S'?", "unknown node 'zz'. There are: 'S', 'X', 'D', 'Y', 'U'."],
        ),
        (
            {"D": ["keep"]},
            ["the decision 'D' has no mechanism to replace. Set it with intervened(...), or make a new Model."],
        ),
        ({"S": {2: 1}}, ["node 'S': the outcome 2 is outside the declared domain [0, 1]"]),
        ({"S": pcl.chance([0, 1, 2], {2: 1})}, ["node 'S': the outcomes [0, 1, 2]. They stay as they are: [0, 1]."]),
        ({"S": pcl.chance([1, 0], [1, 0])}, ["node 'S': the outcomes [1, 0]. They stay as they are: [0, 1]."]),
        (
            {"S": pcl.chance([1, True], [1, 0]), "U": lambda S, Y: "much"},
            [
                "node 'S': the outcomes 1 and True are the same. Outcomes that compare equal",
                "node 'U', context Y=0, S=0: the utility is 'much'. Utilities are real numbers.",
            ],
        ),
        (
            {"X": lambda Y: 0},
            ["node 'X': the function takes 'Y'", "node 'X': the function does not take the parent 'S'"],
        ),
    ],
)
def test_mechanisms_refused(mechanisms, problems):
    for change in (MODEL.with_mechanisms, lambda soft: MODEL.query("Y", soft=soft, policy=FOLLOW)):
        with pytest.raises(pcl.InvalidModel) as caught:
            change(mechanisms)
        found = sorted(map(str, caught.value.problems))
        assert len(found) == len(problems)
        assert all(one.startswith(part) for one, part in zip(found, sorted(problems), strict=True))


def test_what_cannot_be_set_before_planning():
    with pytest.raises(
        pcl.InvalidCall, match=r"the utility 'U' cannot be set before planning\. Set what it depends on"
    ):
        MODEL.intervened(U=1.0)
    with pytest.raises(pcl.InvalidCall, match="2 problems") as caught:
        MODEL.intervened(Q=1, D="keeep")
    assert [str(problem) for problem in caught.value.problems] == [
        str(caught.value.problems[0]),
        "node 'D': 'keeep' is no outcome. Did you mean 'keep'?",
    ]
    assert "unknown node 'Q'" in str(caught.value.problems[0])


def test_a_utility_with_children_has_no_mechanism_to_replace():
    cid = pcl.CID.parse("D -> U -> Y", decisions="D", utilities="U", utility_children="allow")
    model = pcl.Model(cid, D=[0, 1], U=lambda D: D, Y=lambda U: U)
    with pytest.raises(pcl.InvalidModel, match="the utility 'U' has no mechanism to replace"):
        model.with_mechanisms(U=lambda D: 2)
    assert model.intervened(D=1).query("Y")[1.0] == 1


def test_what_is_no_mapping_or_no_name_is_a_clear_error() -> None:
    model = pcl.Model(pcl.CID([], chance=["X"]), X=pcl.bernoulli(0.25))
    with pytest.raises(pcl.InvalidCall, match=r"given=\['X'\]. Give a mapping"):
        model.query("X", given=["X"])
    with pytest.raises(pcl.InvalidCall, match="unknown node"):
        model.query([["X"]])
