"""The work on a process grows with its decisions times its edges at most: linear for each decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

import pycid_like.graph.walk as search
from pycid_like import CID, incentives, mechanised_graph, recall, relevance_graph, requisite_graph
from pycid_like.diagrams import reduction
from pycid_like.graph import many
from tests.benchmarks.unrolled import SEEN, SENSED, diamonds, observed


def process(text: str, steps: int, remember: Any) -> CID:
    from pycid_like import Template, unroll

    return unroll(Template.parse(text, "A", "R", remember=remember), steps)


class Counted(list[Sequence[int]]):
    """Neighbour lists that count what is looked at."""

    seen = 0

    def __getitem__(self, node: int) -> Any:  # type: ignore[override]
        found = super().__getitem__(node)
        Counted.seen += len(found)
        return found


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the edges that are looked at, by whichever search."""
    work: list[int] = []
    lists, compiled, swept, connect = search.walk_lists, search.walk_compiled, many._swept, many.connect

    def shrinking(self: Any, graph: Any) -> None:
        self.size, self.parents = graph.size, Counted(graph.parents)
        self.children = Counted(list(children) for children in graph.children)

    def keep(steps: int, found: Any) -> Any:
        work.append(steps)
        return found

    def measured(find: Any) -> Any:
        def call(*given: Any, **keywords: Any) -> Any:
            found = find(*given, **keywords)
            return keep(found.steps, found)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "walk_lists", measured(lists))
        patch.setattr(search, "walk_compiled", measured(compiled))
        patch.setattr(many, "connect", measured(connect))
        patch.setattr(many, "_swept", lambda o, n, *rest: keep(sum(map(len, n)), swept(o, n, *rest)))
        patch.setattr(reduction._Shrinking, "__init__", shrinking)
        Counted.seen = 0
        yield work
        work.append(Counted.seen)


def analysed(cid: CID) -> int:
    """Return how many edges are looked at to say all that is linear of every decision."""
    with counted() as work:
        requisite_graph(cid), recall(cid), relevance_graph(cid).edges
        for decision in cid.decisions:
            mechanised_graph(cid).relevant_to(decision)
        incentives(cid, criteria=["ri", "ici", "impact", "voc"])
        observed(cid)
    assert len(work) > 5
    return sum(work)


@pytest.mark.parametrize(("text", "remember"), [(SENSED, 1), (SEEN, 3), (SENSED, "everything"), (SEEN, "everything")])
def test_work_for_each_decision_is_linear(text: str, remember: Any) -> None:
    before = 0.0
    for steps in (20, 40, 80):
        cid = process(text, steps, remember)
        share = analysed(cid) / (len(cid.decisions) * cid.adjacency.edge_count)
        assert share < 6
        assert not before or share < 1.2 * before
        before = share


def test_searches_made_together_cost_less_than_one_for_each_decision() -> None:
    cid = process(SENSED, 200, 1)
    assert analysed(cid) < 60 * cid.adjacency.edge_count < len(cid.decisions) * cid.adjacency.edge_count


@pytest.mark.parametrize("count", [10, 100, 1_000])
def test_diamonds(count: int) -> None:
    cid = diamonds(count)
    with counted() as work:
        table = incentives(cid)
    assert table.nodes("ici") == tuple(node for node in cid.nodes if node not in {"O", "D"})
    assert sum(work) < 30 * cid.adjacency.edge_count
    assert len(table.verdict(f"S{count // 2}", "ici").path) == 2 * count + 3
