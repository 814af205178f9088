"""Long processes, every decision analysed, and a chain of diamonds, on which listing paths is hopeless.

Run ``python -m tests.benchmarks.unrolled``. Nothing is kept from one row to the next but what a diagram keeps itself:
the first row that needs a search pays for it.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pycid_like as pcl

#: Ten variables a step: three hidden states, of which sensors tell something; an action, and what it does and pays.
SENSED = """
X[t], Y[t], W[t] -> X[t+1]
A[t], X[t], B[t] -> Y[t+1]
A[t], C[t] -> W[t+1]
X[t] -> O[t]; Y[t] -> P[t]; W[t] -> Q[t]
O[t], P[t], Q[t] -> A[t]
A[t], O[t] -> B[t]; W[t], B[t] -> C[t]
X[t], Y[t], A[t] -> R[t]
"""
#: The same where the action sees the states: nothing before them is worth knowing.
SEEN = f"{SENSED}; X[t], Y[t], W[t], B[t-1], C[t-1] -> A[t]"

CASES = {
    "1,000 steps, sensors, 1 step remembered": (SENSED, 1_000, 1),
    "1,000 steps, states seen, 3 steps remembered": (SEEN, 1_000, 3),
    "300 steps, sensors, everything remembered": (SENSED, 300, "everything"),
    "300 steps, states seen, everything remembered": (SEEN, 300, "everything"),
}


def process(name: str) -> pcl.CID:
    """Return the diagram of a case."""
    text, steps, remember = CASES[name]
    return pcl.unroll(pcl.Template.parse(text, "A", "R", remember=remember), steps)


def diamonds(count: int) -> pcl.CID:
    """Return a decision and a utility with so many diamonds one after the other in between: 2^count paths."""
    edges = [("O", "D"), ("O", "S0"), ("D", "S0"), (f"S{count}", "U")]
    for number in range(count):
        edges += [(f"S{number}", f"{side}{number}") for side in "LR"]
        edges += [(f"{side}{number}", f"S{number + 1}") for side in "LR"]
    return pcl.CID(edges, "D", "U")


def observed(cid: pcl.CID) -> Counter[str]:
    """Return how often each answer is given on value of information of what decisions observe already."""
    table = pcl.incentives(cid, criteria=["voi"])
    return Counter(table.answer(node, "voi", one).value for one in cid.decisions for node in cid.parents(one))


def tasks(cid: pcl.CID) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what is asked of a process, for every decision."""
    yield "requisite observations", lambda: len(pcl.requisite_graph(cid).removed_links)
    yield "relevance graph", lambda: len(pcl.relevance_graph(cid).edges)
    yield "recall", lambda: bool(pcl.recall(cid).sufficient_recall)
    yield (
        "mechanisms that matter",
        lambda: sum(len(pcl.mechanised_graph(cid).relevant_to(one)) for one in cid.decisions),
    )
    for criterion in ("ri", "ici", "impact", "voc"):
        yield criterion, lambda criterion=criterion: len(pcl.incentives(cid, criteria=[criterion]).columns)
    yield "voi of observations", lambda: dict(observed(cid))


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a call takes, and what it returns."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def main() -> None:
    """Print a table for each process, and the diamonds."""
    for name in CASES:
        seconds, cid = timed(lambda name=name: process(name))
        print(f"\n{name}: {len(cid):,} nodes, {cid.adjacency.edge_count:,} edges, {len(cid.decisions):,} decisions\n")
        print(f"| what | seconds | found |\n| --- | ---: | --- |\n| unroll | {seconds:.2f} | |", flush=True)
        total = 0.0
        for what, call in tasks(cid):
            seconds, found = timed(call)
            total += seconds
            print(f"| {what} | {seconds:.2f} | {found} |", flush=True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"| all of it, at {peak:.2f} GB at most | {total:.2f} | |")
    cid = diamonds(1_000)
    pcl.incentives(cid)
    cid.memo.clear()
    table, _ = timed(lambda: pcl.incentives(cid))
    path, verdict = timed(lambda: pcl.admits_ici(cid, "S500"))
    print(
        f"\n1,000 diamonds: the whole table in {table * 1e3:.1f} ms, a path of {len(verdict.path):,} nodes in "
        f"{path * 1e3:.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
