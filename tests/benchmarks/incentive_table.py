"""The whole incentive table beside `networkx.is_d_separator`, on the same random diagrams in the same run.

Run ``python -m tests.benchmarks.incentive_table [SIZE ...]``. All five criteria for every node and one decision, on a
random DAG with in-degree 2; building the diagram is not counted, nothing is kept from one repetition to the next.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from statistics import median

import networkx
import numpy as np

import pycid_like as pcl

SIZES = (100, 10_000, 100_000, 1_000_000)
PEER_UP_TO = 100_000
PEER_CALLS = 9
REPEATS = 5


def random_edges(size: int, seed: int) -> list[tuple[str, str]]:
    """Return the edges of a random DAG in which every node but the first two has two parents among those before it."""
    generator = np.random.default_rng(seed)
    edges: list[tuple[str, str]] = []
    for node in range(2, size):
        edges += [(f"n{parent}", f"n{node}") for parent in sorted({*generator.integers(0, node, 2).tolist()})]
    return edges


def diagram(size: int, seed: int = 0) -> pcl.CID:
    """Return the random DAG as a diagram: an early decision, and as utilities the last three sinks that it reaches."""
    edges = random_edges(size, seed)
    decision = f"n{size // 20}"
    reached, parents = {decision}, {parent for parent, _ in edges}
    for parent, child in edges:  # in topological order, so that one pass reaches all
        if parent in reached:
            reached.add(child)
    utilities = sorted(reached - parents, key=lambda node: int(node[1:]))[-3:]
    return pcl.CID(edges, decisions=decision, utilities=utilities)


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def table_seconds(cid: pcl.CID) -> float:
    """Return the median time of the whole table, searched anew each time."""

    def whole_table() -> None:
        cid.memo.clear()
        pcl.incentives(cid)

    whole_table()
    return median(seconds(whole_table) for _ in range(REPEATS))


def peer_seconds(cid: pcl.CID, seed: int = 1) -> float:
    """Return the median time of nine d-separation queries on seeded pairs of nodes of the same graph."""
    graph = networkx.DiGraph(cid.edges)
    generator = np.random.default_rng(seed)
    times = []
    for _ in range(PEER_CALLS):
        one, other = (cid.nodes[place] for place in generator.choice(len(cid), 2, replace=False))
        times.append(seconds(lambda one=one, other=other: networkx.is_d_separator(graph, {one}, {other}, set())))
    return median(times)


def main(sizes: tuple[int, ...]) -> None:
    """Print one row a size."""
    print(
        "| nodes | edges | whole table | one networkx.is_d_separator call (median of 9) | table / call | peak memory |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in sizes:
        cid = diagram(size)
        own = table_seconds(cid)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        peer = peer_seconds(cid) if size <= PEER_UP_TO else None
        beside = f"{peer * 1e3:.1f} ms | {own / peer:.2f}" if peer is not None else "- | -"
        print(
            f"| {size:,} | {cid.adjacency.edge_count:,} | {own * 1e3:.1f} ms | {beside} | {peak:.2f} GB |", flush=True
        )


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or SIZES)
