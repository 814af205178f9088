"""Named couplings: the right marginals, and the joint distribution that their definitions give."""

from __future__ import annotations

import math
import random
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

import pycid_like as pcl
from pycid_like.models.gumbel import gumbel_pair
from tests.models.random_worlds import as_potential, keyed, random_asked, random_evidence, random_world
from tests.oracles.counterfactuals import independent, monotone
from tests.profiles import examples

choosers = st.integers(0, 2**32 - 1).map(random.Random)
MOST_SETTINGS = 3000


def number_of_settings(oracle):
    return math.prod(len(weighted) for weighted in oracle.responses.values())


def number_of_responses(oracle, node):
    return len(oracle.outcomes[node]) ** len(oracle.contexts(node))


def different(asked):
    return list({repr(as_potential(one)): one for one in asked}.values())


@examples(300)
@given(choosers)
def test_independent_and_monotone_equal_the_enumeration(chooser):
    """Chance nodes and decisions with mixed rules, some of them by their tables only, each with its own coupling."""
    world = random_world(chooser, most=4, pure=False, noises=2)
    oracle, couplings = world.oracle, {}
    for node in chooser.sample(list(oracle.parents)[:-1], len(oracle.parents) - 1):
        law = chooser.choice([independent, monotone])
        if number_of_responses(oracle, node) <= 100:
            tied = oracle.with_responses(node, law(oracle.table(node)))
            if number_of_settings(tied) <= MOST_SETTINGS:
                oracle, couplings[node] = tied, law.__name__
                continue
        if node in world.decisions:  # too many response functions to enumerate: make the rule pure
            certain = oracle.responses[node][0][1]
            oracle = oracle.with_responses(node, [(1.0, certain)])
    world = type(world)(oracle, world.decisions)
    model = world.model(tables=[node for node in couplings if node not in world.decisions])
    targets = different(random_asked(chooser, world) for _ in range(chooser.choice([1, 2, 2, 3])))
    seen = random_evidence(
        chooser, world, different(random_asked(chooser, world) for _ in range(chooser.choice([0, 1])))
    )
    answer = model.counterfactual(
        [as_potential(one) for one in targets],
        given={as_potential(one): outcome for one, outcome in seen},
        policy=world.policy,
        coupling=couplings,
    )
    assert set(answer.coupling.items()) <= set(couplings.items())
    expected = oracle.conditional(targets, seen)
    for key, value in keyed(answer).items():
        assert value == pytest.approx(expected.get(key, 0.0), abs=1e-9)


def one_arrow(first, second, *more):
    """X -> Y with these rows of Y."""
    rows = [first, second, *more]
    cid = pcl.CID([("X", "Y")], chance=["X", "Y"], warn=False)
    return pcl.Model(cid, X=pcl.uniform(range(len(rows))), Y=rows)


def worlds(count):
    return [pcl.potential("Y", {"X": x}) for x in range(count)]


rows_of = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 5), min_size=k, max_size=k).filter(any), min_size=2, max_size=3)
)


@examples(150)
@given(rows_of, st.sampled_from(["independent", "monotone", "gumbel"]))
def test_couplings_have_the_marginals_of_the_table(weights, coupling):
    rows = [[w / sum(row) for w in row] for row in weights]
    model = one_arrow(*rows)
    count = len(rows) if coupling != "gumbel" or len(rows[0]) == 2 else 2
    joint = model.counterfactual(worlds(count), coupling=coupling)
    for place, axis in enumerate(joint.axes):
        marginal = joint.distribution.marginal(axis)
        assert [marginal[y] for y in range(len(rows[place]))] == pytest.approx(rows[place], abs=1e-12)
    if coupling == "independent":
        expected = {ys: math.prod(rows[x][y] for x, y in enumerate(ys)) for ys in joint}
        assert dict(joint) == pytest.approx(expected)


def test_monotone_never_crosses():
    model = one_arrow([0.5, 0.3, 0.2], [0.2, 0.2, 0.6], [0.1, 0.3, 0.6])
    joint = model.counterfactual(worlds(2), coupling="monotone")
    assert sum(value for (low, high), value in joint.items() if low > high) == pytest.approx(0.0, abs=1e-15)
    assert joint[0, 0] == pytest.approx(0.2)
    assert joint[0, 1] == pytest.approx(0.2)
    assert joint[0, 2] == pytest.approx(0.1)


def by_integration(p, q):
    """P(argmax(log p + G) = a, argmax(log q + G) = b): the winners' race times integrated, all others losing."""
    size = len(p)
    joint = np.zeros((size, size))
    for a, b in product(range(size), repeat=2):
        if p[a] == 0 or q[b] == 0:
            continue
        if a == b:
            # Every other time must exceed the winner's in both races.
            rate = sum(max(p[j] / p[a], q[j] / q[a]) if j != a else 0 for j in range(size)) if q[a] else math.inf
            joint[a, a] = integrate.quad(lambda t, r=rate: math.exp(-t - r * t), 0, math.inf)[0] if q[a] else 0.0
            continue

        def inner(angle, a=a, b=b):
            ta, tb = math.cos(angle), math.sin(angle)
            if ta * p[b] > tb * p[a] or tb * q[a] > ta * q[b]:
                return 0.0
            rate = ta + tb + sum(max(ta * p[j] / p[a], tb * q[j] / q[b]) for j in range(size) if j not in (a, b))
            return 1 / rate**2  # the integral of r exp(-r rate) over the distance r

        corners = sorted(
            {math.atan2(p[j] / p[a], q[j] / q[b]) for j in range(size) if p[j] + q[j]} | {0.0, math.pi / 2}
        )
        extra = {math.atan2(p[b], p[a]), math.atan2(q[b], q[a])}
        points = sorted({*corners, *extra})
        joint[a, b] = sum(integrate.quad(inner, low, high, epsabs=1e-12)[0] for low, high in pairwise(points))
    return joint


pairs = st.integers(2, 5).flatmap(
    lambda k: st.tuples(*[st.lists(st.integers(0, 6), min_size=k, max_size=k).filter(any) for _ in range(2)])
)


@examples(60)
@given(pairs)
def test_gumbel_equals_numeric_integration(weights):
    p, q = (np.array(row) / sum(row) for row in weights)
    assert gumbel_pair(p[None], q[None])[0] == pytest.approx(by_integration(p, q), abs=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_gumbel_equals_simulation(seed):
    """Each cell of 400,000 draws within 5.5 standard errors: for 64 cells less than one false alarm in 400,000."""
    generator = np.random.default_rng(seed)
    size, draws = 3 + seed % 2, 400_000
    p, q = generator.dirichlet(np.ones(size), 2)
    noise = generator.gumbel(size=(draws, size))
    counts = np.zeros((size, size))
    np.add.at(counts, ((np.log(p) + noise).argmax(axis=1), (np.log(q) + noise).argmax(axis=1)), 1)
    exact = gumbel_pair(p[None], q[None])[0]
    error = np.sqrt(exact * (1 - exact) / draws)
    assert np.all(np.abs(counts / draws - exact) <= 5.5 * error + 1e-12)


def test_gumbel_through_a_model():
    """The pair of contexts depends on Z, which both worlds share."""
    generator = np.random.default_rng(5)
    table = generator.dirichlet(np.ones(3), (2, 2))
    cid = pcl.CID([("X", "Y"), ("Z", "Y")], chance=["X", "Z", "Y"], warn=False)
    model = pcl.Model(cid, X=[0.5, 0.5], Z=[0.3, 0.7], Y=table)
    joint = model.counterfactual(worlds(2), coupling="gumbel")
    expected = 0.3 * by_integration(table[0, 0], table[1, 0]) + 0.7 * by_integration(table[0, 1], table[1, 1])
    assert joint.distribution.probabilities == pytest.approx(expected, abs=1e-8)
    posterior = model.counterfactual("Y", do={"X": 1}, given={"X": 0, "Z": 1, "Y": 2}, coupling="gumbel")
    row = by_integration(table[0, 1], table[1, 1])[2]
    assert [posterior[y] for y in range(3)] == pytest.approx(row / row.sum(), abs=1e-8)


def test_gumbel_of_two_outcomes_is_monotone():
    """Simulated in three contexts at once: the difference of two Gumbel noises is one noise with thresholds."""
    rows = [[0.5, 0.5], [0.2, 0.8], [0.9, 0.1]]
    joint = one_arrow(*rows).counterfactual(worlds(3), coupling="gumbel")
    noise = np.random.default_rng(0).gumbel(size=(400_000, 2))
    winners = [(np.log(row) + noise).argmax(axis=1) for row in rows]
    for key, chance in joint.items():
        share = np.mean([w == y for w, y in zip(winners, key, strict=True)], axis=0) == 1
        assert share.mean() == pytest.approx(chance, abs=5.5 * math.sqrt(max(chance * (1 - chance), 1e-9) / 400_000))


def test_gumbel_of_three_contexts_is_refused():
    model = one_arrow([0.2, 0.3, 0.5], [0.5, 0.3, 0.2], [0.1, 0.1, 0.8])
    with pytest.raises(pcl.InvalidCall, match=r"node 'Y': its Gumbel-max coupling .* 3 contexts"):
        model.counterfactual(worlds(3), coupling="gumbel")


def test_copies_in_the_same_context_are_equal():
    """A context that two worlds may or may not have in common."""
    cid = pcl.CID.parse("D -> X -> Y -> U", decisions="D", utilities="U")
    model = pcl.Model(cid, D=[0, 1], X=[[0.5, 0.5], [0.1, 0.9]], Y=[[0.6, 0.4], [0.3, 0.7]], U=lambda Y: Y)
    names = [pcl.potential(node, {"D": d}) for node in "XY" for d in (0, 1)]
    joint = model.counterfactual(names, coupling="independent")
    for (x0, x1, y0, y1), chance in joint.items():
        row = {0: [0.6, 0.4], 1: [0.3, 0.7]}
        same = (y0 == y1) * row[x0][y0] if x0 == x1 else row[x0][y0] * row[x1][y1]
        assert chance == pytest.approx([0.5, 0.5][x0] * [0.1, 0.9][x1] * same)
    assert dict(joint.coupling) == {"X": "independent", "Y": "independent"}


def test_nothing_is_asked_where_nothing_is_open():
    """Untreated patients die for sure: however luck is shared, the table says it all."""
    model = one_arrow([1.0, 0.0], [0.4, 0.6])
    answer = model.counterfactual("Y", do={"X": 1}, given={"X": 0})
    assert answer[1] == pytest.approx(0.6)
    assert dict(answer.coupling) == {}
    assert model.counterfactual(["Y", worlds(2)[1]], coupling="gumbel").coupling == {}
    in_luck = one_arrow([0.5, 0.5], [0.4, 0.6])
    assert in_luck.counterfactual("Y", do={"X": 1}, given={"X": 1, "Y": 0})[0] == 1.0


def test_missing_coupling_names_the_nodes_and_the_words():
    cid = pcl.CID.parse("S -> D -> Y -> U; S -> Z -> U", decisions="D", utilities="U")
    noisy = [[0.9, 0.1], [0.2, 0.8]]
    model = pcl.Model(cid, S=[0.5, 0.5], D=[0, 1], Y=noisy, Z=noisy, U=lambda Y, Z: Y + Z)
    with pytest.raises(pcl.InvalidCall) as caught:
        model.counterfactual(["U", pcl.potential("U", {"S": 1})], policy={"D": "uniform"})
    text = str(caught.value)
    assert [problem.where for problem in caught.value.problems] == ["node 'D'", "node 'Y'", "node 'Z'"]
    assert "mixed rule" in caught.value.problems[0].message
    assert all(word in text for word in ["independent", "monotone", "gumbel", "bounds", "Structural"])
    with pytest.raises(pcl.InvalidCall) as caught:
        model.counterfactual("U", do={"S": 1}, given={"U": 2}, policy={"D": "uniform"}, coupling={"Y": "gumbel"})
    assert [problem.where for problem in caught.value.problems] == ["node 'D'", "node 'Z'"]
    pure = model.counterfactual("Y", do={"S": 1}, given={"Y": 0}, policy={"D": 1})
    assert dict(pure) == {0: 1.0, 1: 0.0}


def test_wrong_couplings_are_told_all_at_once():
    cid = pcl.CID.parse("X -> Y -> U; X -> Z -> U", utilities="U")
    echo = pcl.Structural({0: 0.5, 1: 0.5}, lambda X, noise: X ^ noise)
    model = pcl.Model(cid, X=[0.5, 0.5], Y=echo, Z=[[0.5, 0.5], [0.1, 0.9]], U=lambda Y, Z: Y + Z)
    wrong = {"Q": "monotone", "U": "gumbel", "Y": "independent", "Z": "monotonic", "X": 3}
    with pytest.raises(pcl.InvalidCall) as caught:
        model.counterfactual("U", coupling=wrong)
    assert len(caught.value.problems) == 5
    assert "Did you mean 'monotone'?" in str(caught.value)
    with pytest.raises(pcl.InvalidCall, match="unknown coupling 'indep'"):
        model.counterfactual("U", coupling="indep")


def test_large_joint_tables_are_refused_by_size():
    even = [1 / 1000] * 1000
    model = one_arrow(even, [1.0, *([0.0] * 999)], even[::-1], even)
    with pytest.raises(pcl.InvalidCall, match=r"1,000,000,000 entries, over the limit"):
        model.counterfactual([pcl.potential("Y", {"X": x}) for x in (0, 2, 3)], coupling="independent")
