"""Strategic relevance, solubility, recall and the requisite graph are what their definitions say."""

from __future__ import annotations

import random

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import CID, relevance_graph, requisite_graph, sufficient_recall
from pycid_like.diagrams.certificates import Ground, apply_removals
from tests.laws.diagrams import diagrams, every_small_diagram, probing_diagrams
from tests.oracles.plain import Plain, one_agents_problem
from tests.oracles.reduction import minimal_reduction, removed_from_the_game
from tests.oracles.relevance import (
    mechanism,
    relevance,
    relevance_in_the_game,
    soluble,
    soluble_by_orders,
    with_mechanisms,
)
from tests.oracles.separation import is_active
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")

ANY = st.one_of(
    diagrams(nodes=(5, 9), decisions=(2, 4)),
    diagrams(nodes=(5, 9), decisions=(2, 4), agents=3),
    probing_diagrams(),
)


@examples(400)
@given(ANY)
def test_relevance_graph(cid: CID) -> None:
    found = relevance_graph(cid)
    assert found.decisions == cid.decisions
    assert set(found.edges) == relevance_in_the_game(cid)
    assert len(set(found.edges)) == len(found.edges)
    graph = networkx.DiGraph(sorted(found.edges))
    graph.add_nodes_from(cid.decisions)
    assert found.is_acyclic is networkx.is_directed_acyclic_graph(graph)
    assert set(map(frozenset, found.components)) == set(map(frozenset, networkx.strongly_connected_components(graph)))
    solved: set[str] = set()
    for component in found.components:
        solved.update(component)
        assert all(other in solved for one, other in found.edges if one in component)


@examples(250)
@given(ANY)
def test_paths_of_relevance_are_active(cid: CID) -> None:
    found = relevance_graph(cid)
    for (one, other), path in zip(found.edges, found.paths, strict=True):
        owner = str(cid.owner(one))
        plain = one_agents_problem(cid, owner)
        extended = with_mechanisms(plain, frozenset({other}))
        assert path[0] == other
        assert path[-1] in cid.utilities_of(owner)
        assert plain.leads(one, path[-1])
        assert is_active(extended, [mechanism(other), *path], plain.parents(one) | {one})


def check_recall(cid: CID, agent: str) -> None:
    plain = one_agents_problem(cid, agent)
    found = sufficient_recall(cid, agent)
    assert bool(found) is soluble(plain) is soluble_by_orders(plain)
    edges = relevance(plain)
    if found:
        assert sorted(found.order) == sorted(plain.decisions)
        assert all(found.order.index(other) < found.order.index(one) for one, other in edges)
        assert found.cycle == ()
    else:
        assert found.order == ()
        assert set(zip(found.cycle, (*found.cycle[1:], found.cycle[0]), strict=True)) <= edges


@examples(400)
@given(ANY)
def test_sufficient_recall_is_solubility(cid: CID) -> None:
    for agent in cid.agents:
        check_recall(cid, agent)


def test_sufficient_recall_on_every_small_diagram() -> None:
    for cid in every_small_diagram(4, most_decisions=3):
        check_recall(cid, "agent")


@examples(400)
@given(ANY, st.integers(0, 2**64 - 1))
def test_requisite_graph_is_the_reduction_one_link_at_a_time(cid: CID, seed: int) -> None:
    found = requisite_graph(cid)
    removed = removed_from_the_game(cid, random.Random(seed))
    assert set(found.removed_links) == removed
    assert len(found.removed_links) == len(removed)
    assert set(found.cid.edges) == set(cid.edges) - removed
    assert found.cid.nodes == cid.nodes
    assert found.cid.decisions == cid.decisions


@examples(300)
@given(ANY, st.integers(0, 2**64 - 1))
def test_requisite_graph_of_one_agent_keeps_the_links_of_others(cid: CID, seed: int) -> None:
    for agent in cid.agents:
        plain = one_agents_problem(cid, agent)
        reduced = minimal_reduction(plain, random.Random(seed))
        found = requisite_graph(cid, agent)
        assert set(found.removed_links) == plain.edges - reduced.edges
        ground, broken = apply_removals(found.evidence, Ground.of(cid, agent))
        assert broken == []
        assert ground.edges == frozenset(found.cid.edges)


@examples(200)
@given(diagrams(nodes=(5, 9), decisions=(2, 4)))
def test_reduction_never_destroys_solubility(cid: CID) -> None:
    if sufficient_recall(cid):
        assert sufficient_recall(requisite_graph(cid).cid)


@examples(200)
@given(diagrams(nodes=(5, 9)), st.integers(0, 2**64 - 1))
def test_one_decision_reduces_at_once_as_one_by_one(cid: CID, seed: int) -> None:
    plain: Plain = one_agents_problem(cid, cid.agents[0])
    assert set(requisite_graph(cid).removed_links) == plain.edges - minimal_reduction(plain, random.Random(seed)).edges
