"""A document to a design, with every problem at its line, all at once."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from ..audits import Spec, misfits, spec_from_document
from ..diagrams.cid import CID
from ..diagrams.roles import UNNAMED_AGENT
from ..documents import MOST_PROBLEMS, Document, TreePath, in_file_order, structure_problems, version_problem
from ..errors import DiagramWarning, InvalidDesign, InvalidDiagram, InvalidSpec, Problem, did_you_mean
from .design import Citation, Design, Where
from .edges import WrittenEdges, read_edges
from .expected import Expectation, expectation_problems
from .model_reading import ModelReader
from .model_writing import WrittenModel
from .placing import placed
from .schema import VERSION_KEY, VERSIONS, design_model


def design_from_document(document: Document) -> Design:
    """Return the design that a document describes.

    Raises `InvalidDesign` with every problem of the structure, the diagram, the spec and the expected verdicts.
    """
    version = version_problem(document, VERSION_KEY, VERSIONS)
    if version is not None:
        if isinstance(document.tree, dict) and "pycid_like_spec" in document.tree:
            version = replace(version, hint="This is a spec: load_spec() reads it.")
        raise InvalidDesign([version], subject=document.source)
    reader = _Reader(document)
    reader.read_structure()
    cid = reader.read_cid()
    spec = reader.read_spec(cid)
    expected = reader.read_expected(cid)
    written = reader.read_model(cid)
    if reader.problems or cid is None:
        found = in_file_order(reader.problems)
        raise InvalidDesign(found, subject=document.source)
    reader.warn_of(cid)
    tree = document.tree
    return Design(
        cid,
        None if written is None else written.model,
        spec=spec,
        title=tree.get("title"),
        story=tree.get("story"),
        citation=_citation(tree.get("citation")),
        expected=expected,
        where=reader.where(),
        written=written,
    )


@dataclass
class _Reader:
    """Reads part by part; each part is read as far as it can be, so that no problem hides another."""

    document: Document

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []
        self.tree: dict[str, Any] = self.document.tree
        nodes = self.tree.get("nodes")
        self.nodes: dict[str, Mapping[str, Any]] = {}
        for name, given in nodes.items() if isinstance(nodes, dict) else ():
            self.nodes[name] = {"kind": given} if isinstance(given, str) else given if isinstance(given, dict) else {}
        self.edges: WrittenEdges = read_edges(self.document, self.nodes)
        self.structure_is_sound = False

    def read_structure(self) -> None:
        """Compare with the schema."""
        found = structure_problems(self.document, design_model())
        self.structure_is_sound = not found
        self.problems += found

    def read_cid(self) -> CID | None:
        """Return the diagram, None where it has problems."""
        self.problems += self.edges.problems
        if not self.structure_is_sound:
            return None
        self.problems += self._agent_problems()
        try:
            return CID(**self._keywords())
        except InvalidDiagram as error:
            self.problems += [
                placed(problem, self.document, self.nodes, self.edges) for problem in error.problems[:MOST_PROBLEMS]
            ]
            return None

    def _keywords(self) -> dict[str, Any]:
        def noted(key: str) -> dict[str, Any]:
            return {name: given[key] for name, given in self.nodes.items() if key in given}

        return {
            "edges": list(self.edges.places),
            "decisions": self._owned("decision"),
            "utilities": self._owned("utility"),
            "order": list(self.nodes),
            "titles": noted("title"),
            "descriptions": noted("description"),
            "tags": noted("tags"),
            "steps": noted("step"),
            "rationale": self.edges.rationale,
            "name": self.tree.get("name"),
            "utility_children": self.tree.get("utility_children", "refuse"),
            "warn": False,
        }

    def _owned(self, kind: str) -> dict[str, list[str]]:
        """Return the nodes of a kind by agent; agents in the order of agents:, then of their nodes."""
        owned: dict[str, list[str]] = {agent: [] for agent in self.tree.get("agents", [])}
        for name, given in self.nodes.items():
            if given.get("kind") == kind:
                owned.setdefault(given.get("agent", UNNAMED_AGENT), []).append(name)
        return owned

    def _agent_problems(self) -> Iterator[Problem]:
        listed = self.tree.get("agents")
        for name, given in self.nodes.items():
            kind, path = given.get("kind", "chance"), ("nodes", name, "agent")
            if kind == "chance":
                if "agent" in given:
                    hint = "Agents own decisions and utilities: set the kind, or take the agent out."
                    yield self.document.problem(path, "a chance node has no agent", hint, at_key=True)
                continue
            agent = given.get("agent", UNNAMED_AGENT)
            if listed is not None and agent not in listed:
                yield self.document.problem(path, f"unknown agent {agent!r}", did_you_mean(agent, listed))
        seen: set[str] = set()
        for position, agent in enumerate(listed or ()):
            if agent in seen:
                yield self.document.problem(("agents", position), f"the agent {agent!r} stands twice", "Keep one.")
            seen.add(agent)

    def read_spec(self, cid: CID | None) -> Spec | None:
        """Return the inline spec where there is one."""
        if "spec" not in self.tree or not self.structure_is_sound:
            return None
        try:
            spec = spec_from_document(self.document, ("spec",))
        except InvalidSpec as error:
            self.problems += [replace(problem, where=problem.where or "spec") for problem in error.problems]
            return None
        if cid is not None:
            self.problems += misfits(cid, spec)
        return spec

    def read_model(self, cid: CID | None) -> WrittenModel | None:
        """Return the model where there is a section of it."""
        if "model" not in self.tree or not self.structure_is_sound:
            return None
        kinds = {name: str(given.get("kind", "chance")) for name, given in self.nodes.items()}
        parents: dict[str, list[str]] = {}
        for parent, child in self.edges.places:
            parents.setdefault(child, []).append(parent)
        reader = ModelReader(self.document, kinds, parents)
        model = reader.model(cid) if cid is not None else None
        self.problems += reader.problems
        return None if model is None else WrittenModel(self.tree["model"], model)

    def read_expected(self, cid: CID | None) -> tuple[Expectation, ...]:
        """Return the expected verdicts."""
        if not self.structure_is_sound:
            return ()
        found = dict(_expectations(self.tree.get("expected", [])))
        if cid is not None:
            wrong = (
                self.document.problem(("expected", *path), message, hint)
                for path, expectation in found.items()
                for message, hint in expectation_problems(cid, expectation)
            )
            self.problems += islice(wrong, 2 * MOST_PROBLEMS)
        return tuple(found.values())

    def where(self) -> Where:
        """Return the places of nodes and edges."""
        nodes = {name: self.document.key_place(("nodes", name)) for name in self.nodes}
        return Where(
            self.document.source,
            {name: place for name, place in nodes.items() if place is not None},
            {edge: place for edge, place in self.edges.places.items() if place is not None},
        )

    def warn_of(self, cid: CID) -> None:
        """Warn of what is valid but probably not meant, with the line."""
        for remark in cid.remarks:
            found = placed(remark, self.document, self.nodes, self.edges)
            source = f"{self.document.source}, " if self.document.source else ""
            warnings.warn(f"{source}{found}", DiagramWarning, stacklevel=4)


def _expectations(given: Any) -> Iterator[tuple[TreePath, Expectation]]:
    if isinstance(given, dict):
        for incentive, nodes in given.items():
            yield (incentive,), Expectation(incentive, tuple(nodes), complete=True)
        return
    for position, entry in enumerate(given):
        nodes = entry["nodes"]
        yield (
            (position,),
            Expectation(**{**entry, "nodes": (nodes,) if isinstance(nodes, str) else tuple(nodes)}),
        )


def _citation(given: str | Mapping[str, str] | None) -> Citation | None:
    if given is None:
        return None
    return Citation(given) if isinstance(given, str) else Citation(**given)
