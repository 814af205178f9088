"""The designs that the tests of reports report on."""

from __future__ import annotations

import random

from pycid_like import CID, Design, load, load_spec
from pycid_like.formats import Citation
from pycid_like.reports import Report, report
from tests.house.source import ROOT

EXAMPLES = ROOT / "examples"

#: What breaks a page that does not escape, in each of the ways in which text gets into one.
EVIL = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"' onload='x' & <b> ]]> --> `*_[x](javascript:y)|"
)


def recommender() -> Report:
    """Return the report on the recommender with its broken contract."""
    design = load(EXAMPLES / "content_recommender.yaml")
    return report(design, load_spec(EXAMPLES / "content_recommender_safety.yaml"))


def redesign() -> Report:
    """Return the report on the redesigned recommender, which meets the contract."""
    design = load(EXAMPLES / "content_recommender_predicted_clicks.yaml")
    return report(design, load_spec(EXAMPLES / "content_recommender_safety.yaml"))


def evil() -> Report:
    """Return a report in which every text that a file can hold is an attack."""
    cid = CID(
        [(EVIL, "d"), ("d", "u"), (EVIL, "u")],
        decisions={EVIL: ["d"]},
        utilities={EVIL: ["u"], "other": ["v"]},
        order=[EVIL, "d", "u", "v"],
        titles={EVIL: EVIL, "d": EVIL, "u": "مرحبا"},
        descriptions={EVIL: EVIL},
        tags={EVIL: [EVIL]},
        rationale={(EVIL, "d"): EVIL},
        name=EVIL,
    )
    contract = {"id": EVIL, "forbid": "voi", "on": {"tag": EVIL}, "reason": EVIL, "remedy": EVIL}
    spec = load_spec({"pycid_like_spec": 1, "name": EVIL, "description": EVIL, "contracts": [contract]})
    citation = Citation(EVIL, url="javascript:alert(3)", doi=EVIL)
    return report(Design(cid, title=EVIL, story=f"{EVIL}\n\n{EVIL}", citation=citation), spec)


def grown(size: int, decisions: int = 1, seed: int = 0) -> CID:
    """Return a random diagram in which every node has up to two parents among the few before it."""
    choose = random.Random(seed)
    names = [f"n{number}" for number in range(size)]
    edges = [
        (p, name)
        for place, name in enumerate(names)
        for p in choose.sample(names[max(0, place - 9) : place], min(place, 2))
    ]
    leaves = [name for name in names if all(parent != name for parent, _ in edges)]
    inner = [name for name in names[1:] if name not in leaves]
    titles = {name: f"a rather long title of quantity {name}" for name in names[::4]}
    return CID(edges, choose.sample(inner, decisions), leaves, order=names, titles=titles, warn=False)
