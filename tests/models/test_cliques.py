"""Clique trees of random networks: valid, and as good as what networkx finds."""

from __future__ import annotations

import itertools
import math
import random

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like.models import propagation
from pycid_like.models.calibration import calibrated
from pycid_like.models.clique_tables import Product
from pycid_like.models.cliques import clique_entries, clique_tree, elimination_order
from pycid_like.models.contraction import Factor
from pycid_like.models.propagation import Propagation
from tests.profiles import examples

SEEDS = st.integers(0, 2**64 - 1)


def scopes_of(chooser: random.Random) -> tuple[list[list[int]], list[int]]:
    """The families of a random network, and the outcomes of its nodes."""
    size = chooser.randint(1, 14)
    families = [
        [*chooser.sample(range(node), k=min(node, chooser.choice([0, 1, 1, 2, 3]))), node] for node in range(size)
    ]
    return families, [chooser.randint(1, 3) for _ in range(size)]


@examples(400)
@given(SEEDS)
def test_cliques_hang_together_and_hold_every_factor(seed: int) -> None:
    scopes, sizes = scopes_of(random.Random(seed))
    order = elimination_order(scopes, sizes)
    tree = clique_tree(order)
    assert sorted(variable for variable, _ in order) == list(range(len(sizes)))
    assert all(any(set(scope) <= set(clique) for clique in tree.cliques) for scope in scopes)
    assert not any(set(a) < set(b) for a in tree.cliques for b in tree.cliques)
    assert tree.above[0] == -1
    assert all(above < place for place, above in enumerate(tree.above))
    edges = list(zip(range(1, len(tree.cliques)), tree.above[1:], strict=True))
    for place, above in edges:
        assert set(tree.separators[place]) == set(tree.cliques[place]) & set(tree.cliques[above])
    graph = networkx.Graph(edges)
    graph.add_nodes_from(range(len(tree.cliques)))
    for variable in range(len(sizes)):
        holders = [place for place, clique in enumerate(tree.cliques) if variable in clique]
        assert networkx.is_connected(graph.subgraph(holders))


@examples(100)
@given(SEEDS)
def test_chordal_graphs_get_no_fill(seed: int) -> None:
    chooser = random.Random(seed)
    edges = [(node, chooser.randrange(node)) for node in range(1, chooser.randint(2, 30))]
    order = elimination_order(edges, [2] * (len(edges) + 1))
    assert max(len(others) for _, others in order) == 1
    assert clique_entries(order, [2] * (len(edges) + 1)) == 4 * len(edges) + 2


@examples(200)
@given(SEEDS)
def test_calibration_gives_the_marginals_of_the_joint(seed: int) -> None:
    chooser = random.Random(seed)
    scopes, sizes = scopes_of(chooser)
    if math.prod(sizes) > 20_000:
        scopes, sizes = scopes[:7], sizes[:7]
    generator = np.random.default_rng(chooser.getrandbits(32))
    factors = []
    for scope in scopes:
        rows = generator.dirichlet(np.ones(sizes[scope[-1]]), [sizes[parent] for parent in scope[:-1]])
        factors.append(Factor(tuple(scope), rows))
    numbers = {number: number for number in range(len(sizes))}
    tree = clique_tree(elimination_order(scopes, sizes))
    whole = np.ones(sizes)
    for factor in factors:
        kept = sorted(factor.axes, key=hash)
        values = np.transpose(factor.values, [factor.axes.index(axis) for axis in kept])
        whole = whole * values.reshape([sizes[v] if v in factor.axes else 1 for v in range(len(sizes))])
    beliefs = calibrated(tree, dict(numbers), sizes, factors)
    for clique, belief in zip(tree.cliques, beliefs, strict=True):
        rest = tuple(variable for variable in range(len(sizes)) if variable not in clique)
        assert np.allclose(belief, whole.sum(axis=rest), rtol=1e-12, atol=1e-15)


def test_what_would_be_too_large_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    full = [Factor(tuple(range(12)), np.full((2,) * 12, 2.0**-12))]
    assert Propagation.of(full) is not None
    monkeypatch.setattr(propagation, "MOST_ENTRIES", 2**12 - 1)
    assert Propagation.of(full) is None
    assert Propagation.of([]) is None
    assert Propagation.of([Factor((number,), np.ones(1)) for number in range(propagation.MOST_VARIABLES + 1)]) is None
    wide = [Factor(tuple(range(27)), np.ones((1,) * 27))]
    assert Propagation.of(wide) is None


def test_many_messages_are_multiplied_a_few_at_a_time() -> None:
    table = np.array([[0.25, 0.25], [0.5, 0.0]])
    count = 130
    product = Product(table, "ab," + ",".join(["a"] * count) + "->b", [], [[2]] * count, None)
    messages = [np.array([1.0, 0.5])] * count
    assert product.of((), messages) == pytest.approx([0.25 + 0.5 * 0.5**count, 0.25])


def test_messages_are_kept_for_the_next_query() -> None:
    copy = np.array([[0.9, 0.1], [0.2, 0.8]])
    names = ["a", "b", "c", "d", "e"]
    chain = [Factor(("a",), np.array([0.5, 0.5]))]
    chain += [Factor((one, other), copy) for one, other in itertools.pairwise(names)]
    known = Propagation.of(chain)
    assert known is not None
    first = known.joint(["a"], {"e": 1})
    count = known.messages_kept
    assert count > 0
    again = known.joint(["a"], {"e": 1})
    assert known.messages_kept == count
    assert np.array_equal(first, again)  # type: ignore[arg-type]
    expected = np.array([0.5, 0.5]) * np.linalg.matrix_power(copy, 4)[:, 1]
    assert np.allclose(first, expected)  # type: ignore[arg-type]
    known.joint(["a"], {"e": 0})
    assert known.messages_kept > count
