"""The subgames that the authors' code, and for Koller & Milch's figures the definition, give for published games."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pycid_like import CID, recall, subgames

ENTRIES: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in json.loads((Path(__file__).parent / "subgames.json").read_text(encoding="utf-8"))
}


def game(name: str) -> CID:
    entry = ENTRIES[name]
    roles = ({who: nodes[role] for who, nodes in entry["agents"].items()} for role in ("decisions", "utilities"))
    return CID([(source, target) for source, target in entry["edges"]], *roles, warn=False)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_subgames(name: str) -> None:
    cid = game(name)
    found = subgames(cid)
    assert sorted(sorted(one.decisions) for one in found) == sorted(map(sorted, ENTRIES[name]["subgames"]))
    assert set(found[-1].decisions) == set(cid.decisions)
    for one in found:
        assert set(one.decisions) == set(one.nodes) & set(cid.decisions)


def test_the_counts_that_were_published() -> None:
    assert len(ENTRIES) == 11
    counts = {"basic_subgames": 4, "basic_subgames3": 5, "taxi_competition": 2, "tree_killer": 3}
    assert {name: len(subgames(game(name))) for name in counts} == counts


def test_information_in_published_games() -> None:
    assert recall(game("taxi_competition"), "1").perfect_information.order == ("D1", "D2")
    assert recall(game("basic_subgames"), "0").perfect_information.forgotten
    assert not recall(game("prisoners_dilemma"), "1").sufficient_information
    killer = recall(game("tree_killer"), "alice")
    assert killer.perfect_recall.order == ("PT", "BP")
    assert not killer.perfect_information
    assert killer.sufficient_information.order == ("TDoc", "BP", "PT")
