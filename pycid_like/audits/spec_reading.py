"""Documents to specs, with every problem at its line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..documents import Document, TreePath, read_source, structure_problems, version_problem
from ..errors import InvalidSpec
from .contract import Contract, Selection
from .schema import spec_model
from .spec import VERSION_KEY, VERSIONS, Spec


def load_spec(source: str | os.PathLike[str] | bytes | Mapping[str, Any], *, format: str | None = None) -> Spec:
    """Return the safety spec in a YAML or JSON file, or in a text or mapping of the same shape.

    A str with a line break or with ``{`` at its beginning is a text, any other the path of a file, whose suffix says
    the format. Raises `UnreadableDocument` for what cannot be read and `InvalidSpec` for what is no spec, with all
    problems and their lines.

    >>> load_spec({"pycid_like_spec": 1, "contracts": [{"forbid": "ici", "on": {"tag": "user-values"}}]}).contracts[0].id
    'forbid-ici-user-values'
    """
    document = read_source(source, format=format)
    version = version_problem(document, VERSION_KEY, VERSIONS)
    if version is not None:
        if isinstance(document.tree, dict) and "pycid_like" in document.tree:
            version = replace(version, hint="This is a design file: load() reads it.")
        raise InvalidSpec([version], subject=document.source)
    problems = structure_problems(document, spec_model())
    if problems:
        raise InvalidSpec(problems, subject=document.source)
    try:
        return spec_from_document(document)
    except InvalidSpec as error:
        raise InvalidSpec(error.problems, subject=document.source) from None


def spec_from_document(document: Document, under: TreePath = ()) -> Spec:
    """Return the spec in the part of a document at `under`, whose structure was found right.

    Raises `InvalidSpec` for ids that stand twice.
    """
    tree = document.tree
    for step in under:
        tree = tree[step]
    contracts = tuple(
        _contract(entry, document, (*under, "contracts", position)) for position, entry in enumerate(tree["contracts"])
    )
    return Spec(contracts, tree.get("name"), tree.get("description"))


def _contract(entry: Mapping[str, Any], document: Document, path: TreePath) -> Contract:
    mode = "forbid" if "forbid" in entry else "require"
    return Contract(
        mode,
        _many(entry[mode]),
        _selection(entry["on"]),
        decision=entry.get("decision"),
        agent=entry.get("agent"),
        severity=entry.get("severity", "error"),
        reason=entry.get("reason"),
        remedy=entry.get("remedy"),
        id=entry.get("id") or "",
        place=document.place(path),
    )


def _selection(on: str | list[str] | Mapping[str, Any]) -> Selection:
    if isinstance(on, Mapping):
        by = next(way for way in ("node", "tag", "kind") if way in on)
        return Selection(by, _many(on[by]), bool(on.get("optional", False)))
    return Selection("all") if on == "all" else Selection("node", _many(on))


def _many(names: str | list[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
