"""Evidence stands on its own diagram, and falls when what it shows is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import CID, Verdict
from pycid_like.diagrams.certificates import DirectedPath, OpenPath, Removal
from tests.laws.diagrams import diagrams, probing_diagrams, turned, verdict, with_edge, without
from tests.oracles.criteria import cells
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")

ANY = st.one_of(
    diagrams(nodes=(5, 9)),
    diagrams(nodes=(5, 8), decisions=(2, 3)),
    diagrams(nodes=(5, 8), decisions=(1, 3), agents=3),
    probing_diagrams(),
)


def verdicts(cid: CID) -> Iterator[Verdict]:
    for agent in cid.agents:
        for cell in cells(cid, agent):
            yield verdict(cid, *cell, agent)


def pieces(found: object) -> Iterator[DirectedPath | OpenPath]:
    """Every path that a piece of evidence shows; links that a reduction takes out are another matter."""
    if isinstance(found, DirectedPath | OpenPath):
        yield found
    if isinstance(found, tuple):
        for part in found:
            yield from pieces(part)
    elif hasattr(found, "__dataclass_fields__") and not isinstance(found, Removal):
        for field in fields(found):
            yield from pieces(getattr(found, field.name))


def edges_of(path: DirectedPath | OpenPath) -> list[tuple[str, str]]:
    if isinstance(path, DirectedPath):
        return list(pairwise(path.nodes))
    steps = zip(pairwise(path.nodes), path.forward, strict=True)
    return [(a, b) if forward else (b, a) for (a, b), forward in steps]


def shown_edges(found: Verdict) -> set[tuple[str, str]]:
    """The edges of all paths shown, less the link that a question about information supposes."""
    edges = {edge for piece in pieces(found.evidence) for edge in edges_of(piece)}
    return edges - {(found.node, found.decision)} if found.incentive == "voi" else edges


@examples(400)
@given(ANY)
def test_every_piece_of_evidence_checks(cid: CID) -> None:
    for found in verdicts(cid):
        assert found.evidence.check(cid) == (), found
        assert set(found.path) <= set(cid.nodes)
        assert found.headline in found.explain()
        assert shown_edges(found) <= set(cid.edges), found


@examples(250)
@given(ANY)
def test_no_yes_without_each_edge_of_its_paths(cid: CID) -> None:
    for found in verdicts(cid):
        if found.is_possible:
            for edge in shown_edges(found):
                assert found.evidence.check(without(cid, edge)), (found, edge)


@examples(250)
@given(ANY)
def test_no_yes_with_an_arrow_of_its_paths_turned(cid: CID) -> None:
    for found in verdicts(cid):
        if found.is_possible:
            for edge in shown_edges(found):
                other = turned(cid, edge)
                if other is not None:
                    assert found.evidence.check(other), (found, edge)


@examples(400)
@given(ANY)
def test_no_yes_without_what_opens_a_collider(cid: CID) -> None:
    for found in verdicts(cid):
        for link in (piece for piece in pieces(found.evidence) if isinstance(piece, OpenPath)):
            assert len(link.openers) == len(link.colliders)
            for opener in link.openers:
                seen = opener.nodes[-1]
                for decision in set(cid.children(seen)) & set(cid.decisions):
                    if decision in link.given and seen != link.nodes[0]:
                        assert found.evidence.check(without(cid, (seen, decision))), (found, seen)


@examples(250)
@given(ANY)
def test_no_yes_with_a_node_of_its_open_path_observed(cid: CID) -> None:
    for found in verdicts(cid):
        if found.is_established and found.decision is not None:
            for link in (piece for piece in pieces(found.evidence) if isinstance(piece, OpenPath)):
                for node in set(link.nodes[1:]) - set(link.colliders) - set(cid.parents(found.decision)):
                    other = with_edge(cid, (node, found.decision)) if node != found.decision else None
                    if other is not None:
                        assert found.evidence.check(other), (found, node)


def test_colliders_are_met_and_their_openers_shown() -> None:
    cid = CID.parse("X, S -> C -> O -> D; S, D -> U", "D", "U")
    found = verdict(cid, "voi", "X", "D", "agent")
    (link,) = [piece for piece in pieces(found.evidence) if isinstance(piece, OpenPath)]
    assert (link.nodes, link.colliders) == (("X", "C", "S", "U"), ("C",))
    assert link.openers == (DirectedPath(("C", "O")),)
    for edge in (("C", "O"), ("O", "D"), ("X", "C"), ("S", "U")):
        assert found.evidence.check(without(cid, edge)), edge
