"""What is searched together is what is found one by one: every cell, reduction and piece of evidence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pycid_like.diagrams.perspective as home
from pycid_like import CID, incentives, mechanised_graph, relevance_graph, requisite_graph, sufficient_recall
from pycid_like.diagrams import reduction, together
from pycid_like.diagrams.perspective import perspective
from pycid_like.diagrams.verdict import Answer
from pycid_like.graph.adjacency import Adjacency
from tests.laws.diagrams import diagrams, probing_diagrams
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")

ANY = st.one_of(
    diagrams(nodes=(5, 11), decisions=(2, 5)),
    diagrams(nodes=(5, 11), decisions=(2, 6), agents=3),
    probing_diagrams(),
)


@contextmanager
def patience(searches: int, block: int = 1024) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home, "PATIENCE", searches)
        for module in (home, reduction, together):
            patch.setattr(module, "BLOCK", block)
        yield


def everything(cid: CID) -> dict[str, Any]:
    """All that is said of a diagram, from nothing kept."""
    cid.memo.clear()
    table = incentives(cid)
    found: dict[str, Any] = {
        "cells": [(column.incentive, column.decision, column.agent, column.codes.tolist()) for column in table.columns],
        "relevance": (relevance_graph(cid).edges, relevance_graph(cid).paths),
        "requisite": (requisite_graph(cid).removed_links, requisite_graph(cid).cid.edges),
        "evidence": requisite_graph(cid).evidence,
        "recall": [sufficient_recall(cid, agent) for agent in cid.agents],
        "mechanisms": mechanised_graph(cid).edges,
    }
    found["verdicts"] = [replace(verdict, cid=cid) for verdict in table.verdicts(Answer)]
    return found


@examples(250)
@given(ANY, st.sampled_from([1, 2, 3, 1024]))
def test_together_as_one_by_one(cid: CID, block: int) -> None:
    with patience(10**9):
        apart = everything(cid)
    with patience(0, block):
        joined = everything(cid)
        assert any(perspective(cid, agent)._groups for agent in cid.agents)
    assert joined == apart
    assert all(verdict.evidence.check(cid) == () for verdict in joined["verdicts"])


@examples(150)
@given(ANY, st.integers(0, 2**64 - 1))
def test_one_by_one_at_first_and_then_together(cid: CID, seed: int) -> None:
    # Whoever asks first, and in whichever order, hears the same.
    with patience(10**9):
        apart = everything(cid)["cells"]
    cid.memo.clear()
    chooser = random.Random(seed)
    for agent in cid.agents:
        problem = perspective(cid, agent)
        for decision in chooser.sample(problem.decisions, len(problem.decisions)):
            problem.connection(decision).nodes, problem.alone(decision).reduced.paying.nodes
    with patience(2):
        assert [(c.incentive, c.decision, c.agent, c.codes.tolist()) for c in incentives(cid).columns] == apart


@examples(200)
@given(ANY)
def test_the_reduction_goes_on_until_nothing_is_left(cid: CID) -> None:
    # One pass has always been enough. Cut short after its first removal, it must be made again and again.
    wanted = set(requisite_graph(cid).removed_links)
    whole_pass, cuts = reduction._round, []

    def stingy(graph: Adjacency, paid: Any) -> tuple[list[tuple[int, tuple[int, ...]]], Adjacency]:
        taken, _ = whole_pass(graph, paid)
        cuts.append(taken[1:])
        return taken[:1], graph.without((node, decision) for decision, nodes in taken[:1] for node in nodes)

    cid.memo.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reduction, "_round", stingy)
        assert set(requisite_graph(cid).removed_links) == wanted
    assert cuts == [] or not cuts[-1]


@examples(150)
@given(ANY)
def test_cells_are_settled_one_by_one_as_in_the_column(cid: CID) -> None:
    one_by_one, whole = incentives(cid, criteria=["voi"]), incentives(cid, criteria=["voi"])
    for one, column in zip(one_by_one.columns, whole.columns, strict=True):
        assert [one.code(node) for node in range(len(cid))] == column.codes.tolist()
        for node in cid.nodes:
            answer = one_by_one.answer(node, "voi", one.decision)
            assert answer is one_by_one.verdict(node, "voi", one.decision).answer
