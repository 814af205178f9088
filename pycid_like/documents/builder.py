"""Builds the tree and notes the places, whatever the format; here the limits are kept and duplicates are found."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import Problem, UnreadableDocument, did_you_mean
from .document import Document, Place, Tree, TreePath
from .limits import Limits


@dataclass
class _Frame:
    """A mapping or list that is still open. `key` is None in a list and before a mapping's next key."""

    container: dict[str, Tree] | list[Tree]
    path: TreePath
    anchor: str | None
    values_before: int
    key: str | None = None
    dropped: bool = False


@dataclass
class _Anchor:
    """A value that aliases may stand for, with how many values it holds, nested aliases expanded."""

    value: Tree
    size: int


@dataclass
class TreeBuilder:
    """Takes a document part by part in reading order; breaking a limit raises at once, before memory is spent.

    What is wrong but leaves the rest readable (duplicate keys, tags) is collected in `problems`.
    """

    limits: Limits
    problems: list[Problem] = field(default_factory=list)
    _stack: list[_Frame] = field(default_factory=list)
    _places: dict[TreePath, Place] = field(default_factory=dict)
    _key_places: dict[TreePath, Place] = field(default_factory=dict)
    _anchors: dict[str, _Anchor] = field(default_factory=dict)
    _root: Tree = None
    _values: int = 0
    _aliased: int = 0

    def open(self, container: dict[str, Tree] | list[Tree], place: Place, anchor: str | None = None) -> None:
        """Begin a mapping or a list (given empty)."""
        if len(self._stack) >= self.limits.depth:
            raise UnreadableDocument([_at(place, f"nested deeper than {self.limits.depth} levels", "Flatten it.")])
        before = self._values
        path, dropped = self._put(container, place)
        self._stack.append(_Frame(container, path, anchor, before, dropped=dropped))

    def close(self) -> None:
        """End the mapping or list that was begun last."""
        frame = self._stack.pop()
        if frame.anchor is not None:
            self._anchors[frame.anchor] = _Anchor(frame.container, self._values - frame.values_before)

    def key(self, name: str, place: Place) -> None:
        """Take a key of the mapping that is open; its value follows."""
        frame = self._stack[-1]
        frame.key = name
        path = (*frame.path, name)
        if name not in frame.container:
            if not frame.dropped:
                self._key_places[path] = place
            return
        first = self._key_places.get(path)
        if first is not None and not frame.dropped:
            hint = f"It stood first in line {first.line}. Keep one of them."
            self.problems.append(_at(place, f"duplicate key {name!r}", hint))

    def scalar(self, value: Tree, place: Place, anchor: str | None = None) -> None:
        """Take a text, number, truth value or null."""
        self._put(value, place)
        if anchor is not None:
            self._anchors[anchor] = _Anchor(value, 1)

    def alias(self, name: str, place: Place) -> None:
        """Put a copy of an anchored value where an alias stands, after counting what that would make."""
        if any(frame.anchor == name for frame in self._stack):
            raise UnreadableDocument(
                [_at(place, f"the alias *{name} stands inside &{name}", "A value cannot hold itself.")]
            )
        if name not in self._anchors:
            raise UnreadableDocument([_at(place, f"unknown alias *{name}", did_you_mean(name, self._anchors))])
        found = self._anchors[name]
        self._aliased += found.size
        if self._aliased > self.limits.aliased:
            message = f"the aliases stand for more than {self.limits.aliased} values; they are not expanded"
            raise UnreadableDocument([_at(place, message, "Write the values out, or use fewer aliases.")])
        self._copy(found.value, place)

    def document(self, format: str, source: str | None) -> Document:
        """Return what was built; the problems collected on the way are raised here."""
        if self.problems:
            raise UnreadableDocument(self.problems, subject=source)
        return Document(self._root, format, source, self._places, self._key_places)

    def _copy(self, value: Tree, place: Place) -> None:
        if isinstance(value, dict):
            self.open({}, place)
            for name, item in value.items():
                self.key(name, place)
                self._copy(item, place)
            self.close()
        elif isinstance(value, list):
            self.open([], place)
            for item in value:
                self._copy(item, place)
            self.close()
        else:
            self.scalar(value, place)

    def _put(self, value: Tree, place: Place) -> tuple[TreePath, bool]:
        """Hang a value into what is open and return its path, and whether it is dropped as a duplicate."""
        self._values += 1
        if self._values > self.limits.values:
            raise UnreadableDocument([_at(place, f"more than {self.limits.values} values", "Split the document.")])
        path: TreePath = ()
        dropped = False
        if not self._stack:
            self._root = value
        else:
            frame = self._stack[-1]
            dropped = frame.dropped
            if isinstance(frame.container, list):
                path = (*frame.path, len(frame.container))
                frame.container.append(value)
            else:
                name = frame.key or ""
                path = (*frame.path, name)
                dropped = dropped or name in frame.container
                frame.container.setdefault(name, value)
        if not dropped:
            self._places[path] = place
        return path, dropped


def _at(place: Place, message: str, hint: str | None = None) -> Problem:
    return Problem(message, hint=hint, line=place.line, column=place.column)
