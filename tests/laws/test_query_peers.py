"""Queries on networks of 10 to 60 nodes equal those of pgmpy and pyAgrum, libraries with code of their own."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import pycid_like as pcl

SIZES = (10, 20, 35, 60)


def network(size: int, seed: int) -> pcl.Model:
    """A random model without decisions: two to three outcomes, up to three parents among the ten nodes before."""
    generator = np.random.default_rng(seed)
    names = [f"n{place}" for place in range(size)]
    edges, mechanisms = [], {}
    cards: dict[str, int] = {}
    for place, node in enumerate(names):
        near = names[max(0, place - 10) : place]
        parents = list(generator.choice(near, size=min(len(near), int(generator.integers(0, 4))), replace=False))
        edges += [(str(parent), node) for parent in parents]
        cards[node] = int(generator.integers(2, 4))
        shape = [cards[str(parent)] for parent in parents]
        mechanisms[node] = pcl.chance(range(cards[node]), generator.dirichlet(np.ones(cards[node]), shape))
    return pcl.Model(pcl.CID(edges, chance=names, order=names), mechanisms)


def questions(model: pcl.Model, seed: int) -> list[tuple[str, dict[str, int]]]:
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(12):
        chosen = [
            str(node) for node in generator.choice(model.cid.nodes, size=int(generator.integers(1, 5)), replace=False)
        ]
        seen = {node: int(generator.integers(len(model.domain(node)))) for node in chosen[1:]}
        found.append((chosen[0], seen))
    return found


def agrum(model: pcl.Model) -> Any:
    import pyagrum

    net = pyagrum.BayesNet()
    for node in model.cid.nodes:
        net.add(pyagrum.LabelizedVariable(node, node, len(model.domain(node))))
    for parent, child in model.cid.edges:
        net.addArc(parent, child)
    for node, table in model.chances.items():
        cpt = net.cpt(node)
        order = [*reversed(cpt.names[1:]), node]  # its axes: the last parent varies slowest, the node fastest
        cpt[:] = np.ascontiguousarray(np.transpose(table.probabilities, [table.axes.index(name) for name in order]))
    return net


@pytest.mark.parametrize("size", SIZES)
def test_pyagrum_agrees(size: int) -> None:
    import pyagrum

    model = network(size, seed=size)
    engine = pyagrum.LazyPropagation(agrum(model))
    for target, seen in questions(model, seed=size):
        engine.setEvidence(seen)
        engine.makeInference()
        expected = engine.posterior(target).toarray()
        found = model.query(target, given=seen).probabilities
        assert np.allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("size", SIZES)
def test_pgmpy_agrees(size: int) -> None:
    from pgmpy.inference import VariableElimination

    model = network(size, seed=100 + size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine = VariableElimination(model.to_pgmpy(None))
        for target, seen in questions(model, seed=size)[:6]:
            factor = engine.query([target], evidence=seen, show_progress=False)
            expected = [factor.values[factor.get_state_no(target, state)] for state in model.domain(target)]
            assert np.allclose(model.query(target, given=seen).probabilities, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("size", SIZES)
def test_pyagrum_agrees_on_pairs_that_share_no_clique(size: int) -> None:
    import pyagrum

    model = network(size, seed=200 + size)
    engine = pyagrum.LazyPropagation(agrum(model))
    first, last = model.cid.nodes[0], model.cid.nodes[-1]
    seen = {model.cid.nodes[size // 2]: 0}
    found = model.query([first, last], given=seen).probabilities
    for place in range(len(model.domain(first))):
        engine.setEvidence(seen)
        engine.makeInference()
        weight = float(engine.posterior(first).toarray()[place])
        engine.setEvidence({**seen, first: place})
        engine.makeInference()
        assert np.allclose(found[place], weight * engine.posterior(last).toarray(), rtol=1e-9, atol=1e-12)
