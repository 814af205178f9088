"""A design to the plain tree that is written to files; reading it gives an equal design."""

from __future__ import annotations

from typing import Any

from ..audits import spec_tree
from ..diagrams.cid import CID
from ..diagrams.roles import UNNAMED_AGENT, Role
from .design import Citation, Design
from .edges import edge_entry
from .expected import Expectation
from .model_writing import model_entry
from .schema import VERSION_KEY, VERSIONS


def design_tree(design: Design) -> dict[str, Any]:
    """Return a design as a plain tree.

    >>> design_tree(Design(CID.parse("D -> U", decisions="D", utilities="U", name="tiny")))
    {'pycid_like': 1, 'name': 'tiny', 'nodes': {'D': {'kind': 'decision'}, 'U': {'kind': 'utility'}}, 'edges': ['D -> U']}
    """
    cid = design.cid
    agents = list(cid.agents) if list(cid.agents) != _agents_in_node_order(cid) else None
    tree = {
        VERSION_KEY: VERSIONS[-1],
        "name": design.name,
        "title": design.title,
        "story": design.story,
        "citation": _citation_entry(design.citation),
        "agents": agents,
        "nodes": {node: _node_entry(cid, node) for node in cid.nodes},
        "edges": [edge_entry(edge, cid.why(*edge)) for edge in cid.edges] or None,
        "utility_children": "allow" if cid.utility_children == "allow" else None,
        "model": None if design.model is None else model_entry(design.model, design.written),
        "expected": _expected_entry(design.expected),
        "spec": None if design.spec is None else spec_tree(design.spec),
    }
    return {key: value for key, value in tree.items() if value is not None}


def _agents_in_node_order(cid: CID) -> list[str]:
    owners = [cid.owner(node) for nodes in (cid.decisions, cid.utilities) for node in nodes]
    return list(dict.fromkeys(owner for owner in owners if owner is not None))


def _node_entry(cid: CID, node: str) -> dict[str, Any]:
    role, agent, notes = cid.role(node), cid.owner(node), cid.annotations
    entry: dict[str, Any] = {
        "kind": role.value,
        "agent": None if role is Role.CHANCE or agent == UNNAMED_AGENT else agent,
        "title": notes.titles.get(node),
        "description": notes.descriptions.get(node),
        "tags": list(cid.tags(node)) or None,
        "step": cid.step(node),
    }
    return {key: value for key, value in entry.items() if value is not None}


def _citation_entry(citation: Citation | None) -> str | dict[str, str] | None:
    if citation is None:
        return None
    entry = {"text": citation.text, "url": citation.url, "doi": citation.doi}
    kept = {key: value for key, value in entry.items() if value is not None}
    return kept["text"] if list(kept) == ["text"] else kept


def _expected_entry(expected: tuple[Expectation, ...]) -> Any:
    """Return expected verdicts as a mapping where that says it all, otherwise as a list."""
    if not expected:
        return None
    short = {e.incentive: list(e.nodes) for e in expected if e == Expectation(e.incentive, e.nodes, complete=True)}
    return short if len(short) == len(expected) else [_expectation_entry(expectation) for expectation in expected]


def _expectation_entry(expectation: Expectation) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "incentive": expectation.incentive,
        "nodes": list(expectation.nodes),
        "answer": expectation.answer,
        "decision": expectation.decision,
        "agent": expectation.agent,
        "complete": expectation.complete or None,
    }
    return {key: value for key, value in entry.items() if value is not None}
