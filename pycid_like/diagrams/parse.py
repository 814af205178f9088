"""Edges written as text: ``O -> M -> P; O -> I``."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise

from ..errors import InvalidDiagram, Problem

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ARROW = re.compile(r"->|→")


def parse_edges(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    r"""Return (edges, names of nodes in order of appearance) of an edge text.

    Statements end with ``;`` or a line break; ``->`` or ``→`` chains nodes; ``A, B -> C`` gives C both parents; a lone
    name declares a node; ``#`` begins a comment. A name that holds any of these, or blanks at its ends, is written
    in double quotes, with ``\"`` for a quote and ``\\`` for a backslash.

    >>> parse_edges('O -> M -> P; O, P -> "I -> J"')
    ([('O', 'M'), ('M', 'P'), ('O', 'I -> J'), ('P', 'I -> J')], ['O', 'M', 'P', 'I -> J'])
    """
    edges: list[tuple[str, str]] = []
    names: dict[str, None] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        # Quoted names are taken out first, so that whatever they hold cannot be read as grammar.
        quoted: list[str] = []
        bare = _QUOTED.sub(partial(_keep, quoted), line)
        if '"' in bare:
            problems.append(Problem("a quote is never closed", line=number, hint='Close the name with ".'))
            continue
        for statement in bare.split("#", 1)[0].split(";"):
            if not statement.strip():
                continue
            groups = [[_name(word, quoted) for word in group.split(",")] for group in _ARROW.split(statement)]
            if any(not name for group in groups for name in group):
                shown = _restore(statement.strip(), quoted)
                problems.append(
                    Problem(f"a name is missing in {shown!r}", line=number, hint="Write 'A -> B', 'A, B -> C' or 'A'.")
                )
                continue
            names.update(dict.fromkeys(name for group in groups for name in group))
            for before, after in pairwise(groups):
                edges.extend((source, target) for source in before for target in after)
    if problems:
        raise InvalidDiagram(problems)
    return edges, list(names)


def _keep(quoted: list[str], match: re.Match[str]) -> str:
    quoted.append(re.sub(r"\\(.)", r"\1", match.group(1)))
    return f"\0{len(quoted) - 1}\0"


def _name(word: str, quoted: list[str]) -> str:
    return _restore(word.strip(), quoted)


def _restore(text: str, quoted: list[str]) -> str:
    return re.sub("\0(\\d+)\0", lambda match: quoted[int(match.group(1))], text)
