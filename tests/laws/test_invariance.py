"""Names and orders mean nothing: renamed and reordered diagrams get the same answers."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import CID, incentives, relevance_graph, requisite_graph, sufficient_recall
from tests.laws.diagrams import diagrams, quietly, verdict
from tests.oracles.criteria import cells
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")

ANY = st.one_of(
    diagrams(nodes=(5, 9)),
    diagrams(nodes=(5, 8), decisions=(2, 3)),
    diagrams(nodes=(5, 8), decisions=(1, 3), agents=3),
)


def answers(cid: CID, names: dict[str, str]) -> dict[tuple[object, ...], str]:
    """Every answer, under new names."""
    return {
        (incentive, names[node], decision and names[decision], agent): verdict(
            cid, incentive, node, decision, agent
        ).answer.value
        for agent in cid.agents
        for incentive, node, decision in cells(cid, agent)
    }


def about_decisions(cid: CID, names: dict[str, str]) -> tuple[object, ...]:
    graph, reduced = relevance_graph(cid), requisite_graph(cid)
    return (
        {(names[a], names[b]) for a, b in graph.edges},
        graph.is_acyclic,
        {frozenset(names[node] for node in component) for component in graph.components},
        {(names[a], names[b]) for a, b in reduced.removed_links},
        {agent: bool(sufficient_recall(cid, agent)) for agent in cid.agents},
    )


def same(cid: CID, other: CID, names: dict[str, str]) -> None:
    itself = {node: node for node in other.nodes}
    assert answers(cid, names) == answers(other, itself)
    assert about_decisions(cid, names) == about_decisions(other, itself)


@examples(150)
@given(ANY, st.integers(0, 2**64 - 1))
def test_new_names(cid: CID, seed: int) -> None:
    mixed = random.Random(seed).sample(cid.nodes, len(cid))
    names = dict(zip(cid.nodes, mixed, strict=True))
    with quietly():
        same(cid, cid.renamed(names), names)


@examples(150)
@given(ANY, st.integers(0, 2**64 - 1))
def test_new_orders(cid: CID, seed: int) -> None:
    chooser = random.Random(seed)

    def mixed(things: tuple[Any, ...]) -> list[Any]:
        return chooser.sample(things, len(things))

    agents = mixed(cid.agents)
    with quietly():
        other = CID(
            mixed(cid.edges),
            {agent: mixed(cid.decisions_of(agent)) for agent in agents},
            {agent: mixed(cid.utilities_of(agent)) for agent in agents},
            order=mixed(cid.nodes),
            utility_children=cid.utility_children,
        )
    assert cid.same_graph(other)
    same(cid, other, {node: node for node in cid.nodes})


@examples(150)
@given(ANY)
def test_the_table_holds_the_single_answers(cid: CID) -> None:
    table = incentives(cid)
    for agent in cid.agents:
        for incentive, node, decision in cells(cid, agent):
            if decision is None and incentive == "impact":
                continue  # all decisions jointly: no column of the table
            if not cid.decisions_of(agent) and incentive != "voc":
                continue
            single = verdict(cid, incentive, node, decision, agent)
            assert table.answer(node, incentive, decision, agent=agent) is single.answer
            assert table.verdict(node, incentive, decision, agent=agent).to_dict() == single.to_dict()
