"""Queries, expected utilities and interventions equal the joint distribution written out."""

from __future__ import annotations

import random
from collections.abc import Hashable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.errors import InvalidCall
from tests.models.random_models import random_model, random_policy, random_rows
from tests.oracles import joints
from tests.profiles import examples

SEEDS = st.integers(0, 2**64 - 1)
CLOSE = {"rel": 1e-9, "abs": 1e-12}


def small(chooser: random.Random) -> pcl.Model:
    """A model whose joint distribution has at most some thousand outcomes."""
    while True:
        model = random_model(chooser, chooser.randint(2, 6))
        if np.prod([len(model.domain(node)) for node in model.cid.nodes]) <= 2_000:
            return model


def some(chooser: random.Random, model: pcl.Model, nodes: list[str], most: int) -> dict[str, Hashable]:
    """Outcomes for up to so many of the nodes."""
    chosen = chooser.sample(nodes, k=min(len(nodes), chooser.randint(0, most)))
    return {node: chooser.choice(model.domain(node).outcomes) for node in chosen}


def same(found: pcl.Distribution, expected: dict[Any, float]) -> None:
    assert sum(found.values()) == pytest.approx(1.0)
    for outcomes, probability in found.items():
        assert probability == pytest.approx(expected.get(outcomes, 0.0), **CLOSE)


@examples(3000)
@given(SEEDS)
def test_queries_equal_the_joint(seed: int) -> None:
    chooser = random.Random(seed)
    model = small(chooser)
    policy = random_policy(model, chooser)
    nodes = list(model.cid.nodes)
    do = some(chooser, model, [node for node in nodes if node not in model.utilities], 2)
    replaced = {
        node: random_rows(chooser, list(table.probabilities.shape[:-1]), len(table.domain))
        for node, table in model.chances.items()
        if node not in do and chooser.random() < 0.2
    }
    seen = some(chooser, model, nodes, 2)
    targets = chooser.sample(nodes, k=chooser.randint(1, min(3, len(nodes))))
    worlds = joints.joint(model, policy, do, replaced)
    soft = {node: pcl.chance(model.domain(node), table) for node, table in replaced.items()}
    possible = sum(weight for world, weight in worlds if all(world[node] == seen[node] for node in seen)) > 0
    if not possible:
        with pytest.raises(InvalidCall, match="probability zero"):
            model.query(targets, given=seen, do=do, soft=soft, policy=policy)
        with pytest.raises(InvalidCall, match="probability zero"):
            model.expected_utility(policy, given=seen, do=do, soft=soft)
        return
    same(model.query(targets, given=seen, do=do, soft=soft, policy=policy), joints.query(worlds, targets, seen))
    value = model.expected_utility(policy, given=seen, do=do, soft=soft)
    assert value == pytest.approx(joints.expected_utility(worlds, model.cid.utilities, seen), rel=1e-9, abs=1e-9)


@examples(800)
@given(SEEDS)
def test_setting_nodes_before_planning_is_setting_them_for_a_fixed_policy(seed: int) -> None:
    chooser = random.Random(seed)
    model = small(chooser)
    do = some(chooser, model, [node for node in model.cid.nodes if node not in model.utilities], 2)
    before = model.intervened(do)
    policy = random_policy(model, chooser)
    rules = {node: rule for node, rule in policy.items() if node not in do}
    for node in do:
        assert before.cid.parents(node) == ()
        assert node not in before.decisions
    target = chooser.choice(model.cid.nodes)
    same(before.query(target, policy=before.policy(rules)), dict(model.query(target, do=do, policy=policy)))


@examples(800)
@given(SEEDS)
def test_replacing_mechanisms_before_planning_is_replacing_them_for_a_fixed_policy(seed: int) -> None:
    chooser = random.Random(seed)
    model = small(chooser)
    policy = random_policy(model, chooser)
    soft = {
        node: pcl.chance(table.domain, random_rows(chooser, list(table.probabilities.shape[:-1]), len(table.domain)))
        for node, table in model.chances.items()
        if chooser.random() < 0.5
    }
    target = chooser.choice(model.cid.nodes)
    replaced = model.with_mechanisms(soft)
    same(replaced.query(target, policy=policy), dict(model.query(target, soft=soft, policy=policy)))


@examples(800)
@given(SEEDS)
def test_names_and_order_do_not_matter(seed: int) -> None:
    chooser = random.Random(seed)
    model = small(chooser)
    names = {node: f"node {place}" for place, node in enumerate(chooser.sample(model.cid.nodes, k=len(model.cid)))}
    order = chooser.sample(sorted(names.values()), k=len(names))
    edges = [(names[a], names[b]) for a, b in chooser.sample(model.cid.edges, k=len(model.cid.edges))]
    decisions, utilities = ([names[n] for n in nodes] for nodes in (model.cid.decisions, model.cid.utilities))
    cid = pcl.CID(edges, decisions, utilities, order=order, warn=False)
    mechanisms: dict[str, Any] = {}
    for node in model.cid.nodes:
        axes = [names[parent] for parent in model.cid.parents(node)]
        if node in model.decisions:
            mechanisms[names[node]] = model.decisions[node].domain.outcomes
        elif node in model.utilities:
            mechanisms[names[node]] = pcl.utility(model.utilities[node].values, axes=axes)
        else:
            table = model.chances[node]
            mechanisms[names[node]] = pcl.chance(table.domain, table.probabilities, axes=[*axes, names[node]])
    twin = pcl.Model(cid, mechanisms)
    target = chooser.choice(model.cid.nodes)
    same(twin.query(names[target], policy="uniform"), dict(model.query(target, policy="uniform")))
    assert twin.expected_utility("uniform") == pytest.approx(model.expected_utility("uniform"), rel=1e-9, abs=1e-9)


@examples(200)
@given(SEEDS)
def test_setting_a_root_is_seeing_it(seed: int) -> None:
    chooser = random.Random(seed)
    model = small(chooser)
    policy = random_policy(model, chooser)
    roots = [node for node in model.chances if not model.cid.parents(node)]
    assume(roots)
    outcome = next(o for o, p in model.query(roots[0], policy=policy).items() if p > 0)
    target = chooser.choice(model.cid.nodes)
    seen = model.query(target, given={roots[0]: outcome}, policy=policy)
    same(model.query(target, do={roots[0]: outcome}, policy=policy), dict(seen))


@examples(200)
@given(SEEDS)
def test_marginals_of_a_joint_are_the_queries_of_each(seed: int) -> None:
    chooser = random.Random(seed)
    model = small(chooser)
    nodes = chooser.sample(model.cid.nodes, k=min(3, len(model.cid)))
    together = model.query(nodes, policy="uniform")
    for node in nodes:
        same(together.marginal(node), dict(model.query(node, policy="uniform")))


def test_each_agent_has_its_own_utility() -> None:
    cid = pcl.CID(
        [("D1", "U1"), ("D2", "U1"), ("D1", "U2"), ("D2", "U2")],
        decisions={"row": ["D1"], "column": ["D2"]},
        utilities={"row": ["U1"], "column": ["U2"]},
    )
    game = pcl.Model(cid, D1=["c", "d"], D2=["c", "d"], U1=[[-1, -3], [0, -2]], U2=[[-1, 0], [-3, -2]])
    profile = {"D1": "d", "D2": "c"}
    assert (game.expected_utility(profile, agent="row"), game.expected_utility(profile, agent="column")) == (0.0, -3.0)
    with pytest.raises(InvalidCall, match="agent="):
        game.expected_utility(profile)


def test_a_utility_with_children_is_a_chance_copy() -> None:
    cid = pcl.CID([("D", "U"), ("U", "X")], decisions="D", utilities="U", utility_children="allow")
    model = pcl.Model(cid, D=[0, 1], U=lambda D: 5 * D, X=lambda U: "rich" if U > 2 else "poor")
    assert dict(model.query("X", do={"D": 1})) == {"poor": 0.0, "rich": 1.0}
    assert model.expected_utility({"D": {0: 0.5, 1: 0.5}}, given={"X": "rich"}) == 5.0
