"""A model that cannot be is refused with all its problems at once: what, at which node and context, and what to do."""

from __future__ import annotations

import math
import time

import numpy as np
import pandas
import pytest

import pycid_like as pcl
from pycid_like.models.domain import Domain

CID = pcl.CID.parse("S -> X; S -> D; X -> U; D -> U", decisions="D", utilities="U")
GOOD = {"S": {"a": 0.5, "b": 0.5}, "X": lambda S: S, "D": ["l", "r"], "U": lambda X, D: 0}


def refusals(mechanisms=None, cid=CID, **changed) -> list[str]:
    """The problems, each as its one line, of the good model with some mechanisms changed."""
    with pytest.raises(pcl.InvalidModel) as caught:
        pcl.Model(cid, {**GOOD, **changed} if mechanisms is None else mechanisms)
    problems = [str(problem) for problem in caught.value.problems]
    assert all(problem in str(caught.value) for problem in problems)
    return problems


def raising(S):
    raise KeyError("lost")


def only_at_b(S):
    return 1 / (S == "a")


SUM = "They must sum to 1 within 1e-09."
NOT_HASHABLE = "is neither an outcome nor a distribution. Outcomes are hashable."
NO_MECHANISM = "Give a mapping outcome -> probability, a function of the parents, a table, or point(outcome)."

CHANCES = {
    "sum in a context": (
        lambda S: {0: 0.5, 1: 0.5 if S == "a" else 0.25},
        [f"node 'X', context S='b': probabilities sum to 0.75. {SUM}"],
    ),
    "sum in every context": (
        lambda S: {0: 0.5},
        [f"node 'X', context S='{s}': probabilities sum to 0.5. {SUM}" for s in "ab"],
    ),
    "just over the tolerance": (
        {0: 0.5, 1: 0.5 + 3e-9},
        [f"node 'X', context S='{s}': probabilities sum to 1.000000003. {SUM}" for s in "ab"],
    ),
    "NaN": ([[0.5, 0.5], [math.nan, 1]], ["node 'X', context S='b': a probability is not a number"]),
    "infinite": ([[math.inf, 0.5], [0, 1]], ["node 'X', context S='a': a probability is not a number"]),
    "no number": (
        {"a": {0: "half"}, "b": {0: None}},
        [f"node 'X', context S='{s}': a probability is not a number" for s in "ab"],
    ),
    "negative": ([[0.5, 0.5], [-0.25, 1.25]], ["node 'X', context S='b': the probability -0.25 is negative"]),
    "outside the domain": (
        pcl.chance([0, 1], lambda S: 0 if S == "a" else 2),
        ["node 'X': the outcome 2 is outside the declared domain [0, 1]"],
    ),
    "ragged": ([[0.5, 0.5], [1]], ["node 'X': a table that is ragged or holds what is no number"]),
    "wrong shape": (
        [0.5, 0.5],
        ["node 'X': a table of shape (2,) where (2, 2) is wanted. Its axes are (S, X)."],
    ),
    "wrong shape for the domain": (
        pcl.chance("abc", [[0.5, 0.5], [0, 1]]),
        ["node 'X': a table of shape (2, 2) where (2, 3) is wanted. Its axes are (S, X)."],
    ),
    "wrong axes": (
        pcl.chance("ab", np.eye(2), axes=["T", "X"]),
        ["node 'X': axes ['T', 'X'] for an array of 2 axes. Name ['S', 'X']."],
    ),
    "list returned": (lambda S: [0.5, 0.5], [f"node 'X', context S='a': [0.5, 0.5] {NOT_HASHABLE}"]),
    "raising": (raising, ["node 'X', context S='a': the function raised KeyError: 'lost'"]),
    "raising once": (only_at_b, ["node 'X', context S='b': the function raised ZeroDivisionError: division by zero"]),
    "wrong parameter": (
        lambda s: s,
        [
            "node 'X': the function takes 's', which is no parent. Did you mean 'S'?",
            "node 'X': the function does not take the parent 'S'. Its parents are ['S'].",
        ],
    ),
    "no parameter": (
        lambda: 0,
        ["node 'X': the function does not take the parent 'S'. Its parents are ['S']."],
    ),
    "one parameter more": (
        lambda S, D: S,
        ["node 'X': the function takes 'D', which is no parent. There are: 'S'."],
    ),
    "too many by position": (
        lambda S, T, /: S,
        ["node 'X': the function does not take 1 arguments. They go by position: 'S'."],
    ),
    "same outcomes": (
        pcl.chance([1, True], [[1, 0], [0, 1]]),
        ["node 'X': the outcomes 1 and True are the same. Outcomes that compare equal, such as 1 and True, are one."],
    ),
    "outcome twice": (
        pcl.chance("aba", [[1, 0, 0]] * 2),
        ["node 'X': the outcomes 'a' and 'a' are the same. Outcomes that compare equal, such as 1 and True, are one."],
    ),
    "outcomes not hashable": (
        pcl.chance([(0, []), 1], [[1, 0]] * 2),
        ["node 'X': (0, []) cannot be an outcome. Outcomes are hashable."],
    ),
    "no outcomes": (pcl.chance([], {}), ["node 'X': a domain without outcomes. Give at least one."]),
    "only empty distributions": (lambda S: {}, ["node 'X': a domain without outcomes. Give at least one."]),
    "empty mapping": ({}, ["node 'X': an empty mapping. Give outcome -> probability."]),
    "numbers and mappings": (
        {"a": {0: 1}, "b": 0.5},
        ["node 'X': a mapping of numbers and mappings. Give outcome -> probability in every context."],
    ),
    "context missing": ({"b": {0: 1}}, ["node 'X', context S='a': no distribution is given"]),
    "context too many": (
        {"a": {0: 1}, "b": {0: 1}, "A": {0: 1}},
        ["node 'X': 'A' is no context of ['S']. Did you mean 'a'?"],
    ),
    "words for numbers": ([["0.5", "0.5"]] * 2, ["node 'X': a table that is ragged or holds what is no number"]),
    "a number": (3, [f"node 'X': 3 is no mechanism. {NO_MECHANISM}"]),
    "a set": ({"x"}, [f"node 'X': {{'x'}} is no mechanism. {NO_MECHANISM}"]),
    "a decision": (pcl.decision("ab"), ["node 'X': declared with pcl.decision(...), but a chance node in the diagram"]),
    "a utility": (pcl.utility([1]), ["node 'X': declared with pcl.utility(...), but a chance node in the diagram"]),
    "copy of no parent": (
        pcl.noisy_copy(0.8, of="D"),
        ["node 'X': a noisy copy of 'D', which is no parent. The parents are ('S',)."],
    ),
    "accuracy": (
        pcl.noisy_copy(1.5),
        ["node 'X': a noisy copy with accuracy 1.5. Give a probability, from 0 to 1."],
    ),
    "accuracy in words": (
        pcl.noisy_copy("high"),
        ["node 'X': a noisy copy with accuracy 'high'. Give a probability, from 0 to 1."],
    ),
    "copy outside": (
        pcl.chance("bc", pcl.noisy_copy(0.5)),
        ["node 'X': a copy of ['a', 'b'] in the declared domain ['b', 'c']. Declare all outcomes."],
    ),
    "no noise": (
        pcl.Structural(noise=0.5, f=lambda S, noise: S),
        ["node 'X': 0.5 where the noise belongs. Give a mapping outcome -> probability."],
    ),
    "noise": (
        pcl.Structural(noise={0: 0.5, 1: 0.25}, f=lambda S, noise: S),
        [f"node 'X (noise)': probabilities sum to 0.75. {SUM}"],
    ),
    "structural without noise": (
        pcl.Structural(noise={0: 1}, f=lambda S: S),
        ["node 'X': the function does not take the parent 'noise'. Its parents are ['S', 'noise']."],
    ),
    "structural distribution": (
        pcl.Structural(noise={0: 1}, f=lambda S, noise: {S: 1}),
        ["node 'X': the structural function returned a distribution. It returns an outcome."],
    ),
    "structural not hashable": (
        pcl.Structural(noise={0: 1}, f=lambda S, noise: [S]),
        ["node 'X': the structural function returned what is not hashable. Outcomes are hashable."],
    ),
    "structural not hashable, domain declared": (
        pcl.Structural(noise={0: 1}, f=lambda S, noise: [S], outcomes=("a", "b")),
        ["node 'X': the structural function returned what is not hashable. Outcomes are hashable."],
    ),
    "structural outside": (
        pcl.Structural(noise={0: 1}, f=lambda S, noise: S, outcomes=("a",)),
        ["node 'X': the outcome 'b' is outside the declared domain ['a']"],
    ),
    "structural shape": (
        pcl.Structural(noise={0: 0.5, 1: 0.5}, f=[["x", "y"], ["x"]]),
        ["node 'X': a table of outcomes that is not of the shape (2, 2). Its axes are (S, noise)."],
    ),
    "frame over others": (
        pandas.DataFrame(np.eye(2), index=pandas.Index(["a", "b"], name="T")),
        ["node 'X': a table over ['T', 'X']. It should be over ['S', 'X']."],
    ),
    "frame with other labels": (
        pandas.DataFrame(np.eye(2), index=["a", "c"]),
        ["node 'X': the labels ['a', 'c'] of 'S'. Its outcomes are ['a', 'b']."],
    ),
    "frame with a context twice": (
        pandas.DataFrame(np.eye(3), index=["a", "b", "a"]),
        ["node 'X': the index has 'a' more than once. Give each context one row."],
    ),
    "frame of words": (
        pandas.DataFrame([["x", "y"]] * 2, index=["a", "b"]),
        ["node 'X': a table that is ragged or holds what is no number"],
    ),
}


@pytest.mark.parametrize("case", CHANCES)
def test_chance_refused(case):
    mechanism, problems = CHANCES[case]
    assert refusals(X=mechanism) == problems


UTILITIES = {
    "raising": (
        lambda X, D: [0][D == "r"],
        "node 'U', context X='a', D='r': the function raised IndexError: list index out of range",
    ),
    "a word": (lambda X, D: D, "node 'U', context X='a', D='l': the utility is 'l'. Utilities are real numbers."),
    "None": (
        lambda X, D: None,
        "node 'U', context X='a', D='l': the utility is None. Utilities are real numbers.",
    ),
    "complex": (lambda X, D: 1j, "node 'U', context X='a', D='l': the utility is 1j. Utilities are real numbers."),
    "NaN": ([[0, 1], [math.nan, 2]], "node 'U', context X='b', D='l': the utility is not a finite number"),
    "infinite": (
        lambda X, D: -math.inf if (X, D) == ("b", "r") else 0,
        "node 'U', context X='b', D='r': the utility is not a finite number",
    ),
    "too large": (
        lambda X, D: 10**400 if (X, D) == ("b", "r") else 0,
        "node 'U', context X='b', D='r': the utility is not a finite number",
    ),
    "ragged": ([[0, 1], [2]], "node 'U': a table that is ragged or holds what is no number"),
    "wrong shape": (
        [0, 1],
        "node 'U': a table of shape (2,) where (2, 2) is wanted. Its axes are (X, D).",
    ),
    "wrong axes": (
        pcl.utility(np.eye(2), axes=["X", "S"]),
        "node 'U': axes ['X', 'S'] for an array of 2 axes. Name ['X', 'D'].",
    ),
    "context missing": (
        {("a", "l"): 1, ("a", "r"): 1, ("b", "r"): 1},
        "node 'U', context X='b', D='l': no utility is given",
    ),
    "a chance": (pcl.chance("ab", {}), "node 'U': a Chance where a utility's function or table belongs"),
    "wrong parameter": (
        lambda X, Dd: 0,
        "node 'U': the function takes 'Dd', which is no parent. Did you mean 'D'?",
    ),
    "series with a context twice": (
        pandas.Series(
            [0.0] * 4,
            index=pandas.MultiIndex.from_tuples([("a", "l"), ("a", "l"), *[("b", "r")] * 2], names=["X", "D"]),
        ),
        "node 'U': the index has ('a', 'l'), ('b', 'r') more than once. Give each context one row.",
    ),
    "series with a context missing": (
        pandas.Series(
            [0.0] * 3, index=pandas.MultiIndex.from_tuples([("a", "l"), ("a", "r"), ("b", "r")], names=["X", "D"])
        ),
        "node 'U', context X='b', D='l': the utility is not a finite number",
    ),
}


@pytest.mark.parametrize("case", UTILITIES)
def test_utility_refused(case):
    mechanism, problem = UTILITIES[case]
    assert refusals(U=mechanism)[0] == problem


OPTIONS = "Give a list of outcomes."
DECISIONS = {
    "a word": ("lr", f"node 'D': 'lr' where the options of a decision belong. {OPTIONS}"),
    "a mapping": ({"l": 1}, f"node 'D': {{'l': 1}} where the options of a decision belong. {OPTIONS}"),
    "a number": (2, f"node 'D': 2 where the options of a decision belong. {OPTIONS}"),
    "a set": ({"l"}, "node 'D': a set has no order. Give the options as a list."),
    "none": ([], "node 'D': a domain without outcomes. Give at least one."),
    "twice": (
        [0, False],
        "node 'D': the outcomes 0 and False are the same. Outcomes that compare equal, such as 1 and True, are one.",
    ),
    "not hashable": ([["l"], "r"], "node 'D': ['l'] cannot be an outcome. Outcomes are hashable."),
    "two dimensions": (np.eye(2), f"node 'D': an array of shape (2, 2) where the options belong. {OPTIONS}"),
}


@pytest.mark.parametrize("case", DECISIONS)
def test_options_refused(case):
    mechanism, problem = DECISIONS[case]
    assert refusals(D=mechanism) == [problem]


def test_within_the_tolerance_is_scaled():
    model = pcl.Model(CID, {**GOOD, "S": {"a": 0.5, "b": 0.5 + 5e-10}})
    assert model.chances["S"].probabilities.sum() == pytest.approx(1, abs=1e-15)


def test_names_and_what_is_missing():
    assert refusals({"S": GOOD["S"], "x": 1, "zebra": 1}) == [
        "unknown node 'x'. Did you mean 'X'?",
        "unknown node 'zebra'. There are: 'S', 'X', 'D', 'U'.",
        "node 'X': no mechanism is given. Give its mechanism: a distribution, a function of its parents or a table.",
        "node 'D': no mechanism is given. Give the list of its options.",
        "node 'U': no mechanism is given. Give a function of its parents or a table of reals.",
    ]


def test_declared_twice():
    with pytest.raises(pcl.InvalidModel, match=r"node 'S': declared twice\. Declare it once\."):
        pcl.Model(CID, GOOD, S=pcl.point("a"))


def test_all_problems_at_once_children_of_the_wrong_ones_too():
    problems = refusals(S={"a": 0.5}, X=lambda T: 0, D={"l"}, U=pcl.utility(lambda X: 0))
    assert problems == [
        f"node 'S': probabilities sum to 0.5. {SUM}",
        "node 'X': the function takes 'T', which is no parent. There are: 'S'.",
        "node 'X': the function does not take the parent 'S'. Its parents are ['S'].",
        "node 'D': a set has no order. Give the options as a list.",
        "node 'U': the function does not take the parent 'D'. Its parents are ['X', 'D'].",
    ]
    with pytest.raises(pcl.InvalidModel, match="invalid model: 5 problems\n  1. node 'S'"):
        pcl.Model(CID, S={"a": 0.5}, X=lambda T: 0, D={"l"}, U=pcl.utility(lambda X: 0))


def test_noisy_copy_of_several_parents():
    cid = pcl.CID.parse("A -> X; B -> X; D -> U", decisions="D", utilities="U")
    given = {"A": pcl.point(0), "B": pcl.point(0), "X": pcl.noisy_copy(0.8), "D": [0], "U": lambda D: 0}
    assert refusals(given, cid) == ["node 'X': a noisy copy with 2 parents. Say of which parent with of=."]


def test_a_parent_called_noise():
    cid = pcl.CID.parse("noise -> X; D -> U", decisions="D", utilities="U")
    structural = pcl.Structural(noise={0: 1}, f=lambda noise: 0)
    (problem,) = refusals({"noise": pcl.point(0), "X": structural, "D": [0], "U": lambda D: 0}, cid)
    assert problem.startswith("node 'X': a parent has the name 'noise' of the exogenous variable. Rename the parent")


def test_the_size_limit(monkeypatch):
    monkeypatch.setattr("pycid_like.models.tabulation.MOST_ENTRIES", 3)
    hint = "Give it fewer parents, or parents with fewer outcomes."
    assert refusals() == [
        f"node 'X': a table of 4 entries (2 x 2), over the limit of 3. {hint}",
    ]
    monkeypatch.setattr("pycid_like.models.tabulation.MOST_ENTRIES", 4)
    pcl.Model(CID, GOOD)


def test_many_wrong_contexts_are_counted():
    problems = refusals(S=pcl.uniform(range(100)), X=np.eye(100) * 0.5)
    assert problems[0] == f"node 'X', context S=0: probabilities sum to 0.5. {SUM}"
    assert problems[-1] == "node 'X': the same or the like in 80 contexts more"
    assert len(problems) == 21


def test_more_parents_than_an_array_has_axes():
    names = [f"n{number}" for number in range(70)]
    cid = pcl.CID([*((name, "X") for name in names), ("D", "U")], decisions="D", utilities="U")
    given = {**dict.fromkeys(names, pcl.point(0)), "X": lambda **parents: 0, "D": [0], "U": lambda D: 0}
    assert refusals(given, cid) == ["node 'X': 70 parents, over the limit of 63. Merge some of them."]


BINARY = [f"n{number}" for number in range(40)]


def giant(child: str, **roles):
    cid = pcl.CID([*((name, child) for name in BINARY), ("D", "U")], **{"decisions": "D", "utilities": "U", **roles})
    return cid, {**dict.fromkeys(BINARY, pcl.uniform([0, 1])), "D": [0, 1], "U": lambda D: D}


@pytest.mark.parametrize(
    "mechanism",
    [
        lambda **parents: 0,
        pcl.bernoulli(0.5),
        pcl.chance([0, 1], lambda **parents: 0),
        pcl.noisy_copy(0.8, of="n0"),
        pcl.Structural(noise={0: 0.5, 1: 0.5}, f=lambda **all_of_them: 0),
        {(0,) * 40: {0: 1}},
    ],
    ids=["function", "mapping", "declared", "noisy copy", "structural", "by context"],
)
def test_a_giant_table_is_refused_at_once(mechanism):
    cid, given = giant("X")
    start = time.perf_counter()
    (problem,) = refusals({**given, "X": mechanism}, cid)
    assert time.perf_counter() - start < 2
    assert problem.startswith("node 'X': a table of ")
    assert "(2 x 2 x 2" in problem
    assert "over the limit of 50,000,000. Give it fewer parents" in problem


def test_a_giant_utility_is_refused_at_once():
    cid, given = giant("U")
    (problem,) = refusals({**given, "U": lambda **parents: 0}, cid)
    assert problem.startswith("node 'U': a table of 2,199,023,255,552 entries (2 x 2 x")


@pytest.mark.parametrize("rule", [0, "uniform", lambda **observed: 0, {0: 0.5, 1: 0.5}])
def test_a_giant_rule_is_refused_at_once(rule):
    cid, given = giant("D")
    model = pcl.Model(cid, given)
    with pytest.raises(pcl.InvalidModel, match=r"node 'D': a table of 2,199,023,255,552 entries"):
        model.policy({"D": rule})


def test_a_domain_by_itself():
    domain = Domain(("left", "right", 3))
    with pytest.raises(pcl.InvalidCall, match=r"'lfet' is no outcome\. Did you mean 'left'\?"):
        domain.position("lfet")
    with pytest.raises(pcl.InvalidCall, match=r"node 'X': \[\] is no outcome\. There are: 'left', 'right', '3'\."):
        domain.position([], "X")
    assert "left" in domain
    assert [] not in domain
    assert list(domain) == ["left", "right", 3]
    assert Domain((1, 0)) != Domain((0, 1))


def test_the_domain_of_an_unknown_node():
    with pytest.raises(pcl.InvalidCall, match="Did you mean 'X'"):
        pcl.Model(CID, GOOD).domain("x")
