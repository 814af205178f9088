"""Where the reader of a model section notes what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..documents import MOST_PROBLEMS, Document, TreePath
from ..errors import Problem


class Wrong(Exception):
    """A part of the section with problems, which are noted already."""


@dataclass
class Notes:
    """The problems found so far in a document."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def note(self, path: TreePath, message: str, hint: str | None = None, *, at_key: bool = False) -> None:
        """Note a problem of the part at `path`; of very many the first are enough."""
        if len(self.problems) <= 2 * MOST_PROBLEMS:
            self.problems.append(self.document.problem(path, message, hint, at_key=at_key))

    def wrong(self, path: TreePath, message: str, hint: str | None = None) -> Wrong:
        """Note a problem and return the exception to raise."""
        self.note(path, message, hint)
        return Wrong()

    def stop_if_more_than(self, before: int) -> None:
        """Raise where problems were noted since there were `before`."""
        if len(self.problems) > before:
            raise Wrong
