"""What makes a diagram invalid, all of it at once; and what is valid but probably not meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..errors import Problem, did_you_mean
from ..graph.adjacency import Adjacency
from .roles import Owned, Role, is_name

Edge = tuple[str, str]

_MOST_SHOWN = 12


def read_edges(edges: Iterable[object], problems: list[Problem]) -> list[Edge]:
    """Return the well-formed edges, each once, and note every edge that is not."""
    if isinstance(edges, (str, bytes)):
        problems.append(
            Problem("the edges are one text", hint="Use CID.parse(text, ...), or give (parent, child) pairs.")
        )
        return []
    if not isinstance(edges, Iterable):
        problems.append(Problem(f"{edges!r} where the edges belong", hint="Give (parent, child) pairs of node names."))
        return []
    kept: dict[Edge, None] = {}
    for edge in edges:
        if not isinstance(edge, (tuple, list)) or len(edge) != 2:
            problems.append(Problem(f"{edge!r} is no edge", hint="An edge is a pair (parent, child) of node names."))
            continue
        source, target = edge
        nameless = [end for end in edge if not is_name(end, f"an end of the edge {tuple(edge)!r}", problems)]
        if nameless:
            continue
        if source == target:
            problems.append(Problem(f"{source!r} -> {source!r} is a self-loop", hint="Take the edge out."))
        elif (source, target) in kept:
            problems.append(Problem(f"the edge {source!r} -> {target!r} stands twice", hint="Keep one."))
        else:
            kept[source, target] = None
    return list(kept)


def role_problems(decisions: Owned, utilities: Owned, chance: Sequence[str] | None) -> list[Problem]:
    """Return the nodes that stand in two roles."""
    places = {Role.DECISION: decisions.owners, Role.UTILITY: utilities.owners, Role.CHANCE: chance or ()}
    found: dict[str, list[str]] = {}
    for role, nodes in places.items():
        for node in nodes:
            found.setdefault(node, []).append(role.value)
    return [
        Problem(f"{node!r} is declared as {' and as '.join(roles)}", hint="A node has one role.")
        for node, roles in found.items()
        if len(roles) > 1
    ]


def undeclared_problems(
    edges: Sequence[Edge],
    decisions: Owned,
    utilities: Owned,
    chance: Sequence[str] | None,
    order: Sequence[str] | None,
) -> list[Problem]:
    """Return the names that belong to no declared node.

    Where chance nodes or an order are listed, everything must be declared. Where they are inferred from the edges,
    a decision or utility in no edge is taken for a misspelling.
    """
    in_edges = dict.fromkeys(end for edge in edges for end in edge)
    owned = [*decisions.owners, *utilities.owners]
    if chance is None and order is None:
        inferred = [node for node in in_edges if node not in {*owned}]
        return [
            Problem(
                f"unknown node {node!r}: it is in no edge",
                where=where,
                hint=f"{did_you_mean(node, inferred)} A node that stands alone is declared by order=[...], all nodes.",
            )
            for where, nodes in (("decisions", decisions.owners), ("utilities", utilities.owners))
            for node in nodes
            if node not in in_edges
        ]
    problems = []
    if chance is not None:
        problems = _outside("the edges", in_edges, [*chance, *owned], "chance=[...]")
    if order is not None:
        named = dict.fromkeys([*in_edges, *owned, *(chance or ())])
        stray = [] if chance is None else [*chance, *owned]
        problems += _outside("the diagram", named, list(order), "order=[...]")
        problems += _outside("order", order, stray, "chance=[...]") if stray else []
    return problems


def _outside(who: str, names: Iterable[str], known: Sequence[str], remedy: str) -> list[Problem]:
    everything = set(known)
    return [
        Problem(
            f"unknown node {node!r} in {who}",
            hint=f"{did_you_mean(node, known)} Otherwise add it to {remedy}.",
        )
        for node in names
        if node not in everything
    ]


def structure_problems(
    names: Sequence[str], graph: Adjacency, utilities: Mapping[str, str], *, utility_children: str
) -> list[Problem]:
    """Return a directed cycle, and the utilities with children where they are not allowed."""
    problems = []
    if len(graph.topological_order) < graph.size:
        cycle = [names[node] for node in graph.find_cycle()]
        shown = [*cycle, cycle[0]]
        if len(shown) > _MOST_SHOWN:
            shown = [*shown[: _MOST_SHOWN - 2], "...", shown[-1]]
        arrows = " -> ".join(shown)
        problems.append(Problem(f"the edges form a cycle: {arrows}", hint="Take out or turn one of these edges."))
    if utility_children != "allow":
        with_children = {names[source] for source in set(graph.sources.tolist()) if names[source] in utilities}
        problems.extend(_utility_child(node, names, graph) for node in utilities if node in with_children)
    return problems


def _utility_child(node: str, names: Sequence[str], graph: Adjacency) -> Problem:
    children = ", ".join(repr(names[child]) for child in graph.children_of(names.index(node)))
    return Problem(
        f"the utility {node!r} has children: {children}",
        hint=f"Declare an observed copy (a chance node with the parents of {node!r}) and let it have the children, "
        'or pass utility_children="allow" to read the figure so.',
    )


def read_listed(what: str, given: Iterable[str], problems: list[Problem]) -> list[str]:
    """Return the names of a list of nodes, each once, and note what is no name or stands twice."""
    if isinstance(given, str):
        return [given]
    if not isinstance(given, Iterable):
        problems.append(Problem(f"{given!r} in place of the nodes of {what}", hint="Give a list of names."))
        return []
    kept: dict[str, None] = {}
    for name in given:
        if not is_name(name, f"a node in {what}", problems):
            continue
        if name in kept:
            problems.append(Problem(f"{name!r} stands twice in {what}", hint="Keep one."))
        kept[name] = None
    return list(kept)
