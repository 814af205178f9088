"""A million samples of a model with 20 nodes beside pgmpy's sampler, on the same network in the same run.

Run ``python -m tests.benchmarks.sampling [ROWS]``. Twenty chance nodes with up to three parents and two to four
outcomes, probabilities drawn at random. pgmpy is asked both ways that it offers: `BayesianModelSampling.forward_sample`
and `DiscreteBayesianNetwork.simulate`, without progress bars. Turns alternate, and medians are compared; marginals are
compared too, so that speed is not bought with wrong numbers.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

import pycid_like as pcl

ROWS = 1_000_000
NODES = 20
REPEATS = 3


def model(nodes: int = NODES, seed: int = 0) -> pcl.Model:
    """Return a random model of chance nodes, each with up to three of those before it as parents."""
    generator = np.random.default_rng(seed)
    names = [f"n{place}" for place in range(nodes)]
    cards = generator.integers(2, 5, nodes)
    edges: list[tuple[str, str]] = []
    mechanisms: dict[str, Any] = {}
    for place, name in enumerate(names):
        parents = sorted(generator.choice(place, min(place, 3), replace=False)) if place else []
        edges += [(names[parent], name) for parent in parents]
        table = generator.dirichlet(np.ones(cards[place]), [int(cards[parent]) for parent in parents])
        mechanisms[name] = pcl.chance([f"s{k}" for k in range(cards[place])], table)
    return pcl.Model(pcl.CID(edges, order=names), mechanisms)


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long one call takes, and what it returns."""
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer


def main(rows: int) -> None:
    """Print the times, the ratios, and how far marginals are from the exact ones."""
    from pgmpy.sampling import BayesianModelSampling

    own = model()
    network = own.to_pgmpy()
    callers: dict[str, Callable[[], Any]] = {
        "Model.sample": lambda: own.sample(rows, seed=1),
        "pgmpy forward_sample": lambda: BayesianModelSampling(network).forward_sample(
            rows, seed=1, show_progress=False
        ),
        "pgmpy simulate": lambda: network.simulate(rows, seed=1, show_progress=False),
    }
    own.sample(1000, seed=0)
    times: dict[str, list[float]] = {name: [] for name in callers}
    worst: dict[str, float] = {}
    for _ in range(REPEATS):
        for name, call in callers.items():
            taken, frame = seconds(call)
            times[name].append(taken)
            worst[name] = max(_distance(own, frame, node) for node in own.cid.nodes)
    fastest = median(times["Model.sample"])
    print(f"{rows:,} rows of {len(own.cid)} nodes, medians of {REPEATS}")
    print("| sampler | time | beside Model.sample | largest error of a marginal |")
    print("| :--- | ---: | ---: | ---: |")
    for name, taken in times.items():
        print(f"| {name} | {median(taken):.2f} s | {median(taken) / fastest:.1f} x | {worst[name]:.5f} |")
    tracemalloc.start()
    own.sample(rows, seed=1)
    print(f"peak memory of Model.sample: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")


def _distance(own: pcl.Model, frame: Any, node: str) -> float:
    exact = own.query(node)
    found = frame[node].value_counts(normalize=True)
    return max(abs(float(found.get(outcome, 0.0)) - exact[outcome]) for outcome in exact)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
