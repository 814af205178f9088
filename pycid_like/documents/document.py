"""What a text document holds: a plain tree, and where in the text every part of it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from ..errors import Problem

#: None, bool, int, float, str, or lists and string-keyed dicts of these.
Tree: TypeAlias = Any

#: The keys and list positions that lead from the root to a part of a tree.
TreePath: TypeAlias = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[^\W\d]\w*\Z")


class Place(NamedTuple):
    """Where something stands in a text; lines and columns are counted from 1.

    >>> Place(3, 5).line
    3
    """

    line: int
    column: int


@dataclass(frozen=True)
class Document:
    r"""A plain tree of dicts, lists, texts, numbers, true, false and null, with the place of every key and value.

    `source` is what messages call the text (a path, mostly). A tree made in memory is a document without places.

    >>> from pycid_like.documents import read_text
    >>> document = read_text("nodes:\n  O: {kind: chance}\n", "yaml")
    >>> document.tree
    {'nodes': {'O': {'kind': 'chance'}}}
    >>> document.place(("nodes", "O", "kind")), document.key_place(("nodes", "O", "kind"))
    (Place(line=2, column=13), Place(line=2, column=7))
    """

    tree: Tree
    format: str | None = None
    source: str | None = None
    places: Mapping[TreePath, Place] = field(default_factory=dict, repr=False, compare=False)
    key_places: Mapping[TreePath, Place] = field(default_factory=dict, repr=False, compare=False)

    def place(self, path: TreePath) -> Place | None:
        """Return where the value at `path` stands, or the nearest part around it whose place is known."""
        for length in range(len(path), -1, -1):
            found = self.places.get(path[:length])
            if found is not None:
                return found
        return None

    def key_place(self, path: TreePath) -> Place | None:
        """Return where the key that leads to `path` stands; for list items, where the item stands."""
        return self.key_places.get(path) or self.place(path)

    def problem(self, path: TreePath, message: str, hint: str | None = None, *, at_key: bool = False) -> Problem:
        """Return a problem with the line, the column and the readable path of the part it is about."""
        place = self.key_place(path) if at_key else self.place(path)
        where = path_text(path) or None
        if place is None:
            return Problem(message, where=where, hint=hint)
        return Problem(message, where=where, hint=hint, line=place.line, column=place.column)


def path_text(path: TreePath) -> str:
    """Return a path in readable form; list positions are counted from 1.

    >>> path_text(("nodes", "influenced opinions", "tags", 0))
    "nodes.'influenced opinions'.tags[1]"
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += f"{'.' if text else ''}{step if _BARE_KEY.match(step) else repr(step)}"
    return text
