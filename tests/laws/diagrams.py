"""Random diagrams and random edits of them."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import combinations, permutations, product
from typing import Any

from hypothesis import strategies as st

from pycid_like import CID, InvalidDiagram, Verdict, admits_ici, admits_impact, admits_ri, admits_voc, admits_voi
from pycid_like.errors import DiagramWarning

CRITERIA: dict[str, Callable[..., Verdict]] = {
    "voi": admits_voi,
    "ri": admits_ri,
    "voc": admits_voc,
    "ici": admits_ici,
    "impact": admits_impact,
}


@contextmanager
def quietly() -> Iterator[None]:
    """Random diagrams have decisions that reach no utility; that is no news here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DiagramWarning)
        yield


def verdict(cid: CID, incentive: str, node: str, decision: str | None, agent: str, **keywords: Any) -> Verdict:
    """The package's answer to one cell."""
    return CRITERIA[incentive](cid, node, decision, agent=agent, **keywords)


@st.composite
def diagrams(
    draw: st.DrawFn,
    *,
    nodes: tuple[int, int] = (2, 9),
    decisions: tuple[int, int] = (1, 1),
    agents: int = 1,
    utilities: tuple[int, int] = (1, 3),
    with_children: bool = True,
) -> CID:
    """A random diagram, some with children of utilities.

    Hypothesis chooses the sizes, a random generator the rest: bytes drawn by hypothesis would be zero in half of the
    examples, and with them all edges absent.
    """
    chooser = random.Random(draw(st.integers(0, 2**64 - 1)))
    most = draw(st.integers(max(nodes[0], decisions[0] + utilities[0]), nodes[1]))
    return random_diagram(
        chooser,
        size=most,
        decisions=min(chooser.randint(*decisions), most - utilities[0]),
        agents=chooser.randint(1, agents),
        utilities=utilities,
        with_children=with_children and chooser.random() < 0.25,
    )


def random_diagram(
    chooser: random.Random,
    *,
    size: int,
    decisions: int = 1,
    agents: int = 1,
    utilities: tuple[int, int] = (1, 3),
    with_children: bool = False,
) -> CID:
    """A random diagram; the order in which its nodes are declared is no topological order."""
    names = [f"N{number}" for number in chooser.sample(range(size), size)]
    paying = min(chooser.randint(*utilities), size - decisions)
    inner = names if with_children else names[: size - paying]
    chosen = chooser.sample(inner, decisions)
    paid = chooser.sample([name for name in names if name not in chosen], paying) if with_children else names[-paying:]
    density = chooser.choice([0.15, 0.25, 0.35, 0.5])
    pairs = [(a, b) for a, b in combinations(names, 2) if a in inner]
    edges = {pair: None for pair in pairs if chooser.random() < density}
    recall = chooser.random() < 0.5
    if recall:
        # Decisions that forget nothing: soluble diagrams are rare among random ones.
        for earlier, later in combinations([name for name in names if name in chosen], 2):
            known = [earlier, *(a for a, b in edges if b == earlier)]
            edges |= dict.fromkeys((node, later) for node in known)
    if chooser.random() < 0.8:
        # Nodes without children influence nothing, and most questions about them are trivial.
        for name in inner:
            after = [b for a, b in pairs if a == name]
            if after and not any(a == name for a, _ in edges) and name not in paid:
                edges[name, chooser.choice(after)] = None
    if recall and chooser.random() < 0.5:
        # Earlier decisions that can only find out, for the last one, what pays.
        last = max(chosen, key=names.index)
        tried = _below(edges, [name for name in chosen if name != last])
        edges = {(a, b): None for a, b in edges if b not in paid or a == last or a not in tried}
    payers = [f"agent {chooser.randint(1, agents)}" for _ in paid]
    makers = [chooser.choice(payers) for _ in chosen]
    with quietly():
        return CID(
            chooser.sample(list(edges), len(edges)),
            _by_agent(chosen, makers),
            _by_agent(paid, payers),
            order=sorted(names),
            utility_children="allow" if with_children else "refuse",
        )


@st.composite
def probing_diagrams(draw: st.DrawFn) -> CID:
    """Two decisions of which the first can find out what pays at the second, which remembers all: soluble, mostly.

    Almost all links that matter do so for one decision alone. Here some matter only together with the other decision.
    """
    chooser = random.Random(draw(st.integers(0, 2**64 - 1)))
    roots, tests = [f"R{n}" for n in range(chooser.randint(1, 3))], [f"T{n}" for n in range(chooser.randint(1, 2))]
    edges = [(node, "D1") for node in roots if chooser.random() < 0.6]
    for test in tests:
        edges += [(node, test) for node in [*roots, "D1"] if chooser.random() < 0.7]
    known = [node for node, target in edges if target == "D1"]
    edges += [(node, "D2") for node in [*known, "D1"] if chooser.random() < 0.9]
    edges += [(test, "D2") for test in tests if chooser.random() < 0.9]
    edges += [("D2", "U"), *((node, "U") for node in roots if chooser.random() < 0.6)]
    nodes = chooser.sample([*roots, *tests, "D1", "D2", "U"], len(roots) + len(tests) + 3)
    with quietly():
        return CID(edges, ["D1", "D2"], "U", order=nodes)


def _below(edges: Iterable[tuple[str, str]], nodes: list[str]) -> set[str]:
    """The nodes and their descendants."""
    found = set(nodes)
    while fresh := {b for a, b in edges if a in found and b not in found}:
        found |= fresh
    return found


def _by_agent(nodes: list[str], owners: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, owner in zip(nodes, owners, strict=True):
        found.setdefault(owner, []).append(node)
    return found


def rebuilt(cid: CID, edges: list[tuple[str, str]]) -> CID | None:
    """The diagram with other edges, or None where these are not valid."""
    owners = {agent: cid.decisions_of(agent) for agent in cid.agents}
    payers = {agent: cid.utilities_of(agent) for agent in cid.agents}
    with quietly():
        try:
            return CID(edges, owners, payers, order=cid.nodes, utility_children=cid.utility_children)
        except InvalidDiagram:
            return None


def without(cid: CID, edge: tuple[str, str]) -> CID:
    changed = rebuilt(cid, [other for other in cid.edges if other != edge])
    assert changed is not None
    return changed


def turned(cid: CID, edge: tuple[str, str]) -> CID | None:
    source, target = edge
    return rebuilt(cid, [(target, source) if other == edge else other for other in cid.edges])


def with_edge(cid: CID, edge: tuple[str, str]) -> CID | None:
    return rebuilt(cid, [*cid.edges, edge])


def absent_edges(cid: CID) -> list[tuple[str, str]]:
    """All pairs of nodes with no edge in this direction."""
    there = set(cid.edges)
    return [pair for pair in permutations(cid.nodes, 2) if pair not in there]


def every_small_diagram(size: int, most_decisions: int) -> Iterator[CID]:
    """Every diagram of one agent with this many nodes, up to the order of names; utilities have no children."""
    names = [f"N{number}" for number in range(size)]
    pairs = list(combinations(names, 2))
    for roles in product("CDU", repeat=size):
        chosen = [name for name, role in zip(names, roles, strict=True) if role == "D"]
        paid = [name for name, role in zip(names, roles, strict=True) if role == "U"]
        if not paid or not 1 <= len(chosen) <= most_decisions:
            continue
        open_pairs = [pair for pair in pairs if pair[0] not in paid]
        for mask in range(2 ** len(open_pairs)):
            edges = [pair for place, pair in enumerate(open_pairs) if mask >> place & 1]
            with quietly():
                yield CID(edges, chosen, paid, order=names)
