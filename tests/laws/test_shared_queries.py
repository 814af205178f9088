"""Many queries about one model share their work, and each equals the joint distribution written out."""

from __future__ import annotations

import itertools
import random
from collections.abc import Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.errors import InvalidCall
from pycid_like.models import clique_tables, propagation, sharing
from tests.models.random_models import LABELS, random_model, random_policy, random_rows
from tests.oracles import joints
from tests.profiles import examples

SEEDS = st.integers(0, 2**64 - 1)
CLOSE = {"rel": 1e-9, "abs": 1e-12}


@contextmanager
def limits(kind: str) -> Iterator[None]:
    """Make the ways that only large models go, or only long sessions, the ways of small ones."""
    if kind == "no arrays":
        with mock.patch.object(clique_tables, "MOST_RULE_ENTRIES", 0):
            yield
    elif kind == "forgetful":
        with mock.patch.object(propagation, "MOST_KEPT", 0):
            yield
    elif kind == "each alone":
        with mock.patch.object(propagation, "MOST_ENTRIES", 0):
            yield
    elif kind == "all that is seen":
        with mock.patch.object(sharing, "MOST_SORTED", 0):
            yield
    else:
        yield


KINDS = ("as they are", "no arrays", "forgetful", "all that is seen", "each alone")


def sparse(chooser: random.Random) -> pcl.Model:
    """A model of chance nodes with two or three outcomes and few arcs, in which much is independent."""
    names = [f"n{place}" for place in range(chooser.randint(2, 8))]
    edges, mechanisms = [], {}
    cards: dict[str, int] = {}
    for place, node in enumerate(names):
        parents = chooser.sample(names[:place], k=min(place, chooser.choice([0, 1, 1, 1, 2])))
        edges += [(parent, node) for parent in parents]
        labels = chooser.choice([labels for labels in LABELS if len(labels) in {1, 2, 3}])
        cards[node] = len(labels)
        mechanisms[node] = pcl.chance(labels, random_rows(chooser, [cards[parent] for parent in parents], len(labels)))
    order = chooser.sample(names, k=len(names))
    cid = pcl.CID(edges, chance=names, order=order)
    axes = {node: [*(parent for parent, child in edges if child == node), node] for node in names}
    return pcl.Model(cid, {n: pcl.chance(m.outcomes, m.mechanism, axes=axes[n]) for n, m in mechanisms.items()})


def outcomes_of(chooser: random.Random, model: pcl.Model, nodes: list[str], most: int) -> dict[str, Hashable]:
    chosen = chooser.sample(nodes, k=min(len(nodes), chooser.randint(0, most)))
    return {node: chooser.choice(model.domain(node).outcomes) for node in chosen}


def check(
    model: pcl.Model, worlds: list[tuple[dict[str, Any], float]], targets: list[str], seen: Any, **how: Any
) -> None:
    if not any(all(world[node] == seen[node] for node in seen) for world, _ in worlds):
        with pytest.raises(InvalidCall, match="probability zero"):
            model.query(targets, given=seen, **how)
        return
    found = model.query(targets, given=seen, **how)
    expected = joints.query(worlds, targets, seen)
    assert found.axes == tuple(targets)
    assert sum(found.values()) == pytest.approx(1.0)
    for outcomes, probability in found.items():
        assert probability == pytest.approx(expected.get(outcomes, 0.0), **CLOSE)


@pytest.mark.parametrize("kind", KINDS)
@examples(250)
@given(seed=SEEDS)
def test_chance_nodes_alone(kind: str, seed: int) -> None:
    chooser = random.Random(seed)
    model = sparse(chooser)
    nodes = list(model.cid.nodes)
    worlds = joints.joint(model, model.policy({}))
    with limits(kind):
        for _ in range(12):
            targets = chooser.sample(nodes, k=min(len(nodes), chooser.choice([1, 1, 1, 2, 3])))
            check(model, worlds, targets, outcomes_of(chooser, model, nodes, 4))
    shared = model.memo["shared"][()]
    if kind == "each alone":
        assert not isinstance(shared, sharing.Shared)
        return
    assert isinstance(shared, sharing.Shared)
    assert shared.is_positive == all(table.probabilities.all() for table in model.chances.values())


@pytest.mark.parametrize("kind", KINDS)
@examples(250)
@given(seed=SEEDS)
def test_under_policies_and_with_nodes_set(kind: str, seed: int) -> None:
    chooser = random.Random(seed)
    model = random_model(chooser, chooser.randint(2, 6))
    while np.prod([len(model.domain(node)) for node in model.cid.nodes]) > 1_500:
        model = random_model(chooser, chooser.randint(2, 6))
    nodes = list(model.cid.nodes)
    settable = [node for node in nodes if node not in model.utilities]
    policies = [random_policy(model, chooser) for _ in range(2)]
    sets = [chooser.sample(settable, k=min(len(settable), size)) for size in (0, 1, 2)]
    with limits(kind):
        for _ in range(10):
            policy = chooser.choice(policies)
            do = {node: chooser.choice(model.domain(node).outcomes) for node in chooser.choice(sets)}
            worlds = joints.joint(model, policy, do)
            targets = chooser.sample(nodes, k=min(len(nodes), chooser.choice([1, 1, 2])))
            check(model, worlds, targets, outcomes_of(chooser, model, nodes, 3), do=do, policy=policy)


@examples(300)
@given(seed=SEEDS)
def test_an_open_decision_is_no_matter_where_it_does_not_matter(seed: int) -> None:
    chooser = random.Random(seed)
    model = random_model(chooser, chooser.randint(3, 6))
    while not model.decisions or np.prod([len(model.domain(node)) for node in model.cid.nodes]) > 1_500:
        model = random_model(chooser, chooser.randint(3, 6))
    nodes = list(model.cid.nodes)
    policy = random_policy(model, chooser)
    kept = model.policy({node: rule for node, rule in policy.items() if chooser.random() < 0.5})
    set_nodes = chooser.sample([node for node in nodes if node not in model.utilities], k=chooser.randint(0, 1))
    for _ in range(8):
        do = {node: chooser.choice(model.domain(node).outcomes) for node in set_nodes}
        seen = outcomes_of(chooser, model, [node for node in nodes if node not in do], 2)
        target = chooser.choice(nodes)
        needed, pending = set[str](), [target, *seen]
        while pending:
            node = pending.pop()
            if node not in needed:
                needed.add(node)
                pending += () if node in do else model.cid.parents(node)
        missing = [node for node in model.decisions if node in needed and node not in do and node not in kept]
        if missing:
            with pytest.raises(InvalidCall) as error:
                model.query(target, given=seen, do=do, policy=kept)
            assert all(f"the decision {node!r}, which is open" in str(error.value) for node in missing)
            assert len(error.value.problems) == len(missing)
        else:
            check(model, joints.joint(model, policy, do), [target], seen, do=do, policy=kept)


@pytest.mark.parametrize("length", [40, 400, 1_100])
def test_what_is_too_unlikely_for_a_float_is_not_impossible(length: int) -> None:
    # A hidden state that never changes, and many readings of it: P(readings) is about 10 to the power of -length.
    names = [f"y{number}" for number in range(length)]
    cid = pcl.CID([("x", name) for name in names], chance=["x", *names])
    reading = {0: {"a": 0.1, "b": 0.9}, 1: {"a": 0.05, "b": 0.95}}
    model = pcl.Model(cid, {"x": pcl.bernoulli(0.25), **dict.fromkeys(names, reading)})
    few = dict.fromkeys(names[:20], "a")
    odds = 0.75 / 0.25 * 2.0**20
    for _ in range(2):
        assert model.query("x", given=few)[0] == pytest.approx(odds / (1 + odds), rel=1e-12)
        found = model.query("x", given=dict.fromkeys(names, "a"))
        assert found[1] == pytest.approx(1 / 3 * 0.5**length, rel=1e-9)
        assert model.query(names[0], given=dict.fromkeys(names[1:], "a"))["a"] == pytest.approx(0.1, rel=1e-9)


def test_an_expected_utility_given_what_is_too_unlikely_for_a_float() -> None:
    names = [f"y{number}" for number in range(400)]
    edges = [("x", name) for name in names] + [("x", "U"), ("D", "U")]
    cid = pcl.CID(edges, decisions="D", utilities="U")
    reading = {0: {"a": 0.1, "b": 0.9}, 1: {"a": 0.1, "b": 0.9}}
    mechanisms: dict[str, Any] = dict.fromkeys(names, reading)
    model = pcl.Model(cid, {**mechanisms, "x": pcl.bernoulli(0.25), "D": [0, 1], "U": lambda x, D: 4 * x + D})
    given = dict.fromkeys(names, "a")
    assert model.expected_utility({"D": 1}, given=given) == pytest.approx(2.0, rel=1e-9)
    assert model.expected_utility({"D": 1}, given=given, do={"x": 1}) == pytest.approx(5.0, rel=1e-9)


def test_what_contradicts_itself_in_a_part_that_the_target_has_nothing_to_do_with() -> None:
    cid = pcl.CID([("a", "b")], chance=["a", "b", "c"])
    model = pcl.Model(cid, a=pcl.bernoulli(0.5), b=lambda a: 1 - a, c=pcl.bernoulli(0.25))
    for _ in range(3):
        assert model.query("c", given={"a": 1, "b": 0})[1] == pytest.approx(0.25)
        with pytest.raises(InvalidCall, match="a=1, b=1 has probability zero"):
            model.query("c", given={"a": 1, "b": 1})


def test_a_chain_is_as_long_as_it_likes() -> None:
    names = [f"s{step}" for step in range(3_000)]
    step = {0: {0: 0.75, 1: 0.25}, 1: {0: 0.25, 1: 0.75}}
    mechanisms: dict[str, Any] = dict.fromkeys(names, step)
    model = pcl.Model(pcl.CID(itertools.pairwise(names)), {**mechanisms, names[0]: pcl.bernoulli(1.0)})
    for _ in range(2):
        assert model.query("s3")[1] == pytest.approx(0.5 + 0.5**4)
        assert model.query("s2", given={"s900": 1, "s1": 1})[1] == pytest.approx(0.75)


def test_threads_may_ask_the_same_model() -> None:
    names = [f"s{step}" for step in range(12)]
    step = {0: {0: 0.75, 1: 0.25}, 1: {0: 0.25, 1: 0.75}}
    mechanisms: dict[str, Any] = dict.fromkeys(names, step)
    model = pcl.Model(pcl.CID(itertools.pairwise(names)), {**mechanisms, names[0]: pcl.bernoulli(0.5)})
    questions = [(target, {node: outcome}) for target in names for node in names for outcome in (0, 1)] * 10
    expected = [dict(model.query(target, given=seen)) for target, seen in questions]
    with limits("forgetful"), ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda asked: dict(model.query(asked[0], given=asked[1])), questions))
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other)


def test_a_chain_within_the_limit_passes_its_messages_on() -> None:
    names = [f"s{step}" for step in range(propagation.MOST_VARIABLES)]
    step = {0: {0: 0.75, 1: 0.25}, 1: {0: 0.25, 1: 0.75}}
    mechanisms: dict[str, Any] = dict.fromkeys(names, step)
    model = pcl.Model(pcl.CID(itertools.pairwise(names)), {**mechanisms, names[0]: pcl.bernoulli(0.5)})
    assert model.query("s0", given={names[-1]: 1})[1] == pytest.approx(0.5)
    assert model.query("s5", given={names[-1]: 1, "s4": 0, "s6": 0})[0] == pytest.approx(0.9)
    assert isinstance(model.memo["shared"][()], sharing.Shared)
