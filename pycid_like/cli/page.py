"""What a command prints, laid out for where it goes: plain text for a pipe or file, colour and tables for a person."""

from __future__ import annotations

import os
import sys
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

#: The kind of a line -> its look on a terminal. Every kind says in words what its colour says.
_LOOKS = {
    "error": "bold red",
    "broken": "bold red",
    "warning": "bold yellow",
    "undetermined": "bold yellow",
    "unknown": "yellow",
    "note": "bold blue",
    "met": "green",
    "heading": "bold",
    "yes": "bold magenta",
    "no": "green",
    "faint": "dim",
    "-": "dim",
}


#: Signs without a look of their own that scripts and emoji need.
_JOINERS = frozenset("\u200c\u200d")


class Page(ABC):
    """Something to print on, from top to bottom."""

    @abstractmethod
    def line(self, text: str = "", look: str = "") -> None:
        """Print a line; `look` is a kind of line, such as "error" or "met"."""

    @abstractmethod
    def prose(self, text: str) -> None:
        """Print a paragraph, wrapped at words."""

    @abstractmethod
    def details(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Print names and texts, indented, the texts below each other."""

    @abstractmethod
    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table; cells that are kinds of lines (yes, no ...) look like them."""


class PlainPage(Page):
    """Lines of text without colour and without wrapping, the same wherever they are printed.

    >>> page = PlainPage()
    >>> page.table(["node", "ICI"], [["posts", "-"], ["opinions", "yes"]])
    >>> page.details([("path", "posts -> opinions")])
    >>> print(page.text)
    node      ICI
    posts     -
    opinions  yes
      path:  posts -> opinions
    """

    def __init__(self) -> None:
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        """Everything printed so far, without a line break at its end."""
        return "\n".join(self._lines)

    def line(self, text: str = "", look: str = "") -> None:  # noqa: ARG002  # looks are for terminals
        """Print a line."""
        self._lines.append(visible(text))

    def prose(self, text: str) -> None:
        """Print a paragraph in lines of about a hundred characters."""
        self._lines += textwrap.wrap(one_line(text), 100)

    def details(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Print names and texts, a pair a line."""
        wide = max((len(name) for name, _ in pairs), default=0)
        self._lines += [f"  {name + ':':<{wide + 1}}  {one_line(text)}" for name, text in pairs]

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table in aligned columns, as wide as it needs to be."""
        cells = [[one_line(cell) for cell in row] for row in (headings, *rows)]
        wide = [max(len(row[place]) for row in cells) for place in range(len(headings))]
        self._lines += ["  ".join(map(str.ljust, row, wide)).rstrip() for row in cells]


class RichPage(Page):
    """A terminal: colour (none where NO_COLOR is set), texts wrapped at its width, ruled tables."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str = "", look: str = "") -> None:
        """Print a line, its first word coloured where it names its kind."""
        from rich.padding import Padding
        from rich.text import Text

        text = visible(text)
        kind = text.partition(":")[0]
        styled = Text(text.lstrip(), style="" if kind in _LOOKS else _LOOKS.get(look, ""))
        if kind in _LOOKS:
            styled.stylize(_LOOKS[kind], 0, len(kind) + 1)
        # What is indented stays so where it is wrapped.
        indent = len(text) - len(text.lstrip())
        self._console.print(Padding(styled, (0, 0, 0, indent), expand=False) if indent else styled)

    def prose(self, text: str) -> None:
        """Print a paragraph as wide as the terminal, a hundred characters at most."""
        from rich.text import Text

        self._console.print(Text(one_line(text)), width=min(self._console.width, 100))

    def details(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Print names and texts in two columns, the texts wrapped within theirs."""
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in pairs:
            grid.add_row(Text(name), Text(one_line(text)))
        self._console.print(Padding(grid, (0, 0, 0, 2), expand=False))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table with a rule below its headings, in pieces where it is too wide; each has the first column."""
        cells = [[one_line(cell) for cell in row] for row in (headings, *rows)]
        for number, columns in enumerate(self._pieces(cells)):
            if number:
                self._console.print()
            self._print_columns([[row[column] for column in columns] for row in cells])

    def _pieces(self, cells: Sequence[Sequence[str]]) -> Iterator[list[int]]:
        """Yield the columns of each piece: the first, which may be wrapped, and as many others as fit beside it."""
        wide = [max(len(row[place]) for row in cells) + 2 for place in range(len(cells[0]))]
        room = self._console.width - min(wide[0], max(20, self._console.width // 3))
        piece, used = [0], 0
        for place in range(1, len(wide)):
            if used + wide[place] > room and len(piece) > 1:
                yield piece
                piece, used = [0], 0
            piece.append(place)
            used += wide[place]
        yield piece

    def _print_columns(self, cells: Sequence[Sequence[str]]) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold", padding=(0, 1))
        for heading in cells[0]:
            table.add_column(Text(heading), overflow="fold")
        for row in cells[1:]:
            table.add_row(*(Text(cell, style=_LOOKS.get(cell, "")) for cell in row))
        self._console.print(table)


def one_line(text: str) -> str:
    r"""Return a text without line breaks, and with control signs that a terminal would obey made visible.

    >>> one_line("two\n  lines \x1b[31m")
    'two lines \\x1b[31m'
    """
    return visible(" ".join(text.split()))


def visible(text: str) -> str:
    """Return a line with control signs made visible: a title from a stranger's file must not steer a terminal."""
    return "".join(sign if sign.isprintable() or sign in _JOINERS else repr(sign)[1:-1] for sign in text)


def is_terminal() -> bool:
    """Return whether a person reads standard output, in a terminal that can do more than print."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def terminal_page() -> RichPage:
    """Return the page that is the terminal at standard output."""
    from rich.console import Console

    return RichPage(Console(file=sys.stdout, highlight=False, markup=False, emoji=False))
