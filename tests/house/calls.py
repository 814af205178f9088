"""One call of every public function, and of every public method of a CID: none of them may change what it is given.

A new public function is added here by name, with a builder that returns the arguments of one typical call. The builder
gets the package and an empty folder. Mutable arguments (lists, dicts, graphs) are worth more than frozen ones.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.house.source import ROOT

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
Builder = Callable[[ModuleType, Path], Arguments]

EXAMPLES = ROOT / "examples"
DESIGN = EXAMPLES / "content_recommender.yaml"
SPEC = EXAMPLES / "content_recommender_safety.yaml"


def recommender(pcl: ModuleType) -> Any:
    return pcl.CID(
        [("O", "M"), ("O", "I"), ("M", "P"), ("P", "I"), ("I", "C"), ("P", "C")],
        decisions=["P"],
        utilities=["C"],
        titles={"I": "influenced opinions"},
        tags={"I": ["user-values"]},
        steps={"O": 0},
        rationale={("P", "I"): "posts shift opinions"},
        name="recommender",
    )


def given(*names: Any, **keywords: Any) -> Builder:
    """Return a builder of a call with a recommender as first argument."""
    return lambda pcl, _folder: ((recommender(pcl), *names), keywords)


def _construct(_pcl: ModuleType, _folder: Path) -> Arguments:
    return ([("A", "D"), ("D", "U"), ("A", "U")],), {
        "decisions": {"agent": ["D"]},
        "utilities": {"agent": ["U"]},
        "chance": ["A"],
        "order": ["U", "D", "A"],
        "titles": {"A": "a title"},
        "descriptions": {"A": "a text"},
        "tags": {"A": ["x", "y"]},
        "steps": {"A": 1},
        "rationale": {("A", "D"): "why"},
    }


def _design(pcl: ModuleType) -> Any:
    return pcl.load(DESIGN)


def _highlighted(pcl: ModuleType, _folder: Path) -> Arguments:
    cid = _design(pcl).cid
    return (cid,), {"highlight": pcl.check(cid, pcl.load_spec(SPEC))}


CALLS: dict[str, Builder] = {
    "admits_ici": given("I"),
    "admits_impact": given("I"),
    "admits_ri": given("O"),
    "admits_voc": given("I"),
    "admits_voi": given("O", decision="P"),
    "check": lambda pcl, _folder: ((_design(pcl).cid, pcl.load_spec(SPEC)), {}),
    "draw": _highlighted,
    "incentives": given(decisions=["P"], criteria=["ici", "voi"]),
    "load": lambda _pcl, _folder: ((DESIGN,), {}),
    "load_spec": lambda _pcl, _folder: ((SPEC,), {}),
    "relevance_graph": given(),
    "report": lambda pcl, _folder: ((_design(pcl),), {}),
    "requisite_graph": given(),
    "save": lambda pcl, folder: ((_design(pcl), folder / "saved.yaml"), {}),
    "sufficient_recall": given(),
    "CID": _construct,
    "CID.parse": lambda _pcl, _folder: (
        ("A -> D -> U",),
        {"decisions": ["D"], "utilities": ["U"], "tags": {"A": ["x"]}},
    ),
    "CID.from_networkx": lambda pcl, _folder: ((recommender(pcl).to_networkx(),), {}),
    "CID.as_chance": given("P"),
    "CID.as_decision": given("M"),
    "CID.as_utility": lambda pcl, _folder: ((recommender(pcl).with_node("V", parents=["I"]), "V"), {}),
    "CID.children": given("P"),
    "CID.decisions_of": given("agent"),
    "CID.description": given("I"),
    "CID.owner": given("P"),
    "CID.parents": given("P"),
    "CID.position": given("P"),
    "CID.renamed": given({"P": "posts"}),
    "CID.role": given("P"),
    "CID.same_graph": lambda pcl, _folder: ((recommender(pcl), recommender(pcl)), {}),
    "CID.step": given("O"),
    "CID.tags": given("I"),
    "CID.title": given("I"),
    "CID.to_networkx": given(),
    "CID.utilities_of": given("agent"),
    "CID.why": given("P", "I"),
    "CID.with_annotations": given("I", tags=["x"]),
    "CID.with_edge": given("M", "C"),
    "CID.with_node": given("V", parents=["M"], children=["C"], tags=["x"]),
    "CID.without_edge": given("I", "C"),
    "CID.without_node": given("I"),
}
