"""How several decisions hang together: who relies on whom, and whether they can be solved one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..diagrams.cid import CID
from ..diagrams.recall import sufficient_recall
from ..diagrams.relevance import relevance_graph
from ..diagrams.requisite import requisite_graph


@dataclass(frozen=True)
class Reliance:
    """What is said of the decisions together.

    `relies` are pairs (decision, decision that it relies on), `groups` the decisions in an order of solution, those
    together that rely on each other, `recall` a sentence for every agent with several decisions.
    """

    relies: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, ...], ...]
    recall: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return {
            "relies": [list(pair) for pair in self.relies],
            "groups": [list(group) for group in self.groups],
            "recall": list(self.recall),
        }


def reliance(cid: CID) -> Reliance | None:
    """Return how the decisions hang together; None where there are fewer than two.

    >>> cid = CID([("A", "U"), ("B", "U")], decisions=["A", "B"], utilities="U")
    >>> reliance(cid).recall
    ("insufficient recall: 'A' relies on 'B' relies on 'A'",)
    """
    if len(cid.decisions) < 2:
        return None
    graph = relevance_graph(cid)
    return Reliance(graph.edges, graph.components, tuple(_recalls(cid)))


def _recalls(cid: CID) -> Iterator[str]:
    for agent in cid.agents:
        if len(cid.decisions_of(agent)) < 2:
            continue
        whose = f"agent {agent}: " if len(cid.agents) > 1 else ""
        found = sufficient_recall(cid, agent)
        if found.is_sufficient:
            order = ", then ".join(f"'{cid.title(decision)}'" for decision in found.order)
            yield f"{whose}sufficient recall; solve {order}"
        else:
            round_trip = " relies on ".join(f"'{cid.title(decision)}'" for decision in (*found.cycle, found.cycle[0]))
            yield f"{whose}insufficient recall: {round_trip}"


def useless_observations(cid: CID) -> tuple[tuple[str, str], ...]:
    """Return the information links (observation, decision) that no decision needs to look at.

    >>> useless_observations(CID.parse("X -> D -> U", decisions="D", utilities="U"))
    (('X', 'D'),)
    """
    return requisite_graph(cid).removed_links
