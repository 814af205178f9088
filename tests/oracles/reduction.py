"""Requisite observations and the minimal d-reduction, one link at a time."""

from __future__ import annotations

import random
from collections.abc import Callable

from pycid_like import CID
from tests.oracles.plain import Edge, Plain, one_agents_problem
from tests.oracles.separation import separated

Separated = Callable[..., bool]


def requisite(plain: Plain, observed: str, decision: str, by: Separated = separated) -> bool:
    """Everitt et al. 2021, Def. 7: the observation is connected to the decision's utilities given all else it knows."""
    known = (plain.parents(decision) | {decision}) - {observed}
    return not by(plain, {observed}, plain.utilities_of(decision), known)


def links(plain: Plain) -> list[Edge]:
    return sorted(edge for edge in plain.edges if edge[1] in plain.decisions)


def minimal_reduction_at_once(plain: Plain) -> Plain:
    """Everitt et al. 2021, Def. 11, one decision: all nonrequisite links deleted at once."""
    return plain.minus(*[link for link in links(plain) if not requisite(plain, *link)])


def minimal_reduction(plain: Plain, chooser: random.Random | None = None) -> Plain:
    """Van Merwijk et al. 2022, Def. 6: one nonrequisite link deleted, all tested again, until none is left."""
    while True:
        unneeded = [link for link in links(plain) if not requisite(plain, *link)]
        if not unneeded:
            return plain
        plain = plain.minus(chooser.choice(unneeded) if chooser else unneeded[0])


def removed_from_the_game(cid: CID, chooser: random.Random) -> set[Edge]:
    """The links that the reduction of the whole game takes out, each decision judged by its owner's utilities."""
    removed: set[Edge] = set()
    problems = {agent: one_agents_problem(cid, agent) for agent in cid.agents}
    while True:
        unneeded = []
        for agent in cid.agents:
            left = problems[agent].minus(*removed)
            unneeded += [link for link in links(left) if not requisite(left, *link)]
        if not unneeded:
            return removed
        removed.add(chooser.choice(unneeded))
