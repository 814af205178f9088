"""The catalogue as diagrams, and which of its entries are drafts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pycid_like import CID
from tests.laws.diagrams import quietly

ENTRIES: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in json.loads((Path(__file__).parent / "diagrams.json").read_text(encoding="utf-8"))
}


def is_draft(entry: dict[str, Any]) -> bool:
    """Whether the edges were drawn from memory: read and analysed, but nothing said of it is golden."""
    return "draft" in entry.get("edges_are", "")


GOLDEN = sorted(name for name, entry in ENTRIES.items() if not is_draft(entry))
DRAFTS = sorted(set(ENTRIES) - set(GOLDEN))


def diagram(name: str) -> CID:
    """Return the diagram of an entry."""
    entry = ENTRIES[name]
    agents = entry.get("agents")
    edges = [tuple(edge) for edge in entry["edges"]]
    of = (
        {role: {who: nodes[role] for who, nodes in agents.items()} for role in ("decisions", "utilities")}
        if agents
        else entry
    )
    paid = set(entry["utilities"])
    with quietly():
        return CID(
            edges,
            of["decisions"],
            of["utilities"],
            name=name,
            utility_children="allow" if any(source in paid for source, _ in edges) else "refuse",
        )
