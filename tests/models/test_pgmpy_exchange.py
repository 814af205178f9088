"""Models to pgmpy and back, and pgmpy's own inference on what it was given."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pgmpy.factors.discrete import TabularCPD
from pgmpy.inference import VariableElimination
from pgmpy.models import DiscreteBayesianNetwork, LinearGaussianBayesianNetwork

import pycid_like as pcl
from tests.models.random_models import close, models, random_policy
from tests.profiles import examples


@examples(150)
@given(models(), st.integers(0, 2**32))
def test_round_trip(model, seed):
    policy = random_policy(model, random.Random(seed))
    network = model.to_pgmpy(policy)
    assert network.check_model()
    back = pcl.Model.from_pgmpy(network, model.cid.decisions, model.cid.utilities, warn=False)
    assert close(back, model)
    rules = back.policy({decision: network.get_cpds(decision) for decision in back.cid.decisions})
    for decision, rule in policy.items():
        np.testing.assert_allclose(rules[decision].probabilities, rule.probabilities, rtol=0, atol=1e-12)


@examples(60)
@given(models(most_nodes=7), st.integers(0, 2**32))
def test_queries_are_those_of_pgmpy(model, seed):
    chooser = random.Random(seed)
    policy = random_policy(model, chooser)
    elimination = VariableElimination(model.to_pgmpy(policy))
    target, *seen = chooser.sample(model.cid.nodes, k=chooser.randint(1, len(model.cid)))
    row = model.sample(1, seed=seed, policy=policy)
    evidence = {node: next(o for o in model.domain(node) if o == row[node].iloc[0]) for node in seen}
    theirs = elimination.query([target], evidence=evidence, show_progress=False)
    ours = model.query(target, given=evidence, policy=policy)
    assert theirs.state_names[target] == list(ours)
    np.testing.assert_allclose(ours.probabilities, theirs.values, rtol=0, atol=1e-9)


def test_labels_agents_and_decisions_survive():
    cid = pcl.CID(
        [("S", "D"), ("D", "E"), ("E", "U"), ("D", "V")],
        decisions={"one": ["D"], "two": ["E"]},
        utilities={"one": ["V"], "two": ["U"]},
        titles={"S": "state"},
    )
    model = pcl.Model(
        cid, S=pcl.uniform([(1, "a"), None]), D=[True, False], E=["x", 2.5], U=lambda E: E == "x", V=lambda D: 3 * D
    )
    network = model.to_pgmpy("uniform")
    assert network.get_cpds("S").state_names == {"S": [(1, "a"), None]}
    assert network.get_cpds("U").state_names["U"] == [0.0, 1.0]
    agents = {"decisions": {"one": "D", "two": "E"}, "utilities": {"one": "V", "two": "U"}}
    back = pcl.Model.from_pgmpy(network, **agents, titles={"S": "state"})
    assert back == model
    assert pcl.Model.from_pgmpy(network, order=["V", "U", "E", "D", "S"]).cid.nodes[0] == "V"


def test_children_of_utilities_survive():
    cid = pcl.CID.parse("S -> U -> R", utilities="U", utility_children="allow")
    model = pcl.Model(cid, S=pcl.uniform([0, 1]), U=lambda S: 4 - S, R=lambda U: "much" if U > 3 else "little")
    back = pcl.Model.from_pgmpy(model.to_pgmpy(), utilities="U", utility_children="allow")
    assert back == model


def test_every_open_decision_is_named():
    cid = pcl.CID.parse("A -> B -> U", decisions=["A", "B"], utilities="U")
    model = pcl.Model(cid, A=[0, 1], B=[0, 1], U=lambda B: B)
    with pytest.raises(pcl.InvalidCall) as raised:
        model.to_pgmpy()
    assert [str(problem) for problem in raised.value.problems] == [
        "a Bayesian network needs a rule for the decision 'A'. Give it a rule in policy=.",
        "a Bayesian network needs a rule for the decision 'B'. Give it a rule in policy=.",
    ]


def test_utility_of_too_many_values_is_refused():
    cid = pcl.CID.parse("A -> U; B -> U", utilities="U")
    model = pcl.Model(cid, A=pcl.uniform(range(100)), B=pcl.uniform(range(100)), U=lambda A, B: 100 * A + B)
    with pytest.raises(
        pcl.InvalidCall, match=r"node 'U': a table of 100,000,000 entries, over the limit of 50,000,000"
    ):
        model.to_pgmpy()


def student() -> DiscreteBayesianNetwork:
    """What pgmpy users have: states as words, the children's tables with parents in another order of states."""
    network = DiscreteBayesianNetwork([("skill", "grade"), ("study", "grade"), ("grade", "pay"), ("study", "pay")])
    network.add_cpds(
        TabularCPD("skill", 2, [[0.25], [0.75]], state_names={"skill": ["low", "high"]}),
        TabularCPD("study", 2, [[0.5], [0.5]], state_names={"study": ["yes", "no"]}),
        TabularCPD(
            "grade",
            2,
            # columns: (high, no), (high, yes), (low, no), (low, yes)
            [[0.6, 0.9, 0.2, 0.5], [0.4, 0.1, 0.8, 0.5]],
            ["skill", "study"],
            [2, 2],
            {"grade": ["good", "bad"], "skill": ["high", "low"], "study": ["no", "yes"]},
        ),
        TabularCPD(
            "pay",
            2,
            # columns: (good, yes), (good, no), (bad, yes), (bad, no)
            [[1, 1, 0, 0.25], [0, 0, 1, 0.75]],
            ["grade", "study"],
            [2, 2],
            {"pay": ["10", "-2"], "grade": ["good", "bad"], "study": ["yes", "no"]},
        ),
    )
    return network


def test_states_are_matched_by_name():
    model = pcl.Model.from_pgmpy(student(), decisions="study", utilities="pay")
    assert model.domain("study").outcomes == ("yes", "no")
    assert model.cid.parents("grade") == ("skill", "study")
    assert model.query("grade", given={"skill": "low"}, do={"study": "no"})["good"] == pytest.approx(0.2)
    assert model.query("grade", given={"skill": "high"}, do={"study": "yes"})["good"] == pytest.approx(0.9)


def test_utility_is_read_from_numerals_and_random_ones_become_means():
    model = pcl.Model.from_pgmpy(student(), "study", "pay")
    assert model.utilities["pay"].parents == ("grade", "study")
    np.testing.assert_allclose(model.utilities["pay"].values, [[10, 10], [-2, 0.25 * 10 - 0.75 * 2]])
    exact = pcl.Model.from_pgmpy(student()).query("pay", do={"study": "no"})
    assert model.expected_utility({"study": "no"}) == pytest.approx(10 * exact["10"] - 2 * exact["-2"])


def test_utility_is_given_by_values():
    model = pcl.Model.from_pgmpy(student(), "study", "pay", values={"pay": {"10": 1, "-2": 0}})
    np.testing.assert_allclose(model.utilities["pay"].values, [[1, 1], [0, 0.25]])


@pytest.mark.parametrize(
    ("values", "wrong"),
    [(None, "['good', 'bad']"), ({"good": 1}, "['bad']"), ({"good": 1, "bad": float("nan")}, "['bad']")],
)
def test_states_without_a_value_are_named(values, wrong):
    network = student()
    network.remove_node("pay")
    keywords = {} if values is None else {"values": {"grade": values}}
    with pytest.raises(pcl.InvalidModel) as raised:
        pcl.Model.from_pgmpy(network, "study", "grade", **keywords)
    assert [str(problem) for problem in raised.value.problems] == [
        f"node 'grade': the states {wrong} have no finite value. Give values={{'grade': {{state: number, ...}}}}."
    ]


def test_values_of_what_is_no_utility():
    with pytest.raises(pcl.InvalidModel, match=r"values\['pya'\]: no utility. Did you mean 'pay'\?"):
        pcl.Model.from_pgmpy(student(), "study", "pay", values={"pya": {}})


def test_unknown_decision_is_the_diagrams_own_error():
    with pytest.raises(pcl.InvalidDiagram, match="Did you mean 'study'"):
        pcl.Model.from_pgmpy(student(), decisions="studdy")


def test_missing_tables_are_named_at_once():
    network = student()
    network.remove_cpds("skill", "study")
    with pytest.raises(pcl.InvalidModel, match="node 'skill': the network has no table for it. Add a TabularCPD"):
        pcl.Model.from_pgmpy(network, "study", "pay")


def test_decision_without_a_table_has_the_states_that_its_children_name():
    network = student()
    network.remove_cpds("study")
    assert set(pcl.Model.from_pgmpy(network, "study", "pay").domain("study")) == {"yes", "no"}
    lonely = DiscreteBayesianNetwork()
    lonely.add_nodes_from(["D", "U"])
    lonely.add_cpds(TabularCPD("U", 1, [[1.0]]))
    with pytest.raises(pcl.InvalidModel, match="node 'D': no table names its states"):
        pcl.Model.from_pgmpy(lonely, {"one": "D"}, {"one": "U"}, warn=False)


def test_tables_that_do_not_sum_to_one_are_told():
    network = DiscreteBayesianNetwork()
    network.add_nodes_from(["S", "U"])
    network.add_cpds(TabularCPD("S", 2, [[0.5], [0.499]]), TabularCPD("U", 2, [[0.5], [0.499]]))
    with pytest.raises(pcl.InvalidModel, match=r"node 'S': probabilities sum to 0.999"):
        pcl.Model.from_pgmpy(network)
    with pytest.raises(
        pcl.InvalidModel, match=r"node 'U': probabilities sum to 0.999. They must sum to 1 within 1e-09"
    ):
        pcl.Model.from_pgmpy(network, utilities="U")


def test_other_networks_are_refused():
    with pytest.raises(pcl.InvalidCall, match="dict is no Bayesian network"):
        pcl.Model.from_pgmpy({})
    network = LinearGaussianBayesianNetwork([("a", "b")])
    from pgmpy.factors.continuous import LinearGaussianCPD

    network.add_cpds(LinearGaussianCPD("a", [0], 1), LinearGaussianCPD("b", [0, 1], 1, ["a"]))
    with pytest.raises(pcl.InvalidModel) as raised:
        pcl.Model.from_pgmpy(network)
    assert [problem.where for problem in raised.value.problems] == ["node 'a'", "node 'b'"]


def test_network_is_not_changed():
    network = student()
    before = {cpd.variable: cpd.values.copy() for cpd in network.get_cpds()}
    pcl.Model.from_pgmpy(network, "study", "pay")
    assert all(np.array_equal(network.get_cpds(node).values, values) for node, values in before.items())
    assert len(network.nodes) == 4
