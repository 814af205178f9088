"""Policies: what a rule may be given as, what a rule says when asked, and which rules are refused."""

from __future__ import annotations

import numpy as np
import pandas
import pytest

import pycid_like as pcl

CID = pcl.CID.parse("S -> D; T -> D; S -> E; D -> U; E -> U; S -> U", decisions=["D", "E"], utilities="U")
MECHANISMS = {
    "S": pcl.uniform(["a", "b"]),
    "T": pcl.uniform([0, 1]),
    "D": ["l", "r"],
    "E": [0, 1, 2],
    "U": lambda S, D, E: 10 * (D == "r") + E * (S == "b"),
}
MODEL = pcl.Model(CID, MECHANISMS)
ALWAYS = {"D": "l", "E": 0}


def refusals(rules, model=MODEL) -> list[str]:
    with pytest.raises(pcl.InvalidModel) as caught:
        model.policy(rules)
    assert str(caught.value).startswith("invalid model policy: ")
    return [str(problem) for problem in caught.value.problems]


def choose(S, T):
    return "r" if (S == "b") == bool(T) else "l"


CHOSEN = np.array([[[0, 1], [1, 0]], [[1, 0], [0, 1]]], dtype=float)


def frame(columns) -> pandas.DataFrame:
    index = pandas.MultiIndex.from_product([[1, 0], ["b", "a"]], names=["T", "S"])
    return pandas.DataFrame(
        [[float(choose(s, t) == c) for c in columns] for t, s in index], index=index, columns=columns
    )


@pytest.mark.parametrize(
    "rule",
    [
        choose,
        CHOSEN,
        CHOSEN.tolist(),
        {(s, t): pcl.point(choose(s, t)) for s in "ba" for t in (1, 0)},
        pcl.chance(["l", "r"], np.transpose(CHOSEN, (1, 0, 2)), axes=("T", "S")),
        frame(["r", "l"]),
        MODEL.policy({"D": choose})["D"],
    ],
    ids=["function", "array", "lists", "mapping", "axes", "frame", "rule"],
)
def test_kinds_of_pure_rules(rule):
    policy = MODEL.policy({"D": rule})
    assert policy["D"].is_pure
    assert policy.is_pure
    assert policy["D"].probabilities.tolist() == CHOSEN.tolist()
    assert policy["D"].axes == ("S", "T", "D")


def test_constant_rules():
    policy = MODEL.policy({"E": 2, "D": "r"})
    assert list(policy) == ["D", "E"]
    assert len(policy) == 2
    assert policy["D"].probabilities.tolist() == [[[0, 1]] * 2] * 2
    assert policy["E"].probabilities.tolist() == [[0, 0, 1]] * 2
    assert MODEL.expected_utility(policy) == 11
    assert MODEL.expected_utility(policy, given={"S": "b"}) == 12


def test_mixed_rules():
    policy = MODEL.policy({"D": {"r": 0.25, "l": 0.75}, "E": lambda S: {0: 0.5, 2: 0.5} if S == "b" else 1})
    assert not policy.is_pure
    assert policy["D"]["a", 1] == {"l": 0.75, "r": 0.25}
    assert (policy["E"]["a"], policy["E"]["b"]) == (1, {0: 0.5, 2: 0.5})
    assert MODEL.expected_utility(policy) == pytest.approx(2.5 + 0.5)
    assert dict(MODEL.query("E", policy=policy)) == pytest.approx({0: 0.25, 1: 0.5, 2: 0.25})


def test_uniform():
    whole = MODEL.policy("uniform")
    assert list(whole) == ["D", "E"]
    assert whole["D"]["a", 0] == {"l": 0.5, "r": 0.5}
    assert whole["E"].probabilities == pytest.approx(np.full((2, 3), 1 / 3))
    mixed = MODEL.policy({"D": "l", "E": "uniform"})
    assert mixed["D"].is_pure
    assert MODEL.expected_utility(mixed) == pytest.approx(0.5)


def test_an_option_called_uniform_is_an_option():
    cid = pcl.CID.parse("D -> U", decisions="D", utilities="U")
    model = pcl.Model(cid, D=["uniform", "bold"], U=lambda D: 0)
    assert model.policy({"D": "uniform"})["D"][()] == "uniform"
    assert model.policy("uniform")["D"][()] == {"uniform": 0.5, "bold": 0.5}


def test_partial_policies_answer_what_does_not_hang_on_the_rest():
    policy = MODEL.policy({"E": 1})
    assert list(policy) == ["E"]
    assert MODEL.query("E", policy=policy)[1] == 1
    with pytest.raises(pcl.InvalidCall, match="depends on the decision 'D', which is open"):
        MODEL.expected_utility(policy)
    assert MODEL.expected_utility(policy, do={"D": "l"}) == 0.5
    assert len(MODEL.policy({})) == 0
    assert repr(MODEL.policy({})) == "<Policy without rules>"


def test_indexing_a_rule():
    rule = MODEL.policy({"D": choose})["D"]
    assert rule["b", 1] == "r"
    assert rule[("b", 0)] == "l"
    assert rule[{"T": 1, "S": "b"}] == "r"
    one = MODEL.policy({"E": lambda S: 2 if S == "a" else 0})["E"]
    assert (one["a"], one[("a",)], one[{"S": "a"}]) == (2, 2, 2)


def test_indexing_where_the_observed_outcomes_are_tuples():
    cid = pcl.CID.parse("S -> D -> U", decisions="D", utilities="U")
    model = pcl.Model(cid, S=pcl.uniform([(0, 1), (1, 0)]), D=[0, 1], U=lambda D: D)
    rule = model.policy({"D": lambda S: S[0]})["D"]
    assert (rule[0, 1], rule[1, 0], rule[(1, 0),], rule[{"S": (1, 0)}]) == (0, 1, 1, 1)


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ("a", r"'a' is no context of 'D'\. Give one outcome of each of \['S', 'T'\]"),
        (("a", 0, 1), r"\('a', 0, 1\) is no context of 'D'"),
        ((), r"\(\) is no context of 'D'"),
        (("A", 0), r"node 'S': 'A' is no outcome\. Did you mean 'a'\?"),
        (("a", 2), r"node 'T': 2 is no outcome\. There are: '0', '1'\."),
        ({"S": "a"}, r"\{'S': 'a'\} is no context of 'D'"),
        ({"S": "a", "T": 7}, r"node 'T': 7 is no outcome"),
    ],
)
def test_indexing_errors(context, message):
    rule = MODEL.policy({"D": choose})["D"]
    with pytest.raises(pcl.InvalidCall, match=message):
        rule[context]


def test_a_rule_shown():
    assert repr(MODEL.policy({"E": lambda S: 1 if S == "a" else 0})).splitlines() == ["S  E", "a  1", "b  0"]
    assert "rule at E" in MODEL.policy({"E": 0})._repr_html_()


@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        ({"d": "l"}, ["unknown decision 'd' in the policy. Did you mean 'D'?"]),
        ({"S": "a"}, ["unknown decision 'S' in the policy. There are: 'D', 'E'."]),
        ({"D": "L"}, ["node 'D': 'L' is no option. Did you mean 'l'?"]),
        ({"D": "up"}, ["node 'D': 'up' is no option. There are: 'l', 'r'."]),
        ({"D": lambda S, T: "up"}, ["node 'D': the outcome 'up' is outside the declared domain ['l', 'r']"]),
        (
            {"D": lambda S, T: 1 / T},
            ["node 'D', context S='a', T=0: the function raised ZeroDivisionError: division by zero"],
        ),
        (
            {"D": lambda S: "l"},
            ["node 'D': the function does not take the parent 'T'. Its parents are ['S', 'T']."],
        ),
        (
            {"E": {0: 0.5, 1: 0.25}},
            [f"node 'E', context S='{s}': probabilities sum to 0.75. They must sum to 1 within 1e-09." for s in "ab"],
        ),
        ({"E": [[1, 0, 0]]}, ["node 'E': a table of shape (1, 3) where (2, 3) is wanted. Its axes are (S, E)."]),
        ({"E": {"a": {0: 1}}}, ["node 'E', context S='b': no distribution is given"]),
        (
            {"E": pcl.chance([2, 1, 0], np.eye(3)[:2])},
            ["node 'E': the outcomes [2, 1, 0]. They stay as they are: [0, 1, 2]."],
        ),
        (
            {"E": MODEL.policy(ALWAYS)["D"]},
            ["node 'E': a rule of another decision. It decides on [0, 1, 2] and observes ['S']."],
        ),
    ],
)
def test_rules_refused(rules, problems):
    assert refusals(rules) == problems


def test_every_wrong_rule_is_told_at_once():
    with pytest.raises(pcl.InvalidModel, match="invalid model policy: 3 problems") as caught:
        MODEL.query("U", policy={"F": 0, "D": "up", "E": {"a": {0: 2}, "b": {1: 1}}})
    assert [str(problem).split(".")[0] for problem in caught.value.problems] == [
        "unknown decision 'F' in the policy",
        "node 'D': 'up' is no option",
        "node 'E', context S='a': probabilities sum to 2",
    ]


@pytest.mark.parametrize("given", ["unifrom", 3, ["l"]])
def test_what_is_no_policy(given):
    with pytest.raises(pcl.InvalidCall, match="is no policy. Give a mapping from decisions to rules, or 'uniform'"):
        MODEL.expected_utility(given)


def test_a_policy_of_a_model_with_other_options():
    other = pcl.Model(CID, {**MECHANISMS, "E": [2, 1, 0]})
    (problem,) = refusals({"E": MODEL.policy(ALWAYS)["E"]}, other)
    assert problem == "node 'E': a rule of another decision. It decides on [2, 1, 0] and observes ['S']."
    assert other.policy({"D": MODEL.policy(ALWAYS)["D"]})["D"]["a", 0] == "l"
