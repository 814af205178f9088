"""Solubility: can an agent's decisions be solved one by one, as drawn, with a link more, or after the reduction?"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InvalidCall, Problem, did_you_mean
from .cid import CID
from .perspective import perspective, the_agent
from .recall import Recall, sufficient_recall
from .requisite import requisite_graph


@dataclass(frozen=True)
class Solubility:
    """Whether an agent's decisions can be solved one by one: true exactly when they can in the minimal d-reduction.

    `as_drawn` and `reduced` hold an order of solution or a cycle, for the diagram and for its minimal d-reduction;
    `link` is the information link that was added, `removed_links` what the reduction takes out. The reduction never
    makes a soluble diagram insoluble, and the optimum is the same on both.

    >>> found = solubility(CID.parse("V0, V1 -> V2 -> U", ["V0", "V1", "V2"], "U"))
    >>> bool(found), bool(found.as_drawn), found.removed_links
    (True, False, (('V0', 'V2'), ('V1', 'V2')))
    """

    link: tuple[str, str] | None
    as_drawn: Recall
    reduced: Recall
    removed_links: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return self.reduced.is_sufficient

    def __str__(self) -> str:
        added = f" with {self.link[0]} -> {self.link[1]}" if self.link else ""
        drawn = " relies on ".join([*self.as_drawn.cycle, *self.as_drawn.cycle[:1]])
        if self.as_drawn:
            return f"soluble{added}; solve in the order: {', '.join(self.as_drawn.order)}"
        if self.reduced:
            gone = ", ".join(f"{source} -> {target}" for source, target in self.removed_links)
            order = ", ".join(self.reduced.order)
            return f"insoluble{added} as drawn ({drawn}), soluble without {gone}; solve in the order: {order}"
        return f"insoluble{added}: {drawn}"


def solubility(cid: CID, agent: str | None = None, *, link: tuple[str, str] | None = None) -> Solubility:
    """Return whether the agent's decisions can be solved one by one, those relied on first; the others' rules are fixed.

    `link` is an information link (node, decision) to add first: a diagram can lose its solubility by it, so that what
    holds of soluble diagrams must be asked of the diagram with the link. It may be there already. `agent` may be left
    out where there is one, or where a link names its decision. Raises `InvalidCall` for unknown names, a link that
    does not lead into a decision of the agent, and one that closes a cycle.

    The test is on mechanisms: rules that rely on each other in no cycle. It covers more than the older one on
    families (Lauritzen & Nilsson 2001, extremal decisions), which refuses two independent problems that share
    observations.

    Source: van Merwijk, Carey & Everitt, "A Complete Criterion for Value of Information in Soluble Influence
    Diagrams", AAAI 2022, Def. 4; Koller & Milch 2001.

    >>> cid = CID.parse("D1, S -> X; S, D2 -> U", ["D1", "D2"], "U", warn=False)
    >>> print(solubility(cid))
    soluble; solve in the order: D1, D2
    >>> print(solubility(cid, link=("X", "D2")))
    insoluble with X -> D2: D1 relies on D2 relies on D1
    """
    linked = cid if link is None else _with_link(cid, agent, link)
    who = the_agent(linked, agent if link is None else str(cid.owner(link[1])))
    reduced = requisite_graph(linked, who)
    return Solubility(link, sufficient_recall(linked, who), sufficient_recall(reduced.cid, who), reduced.removed_links)


def _with_link(cid: CID, agent: str | None, link: tuple[str, str]) -> CID:
    node, decision = link
    place = cid.position(node)
    own = cid.decisions if agent is None else cid.decisions_of(agent)
    if decision not in own:
        whose = "a decision" if agent is None else f"a decision of {agent!r}"
        raise InvalidCall([Problem(f"{decision!r} is not {whose}", where="link", hint=did_you_mean(decision, own))])
    if node in cid.parents(decision):
        return cid
    if perspective(cid, str(cid.owner(decision))).influenced(cid.position(decision)).reached_node(place):
        hint = "Only what does not depend on a decision can be observed at it."
        raise InvalidCall([Problem(f"{node!r} descends from {decision!r}", where="link", hint=hint)])
    return cid.with_edge(node, decision)
