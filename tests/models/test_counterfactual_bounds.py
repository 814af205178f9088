"""Bounds: every coupling inside them, some coupling at each end where they are tight, and refusals."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

import pycid_like as pcl
from tests.models.random_worlds import as_potential, keyed, random_asked, random_evidence, random_world
from tests.models.test_couplings import different, number_of_responses, number_of_settings, one_arrow, worlds
from tests.oracles.counterfactuals import Could, all_responses, independent, monotone
from tests.profiles import examples

choosers = st.integers(0, 2**32 - 1).map(random.Random)
SLACK = 1e-7


def open_nodes(chooser, world, count):
    """Some nodes, chance or decisions, that are uncertain and have few enough response functions."""
    oracle = world.oracle
    fit = [
        node
        for node in list(oracle.parents)[:-1]
        if oracle.parents[node] and len(oracle.responses[node]) > 1 and number_of_responses(oracle, node) <= 81
    ]
    return chooser.sample(fit, min(count, len(fit)))


def above(oracle, node):
    """The node and its ancestors."""
    return {node}.union(*(above(oracle, parent) for parent in oracle.parents[node]))


def question(chooser, world, chosen):
    """What descends from the open nodes, in two worlds that differ before them, and evidence; None if there is none."""
    oracle = world.oracle
    below = [node for node in oracle.parents if set(chosen) <= above(oracle, node)]
    held = set.intersection(*(above(oracle, node) - {node} for node in chosen)) - set(chosen)
    if not below or not held:
        return None
    targets = [chooser.choice(below), *(random_asked(chooser, world) for _ in range(chooser.choice([0, 0, 1])))]
    for _ in range(chooser.choice([1, 1, 2])):
        name = chooser.choice(sorted(held))
        targets.append(Could(targets[0], {name: chooser.choice(oracle.outcomes[name])}))
    chooser.shuffle(targets)
    asked = [random_asked(chooser, world) for _ in range(chooser.choice([0, 0, 0, 1]))]
    targets, cut = different(targets), chooser.choice([1, len(targets)])
    return targets[:cut], random_evidence(chooser, world, different([*targets[cut:], *asked]))


def ambiguous(chooser, count, **sizes):
    """A world, some of its nodes left open, a question, and its answer, for which at least so many of them matter."""
    while True:
        world = random_world(chooser, pure=False, **sizes)
        chosen = open_nodes(chooser, world, count)
        if len(chosen) < count:
            continue
        world = with_pure_rules(world, chosen)
        asked = question(chooser, world, chosen)
        if asked is None:
            continue
        targets, seen = asked
        answer = answer_of(world, targets, seen, chosen)
        if len(answer.coupling) == count:
            return world, chosen, targets, seen, answer


def answer_of(world, targets, seen, chosen):
    return world.model(tables=chosen).counterfactual(
        [as_potential(one) for one in targets],
        given={as_potential(one): outcome for one, outcome in seen},
        policy=world.policy,
        coupling=dict.fromkeys(chosen, "bounds"),
    )


def with_pure_rules(world, but):
    """The world with each mixed rule made pure, except those of the nodes left open."""
    oracle = world.oracle
    for node in world.decisions:
        if node not in but:
            oracle = oracle.with_responses(node, [(1.0, oracle.responses[node][0][1])])
    return type(world)(oracle, world.decisions)


def ends(interval):
    return (interval.lower, interval.upper) if isinstance(interval, pcl.Interval) else (interval, interval)


def assert_inside(answer, expected, payoff):
    for key, interval in keyed(answer).items():
        low, high = ends(interval)
        assert low - SLACK <= expected.get(key, 0.0) <= high + SLACK
    low, high = ends(answer.expectation(lambda *key: payoff[key]))
    assert low - SLACK <= sum(payoff[key] * chance for key, chance in expected.items()) <= high + SLACK


@examples(200)
@given(choosers, st.integers(1, 2))
def test_bounds_contain_every_coupling(chooser, count):
    """The random response functions of the world are a random coupling with the right marginals; a few ends checked."""
    world, chosen, targets, seen, answer = ambiguous(chooser, count, least=4, most=5)
    payoff = {key: chooser.randint(-3, 3) for key in keyed(answer)}
    assert set(answer.coupling) == set(chosen)
    assert answer.tight == (count == 1)
    assert_inside(answer, world.oracle.conditional(targets, seen), payoff)
    for law in (independent, monotone):
        oracle = world.oracle
        for node in chosen:
            oracle = oracle.with_responses(node, law(oracle.table(node)))
        if number_of_settings(oracle) <= 3000:
            expected = oracle.conditional(targets, seen)
            if expected is not None:
                assert_inside(answer, expected, payoff)


def greatest_ratio(top, bottom, matrix, vector):
    """Return the greatest top @ q / bottom @ q over distributions q with these marginals, and such a q (Dinkelbach)."""
    best = optimize.linprog(-bottom, A_eq=matrix, b_eq=vector, bounds=(0, None), method="highs").x
    while True:
        ratio = top @ best / (bottom @ best)
        q = optimize.linprog(ratio * bottom - top, A_eq=matrix, b_eq=vector, bounds=(0, None), method="highs").x
        if bottom @ q <= 1e-9 or top @ q / (bottom @ q) <= ratio + 1e-12:
            return ratio, best
        best = q


@examples(60)
@given(choosers)
def test_tight_bounds_are_attained(chooser):
    """Against all response functions over all contexts, none left out, and a method of its own for the ratio."""
    world, (node,), targets, seen, answer = ambiguous(chooser, 1, least=3, most=5)
    assert answer.tight
    table = world.oracle.table(node)
    responses = all_responses(table)
    found = [world.oracle.with_responses(node, [(1.0, response)]).joint(targets, seen) for response in responses]
    matrix = np.array([[r[context] == outcome for r in responses] for context, row in table.items() for outcome in row])
    vector = np.array([chance for row in table.values() for chance in row.values()])
    bottom = np.array([total for total, _ in found])
    payoff = {key: chooser.randint(-3, 3) for key in keyed(answer)}
    asked = [({key: 1}, interval) for key, interval in itertools.islice(keyed(answer).items(), 4)]
    for values, interval in [*asked, (payoff, answer.expectation(lambda *key: payoff[key]))]:
        top = np.array([sum(values.get(key, 0) * weight for key, weight in joint.items()) for _, joint in found])
        highest, q = greatest_ratio(top, bottom, matrix, vector)
        lowest, _ = greatest_ratio(-top, bottom, matrix, vector)
        assert ends(interval) == pytest.approx((-lowest, highest), abs=1e-6)
        coupled = world.oracle.with_responses(node, [(max(w, 0.0), r) for w, r in zip(q, responses, strict=True)])
        at_the_end = coupled.conditional(targets, seen)
        attained = sum(values.get(key, 0) * chance for key, chance in at_the_end.items())
        assert attained == pytest.approx(interval.upper, abs=1e-6)


@examples(60)
@given(st.integers(0, 20), st.integers(0, 20))
def test_harm_has_the_bounds_of_frechet(first, second):
    """THEORY 6.3: max(0, p0 - p1) <= E[max(0, Y_0 - Y_1)] <= min(p0, 1 - p1)."""
    p0, p1 = first / 20, second / 20
    answer = one_arrow([1 - p0, p0], [1 - p1, p1]).counterfactual(worlds(2), coupling="bounds")
    low, high = ends(answer.expectation(lambda y0, y1: max(0, y0 - y1)))
    assert (low, high) == pytest.approx((max(0, p0 - p1), min(p0, 1 - p1)), abs=1e-9)
    assert answer.tight


def chain():
    cid = pcl.CID.parse("D -> X -> Y -> U", decisions="D", utilities="U")
    noisy = {"X": [[0.7, 0.3], [0.2, 0.8]], "Y": [[0.6, 0.4], [0.1, 0.9]]}
    return pcl.Model(cid, noisy, D=[0, 1], U=lambda Y: Y)


def test_several_open_nodes_give_an_outer_bound():
    both = [pcl.potential("Y", {"D": d}) for d in (0, 1)]
    answer = chain().counterfactual(both, coupling="bounds")
    assert dict(answer.coupling) == {"X": "bounds", "Y": "bounds"}
    assert not answer.tight
    assert "outer bounds" in str(answer)
    for one, two in itertools.product(["independent", "monotone", "gumbel"], repeat=2):
        exact = chain().counterfactual(both, coupling={"X": one, "Y": two})
        for key, chance in exact.items():
            assert chance in answer[key]
    one = chain().counterfactual(both, coupling={"X": "bounds", "Y": "monotone"})
    assert one.tight
    assert all(answer[k].lower <= one[k].lower + 1e-9 and one[k].upper <= answer[k].upper + 1e-9 for k in answer)
    assert str(one).endswith("every coupling of X: tight bounds; coupling of Y: monotone")


def test_outer_bounds_know_what_no_coupling_changes():
    """The marginal of each world is that of an intervention, whatever the couplings."""
    both = [pcl.potential("Y", {"D": d}) for d in (0, 1)]
    answer = chain().counterfactual(both, coupling="bounds")
    for place in (0, 1):
        wanted = chain().query("Y", do={"D": place})[1]
        assert ends(answer.expectation(lambda *ys, place=place: ys[place])) == pytest.approx((wanted, wanted), abs=1e-7)


def test_contexts_that_never_meet_cost_nothing():
    """A parent with 40 outcomes that both worlds share: 40 groups of 4 response functions, not 2 to the power 80."""
    cid = pcl.CID([("X", "Y"), ("Z", "Y")], chance=["X", "Z", "Y"], warn=False)
    generator = np.random.default_rng(0)
    table = generator.dirichlet(np.ones(2), (2, 40))
    model = pcl.Model(cid, X=[0.5, 0.5], Z=[1 / 40] * 40, Y=table)
    answer = model.counterfactual(worlds(2), coupling="bounds")
    p0, p1 = table[0, :, 1], table[1, :, 1]
    assert answer.tight
    assert answer[1, 1].lower == pytest.approx(np.maximum(0, p0 + p1 - 1).mean(), abs=1e-8)
    assert answer[1, 1].upper == pytest.approx(np.minimum(p0, p1).mean(), abs=1e-8)


def test_evidence_that_is_impossible_under_every_coupling():
    model = one_arrow([0.5, 0.5, 0.0], [0.2, 0.8, 0.0])
    with pytest.raises(pcl.InvalidCall, match="probability zero"):
        model.counterfactual("Y", do={"X": 1}, given={"X": 0, "Y": 2}, coupling="bounds")


def test_evidence_that_only_some_couplings_allow():
    """P(Y_0 = 1, Y_1 = 1) may be anything from 0 to .5: given that, Y_2 is bounded all the same."""
    model = one_arrow([0.5, 0.5], [0.5, 0.5], [0.9, 0.1])
    zero, one, two = worlds(3)
    answer = model.counterfactual(two, given={zero: 1, one: 1}, coupling="bounds")
    assert ends(answer[1]) == pytest.approx((0.0, 1.0), abs=1e-8)
    rare = one_arrow([1 - 1e-7, 1e-7], [0.5, 0.5]).counterfactual(
        "Y", do={"X": 1}, given={"X": 0, "Y": 0}, coupling="bounds"
    )
    assert ends(rare[1]) == pytest.approx(((0.5 - 1e-7) / (1 - 1e-7), 0.5 / (1 - 1e-7)), abs=1e-9)


def test_too_many_response_functions_are_refused_with_their_number():
    even = [0.25] * 4
    model = one_arrow(*[even] * 12)
    with pytest.raises(pcl.InvalidCall, match=r"16,777,216 response functions of 'Y', over the limit of 50,000"):
        model.counterfactual(worlds(12), coupling="bounds")
    many = one_arrow(*[even] * 40)
    asked = worlds(40)
    with pytest.raises(pcl.InvalidCall, match=r"entries, over the limit|about 10\^24 response functions"):
        many.counterfactual(asked[0], given=dict.fromkeys(asked, 0), coupling="bounds")


def test_too_many_combinations_are_refused_with_their_number():
    """D -> X -> Y, both open, eight outcomes of X: 8 * 8 response functions of X times 2 to the power 8 of Y."""
    cid = pcl.CID([("D", "X"), ("X", "Y")], chance=["D", "X", "Y"], warn=False)
    model = pcl.Model(cid, D=[0.5, 0.5], X=[[1 / 8] * 8] * 2, Y=[[0.5, 0.5]] * 8)
    both = [pcl.potential("Y", {"D": d}) for d in (0, 1)]
    with pytest.raises(pcl.InvalidCall, match=r"16,384 combinations of response functions of 'X', 'Y', .* 8,000"):
        model.counterfactual(both, coupling="bounds")
    assert model.counterfactual(both, coupling={"X": "monotone", "Y": "bounds"}).tight


def test_a_programme_that_is_not_solved_is_an_error(monkeypatch):
    class Failed:
        status, message, fun = 4, "numerical difficulties", 0.0

    monkeypatch.setattr(optimize, "linprog", lambda *_, **__: Failed())
    answer = one_arrow([0.5, 0.5], [0.2, 0.8]).counterfactual(worlds(2), coupling="bounds")
    with pytest.raises(pcl.PycidLikeError, match="numerical difficulties"):
        answer.expectation(lambda a, b: a)


def test_bounds_are_a_readable_mapping():
    answer = one_arrow([0.5, 0.5], [0.2, 0.8]).counterfactual(worlds(2), coupling="bounds")
    assert len(answer) == 4
    assert ends(answer[1, 0]) == pytest.approx((0.0, 0.2))
    assert 0.1 in answer[1, 0]
    assert str(answer).splitlines()[0].split() == ["Y[X=0]", "Y[X=1]", "lower", "upper"]
    assert "tight bounds" in answer._repr_html_()
    with pytest.raises(pcl.InvalidCall, match="no outcome"):
        answer[7, 7]
    with pytest.raises(pcl.InvalidCall, match="has no mean"):
        answer.expectation(lambda a, b: "high")
    with pytest.raises(pcl.InvalidCall, match="over 2 axes"):
        answer.expectation()
