"""An answer is a mapping with names on its axes; a question that has none is refused with what to do."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import pycid_like as pcl

CID = pcl.CID.parse("S -> X; X -> D; D -> U; S -> U", decisions="D", utilities="U")
MODEL = pcl.Model(
    CID,
    S={"a": 0.25, "b": 0.75},
    X=lambda S: {0: 0.5, 1: 0.5} if S == "a" else 1,
    D=[-1, 1, 2],
    U=lambda S, D: D if S == "b" else -D,
)
JOINT = MODEL.query(["X", "S"])
S = MODEL.query("S")


def test_a_mapping_over_one_axis():
    assert dict(S) == {"a": 0.25, "b": 0.75}
    assert list(S) == ["a", "b"]
    assert len(S) == 2
    assert "a" in S
    assert ("a",) not in S
    assert [] not in S
    assert S.axes == ("S",)


def test_a_mapping_over_several_axes():
    wanted = {(0, "a"): 0.125, (0, "b"): 0, (1, "a"): 0.125, (1, "b"): 0.75}
    assert dict(JOINT) == pytest.approx(wanted)
    assert list(JOINT) == list(itertools.product([0, 1], ["a", "b"]))
    assert len(JOINT) == 4
    assert (1, "b") in JOINT
    assert ("b", 1) not in JOINT
    assert 1 not in JOINT
    assert sum(JOINT.values()) == pytest.approx(1)
    assert JOINT.probabilities.shape == (2, 2)


@pytest.mark.parametrize(
    ("distribution", "key", "message"),
    [
        (S, "A", r"node 'S': 'A' is no outcome\. Did you mean 'a'\?|S: 'A' is no outcome"),
        (S, ["a"], r"\['a'\] is no outcome"),
        (JOINT, 1, r"1 is no outcome\. Give one of each of X, S\."),
        (JOINT, (1,), r"\(1,\) is no outcome\. Give one of each of X, S\."),
        (JOINT, (2, "a"), r"node 'X': 2 is no outcome\. There are: '0', '1'\."),
        (JOINT, (1, "A"), r"node 'S': 'A' is no outcome\. Did you mean 'a'\?"),
    ],
)
def test_wrong_keys(distribution, key, message):
    with pytest.raises(pcl.InvalidCall, match=message):
        distribution[key]


def test_marginal():
    assert dict(JOINT.marginal("X")) == pytest.approx({0: 0.125, 1: 0.875})
    turned = JOINT.marginal("S", "X")
    assert turned.axes == ("S", "X")
    assert turned["b", 1] == JOINT[1, "b"]
    assert JOINT.marginal()[()] == pytest.approx(1)
    three = MODEL.query(["S", "X", "D"], policy="uniform")
    assert dict(three.marginal("D", "S")) == pytest.approx(dict(MODEL.query(["D", "S"], policy="uniform")))


def test_marginal_refused():
    with pytest.raises(pcl.InvalidCall, match=r"unknown axis 'x'\. Did you mean 'X'\?"):
        JOINT.marginal("x")
    with pytest.raises(pcl.InvalidCall, match=r"an axis is named twice: X, X\. Name each axis once\."):
        JOINT.marginal("X", "X")


def test_expectation():
    assert MODEL.query("X").expectation() == pytest.approx(0.875)
    assert S.expectation(lambda S: S == "b") == 0.75
    assert JOINT.expectation(lambda S, X: 10 * (S == "a") + X) == pytest.approx(3.375)
    assert JOINT.expectation(lambda X, **rest: X) == pytest.approx(0.875)
    assert MODEL.query("U", policy="uniform").expectation() == pytest.approx(MODEL.expected_utility("uniform"))


@pytest.mark.parametrize(
    ("distribution", "f", "message"),
    [
        (JOINT, None, r"the expectation over 2 axes\. Give a function of X, S, or take a marginal first\."),
        (S, None, r"'a' is no number, so it has no mean"),
        (JOINT, lambda X, S: (X, S), r"\(0, 'a'\) is no number"),
        (JOINT, lambda X: X, r"expectation: the function does not take the parent 'S'"),
        (JOINT, lambda X, S, z: X, r"expectation: the function takes 'z', which is no parent"),
    ],
)
def test_expectation_refused(distribution, f, message):
    with pytest.raises(pcl.InvalidCall, match=message):
        distribution.expectation(f)


def test_to_pandas():
    one = S.to_pandas()
    assert one.to_dict() == {"a": 0.25, "b": 0.75}
    assert (one.name, one.index.name) == ("probability", "S")
    two = JOINT.to_pandas()
    assert two.index.names == ["X", "S"]
    assert two.to_dict() == dict(JOINT)
    assert two.unstack("S").loc[1, "b"] == pytest.approx(0.75)


def test_shown():
    assert repr(S).splitlines() == ["S  probability", "a  0.25", "b  0.75"]
    assert "<td>0.75</td>" in S._repr_html_().replace("\n", "")
    wide = pcl.CID.parse("N -> U; D -> U", decisions="D", utilities="U")
    many = pcl.Model(wide, N=pcl.uniform(range(50)), D=[0], U=lambda N, D: 0).query("N")
    assert repr(many).splitlines()[-1] == "... and 10 rows more"


# ------------------------------------------------------------------------------------------------------------ questions


def test_answers_by_hand():
    assert MODEL.query("S", given={"X": 0})["a"] == 1
    assert MODEL.query("S", given={"X": 1})["a"] == pytest.approx(1 / 7)
    assert dict(MODEL.query("S", do={"X": 0})) == dict(S)
    assert dict(MODEL.query(["X", "S"], do={"X": 0})) == {(0, "a"): 0.25, (0, "b"): 0.75, (1, "a"): 0, (1, "b"): 0}
    assert dict(MODEL.query(iter(["S"]))) == dict(S)
    assert MODEL.expected_utility({"D": lambda X: 2 * X or -1}) == pytest.approx(0.125 - 0.25 + 1.5)
    assert MODEL.expected_utility({"D": 1}, soft={"S": {"a": 1}}) == -1


@pytest.mark.parametrize(
    ("targets", "asked", "problems"),
    [
        ("x", {}, ["unknown node 'x'. Did you mean 'X'?"]),
        (["S", "zz", 3], {}, ["unknown node 'zz'. There are: 'S', 'X', 'D', 'U'.", "unknown node 3."]),
        (["S", "X", "S"], {}, ["'S' is asked for twice"]),
        ([], {}, ["nothing is asked for. Name one node or several."]),
        (
            "D",
            {},
            ["the answer depends on the decision 'D', which is open. Give it a rule in policy=, or set it with do=."],
        ),
        ("S", {"given": {"D": 1}}, ["the answer depends on the decision 'D', which is open. Give it"]),
        ("S", {"given": {"X": 0, "S": "b"}}, ["the event X=0, S='b' has probability zero. Condition on something"]),
        ("S", {"given": {"X": 0}, "do": {"X": 1}}, ["the event X=0 has probability zero."]),
        ("S", {"given": {"x": 0, "X": 2}}, ["Did you mean 'X'?", "node 'X': 2 is no outcome. There are: '0', '1'."]),
        ("S", {"do": {"S": "c", "Q": 0}}, ["node 'S': 'c' is no outcome.", "unknown node 'Q'"]),
        (
            "S",
            {"do": {"S": "a"}, "soft": {"S": {"a": 1}}},
            ["'S' is both set and replaced. Give it to one of the two."],
        ),
    ],
)
def test_questions_refused(targets, asked, problems):
    with pytest.raises(pcl.InvalidCall) as caught:
        MODEL.query(targets, **asked)
    assert len(caught.value.problems) == len(problems)
    for found, part in zip(caught.value.problems, problems, strict=True):
        assert part.rstrip(".") in str(found)


def test_impossible_events_have_no_expected_utility():
    with pytest.raises(pcl.InvalidCall, match="the event X=0, S='b' has probability zero"):
        MODEL.expected_utility({"D": 1}, given={"X": 0, "S": "b"})
    with pytest.raises(pcl.InvalidCall, match="the event D=2 has probability zero"):
        MODEL.query("S", given={"D": 2}, policy={"D": 1})


def test_all_open_decisions_are_named():
    cid = pcl.CID.parse("D -> U; E -> U", decisions=["D", "E"], utilities="U")
    model = pcl.Model(cid, D=[0, 1], E=[0, 1], U=np.eye(2))
    with pytest.raises(pcl.InvalidCall, match="2 problems\n.*the decision 'D', which is open.*\n.*the decision 'E'"):
        model.expected_utility()


def test_an_answer_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr("pycid_like.models.inference.MOST_ENTRIES", 3)
    with pytest.raises(
        pcl.InvalidCall, match="the answer is a table of 4 entries, over the limit of 3. Ask about fewer"
    ):
        MODEL.query(["S", "X"])
    assert len(MODEL.query("S")) == 2
