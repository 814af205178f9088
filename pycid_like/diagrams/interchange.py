"""To and from `networkx.DiGraph`: always fresh copies, everything in attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import InvalidDiagram, Problem, did_you_mean
from .roles import UNNAMED_AGENT, Ownership, Role

if TYPE_CHECKING:
    from .cid import CID


def to_networkx(cid: CID) -> Any:
    """Return a fresh `networkx.DiGraph` of the diagram; see `CID.to_networkx`."""
    import networkx

    graph = networkx.DiGraph(name=cid.name or "", utility_children=cid.utility_children)
    notes = cid.annotations
    for node in cid.nodes:
        attributes: dict[str, Any] = {"role": cid.role(node).value, "agent": cid.owner(node)}
        attributes |= {"title": notes.titles.get(node), "description": notes.descriptions.get(node)}
        attributes |= {"tags": list(notes.tags.get(node, ())) or None, "step": notes.steps.get(node)}
        graph.add_node(node, **{key: value for key, value in attributes.items() if value is not None})
    for edge in cid.edges:
        graph.add_edge(*edge, **({"rationale": notes.rationale[edge]} if edge in notes.rationale else {}))
    return graph


def read_networkx(graph: Any, decisions: Ownership | None, utilities: Ownership | None) -> dict[str, Any]:
    """Return the keywords of `CID` for a `networkx.DiGraph`; see `CID.from_networkx`."""
    if not hasattr(graph, "is_multigraph") or not graph.is_directed() or graph.is_multigraph():
        kind = type(graph).__name__
        raise InvalidDiagram([Problem(f"a {kind} is no diagram", hint="Give a networkx.DiGraph.")])
    problems: list[Problem] = []
    owned: dict[str, dict[str, list[str]]] = {role.value: {} for role in Role}
    for node, attributes in graph.nodes(data=True):
        role = attributes.get("role", Role.CHANCE.value)
        role = role.value if isinstance(role, Role) else role
        if not isinstance(role, str) or role not in owned:
            hint = did_you_mean(str(role), owned)
            problems.append(Problem(f"the node {node!r} has the role {role!r}", hint=hint))
        elif role != Role.CHANCE.value:
            owned[role].setdefault(str(attributes.get("agent", UNNAMED_AGENT)), []).append(node)
    if problems:
        raise InvalidDiagram(problems)
    return {
        "edges": list(graph.edges),
        "decisions": owned["decision"] if decisions is None else decisions,
        "utilities": owned["utility"] if utilities is None else utilities,
        "order": list(graph.nodes),
        "name": graph.graph.get("name") or None,
        "utility_children": graph.graph.get("utility_children", "refuse"),
        "titles": _notes(graph, "title"),
        "descriptions": _notes(graph, "description"),
        "tags": _notes(graph, "tags"),
        "steps": _notes(graph, "step"),
        "rationale": {(a, b): why for a, b, why in graph.edges(data="rationale") if why is not None},
    }


def _notes(graph: Any, attribute: str) -> dict[str, Any]:
    return {node: note for node, note in graph.nodes(data=attribute) if note is not None}
