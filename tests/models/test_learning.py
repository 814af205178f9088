"""Models learned from data: equal to counts by hand and by formula, and every error that data can cause."""

from __future__ import annotations

import itertools
import math
import random
import warnings

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like as pcl
from tests.models.random_models import models, random_policy, tolerance
from tests.profiles import examples

CID = pcl.CID.parse("S -> X -> D -> U; S -> U; D -> R; X -> R", decisions="D", utilities="U")
LOG = pandas.DataFrame(
    {
        "S": ["wet", "dry", "wet", "dry", "dry", "dry", "wet", "dry"],
        "X": [1, 0, 0, 0, 1, 0, 1, 1],
        "D": ["coat", "coat", "shirt", "shirt", "shirt", "coat", "coat", "shirt"],
        "R": [True, False, False, False, True, False, False, True],
        "U": [1.0, 0.5, 0.0, 1.0, 2.0, 0.0, 3.0, 1.5],
    }
)
PAY = {"U": lambda S, D: float((S == "wet") == (D == "coat"))}


def fit(data=LOG, cid=CID, **keywords) -> pcl.Model:
    keywords.setdefault("utilities", PAY)
    return pcl.Model.fit(cid, data, **keywords)


def test_relative_frequencies_by_hand():
    model = fit()
    assert model.domain("S").outcomes == ("dry", "wet")
    assert model.domain("D").outcomes == ("coat", "shirt")
    assert model.chances["S"].probabilities.tolist() == [5 / 8, 3 / 8]
    assert model.chances["X"].parents == ("S",)
    np.testing.assert_allclose(model.chances["X"].probabilities, [[3 / 5, 2 / 5], [1 / 3, 2 / 3]], rtol=1e-15)
    assert model.chances["R"].parents == ("D", "X")
    # R given (D, X): coat 0, coat 1, shirt 0, shirt 1
    np.testing.assert_allclose(
        model.chances["R"].probabilities, [[[1, 0], [1 / 2, 1 / 2]], [[1, 0], [0, 1]]], rtol=1e-15
    )
    assert model.domain("R").outcomes == (False, True)
    assert model.expected_utility({"D": "coat"}) == pytest.approx(3 / 8)


def test_bdeu_by_hand():
    model = fit(method="bayesian", equivalent_sample_size=8)
    np.testing.assert_allclose(model.chances["S"].probabilities, [(5 + 4) / 16, (3 + 4) / 16], rtol=1e-15)
    wanted = [[(3 + 2) / (5 + 4), (2 + 2) / (5 + 4)], [(1 + 2) / (3 + 4), (2 + 2) / (3 + 4)]]
    np.testing.assert_allclose(model.chances["X"].probabilities, wanted, rtol=1e-15)
    np.testing.assert_allclose(model.chances["R"].probabilities[1, 1], [1 / 4, 3 / 4], rtol=1e-15)


def test_equivalent_sample_size_is_five_where_left_out():
    left_out = fit(method="bayesian").chances["X"].probabilities
    np.testing.assert_array_equal(left_out, fit(method="bayesian", equivalent_sample_size=5).chances["X"].probabilities)
    assert left_out[0, 0] == pytest.approx((3 + 1.25) / (5 + 2.5))


@examples(60)
@given(models(most_nodes=6), st.integers(0, 2**32), st.sampled_from([0.5, 1, 7.25]))
def test_bdeu_is_the_formula_and_domains_come_back(model, seed, size):
    policy = random_policy(model, random.Random(seed))
    rows = model.sample(60, seed=seed, policy=policy)
    fitted = pcl.Model.fit(
        model.cid,
        rows,
        method="bayesian",
        equivalent_sample_size=size,
        decisions={node: model.domain(node) for node in model.cid.decisions},
        domains={node: model.domain(node) for node in model.cid.chances},
        utilities={node: model.utilities[node].values for node in model.cid.utilities},
    )
    for node, table in fitted.chances.items():
        assert table.domain == model.domain(node)
        contexts = list(itertools.product(*(range(len(model.domain(parent))) for parent in table.parents)))
        for context in contexts:
            here = np.ones(len(rows), dtype=bool)
            for parent, place in zip(table.parents, context, strict=True):
                here &= np.array([value == model.domain(parent).outcomes[place] for value in rows[parent]])
            for place, outcome in enumerate(table.domain):
                count = sum(1 for value in rows[node][here] if value == outcome)
                share = size / len(contexts)
                wanted = (count + share / len(table.domain)) / (here.sum() + share)
                assert table.probabilities[(*context, place)] == pytest.approx(wanted, abs=1e-12)
    assert all(np.array_equal(fitted.utilities[node].values, model.utilities[node].values) for node in model.utilities)


@pytest.mark.parametrize("method", ["maximum likelihood", "bayesian"])
def test_parameters_are_recovered(method):
    true = pcl.Model(
        CID,
        S=pcl.chance(["wet", "dry"], [0.25, 0.75]),
        X=pcl.noisy_copy(0.8),
        D=["coat", "shirt"],
        R=lambda D, X: {0: 0.25, 1: 0.75} if D == "coat" and X == "wet" else {0: 0.6, 1: 0.4},
        U=PAY["U"],
    )
    rows = 60_000
    fitted = fit(true.sample(rows, seed=3, policy="uniform"), method=method)
    for node, table in true.chances.items():
        assert fitted.domain(node) == table.domain  # samples are categorical, in declared order
        smallest = rows // 16
        bound = tolerance(0.5, smallest) + 5 / smallest
        assert np.abs(fitted.chances[node].probabilities - table.probabilities).max() < bound
    policy = {"D": lambda X: "coat" if X == "wet" else "shirt"}
    assert abs(fitted.expected_utility(policy) - true.expected_utility(policy)) < 0.02


# -- domains ---------------------------------------------------------------------------------------------------------

ONE = pcl.CID([], chance=["X"])


def learned(values, **keywords) -> pcl.Distribution:
    return pcl.Model.fit(ONE, pandas.DataFrame({"X": values}), **keywords).query("X")


@pytest.mark.parametrize(
    ("values", "outcomes"),
    [
        (["b", "a", "b"], ("a", "b")),
        ([3, 1, 2], (1, 2, 3)),
        ([True, False, True], (False, True)),
        ([0.5, -1.5], (-1.5, 0.5)),
        (["x", 1, "x", (2, 3)], ("x", 1, (2, 3))),
        ([(1, "b"), (1, "a")], ((1, "a"), (1, "b"))),
        (pandas.Series([2, 1, 2], dtype="Int64"), (1, 2)),
        (pandas.Categorical(["lo", "hi"], categories=["lo", "mid", "hi"]), ("lo", "mid", "hi")),
    ],
)
def test_domain_is_read_from_the_column(values, outcomes):
    found = learned(values, method="bayesian")
    assert tuple(found) == outcomes
    assert [type(outcome) for outcome in found] == [type(outcome) for outcome in outcomes]


def test_declared_domain_gives_order_and_what_never_occurs():
    found = learned(["a", "c", "a", "a"], domains={"X": ["c", "b", "a"]})
    assert dict(found) == {"c": 0.25, "b": 0.0, "a": 0.75}


def test_declared_outcomes_equal_to_the_data_keep_their_type():
    found = learned([1.0, 0.0, 1.0, 1.0], domains={"X": [0, 1]})
    assert dict(found) == {0: 0.25, 1: 0.75}
    assert [type(outcome) for outcome in found] == [int, int]


def test_decision_with_declared_options_needs_no_column_of_its_own():
    cid = pcl.CID.parse("S -> D -> U; S -> U", decisions="D", utilities="U")
    model = pcl.Model.fit(cid, LOG[["S"]], decisions={"D": ["shirt", "coat"]}, utilities=PAY)
    assert model.domain("D").outcomes == ("shirt", "coat")
    with pytest.raises(pcl.InvalidCall, match="column 'D': missing from the data"):
        pcl.Model.fit(cid, LOG[["S"]], utilities=PAY)


def test_option_that_was_never_chosen():
    model = fit(decisions={"D": ["coat", "shirt", "nothing"]}, method="bayesian")
    assert model.chances["R"].probabilities[2].tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_diagram_without_chance_nodes():
    cid = pcl.CID.parse("D -> U", decisions="D", utilities="U")
    model = pcl.Model.fit(cid, pandas.DataFrame({"D": [1, 2], "U": [5, 7]}), utilities={"U": "mean"})
    assert model.expected_utility({"D": 2}) == 7


# -- utilities -------------------------------------------------------------------------------------------------------


def test_mean_of_a_utility_in_every_context():
    model = fit(utilities={"U": "mean"})
    assert model.utilities["U"].parents == ("D", "S")
    np.testing.assert_allclose(model.utilities["U"].values, [[0.25, 2.0], [1.5, 0.0]])


def test_several_utilities_one_learned_one_given():
    cid = CID.with_node("V", parents=["R"]).as_utility("V")
    model = fit(cid=cid, utilities={"U": "mean", "V": lambda R: 2.0 if R else -1})
    assert model.utilities["V"].values.tolist() == [-1, 2]


def test_mean_over_an_unseen_context_is_an_error():
    data = LOG[~((LOG.S == "wet") & (LOG.D == "shirt"))]
    found = problems(data=data, utilities={"U": "mean"}, method="bayesian")
    assert found == [
        (
            "node 'U': (D='shirt', S='wet') of 4 contexts never occurs in the data."
            " No mean can be learned there. Give the utility as a function of its parents."
        )
    ]


# -- errors ----------------------------------------------------------------------------------------------------------


def problems(**keywords) -> list[str]:
    with pytest.raises(pcl.InvalidCall) as raised:
        fit(**keywords)
    return [str(problem) for problem in raised.value.problems]


def test_unseen_contexts_are_named_under_maximum_likelihood():
    data = LOG[(LOG.D == "coat") & (LOG.X == 1)]
    found = problems(data=data, decisions={"D": ["coat", "shirt"]}, domains={"X": [0, 1, 2], "S": ["wet", "dry"]})
    way_out = "Maximum likelihood has no estimate there. Use method='bayesian': it gives an even distribution there."
    assert found == [
        f"node 'X': (S='dry') of 2 contexts never occurs in the data. {way_out}",
        (
            "node 'R': (D='coat', X=0), (D='coat', X=2), (D='shirt', X=0) and 2 more of 6 contexts never occur in the data."
            f" {way_out}"
        ),
    ]


def test_bayesian_estimate_of_an_unseen_context_is_even():
    data = LOG[LOG.D == "coat"]
    model = fit(data, decisions={"D": ["coat", "shirt"]}, method="bayesian", equivalent_sample_size=1e-9)
    assert model.chances["R"].probabilities[1].tolist() == [[0.5, 0.5], [0.5, 0.5]]
    np.testing.assert_allclose(model.chances["R"].probabilities[0], [[1, 0], [0.5, 0.5]], atol=1e-8)


def test_missing_columns_are_named_with_the_nearest():
    data = LOG.rename(columns={"S": "s", "R": "rain"}).drop(columns="D")
    assert problems(data=data) == [
        "column 'S': missing from the data. Did you mean 's'?",
        "column 'D': missing from the data. There are: 's', 'X', 'rain', 'U'.",
        "column 'R': missing from the data. There are: 's', 'X', 'rain', 'U'.",
    ]


def test_gaps_are_counted_and_the_first_is_named():
    data = LOG.astype({"X": "Int64"})
    data.loc[[2, 5], "X"] = pandas.NA
    data.loc[3, "U"] = math.nan
    assert problems(data=data, utilities={"U": "mean"}) == [
        "column 'X': 2 of 8 rows have no value, the first is 2. Drop these rows or fill them in first.",
        "column 'U': 1 of 8 rows have no value, the first is 3. Drop these rows or fill them in first.",
    ]


def test_unknown_outcomes_are_named_with_the_nearest():
    found = problems(domains={"S": ["wett", "dry"], "X": [0]}, decisions={"D": ["coat"]})
    assert found == [
        "column 'S': 'wet': no declared outcome. Did you mean 'wett'?",
        "column 'X': 1: no declared outcome. There are: '0'.",
        "column 'D': 'shirt': no declared outcome. There are: 'coat'.",
    ]
    many = pandas.DataFrame({"X": range(9)})
    with pytest.raises(pcl.InvalidCall, match=r"1, 2, 3, 4, 5 and 3 more: no declared outcomes"):
        pcl.Model.fit(ONE, many, domains={"X": [0]})


def test_wrong_arguments_come_at_once():
    found = problems(
        decisions={"E": [1], "D": "coat"},
        domains={"D": ["coat"], "X": [1, True], "R": []},
        utilities={"V": 3, "U": "average"},
        method="bayes",
    )
    assert found == [
        "unknown method 'bayes'. Did you mean 'bayesian'?",
        "decisions['E']: no decision node. There are: 'D'.",
        "decisions['D']: 'coat'. Give a list of outcomes.",
        "domains['D']: no chance node. There are: 'S', 'X', 'R'.",
        "domains['X']: the outcomes 1 and True are the same. Outcomes that compare equal, such as 1 and True, are one.",
        "domains['R']: a domain without outcomes. Give at least one.",
        "utilities['V']: no utility. There are: 'U'.",
        "utilities['U']: 'average'. Give a function of its parents or a table, or 'mean' to learn it from its column.",
    ]


def test_utility_without_a_mechanism():
    assert problems(utilities={}) == [
        (
            "utilities: no mechanism is given for the utility 'U'."
            " Give a function of its parents or a table, or 'mean' to learn it from its column."
        )
    ]


@pytest.mark.parametrize("size", [0, -1, math.inf, math.nan, "5", True])
def test_equivalent_sample_size_is_a_positive_number(size):
    found = problems(method="bayesian", equivalent_sample_size=size)
    assert found == [f"equivalent_sample_size={size!r}. Give a positive number of rows."]


def test_equivalent_sample_size_belongs_to_the_prior():
    assert problems(equivalent_sample_size=5) == [
        "maximum likelihood has no equivalent sample size. Use method='bayesian', or leave it out."
    ]


@pytest.mark.parametrize("data", [{"S": ["wet"]}, [1, 2], None])
def test_data_are_a_frame(data):
    assert problems(data=data) == [
        f"data of type {type(data).__name__}. Give a pandas.DataFrame, a column for each node."
    ]


def test_data_have_rows():
    assert problems(data=LOG.head(0)) == ["the data have no rows. Nothing can be learned from nothing."]


def test_columns_are_named_once():
    data = pandas.concat([LOG, LOG[["X"]]], axis=1)
    assert problems(data=data) == ["column 'X': the data have 2 columns of this name. Name columns once."]


def test_outcomes_are_hashable():
    data = LOG.assign(X=[[1]] * 8)
    assert problems(data=data) == ["column 'X': values that are not hashable. Outcomes are hashable."]


@pytest.mark.parametrize("wrong", ["much", math.inf])
def test_mean_is_of_numbers(wrong):
    data = LOG.astype({"U": object})
    data.loc[0, "U"] = wrong
    found = problems(data=data, utilities={"U": "mean"})
    assert found == ["column 'U': not all are finite numbers. Utilities are numbers."]


def test_children_of_utilities_are_not_learned():
    cid = pcl.CID.parse("D -> U -> R", decisions="D", utilities="U", utility_children="allow")
    found = problems(cid=cid, utilities={"U": lambda D: 1})
    assert found == [
        "the utility 'U' has children, which are not learned. Let a chance node that copies it be observed instead."
    ]


def test_table_over_the_limit_is_refused_before_memory_is_touched():
    names = [f"p{place}" for place in range(8)]
    cid = pcl.CID([(name, "X") for name in names])
    data = pandas.DataFrame({name: range(10) for name in (*names, "X")})
    with pytest.raises(pcl.InvalidCall, match=r"node 'X': a table of 1,000,000,000 entries"):
        pcl.Model.fit(cid, data, method="bayesian")


def test_mechanisms_that_are_wrong_are_the_models_own_errors():
    with pytest.raises(pcl.InvalidModel, match="the function takes 's', which is no parent"):
        fit(utilities={"U": lambda s, D: 1})


def test_data_are_not_changed_and_nobody_warns():
    data = LOG.copy(deep=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(data)
        fit(data, method="bayesian", utilities={"U": "mean"})
    pandas.testing.assert_frame_equal(data, LOG)
