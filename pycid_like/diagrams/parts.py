"""What a diagram is made of, read from a declaration and validated: every problem is found before any is raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InvalidDiagram, Problem
from ..graph.adjacency import Adjacency
from ..graph.walk import ANCESTORS, arrived_from_child, walk
from .annotations import Annotations, read_annotations
from .roles import Owned, Ownership, Role, ownership_problems, read_ownership
from .validation import Edge, read_edges, read_listed, role_problems, structure_problems, undeclared_problems


@dataclass(frozen=True)
class Parts:
    """The nodes with their positions, the edges over positions, the owners and the annotations of a diagram."""

    positions: dict[str, int]
    adjacency: Adjacency
    decisions: dict[str, str]
    utilities: dict[str, str]
    agents: tuple[str, ...]
    annotations: Annotations
    name: str | None
    utility_children: str


def read_parts(
    edges: Iterable[tuple[str, str]],
    decisions: Ownership,
    utilities: Ownership,
    *,
    chance: Iterable[str] | None,
    order: Iterable[str] | None,
    titles: Mapping[str, str] | None,
    descriptions: Mapping[str, str] | None,
    tags: Mapping[str, str | Iterable[str]] | None,
    steps: Mapping[str, int] | None,
    rationale: Mapping[tuple[str, str], str] | None,
    name: str | None,
    utility_children: str,
) -> Parts:
    """Return the parts of a declared diagram, or raise `InvalidDiagram` with all that is wrong with it."""
    problems: list[Problem] = []
    kept = read_edges(edges, problems)
    owned = read_ownership(Role.DECISION, decisions), read_ownership(Role.UTILITY, utilities)
    listed = None if chance is None else read_listed("chance", chance, problems)
    ordered = None if order is None else read_listed("order", order, problems)
    problems += ownership_problems(*owned) + role_problems(*owned, listed)
    problems += undeclared_problems(kept, *owned, listed, ordered)
    if utility_children not in ("refuse", "allow"):
        problems.append(Problem(f"utility_children={utility_children!r}", hint="Give 'refuse' or 'allow'."))
    if name is not None and not isinstance(name, str):
        problems.append(Problem(f"the name is {name!r}", hint="Give a text, or leave it out."))
    positions = _positions(kept, owned, listed, ordered)
    adjacency = Adjacency.from_edges(
        len(positions), ((positions[source], positions[target]) for source, target in kept)
    )
    problems += structure_problems(tuple(positions), adjacency, owned[1].owners, utility_children=utility_children)
    annotations = read_annotations(
        positions,
        kept,
        problems,
        titles=titles,
        descriptions=descriptions,
        tags=tags,
        steps=steps,
        rationale=rationale,
    )
    if problems:
        raise InvalidDiagram(problems)
    owners = [{node: role.owners[node] for node in positions if node in role.owners} for role in owned]
    agents = tuple(dict.fromkeys([*owned[0].agents, *owned[1].agents]))
    return Parts(positions, adjacency, owners[0], owners[1], agents, annotations, name, utility_children)


def _positions(
    edges: Sequence[Edge], owned: tuple[Owned, Owned], chance: Sequence[str] | None, order: Sequence[str] | None
) -> dict[str, int]:
    """Number the nodes in declared order: as ordered, else by first appearance."""
    names: dict[str, None] = dict.fromkeys(order or ())
    names.update(dict.fromkeys(end for edge in edges for end in edge))
    names.update(dict.fromkeys([*(chance or ()), *owned[0].owners, *owned[1].owners]))
    return {name: number for number, name in enumerate(names)}


def inert_decisions(parts: Parts) -> tuple[Problem, ...]:
    """Return a remark on every decision that reaches no utility of its owner."""
    found = []
    for agent in dict.fromkeys(parts.decisions.values()):
        paid = [arrived_from_child(parts.positions[node]) for node, who in parts.utilities.items() if who == agent]
        reach = walk(parts.adjacency, paid, ANCESTORS)
        whose = "" if len(parts.agents) == 1 else f" of {agent!r}"
        found += [
            Problem(
                f"the decision {node!r} reaches no utility{whose}: nothing it does matters to its owner",
                hint="Is an edge missing or turned?",
            )
            for node, who in parts.decisions.items()
            if who == agent and not reach.reached_node(parts.positions[node])
        ]
    return tuple(found)
