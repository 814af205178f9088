"""Strategic relevance by explicit mechanism nodes, and solubility in two ways."""

from __future__ import annotations

from itertools import permutations

import networkx

from pycid_like import CID
from tests.oracles.plain import Edge, Plain, one_agents_problem
from tests.oracles.separation import separated, separated_by_networkx


def mechanism(decision: str) -> str:
    return f"rule of {decision}"


def with_mechanisms(plain: Plain, decisions: frozenset[str]) -> Plain:
    """The mapping extension: each of these decisions gets one new parent, which stands for its rule."""
    nodes = plain.nodes | {mechanism(node) for node in decisions}
    edges = plain.edges | {(mechanism(node), node) for node in decisions}
    return Plain(nodes, edges, plain.decisions, plain.utilities)


def s_reachable(plain: Plain, decision: str, other: str) -> bool:
    """Koller & Milch 2001, Def. 7: the rule of the other is connected to a utility of the decision given its family."""
    extended = with_mechanisms(plain, frozenset({other}))
    question = ({mechanism(other)}, plain.utilities_of(decision), plain.parents(decision) | {decision})
    answer = not separated(extended, *question)
    assert answer is not separated_by_networkx(extended, *question)
    return answer


def relevance(plain: Plain) -> set[Edge]:
    """Pairs (D, D') of the agent's decisions of which D relies on D'."""
    pairs = permutations(sorted(plain.decisions), 2)
    return {(one, other) for one, other in pairs if s_reachable(plain, one, other)}


def relevance_in_the_game(cid: CID) -> set[Edge]:
    """The same over the decisions of all agents, each judged by its owner's utilities."""
    found = set()
    for agent in cid.agents:
        plain = one_agents_problem(cid, agent)
        for one in plain.decisions:
            found |= {(one, other) for other in cid.decisions if other != one and s_reachable(plain, one, other)}
    return found


def soluble(plain: Plain) -> bool:
    """Whether the relevance graph is acyclic."""
    graph = networkx.DiGraph(sorted(relevance(plain)))
    return bool(networkx.is_directed_acyclic_graph(graph))


def soluble_by_orders(plain: Plain) -> bool:
    """Van Merwijk et al. 2022, Def. 4: in some order no rule of an earlier decision matters to a later one."""
    extended = with_mechanisms(plain, plain.decisions)

    def fits(order: tuple[str, ...]) -> bool:
        return all(
            separated(
                extended,
                {mechanism(earlier) for earlier in order[:place]},
                plain.utilities_of(decision),
                plain.parents(decision) | {decision},
            )
            for place, decision in enumerate(order)
        )

    return any(fits(order) for order in permutations(sorted(plain.decisions)))
