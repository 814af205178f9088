"""Single-target queries beside pgmpy's `VariableElimination` and pyAgrum's `LazyPropagation`, one run, same queries.

    python -m tests.benchmarks.inference [--queries 1000] [--seed 0]

The networks are alarm-like: 37 nodes and 46 arcs, and 100 nodes and 124 arcs; 2 to 4 outcomes a node, at most four
parents each, taken from among the nodes just before. A query asks for one random node given 0 to 3 others, whose
outcomes come from a sample of the whole network, so that the evidence is possible. Each tool gets the network and one
question outside the clock, then all questions in the same order, taking turns with the others; the clock counts the
processor's time for the process, and every answer is compared.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import pycid_like as pcl

#: Nodes and arcs: those of ALARM (Beinlich et al. 1989), and the same density at 100 nodes.
SIZES = ((37, 46), (100, 124))
MOST_PARENTS = 4
WINDOW = 7
TOLERANCE = 1e-9
BLOCK = 250


@dataclass(frozen=True)
class Network:
    """A Bayesian network: parents and P(node | parents) by node, in topological order; outcomes are 0, 1, ..."""

    parents: dict[str, tuple[str, ...]]
    tables: dict[str, Any]


@dataclass(frozen=True)
class Question:
    """P(target | given)."""

    target: str
    given: dict[str, int]


def alarm_like(nodes: int, arcs: int, seed: int) -> Network:
    """Return a random sparse network: each arc comes from one of the few nodes before its end."""
    generator = np.random.default_rng(seed)
    names = [f"n{place}" for place in range(nodes)]
    parents: dict[int, set[int]] = {place: set() for place in range(nodes)}
    while sum(map(len, parents.values())) < arcs:
        child = int(generator.integers(1, nodes))
        parent = int(generator.integers(max(0, child - WINDOW), child))
        if len(parents[child]) < MOST_PARENTS:
            parents[child].add(parent)
    sizes = generator.integers(2, 5, nodes)
    tables = {}
    for place, name in enumerate(names):
        shape = [int(sizes[parent]) for parent in sorted(parents[place])]
        tables[name] = generator.dirichlet(np.full(sizes[place], 0.5), size=shape)
    return Network({name: tuple(names[p] for p in sorted(parents[place])) for place, name in enumerate(names)}, tables)


def questions(network: Network, count: int, seed: int) -> list[Question]:
    """Return random queries whose evidence has positive probability."""
    generator = np.random.default_rng(seed)
    names = list(network.parents)
    found = []
    for _ in range(count):
        sample: dict[str, int] = {}
        for name, parents in network.parents.items():
            row = network.tables[name][tuple(sample[parent] for parent in parents)]
            sample[name] = int(generator.choice(len(row), p=row))
        target, *seen = generator.choice(names, size=1 + int(generator.integers(0, 4)), replace=False).tolist()
        found.append(Question(target, {node: sample[node] for node in seen}))
    return found


def as_model(network: Network) -> pcl.Model:
    """Return the network as a model of chance nodes alone."""
    edges = [(parent, node) for node, parents in network.parents.items() for parent in parents]
    cid = pcl.CID(edges, order=list(network.parents))
    tables = {
        name: pcl.chance(range(table.shape[-1]), table, axes=(*network.parents[name], name))
        for name, table in network.tables.items()
    }
    return pcl.Model(cid, tables)


def ours(network: Network) -> Callable[[Question], Sequence[float]]:
    model = as_model(network)
    return lambda asked: model.query(asked.target, given=asked.given).probabilities


def pgmpy(network: Network) -> Callable[[Question], Sequence[float]]:
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.inference import VariableElimination
    from pgmpy.models import DiscreteBayesianNetwork

    net = DiscreteBayesianNetwork()
    net.add_nodes_from(network.parents)
    net.add_edges_from((parent, node) for node, parents in network.parents.items() for parent in parents)
    for name, table in network.tables.items():
        size, shape = table.shape[-1], list(table.shape[:-1])
        net.add_cpds(
            TabularCPD(
                name,
                size,
                table.reshape(-1, size).T,
                evidence=list(network.parents[name]) or None,
                evidence_card=shape or None,
            )
        )
    engine = VariableElimination(net)
    return lambda asked: engine.query([asked.target], evidence=asked.given, show_progress=False).values


def pyagrum(network: Network) -> Callable[[Question], Sequence[float]]:
    """One engine, to which the evidence is told query by query, as is the one target."""
    import pyagrum

    net = pyagrum.BayesNet()
    for name, table in network.tables.items():
        net.add(pyagrum.LabelizedVariable(name, "", table.shape[-1]))
    for name, parents in network.parents.items():
        for parent in parents:
            net.addArc(parent, name)
    for name, table in network.tables.items():
        order = [*network.parents[name], name]
        cpt = net.cpt(name)
        cpt[:] = np.ascontiguousarray(np.transpose(table, [order.index(axis) for axis in reversed(cpt.names)]))
    engine = pyagrum.LazyPropagation(net)

    def answer(asked: Question) -> Sequence[float]:
        engine.eraseAllTargets()
        engine.eraseAllEvidence()
        engine.addTarget(asked.target)
        for node, outcome in asked.given.items():
            engine.addEvidence(node, outcome)
        engine.makeInference()
        return engine.posterior(asked.target).toarray()

    return answer


TOOLS: dict[str, Callable[[Network], Callable[[Question], Sequence[float]]]] = {
    "pycid-like": ours,
    "pgmpy VariableElimination": pgmpy,
    "pyAgrum LazyPropagation": pyagrum,
}


def run(network: Network, asked: Sequence[Question]) -> dict[str, float]:
    """Return each tool's seconds for all queries; answers that differ are an error.

    The tools take turns, so that a busy moment of the machine hits all of them.
    """
    answers = {name: build(network) for name, build in TOOLS.items()}
    for answer in answers.values():
        answer(asked[0])  # what is imported or made once for a network is not counted
    seconds = dict.fromkeys(TOOLS, 0.0)
    for first in range(0, len(asked), BLOCK):
        block = asked[first : first + BLOCK]
        expected: list[Any] = []
        for name, answer in answers.items():
            gc.collect()  # nobody pays for the garbage of others
            start = time.process_time()
            found = [answer(question) for question in block]
            seconds[name] += time.process_time() - start
            expected = expected or found
            for question, one, other in zip(block, expected, found, strict=True):
                if not np.allclose(one, other, rtol=0, atol=TOLERANCE):
                    raise AssertionError(f"{name} disagrees about {question}: {one} and {other}")
    return seconds


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one row a network and tool."""
    parser = argparse.ArgumentParser(description="exact queries beside pgmpy and pyAgrum")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    print("| nodes | arcs | tool | one query | its time / ours |")
    print("| ---: | ---: | :--- | ---: | ---: |")
    for nodes, arcs in SIZES:
        network = alarm_like(nodes, arcs, chosen.seed)
        seconds = run(network, questions(network, chosen.queries, chosen.seed + 1))
        own = seconds["pycid-like"]
        for name, taken in seconds.items():
            each = taken / chosen.queries * 1e6
            print(f"| {nodes} | {arcs} | {name} | {each:,.0f} us | {taken / own:.2f} |", flush=True)


if __name__ == "__main__":
    main()
