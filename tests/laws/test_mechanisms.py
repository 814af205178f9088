"""Mechanised graphs, subgames and kinds of recall are what their definitions say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import (
    CID,
    Mechanism,
    mechanised_graph,
    recall,
    relevance_graph,
    solubility,
    subgames,
    sufficient_recall,
)
from tests.laws.diagrams import absent_edges, diagrams, every_small_diagram, probing_diagrams, with_edge, without
from tests.oracles import mechanisms as oracle
from tests.oracles.plain import one_agents_problem
from tests.oracles.reduction import minimal_reduction
from tests.oracles.relevance import relevance, soluble
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")

ANY = st.one_of(
    diagrams(nodes=(4, 8), decisions=(1, 3)),
    diagrams(nodes=(4, 8), decisions=(1, 4), agents=3),
    probing_diagrams(),
)
SMALL_GAMES = diagrams(nodes=(3, 7), decisions=(1, 4), agents=3)


@examples(300)
@given(ANY)
def test_edges_among_mechanisms(cid: CID) -> None:
    graph = mechanised_graph(cid)
    for decision in cid.decisions:
        assert {found.node for found in graph.relevant_to(decision)} == oracle.r_reachable(cid, decision)
        assert {found.node for found in graph.terminal_to(decision)} == oracle.terminal(cid, decision)
    assert set(graph.edges) == {(s, Mechanism(d)) for d in cid.decisions for s in graph.relevant_to(d)}
    assert set(graph.terminal_edges) <= set(graph.edges)
    assert set(graph.rules).isdisjoint(graph.parameters)
    assert {*graph.rules, *graph.parameters} == set(graph.mechanisms) == set(map(Mechanism, cid.nodes))


@examples(300)
@given(ANY)
def test_among_rules_it_is_the_relevance_graph(cid: CID) -> None:
    graph, rules = mechanised_graph(cid), set(map(Mechanism, cid.decisions))
    found = {(rule.node, source.node) for source, rule in graph.edges if source in rules}
    assert found == set(relevance_graph(cid).edges)


@examples(200)
@given(ANY)
def test_evidence_of_an_edge_stands_and_falls_with_the_edge(cid: CID) -> None:
    graph = mechanised_graph(cid)
    for source, rule in graph.edges:
        evidence = graph.why(source, rule)
        assert evidence.check(cid) == ()
        # Where it stands in a changed diagram, the mechanism matters there; where a step of it is gone, it falls.
        steps = list(zip(evidence.path, evidence.path[1:], strict=False))
        for edge in cid.edges:
            changed = without(cid, edge)
            stands = not evidence.check(changed)
            if stands:
                assert source.node in oracle.r_reachable(changed, rule.node)
            if edge in steps or edge[::-1] in steps:
                assert not stands


@examples(60)
@given(ANY)
def test_evidence_of_an_edge_is_not_deceived_by_more_edges(cid: CID) -> None:
    graph = mechanised_graph(cid)
    for edge in absent_edges(cid)[:12]:
        changed = with_edge(cid, edge)
        for source, rule in graph.edges if changed is not None else ():
            assert changed is not None
            if not graph.why(source, rule).check(changed):
                assert source.node in oracle.r_reachable(changed, rule.node)


@examples(250)
@given(SMALL_GAMES)
def test_subgames_are_the_decisions_of_bases(cid: CID) -> None:
    found = {frozenset(subgame.decisions): frozenset(subgame.nodes) for subgame in subgames(cid)}
    wanted = oracle.subgames(cid)
    assert found == wanted
    assert all(found[a & b] for a in found for b in found if a & b)  # bases that meet meet in a base
    for subgame in subgames(cid):
        assert list(subgame.nodes) == [node for node in cid.nodes if node in subgame.nodes]
        assert all(set(relevance_graph(cid).relied_on(one)) <= set(subgame.decisions) for one in subgame.decisions)


@examples(300)
@given(ANY)
def test_kinds_of_recall(cid: CID) -> None:
    edges = oracle.relies(cid)
    for agent in cid.agents:
        found, own = recall(cid, agent), cid.decisions_of(agent)
        orders = oracle.perfect_orders(cid, own)
        assert bool(found.perfect_recall) is bool(orders) is not found.is_forgetful
        assert found.perfect_recall.order == (orders[0] if orders else ())
        assert len(orders) <= 1 or len(own) < 2
        assert found.sufficient_recall == sufficient_recall(cid, agent)
        assert bool(found.perfect_information) is bool(oracle.perfect_orders(cid, cid.decisions))
        assert bool(found.sufficient_information) is not oracle.has_cycle(edges)
        for memory in (found.perfect_recall, found.perfect_information):
            for lost in memory.forgotten:
                assert set(lost.nodes) == {*cid.parents(lost.earlier), lost.earlier} - {*cid.parents(lost.decision)}
                assert lost.nodes
                # It is no matter of the order: neither remembers the other.
                assert not oracle.remembers_in_order(cid, (lost.earlier, lost.decision))
                assert not oracle.remembers_in_order(cid, (lost.decision, lost.earlier))
        cycle = found.sufficient_information.cycle
        assert set(zip(cycle, (*cycle[1:], *cycle[:1]), strict=True)) <= edges


@examples(400)
@given(ANY)
def test_perfect_implies_sufficient(cid: CID) -> None:
    for agent in cid.agents:
        found = recall(cid, agent)
        assert found.sufficient_recall or not found.perfect_recall
        assert found.sufficient_information or not found.perfect_information
        assert found.perfect_recall or not found.perfect_information
        assert found.sufficient_recall or not found.sufficient_information


def test_perfect_implies_sufficient_on_every_small_diagram() -> None:
    perfect = 0
    for cid in every_small_diagram(4, most_decisions=3):
        found = recall(cid)
        perfect += bool(found.perfect_recall) and len(cid.decisions) > 1
        assert found.sufficient_recall or not found.perfect_recall
    assert perfect > 50


@examples(200)
@given(ANY)
def test_solubility_with_and_without_a_link(cid: CID) -> None:
    for agent in cid.agents:
        plain = one_agents_problem(cid, agent)
        found = solubility(cid, agent)
        assert bool(found.as_drawn) is soluble(plain)
        reduced = minimal_reduction(plain)
        assert bool(found) is bool(found.reduced) is soluble(reduced)
        assert set(found.removed_links) == plain.edges - reduced.edges
        assert found or not found.as_drawn
        for decision in cid.decisions_of(agent):
            for node in cid.chances:
                if not plain.leads(decision, node):
                    linked = plain.plus((node, decision))
                    answer = solubility(cid, link=(node, decision))
                    assert bool(answer.as_drawn) is soluble(linked)
                    assert set(zip(answer.as_drawn.cycle, answer.as_drawn.cycle[1:], strict=False)) <= relevance(linked)
