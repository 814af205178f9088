"""Edits of a diagram: methods of `CID`, each returning a new diagram and leaving the old one as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import InvalidCall, Problem, did_you_mean
from .annotations import Annotations
from .roles import UNNAMED_AGENT, Role

if TYPE_CHECKING:
    from .cid import CID


def with_edge(self: CID, parent: str, child: str, why: str | None = None) -> CID:
    """Return the diagram with one edge more; `why` is its rationale.

    >>> import pycid_like as pcl
    >>> pcl.CID([("D", "U")], decisions="D", utilities="U").with_node("X").with_edge("X", "D").parents("D")
    ('X',)
    """
    _known(self, parent, child)
    notes = self.annotations.with_notes(rationale={(parent, child): why}) if why is not None else self.annotations
    return rebuilt(self, edges=[*self.edges, (parent, child)], annotations=notes)


def without_edge(self: CID, parent: str, child: str) -> CID:
    """Return the diagram with one edge less; an edge that is not there is an `InvalidCall`.

    >>> import pycid_like as pcl
    >>> pcl.CID([("X", "D"), ("D", "U")], decisions="D", utilities="U").without_edge("X", "D").edges
    (('D', 'U'),)
    """
    _known(self, parent, child)
    if child not in self.children(parent):
        arrows = [f"{source} -> {target}" for source, target in self.edges]
        hint = did_you_mean(f"{parent} -> {child}", arrows)
        raise InvalidCall([Problem(f"there is no edge {parent} -> {child}", hint=hint)])
    return rebuilt(self, edges=[edge for edge in self.edges if edge != (parent, child)])


def with_node(
    self: CID,
    node: str,
    role: Role | str = Role.CHANCE,
    *,
    agent: str | None = None,
    parents: Iterable[str] = (),
    children: Iterable[str] = (),
    title: str | None = None,
    description: str | None = None,
    tags: Iterable[str] = (),
    step: int | None = None,
) -> CID:
    """Return the diagram with one node more, linked from `parents` and to `children`.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID([("D", "U")], decisions="D", utilities="U")
    >>> cid.with_node("X", parents=["D"], children=["U"]).edges
    (('D', 'U'), ('D', 'X'), ('X', 'U'))
    """
    if node in self:
        raise InvalidCall([Problem(f"there is a node {node!r} already", hint="Choose another name.")])
    before, after = list(parents), list(children)
    _known(self, *before, *after)
    added = [*((parent, node) for parent in before), *((node, child) for child in after)]
    roles = _with_role(self, node, Role(role), agent)
    wider = rebuilt(self, edges=[*self.edges, *added], order=[*self.nodes, node], roles=roles)
    return with_annotations(wider, node, title=title, description=description, tags=tags, step=step)


def without_node(self: CID, node: str) -> CID:
    """Return the diagram without the node and its edges.

    >>> import pycid_like as pcl
    >>> pcl.CID([("X", "D"), ("D", "U")], decisions="D", utilities="U").without_node("X").nodes
    ('D', 'U')
    """
    _known(self, node)
    order = [other for other in self.nodes if other != node]
    edges = [edge for edge in self.edges if node not in edge]
    return rebuilt(self, edges=edges, order=order, roles=_with_role(self, node, Role.CHANCE, None))


def with_annotations(
    self: CID,
    node: str,
    *,
    title: str | None = None,
    description: str | None = None,
    tags: Iterable[str] = (),
    step: int | None = None,
) -> CID:
    """Return the diagram with this title, description, tags or step at the node, where given; the rest stays.

    >>> import pycid_like as pcl
    >>> pcl.CID([("D", "U")], decisions="D", utilities="U").with_annotations("D", title="posts").title("D")
    'posts'
    """
    _known(self, node)
    labels = [tags] if isinstance(tags, str) else list(tags)
    given = {"titles": title, "descriptions": description, "tags": labels or None, "steps": step}
    changes = {what: {node: value} for what, value in given.items() if value is not None}
    return rebuilt(self, annotations=self.annotations.with_notes(**changes)) if changes else self


def as_chance(self: CID, *nodes: str) -> CID:
    """Return the diagram with these nodes as chance nodes.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID([("A", "D"), ("D", "U")], decisions=["A", "D"], utilities="U")
    >>> cid.as_chance("A").decisions
    ('D',)
    """
    roles = _roles(self)
    for node in nodes:
        _known(self, node)
        roles = _with_role(self, node, Role.CHANCE, None, roles)
    return rebuilt(self, roles=roles)


def as_decision(self: CID, node: str, agent: str | None = None) -> CID:
    """Return the diagram with the node as a decision of the agent, which may be left out where there is one.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID([("A", "D"), ("D", "U")], decisions="D", utilities="U")
    >>> cid.as_decision("A").decisions
    ('A', 'D')
    """
    _known(self, node)
    return rebuilt(self, roles=_with_role(self, node, Role.DECISION, agent))


def as_utility(self: CID, node: str, agent: str | None = None) -> CID:
    """Return the diagram with the node as a utility of the agent, which may be left out where there is one.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID([("D", "U"), ("D", "X")], decisions="D", utilities="U")
    >>> cid.as_utility("X").utilities
    ('U', 'X')
    """
    _known(self, node)
    return rebuilt(self, roles=_with_role(self, node, Role.UTILITY, agent))


def renamed(self: CID, names: Mapping[str, str]) -> CID:
    """Return the diagram with nodes renamed, old name to new; nodes left out keep theirs.

    >>> import pycid_like as pcl
    >>> pcl.CID([("D", "U")], decisions="D", utilities="U").renamed({"D": "posts", "U": "clicks"}).edges
    (('posts', 'clicks'),)
    """
    _known(self, *names)
    new = {node: names.get(node, node) for node in self.nodes}
    if len(set(new.values())) < len(new):
        raise InvalidCall([Problem("two nodes would have one name", hint="Rename them to different names.")])
    notes = self.annotations.as_keywords()
    changed: dict[str, Any] = {
        what: {new[node]: note for node, note in given.items()} for what, given in notes.items() if what != "rationale"
    }
    changed["rationale"] = {(new[a], new[b]): why for (a, b), why in notes["rationale"].items()}
    roles = {new[node]: owned for node, owned in _roles(self).items()}
    edges = [(new[source], new[target]) for source, target in self.edges]
    return rebuilt(self, edges=edges, order=list(new.values()), roles=roles, annotations=Annotations.of(**changed))


#: Decisions and utilities with their role and owner; every other node is a chance node.
Roles = dict[str, tuple[Role, str]]


def _roles(cid: CID) -> Roles:
    return {node: (cid.role(node), cid.owner(node) or UNNAMED_AGENT) for node in (*cid.decisions, *cid.utilities)}


def _with_role(cid: CID, node: str, role: Role, agent: str | None, roles: Roles | None = None) -> Roles:
    changed = {other: owned for other, owned in (roles or _roles(cid)).items() if other != node}
    if role is Role.CHANCE:
        if agent is not None:
            raise InvalidCall([Problem("a chance node has no agent", hint="Leave agent= out.")])
        return changed
    if agent is None:
        if len(cid.agents) > 1:
            raise InvalidCall([Problem(f"whose {role.value} is {node!r}?", hint=f"Give agent=, one of {cid.agents}.")])
        agent = cid.agents[0] if cid.agents else UNNAMED_AGENT
    return {**changed, node: (role, agent)}


def _known(cid: CID, *nodes: str) -> None:
    for node in nodes:
        cid.position(node)


def rebuilt(
    cid: CID,
    *,
    edges: list[tuple[str, str]] | None = None,
    order: list[str] | None = None,
    roles: Roles | None = None,
    annotations: Annotations | None = None,
) -> CID:
    """Return a diagram with these parts changed, validated as any other, annotations of what is gone left out."""
    edges = list(cid.edges) if edges is None else edges
    order = list(cid.nodes) if order is None else order
    roles = _roles(cid) if roles is None else roles
    notes = (cid.annotations if annotations is None else annotations).kept_for(order, edges)
    # Every agent is named for both roles, so that the order of agents, and one that owns nothing, are kept.
    owned: dict[Role, dict[str, list[str]]] = {
        role: {a: [] for a in cid.agents} for role in (Role.DECISION, Role.UTILITY)
    }
    for node in (node for node in order if node in roles):
        role, agent = roles[node]
        owned[role].setdefault(agent, []).append(node)
    return type(cid)(
        edges,
        owned[Role.DECISION],
        owned[Role.UTILITY],
        order=order,
        name=cid.name,
        utility_children=cid.utility_children,
        warn=False,
        **notes.as_keywords(),
    )
