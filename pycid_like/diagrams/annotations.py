"""What a diagram says beside its graph: titles, descriptions, tags and steps of nodes, rationale of edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from ..errors import Problem, did_you_mean

Edge = tuple[str, str]


@dataclass(frozen=True)
class Annotations:
    """Titles, descriptions, tags and steps by node, and rationale by (parent, child): read-only mappings."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    tags: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, int]
    rationale: Mapping[Edge, str]

    @classmethod
    def of(cls, **given: Mapping[Any, Any] | None) -> Annotations:
        """Return the annotations with these mappings, copied; those left out are empty."""
        return cls(**{field.name: MappingProxyType(dict(given.get(field.name) or {})) for field in fields(cls)})

    def key(self) -> tuple[frozenset[tuple[Any, Any]], ...]:
        """Return what equality compares."""
        return tuple(frozenset(getattr(self, field.name).items()) for field in fields(self))

    def as_keywords(self) -> dict[str, dict[Any, Any]]:
        """Return the annotations as keywords of `CID`."""
        return {field.name: dict(getattr(self, field.name)) for field in fields(self)}

    def kept_for(self, nodes: Iterable[str], edges: Iterable[Edge]) -> Annotations:
        """Return the annotations of these nodes and edges only."""
        known, linked = set(nodes), set(edges)
        of_nodes = {
            field.name: {node: note for node, note in getattr(self, field.name).items() if node in known}
            for field in fields(self)
            if field.name != "rationale"
        }
        rationale = {edge: why for edge, why in self.rationale.items() if edge in linked}
        return Annotations.of(**of_nodes, rationale=rationale)

    def with_notes(self, **changes: Mapping[Any, Any]) -> Annotations:
        """Return the annotations with these entries added or replaced."""
        merged = {what: MappingProxyType({**getattr(self, what), **notes}) for what, notes in changes.items()}
        return replace(self, **merged)

    def __getstate__(self) -> dict[str, Any]:
        # A mapping proxy cannot be pickled or deep-copied.
        return dict(self.as_keywords())

    def __setstate__(self, state: dict[str, Any]) -> None:
        for what, notes in state.items():
            object.__setattr__(self, what, MappingProxyType(notes))


def read_annotations(
    nodes: Mapping[str, int],
    edges: Iterable[Edge],
    problems: list[Problem],
    *,
    titles: Mapping[str, str] | None,
    descriptions: Mapping[str, str] | None,
    tags: Mapping[str, str | Iterable[str]] | None,
    steps: Mapping[str, int] | None,
    rationale: Mapping[Edge, str] | None,
) -> Annotations:
    """Return the annotations, and note every entry that names nothing or is of the wrong type."""
    everything = {"titles": titles, "descriptions": descriptions, "tags": tags, "steps": steps, "rationale": rationale}
    wrong = [what for what, given in everything.items() if given is not None and not isinstance(given, Mapping)]
    if wrong:
        problems += [Problem(f"{everything[what]!r} is no mapping", where=what, hint="Give a dict.") for what in wrong]
        return Annotations.of()
    for what, given, accept, allowed in (
        ("titles", titles, str, "a text"),
        ("descriptions", descriptions, str, "a text"),
        ("steps", steps, int, "a whole number"),
    ):
        problems += _node_problems(what, given or {}, nodes, accept, allowed)
    labels = _read_tags(tags or {}, nodes, problems)
    problems += _rationale_problems(rationale or {}, edges)
    return Annotations.of(titles=titles, descriptions=descriptions, tags=labels, steps=steps, rationale=rationale)


def _node_problems(
    what: str, given: Mapping[str, object], nodes: Mapping[str, int], accept: type, allowed: str
) -> list[Problem]:
    problems = []
    for node, value in given.items():
        if node not in nodes:
            problems.append(Problem(f"unknown node {node!r}", where=what, hint=did_you_mean(str(node), nodes)))
        elif not isinstance(value, accept) or isinstance(value, bool):
            problems.append(Problem(f"{value!r} for the node {node!r}", where=what, hint=f"Give {allowed}."))
    return problems


def _read_tags(
    given: Mapping[str, str | Iterable[str]], nodes: Mapping[str, int], problems: list[Problem]
) -> dict[str, tuple[str, ...]]:
    kept = {}
    for node, labels in given.items():
        if node not in nodes:
            problems.append(Problem(f"unknown node {node!r}", where="tags", hint=did_you_mean(str(node), nodes)))
            continue
        listed = [labels] if isinstance(labels, str) else list(labels) if isinstance(labels, Iterable) else [labels]
        wrong = [label for label in listed if not isinstance(label, str) or not label]
        if wrong:
            hint = "Tags are non-empty strings."
            problems.append(Problem(f"{wrong[0]!r} for the node {node!r}", where="tags", hint=hint))
        elif listed:
            kept[node] = tuple(dict.fromkeys(str(label) for label in listed))
    return kept


def _rationale_problems(given: Mapping[Edge, str], edges: Iterable[Edge]) -> list[Problem]:
    if not given:
        return []
    known = set(edges)
    problems = []
    for edge, why in given.items():
        if edge not in known:
            arrows = [f"{source} -> {target}" for source, target in known]
            wanted = " -> ".join(map(str, edge)) if isinstance(edge, tuple) else str(edge)
            problems.append(
                Problem(f"there is no edge {wanted}", where="rationale", hint=did_you_mean(wanted, sorted(arrows)))
            )
        elif not isinstance(why, str):
            problems.append(
                Problem(f"{why!r} for the edge {edge[0]} -> {edge[1]}", where="rationale", hint="Give a text.")
            )
    return problems
