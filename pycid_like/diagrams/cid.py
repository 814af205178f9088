"""The causal influence diagram: one frozen value, for one agent or many."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from .. import display
from ..errors import DiagramWarning, InvalidCall, Problem, did_you_mean
from ..graph.adjacency import Adjacency
from . import edits, interchange
from .annotations import Annotations
from .parse import parse_edges
from .parts import inert_decisions, read_parts
from .roles import Ownership, Role
from .validation import Edge


class CID:
    """A causal influence diagram: a directed acyclic graph of chance, decision and utility nodes with owners.

    Chance nodes are inferred from the edges, or listed with `chance`: then a name in the edges that nobody declared
    is an error. `decisions` and `utilities` are a name, names, or names by agent. `order` lists all nodes in the order
    wanted (default: first appearance) and is how a node without edges is declared. `titles`, `descriptions`, `tags`
    and `steps` annotate nodes, `rationale` annotates edges. A utility with children is refused unless
    `utility_children="allow"`, and then stands for a chance copy with the utility as its child. The value is frozen:
    edits return a new diagram.

    Raises `InvalidDiagram` with every problem at once; warns (`DiagramWarning`) of decisions that reach no utility of
    their owner, unless `warn=False`. Edits do not warn, being often one step of several; `remarks` tells at any time.

    Source: Everitt, Carey, Langlois, Ortega & Legg, "Agent Incentives: A Causal Perspective", AAAI 2021 (Def. 3);
    for several agents Koller & Milch, "Multi-agent influence diagrams", IJCAI 2001.

    >>> cid = CID([("O", "M"), ("O", "I"), ("M", "P"), ("P", "I"), ("I", "C"), ("P", "C")],
    ...           decisions="P", utilities="C", titles={"I": "influenced opinions"}, name="recommender")
    >>> cid.nodes, cid.chances, cid.parents("I")
    (('O', 'M', 'I', 'P', 'C'), ('O', 'M', 'I'), ('O', 'P'))
    >>> cid.without_edge("I", "C").with_edge("M", "C").parents("C")
    ('P', 'M')
    """

    def __init__(
        self,
        edges: Iterable[tuple[str, str]],
        decisions: Ownership = (),
        utilities: Ownership = (),
        *,
        chance: Iterable[str] | None = None,
        order: Iterable[str] | None = None,
        titles: Mapping[str, str] | None = None,
        descriptions: Mapping[str, str] | None = None,
        tags: Mapping[str, str | Iterable[str]] | None = None,
        steps: Mapping[str, int] | None = None,
        rationale: Mapping[tuple[str, str], str] | None = None,
        name: str | None = None,
        utility_children: str = "refuse",
        warn: bool = True,
    ) -> None:
        self._parts = read_parts(
            edges,
            decisions,
            utilities,
            chance=chance,
            order=order,
            titles=titles,
            descriptions=descriptions,
            tags=tags,
            steps=steps,
            rationale=rationale,
            name=name,
            utility_children=utility_children,
        )
        self._nodes = tuple(self._parts.positions)
        self._memo: dict[object, Any] = {}
        self._sealed = True
        if warn:
            for remark in self.remarks:
                warnings.warn(str(remark), DiagramWarning, stacklevel=2)

    @classmethod
    def parse(cls, text: str, decisions: Ownership = (), utilities: Ownership = (), **keywords: Any) -> CID:
        """Return the diagram whose edges are written as text; `keywords` as for `CID`.

        Statements end with ``;`` or a line break, ``->`` chains nodes, ``A, B -> C`` gives C two parents, a lone name
        declares a node, ``#`` begins a comment, names with any of these in them stand in double quotes.

        >>> CID.parse("O -> M -> P -> I -> C; O -> I; P -> C", decisions="P", utilities="C").children("P")
        ('I', 'C')
        """
        edges, names = parse_edges(text)
        keywords.setdefault("order", names)
        return cls(edges, decisions, utilities, **keywords)

    @classmethod
    def from_networkx(cls, graph: Any, decisions: Ownership | None = None, utilities: Ownership | None = None) -> CID:
        """Return the diagram of a `networkx.DiGraph` with the node attributes that `to_networkx` writes.

        `role` ("chance", "decision", "utility"; chance where absent), `agent`, `title`, `description`, `tags` and
        `step` are read from nodes, `rationale` from edges. `decisions` and `utilities` give the roles of a bare graph.

        >>> import networkx
        >>> CID.from_networkx(networkx.DiGraph([("D", "U")]), decisions="D", utilities="U").decisions
        ('D',)
        """
        return cls(**interchange.read_networkx(graph, decisions, utilities))

    def to_networkx(self) -> Any:
        """Return a fresh `networkx.DiGraph` with role, agent, title, description, tags and step attributes.

        >>> CID([("D", "U")], decisions="D", utilities="U").to_networkx().nodes["D"]["role"]
        'decision'
        """
        return interchange.to_networkx(self)

    @property
    def name(self) -> str | None:
        """The diagram's own name; no part of equality."""
        return self._parts.name

    @property
    def nodes(self) -> tuple[str, ...]:
        """All nodes, in declared order."""
        return self._nodes

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All edges as (parent, child), in declared order."""
        names = self._nodes
        ends = zip(self.adjacency.sources.tolist(), self.adjacency.targets.tolist(), strict=True)
        return tuple((names[source], names[target]) for source, target in ends)

    @property
    def adjacency(self) -> Adjacency:
        """The edges over the positions of the nodes."""
        return self._parts.adjacency

    @property
    def decisions(self) -> tuple[str, ...]:
        """The decisions of all agents, in declared order."""
        return tuple(self._parts.decisions)

    @property
    def utilities(self) -> tuple[str, ...]:
        """The utilities of all agents, in declared order."""
        return tuple(self._parts.utilities)

    @property
    def chances(self) -> tuple[str, ...]:
        """The chance nodes, in declared order."""
        return tuple(n for n in self._nodes if n not in self._parts.decisions and n not in self._parts.utilities)

    @property
    def agents(self) -> tuple[str, ...]:
        """The agents; one that nobody named is called "agent"."""
        return self._parts.agents

    @property
    def utility_children(self) -> str:
        """Whether utilities may have children: "allow" or "refuse"."""
        return self._parts.utility_children

    @property
    def annotations(self) -> Annotations:
        """Titles, descriptions, tags and steps of nodes and rationale of edges, as declared."""
        return self._parts.annotations

    def position(self, node: str) -> int:
        """Return the node's place in `nodes`; an unknown name is an `InvalidCall` with the nearest right name."""
        if not isinstance(node, str) or node not in self._parts.positions:
            raise InvalidCall([Problem(f"unknown node {node!r}", hint=did_you_mean(str(node), self._nodes))])
        return self._parts.positions[node]

    def role(self, node: str) -> Role:
        """Return what the node is."""
        self.position(node)
        if node in self._parts.decisions:
            return Role.DECISION
        return Role.UTILITY if node in self._parts.utilities else Role.CHANCE

    def owner(self, node: str) -> str | None:
        """Return the agent that owns the decision or utility, None for a chance node."""
        self.position(node)
        return self._parts.decisions.get(node, self._parts.utilities.get(node))

    def parents(self, node: str) -> tuple[str, ...]:
        """Return the node's parents, in declared order; of a decision: what it observes."""
        return tuple(self._nodes[parent] for parent in self.adjacency.parents_of(self.position(node)))

    def children(self, node: str) -> tuple[str, ...]:
        """Return the node's children, in declared order."""
        return tuple(self._nodes[child] for child in self.adjacency.children_of(self.position(node)))

    def title(self, node: str) -> str:
        """Return the node's title, its name where it has none."""
        self.position(node)
        return self.annotations.titles.get(node, node)

    def description(self, node: str) -> str | None:
        """Return the node's description."""
        self.position(node)
        return self.annotations.descriptions.get(node)

    def tags(self, node: str) -> tuple[str, ...]:
        """Return the node's tags."""
        self.position(node)
        return self.annotations.tags.get(node, ())

    def step(self, node: str) -> int | None:
        """Return the node's time step."""
        self.position(node)
        return self.annotations.steps.get(node)

    def why(self, parent: str, child: str) -> str | None:
        """Return the reason given for an edge."""
        self.position(parent), self.position(child)
        return self.annotations.rationale.get((parent, child))

    def decisions_of(self, agent: str) -> tuple[str, ...]:
        """Return the agent's decisions; an unknown agent is an `InvalidCall`."""
        self._known_agent(agent)
        return tuple(node for node, owner in self._parts.decisions.items() if owner == agent)

    def utilities_of(self, agent: str) -> tuple[str, ...]:
        """Return the agent's utilities; an unknown agent is an `InvalidCall`."""
        self._known_agent(agent)
        return tuple(node for node, owner in self._parts.utilities.items() if owner == agent)

    def _known_agent(self, agent: str) -> None:
        if agent not in self._parts.agents:
            raise InvalidCall([Problem(f"unknown agent {agent!r}", hint=did_you_mean(str(agent), self._parts.agents))])

    @cached_property
    def remarks(self) -> tuple[Problem, ...]:
        """What is valid but probably not meant: decisions that reach no utility of their owner."""
        return inert_decisions(self._parts)

    @property
    def memo(self) -> dict[object, Any]:
        """Searches already made on this diagram, kept because a frozen diagram's answers cannot change."""
        return self._memo

    with_edge = edits.with_edge
    without_edge = edits.without_edge
    with_node = edits.with_node
    without_node = edits.without_node
    with_annotations = edits.with_annotations
    as_chance = edits.as_chance
    as_decision = edits.as_decision
    as_utility = edits.as_utility
    renamed = edits.renamed

    def same_graph(self, other: CID) -> bool:
        """Return whether the other diagram has the same nodes, edges, roles and agents, whatever else differs.

        >>> one = CID([("D", "U")], decisions="D", utilities="U", titles={"D": "the decision"})
        >>> one.same_graph(CID([("D", "U")], decisions="D", utilities="U"))
        True
        """
        return self._graph_parts() == other._graph_parts()

    def _graph_parts(self) -> tuple[object, ...]:
        owners = map(frozenset, (self._parts.decisions.items(), self._parts.utilities.items()))
        return (frozenset(self._nodes), frozenset(self.edges), *owners)

    def _key(self) -> tuple[object, ...]:
        return (self._nodes, *self._graph_parts(), self.annotations.key())

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, CID) and self._key() == other._key())

    def __hash__(self) -> int:
        return hash((self._nodes, frozenset(self.edges)))

    def __contains__(self, node: object) -> bool:
        return isinstance(node, str) and node in self._parts.positions

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        parts = [*([repr(self.name)] if self.name else []), f"{len(self)} nodes, {self.adjacency.edge_count} edges"]
        for what, nodes in (("decisions", self.decisions), ("utilities", self.utilities)):
            shown = ", ".join(nodes[:6]) + (f" and {len(nodes) - 6} more" if len(nodes) > 6 else "")
            parts.append(f"{what} {shown}")
        several = [f"agents {', '.join(self.agents)}"] if len(self.agents) > 1 else []
        return f"<CID {'; '.join([*parts, *several])}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        return display.mimebundle(self)

    def __setattr__(self, name: str, value: object) -> None:
        if "_sealed" in self.__dict__:
            raise AttributeError("a CID is frozen; its edits, such as with_edge, return a new one")
        super().__setattr__(name, value)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_memo": {}}
