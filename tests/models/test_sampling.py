"""Samples: as frequent as the exact probabilities say, the same for the same seed, with the labels of the model."""

from __future__ import annotations

import datetime
import os
import random
import subprocess
import sys
import tracemalloc

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.models.sampling import BLOCK, MOST_CELLS, _bounds, _Sampler
from tests.house.source import ROOT
from tests.models.random_models import models, random_policy, tolerance
from tests.profiles import examples

ROWS = 4000


def weather() -> pcl.Model:
    cid = pcl.CID.parse("S -> X -> D -> U; S -> U", decisions="D", utilities="U")
    return pcl.Model(
        cid,
        S=pcl.chance(["wet", "dry"], {"wet": 0.3, "dry": 0.7}),
        X=pcl.noisy_copy(0.8),
        D=["coat", "shirt"],
        U=lambda S, D: float((S == "wet") == (D == "coat")),
    )


COAT_WHEN_WET = {"D": lambda X: "coat" if X == "wet" else "shirt"}


@examples(150)
@given(models(), st.integers(0, 2**32))
def test_joint_frequencies_are_the_exact_probabilities(model, seed):
    policy = random_policy(model, random.Random(seed))
    rows = model.sample(ROWS, seed=seed, policy=policy)
    exact = model.query(model.cid.nodes, policy=policy)
    counts: dict[object, int] = {}
    for row in zip(*(rows[node] for node in model.cid.nodes), strict=True):
        counts[row if len(row) > 1 else row[0]] = counts.get(row if len(row) > 1 else row[0], 0) + 1
    assert set(counts) <= set(exact)
    for outcome, probability in exact.items():
        assert abs(counts.get(outcome, 0) / ROWS - probability) <= tolerance(probability, ROWS), outcome


@examples(100)
@given(models(), st.integers(0, 2**32))
def test_impossible_outcomes_never_come_up_and_do_holds(model, seed):
    chooser = random.Random(seed)
    policy = random_policy(model, chooser)
    held = chooser.choice(model.cid.nodes)
    outcome = chooser.choice(model.domain(held).outcomes)
    rows = model.sample(500, seed=seed, policy=policy, do={held: outcome})
    assert list(rows[held]) == [outcome] * 500
    exact = model.query(model.cid.nodes, policy=policy, do={held: outcome})
    for row in set(zip(*(rows[node] for node in model.cid.nodes), strict=True)):
        assert exact[row] > 0


@pytest.mark.parametrize("outcomes", range(1, 18))
def test_any_number_of_outcomes(outcomes):
    weights = np.arange(1, outcomes + 1) / (outcomes * (outcomes + 1) / 2)
    cid = pcl.CID.parse("P -> X", order=["P", "X"])
    model = pcl.Model(cid, P=pcl.uniform([0, 1]), X=pcl.chance(range(outcomes), np.stack([weights, weights[::-1]])))
    rows = model.sample(100_000, seed=outcomes)
    for parent in (0, 1):
        found = rows.X[parent == rows.P].value_counts(normalize=True)
        for outcome in range(outcomes):
            exact = model.query("X", given={"P": parent})[outcome]
            assert abs(found.get(outcome, 0.0) - exact) < tolerance(exact, int((parent == rows.P).sum()))


class Says:
    """A stream that gives one number."""

    def __init__(self, number: float) -> None:
        self.number = number

    def random(self, rows: int) -> np.ndarray:
        return np.full(rows, self.number)


@pytest.mark.parametrize("number", [0.0, 0.5, np.nextafter(1.0, 0.0)])
@pytest.mark.parametrize(
    "row", [[0.1] * 10 + [0.0], [0.0] + [0.1] * 10, [0.0, 1.0], [0.3, 0.0, 0.7, 0.0, 0.0], [0, 0, 1]]
)
def test_no_random_number_gives_an_impossible_outcome(row, number):
    # Ten times 0.1 sums to less than 1: what is left must not fall to the outcome behind.
    width = (1 << (len(row) - 1).bit_length()) - 1
    sampler = _Sampler({}, None, _bounds(np.array([row], dtype=float), width).reshape(-1), width)
    for context in (0, np.zeros(2, dtype=np.intp)):
        places = np.atleast_1d(sampler.draw(context, 2, Says(number)))
        assert all(row[place] > 0 for place in places)


def test_same_seed_same_rows_and_other_seed_others():
    model = weather()
    one, same = (model.sample(1000, seed=7, policy=COAT_WHEN_WET) for _ in range(2))
    pandas.testing.assert_frame_equal(one, same)
    assert not one.equals(model.sample(1000, seed=8, policy=COAT_WHEN_WET))


def test_rows_do_not_depend_on_the_hash_seed():
    code = (
        "from tests.models.test_sampling import COAT_WHEN_WET, weather\n"
        "print(weather().sample(200, seed=3, policy=COAT_WHEN_WET).to_csv())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(printed) == 1


@pytest.mark.parametrize("rows", [0, 1, 10, BLOCK, BLOCK + 1])
def test_longer_sample_begins_with_the_shorter(rows):
    model = weather()
    long = model.sample(2 * BLOCK + 5, seed=1, policy=COAT_WHEN_WET)
    pandas.testing.assert_frame_equal(model.sample(rows, seed=1, policy=COAT_WHEN_WET), long.head(rows))


def test_two_policies_meet_the_same_luck():
    model = weather()
    one = model.sample(500, seed=2, policy={"D": "coat"})
    other = model.sample(500, seed=2, policy=COAT_WHEN_WET)
    held = model.sample(500, seed=2, do={"X": "wet"}, policy=COAT_WHEN_WET)
    assert one.S.equals(other.S)
    assert one.X.equals(other.X)
    assert one.S.equals(held.S)
    assert set(held.D) == {"coat"}


def column(*outcomes: object) -> pandas.Series:
    model = pcl.Model(pcl.CID([], chance=["X"]), X=pcl.chance(outcomes, np.full(len(outcomes), 1 / len(outcomes))))
    return model.sample(200, seed=0)["X"]


@pytest.mark.parametrize(
    ("outcomes", "dtype"),
    [((3, 1, 2), "int64"), ((True, False), "bool"), ((0.5, 1.5), "float64"), ((1, 2.5), "float64")],
)
def test_numbers_come_as_plain_columns(outcomes, dtype):
    found = column(*outcomes)
    assert found.dtype == dtype
    assert set(found) == set(outcomes)


@pytest.mark.parametrize(
    "outcomes",
    [
        ("low", "high", "a"),
        (("a", 1), ("b", 2)),
        (True, 2, 3),
        ("one", 1),
        (2**80, 1),
        (2**53 + 1, 0.5),
        (frozenset("ab"), frozenset("c")),
        (datetime.date(2020, 1, 2), datetime.date(2019, 1, 2)),
        (datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC), "never"),
    ],
)
def test_other_outcomes_come_as_categories_in_declared_order(outcomes):
    found = column(*outcomes)
    assert isinstance(found.dtype, pandas.CategoricalDtype)
    assert tuple(found.cat.categories) == outcomes
    assert [type(category) for category in found.cat.categories] == [type(outcome) for outcome in outcomes]
    assert set(found) == set(outcomes)


@pytest.mark.parametrize("outcomes", [(None, "some"), (None, 1), (float("nan"), "x")])
def test_outcomes_that_pandas_takes_for_gaps_come_as_objects(outcomes):
    found = column(*outcomes)
    assert found.dtype == object
    assert {str(value) for value in found} == {str(outcome) for outcome in outcomes}


def test_frame_has_the_nodes_in_declared_order_and_utilities_as_floats():
    cid = pcl.CID.parse("D -> U; S -> U", decisions="D", utilities="U", order=["U", "D", "S"])
    model = pcl.Model(cid, S=pcl.uniform([0, 1]), D=[0, 1], U=lambda D, S: D == S)
    rows = model.sample(100, seed=0, policy="uniform")
    assert list(rows.columns) == ["U", "D", "S"]
    assert rows.U.dtype == "float64"
    assert ((rows.D == rows.S) == rows.U).all()
    assert isinstance(rows.index, pandas.RangeIndex)


def test_children_of_utilities_follow_them():
    cid = pcl.CID.parse("S -> U -> R", utilities="U", utility_children="allow", warn=False)
    model = pcl.Model(
        cid, S=pcl.uniform([0, 1, 2]), U=lambda S: [7.5, -2, 7.5][S], R=lambda U: "good" if U > 0 else "bad"
    )
    rows = model.sample(2000, seed=5)
    assert ((rows.U > 0) == (rows.R == "good")).all()
    assert set(zip(rows.S, rows.U, strict=True)) == {(0, 7.5), (1, -2.0), (2, 7.5)}
    assert set(model.sample(50, seed=5, do={"U": -2.0}).R) == {"bad"}


def test_structural_mechanisms_are_sampled_by_their_noise():
    cid = pcl.CID.parse("S -> X", order=["S", "X"])
    flipped = pcl.Structural(noise={0: 0.75, 1: 0.25}, f=lambda S, noise: S ^ noise)
    rows = pcl.Model(cid, S=pcl.uniform([0, 1]), X=flipped).sample(50_000, seed=0)
    assert abs((rows.S != rows.X).mean() - 0.25) < tolerance(0.25, 50_000)


def test_means_approach_the_expected_utility():
    model = weather()
    rows = model.sample(200_000, seed=0, policy=COAT_WHEN_WET)
    expected = model.expected_utility(COAT_WHEN_WET)
    assert abs(rows.U.mean() - expected) < tolerance(expected, 200_000)


def test_memory_beside_the_answer_is_bounded():
    model, rows = weather(), 1_000_000
    model.sample(10, seed=0, policy="uniform")
    tracemalloc.start()
    frame = model.sample(rows, seed=0, policy="uniform")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Codes of one byte for four nodes, and what pandas needs to look at one column, beside the frame itself.
    assert peak < frame.memory_usage().sum() + 4 * rows + 16 * rows + 8 * 2**20


def test_every_open_decision_is_named():
    cid = pcl.CID.parse("A -> B -> U", decisions=["A", "B"], utilities="U")
    model = pcl.Model(cid, A=[0, 1], B=[0, 1], U=lambda B: B)
    with pytest.raises(pcl.InvalidCall) as raised:
        model.sample(10, seed=0)
    assert [problem.message for problem in raised.value.problems] == [
        "sampling needs a rule for the decision 'A'",
        "sampling needs a rule for the decision 'B'",
    ]
    assert model.sample(10, seed=0, do={"A": 1, "B": 0}).U.tolist() == [0.0] * 10


@pytest.mark.parametrize(("rows", "seed"), [(-1, 0), (1.5, 0), (True, 0), (1, -1), (1, None), (1, 0.5), ("1", 0)])
def test_rows_and_seed_are_whole_numbers(rows, seed):
    with pytest.raises(pcl.InvalidCall, match="whole number that is not negative"):
        weather().sample(rows, seed=seed, policy="uniform")


def test_too_many_rows_are_refused_before_memory_is_touched():
    with pytest.raises(pcl.InvalidCall, match=r"rows of 4 nodes, over the limit of 1,073,741,824 cells"):
        weather().sample(MOST_CELLS // 4 + 1, seed=0, policy="uniform")


def test_wrong_names_are_told():
    with pytest.raises(pcl.InvalidCall, match="unknown node 'Z'"):
        weather().sample(1, seed=0, policy="uniform", do={"Z": 1})
    with pytest.raises(pcl.InvalidModel, match="unknown decision 'E'"):
        weather().sample(1, seed=0, policy={"E": "coat"})
