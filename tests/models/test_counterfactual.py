"""Counterfactuals against the enumeration of all noise, and the laws they obey."""

from __future__ import annotations

import random
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like as pcl
from tests.models.random_worlds import as_potential, keyed, random_asked, random_evidence, random_world
from tests.oracles.counterfactuals import Could
from tests.profiles import examples

choosers = st.integers(0, 2**32 - 1).map(random.Random)


def different(asked):
    return list({repr(as_potential(one)): one for one in asked}.values())


def assert_equal(answer, expected):
    got = keyed(answer)
    assert set(expected) <= set(got)
    for key, value in got.items():
        assert value == pytest.approx(expected.get(key, 0.0), abs=1e-9), key


@examples(500)
@given(choosers)
def test_equals_the_enumeration_of_the_noise(chooser):
    world = random_world(chooser)
    targets = different(random_asked(chooser, world) for _ in range(chooser.choice([1, 1, 2, 3])))
    asked = different(random_asked(chooser, world) for _ in range(chooser.choice([0, 1, 1, 2])))
    seen = random_evidence(chooser, world, asked, possible=chooser.random() < 0.8)
    expected = world.oracle.conditional(targets, seen)
    call = lambda: world.model().counterfactual(  # noqa: E731
        [as_potential(one) for one in targets],
        given={as_potential(one): outcome for one, outcome in seen},
        policy=world.policy,
    )
    if expected is None:
        with pytest.raises(pcl.InvalidCall, match="probability zero"):
            call()
    else:
        answer = call()
        assert_equal(answer, expected)
        assert answer.tight
        assert dict(answer.coupling) == {}


@examples(150)
@given(choosers)
def test_short_form_is_the_long_one(chooser):
    world = random_world(chooser)
    inner = random_asked(chooser, world)
    if isinstance(inner, str):
        inner = Could(inner, {})
    do = {inner.node: as_potential(inner)} if inner.do else {inner.node: world.oracle.outcomes[inner.node][0]}
    node = chooser.choice(list(world.oracle.parents))
    short = world.model().counterfactual(node, do=do, policy=world.policy)
    long = world.model().counterfactual(pcl.potential(node, do), policy=world.policy)
    assert dict(short) == dict(long)
    assert short.axes == long.axes == (str(pcl.potential(node, do)),)


@examples(200)
@given(choosers)
def test_without_evidence_it_is_the_interventional_query(chooser):
    """Whatever is structural or not, and without naming a coupling: one world needs none."""
    world = random_world(chooser, pure=False)
    model = world.model(tables=[node for node in world.chances if chooser.random() < 0.5])
    do = {n: chooser.choice(world.oracle.outcomes[n]) for n in chooser.sample(list(world.oracle.parents), 2)}
    targets = chooser.sample(list(world.oracle.parents), 2)
    answer = model.counterfactual(targets, do=do, policy=world.policy)
    wanted = model.query(targets, do=do, policy=world.policy)
    assert dict(answer) == pytest.approx(dict(wanted), abs=1e-12)
    assert dict(answer.coupling) == {}


@examples(200)
@given(choosers)
def test_consistency_composition_and_effectiveness(chooser):
    """Of tables too, without a coupling: each law holds under every coupling."""
    world = random_world(chooser, pure=False)
    model = world.model(tables=[node for node in world.chances if chooser.random() < 0.5])
    names = list(world.oracle.parents)
    x, y, w, z = chooser.choice(names), chooser.choice(names), chooser.choice(names), chooser.choice(names)
    outcome, other = chooser.choice(world.oracle.outcomes[x]), chooser.choice(world.oracle.outcomes[z])
    policy = world.policy

    set_x = pcl.potential(x, {x: outcome, **({z: other} if z != x else {})})
    effective = model.counterfactual(set_x, policy=policy)
    assert effective[outcome] == 1.0

    if model.query(x, policy=policy)[outcome] > 0:
        pair = [pcl.potential(y, {x: outcome}), y] if x != y else [pcl.potential(y, {x: outcome})]
        consistent = model.counterfactual(pair, given={x: outcome}, policy=policy)
        if x != y:
            assert sum(p for (one, two), p in consistent.items() if one != two) == pytest.approx(0.0, abs=1e-12)

    if len({x, w, y}) == 3:
        as_it_would_be = pcl.potential(y, {x: outcome, w: pcl.potential(w, {x: outcome})})
        composed = model.counterfactual([as_it_would_be, pcl.potential(y, {x: outcome})], policy=policy)
        assert sum(p for (one, two), p in composed.items() if one != two) == pytest.approx(0.0, abs=1e-12)


def patients():
    weights = {(a, b, c): 0.5 * (0.6 if b else 0.4) * (0.8 if c else 0.2) for a, b, c in product((0, 1), repeat=3)}
    cure = pcl.Structural(weights, lambda T, noise: (noise[0], max(noise[:2]), noise[2])[T])
    cid = pcl.CID.parse("T -> R -> U", decisions="T", utilities="U")
    return pcl.Model(cid, T=[0, 1, 2], R=cure, U=lambda R: R)


@pytest.mark.parametrize(("treatment", "harm", "benefit"), [(0, 0.0, 0.0), (1, 0.0, 0.3), (2, 0.1, 0.4)])
def test_harm_and_benefit_of_treatments(treatment, harm, benefit):
    both = patients().counterfactual(["U", pcl.potential("U", {"T": 0})], policy={"T": treatment})
    assert both.expectation(lambda u, other: max(0, other - u)) == pytest.approx(harm)
    assert both.expectation(lambda u, other: max(0, u - other)) == pytest.approx(benefit)
    assert both.axes == ("U", "U[T=0]")
    assert both.distribution.marginal("U")[1.0] == pytest.approx(0.5 if treatment == 0 else 0.8)


def test_a_patient_who_died_may_have_lived():
    died = patients().counterfactual("R", do={"T": 1}, given={"T": 2, "R": 0}, policy={"T": "uniform"})
    assert died[1] == pytest.approx(0.8)
    assert patients().counterfactual("R", do={"T": 0}, given={"T": 2, "R": 0}, policy={"T": 2})[1] == pytest.approx(0.5)


def test_decision_answers_to_what_it_would_have_seen():
    """THEORY 3.2: D copies O = X xor N, so it responds to X although its distribution never changes."""
    cid = pcl.CID.parse("X -> O; N -> O; O -> D -> U; O -> U", decisions="D", utilities="U")
    coin = pcl.bernoulli(0.5)
    model = pcl.Model(cid, X=coin, N=coin, O=lambda X, N: X ^ N, D=[0, 1], U=lambda **given: given["O"] == given["D"])
    policy = {"D": [[1, 0], [0, 1]]}
    both = model.counterfactual(["D", pcl.potential("D", {"X": 1})], policy=policy)
    assert both.expectation(lambda d, other: d != other) == pytest.approx(0.5)
    assert model.counterfactual("D", do={"X": 1}, given={"X": 0, "D": 0}, policy=policy)[1] == 1.0
    assert dict(model.counterfactual("D", do={"X": 1}, policy=policy)) == dict(model.query("D", policy=policy))


def test_mixed_decision_without_observations_is_its_own_noise():
    cid = pcl.CID.parse("D -> X -> U; D -> U", decisions="D", utilities="U")
    model = pcl.Model(cid, D=["a", "b"], X=lambda D: D == "a", U=lambda D, X: 2 * X + (D == "b"))
    answer = model.counterfactual(["D", "U", pcl.potential("U", {"X": True})], policy={"D": {"a": 0.25, "b": 0.75}})
    assert {key: value for key, value in answer.items() if value} == {("a", 2.0, 2.0): 0.25, ("b", 1.0, 3.0): 0.75}


def test_node_set_to_another_nodes_value():
    """Outcomes are matched by label, not by position."""
    cid = pcl.CID.parse("A -> B -> U", utilities="U")
    flip = pcl.Structural({0: 0.9, 1: 0.1}, lambda A, noise: A ^ bool(noise), outcomes=(True, False, "lost"))
    model = pcl.Model(cid, A={False: 0.25, True: 0.75}, B=flip, U=lambda B: {True: 5, False: 7, "lost": 0}[B])
    answer = model.counterfactual(["A", pcl.potential("U", {"B": pcl.potential("A", {})})])
    assert {key: value for key, value in answer.items() if value} == {(False, 7.0): 0.25, (True, 5.0): 0.75}
    fixed = pcl.potential("U", {"B": pcl.potential("A", {"A": False})})
    assert model.counterfactual(fixed)[7.0] == 1.0


def test_long_chains_stay_linear():
    """Two worlds of a hundred nodes: shared where they can be, contracted where they cannot."""
    names = [f"X{number}" for number in range(100)]
    edges = [*pairwise(names), *zip(names, names[2:], strict=False)]
    error = pcl.Structural({0: 0.99, 1: 0.01}, lambda *inputs: sum(inputs) % 2)
    mechanisms = dict.fromkeys(names[1:], error)
    model = pcl.Model(pcl.CID(edges, chance=names, warn=False), {**mechanisms, names[0]: pcl.bernoulli(0.5)})
    answer = model.counterfactual(names[99], do={names[50]: 1}, given={names[50]: 1, names[99]: 0})
    assert answer[0] == pytest.approx(1.0)
    other = model.counterfactual([names[40], pcl.potential(names[40], {names[50]: 1})])
    assert other[0, 0] + other[1, 1] == pytest.approx(1.0)


def test_answer_is_a_readable_mapping():
    answer = patients().counterfactual(["R", pcl.potential("R", {"T": 1})], policy={"T": 0})
    assert list(answer) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert len(answer) == 4
    assert str(answer).splitlines()[0].split() == ["R", "R[T=1]", "probability"]
    assert str(answer).endswith("no coupling needed")
    assert "<table" in answer._repr_html_()
    with pytest.raises(pcl.InvalidCall):
        answer.expectation()
