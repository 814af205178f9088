"""A path in words: the titles of its nodes, with each arrow in the direction in which it points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .cid import CID


@dataclass(frozen=True)
class Stop:
    """A node of a path: `arrow` leads to it from the one before, "->" or "<-"; empty for the first.

    `is_hypothetical` where the diagram has no such link: value of information asks what it would bring.
    """

    node: str
    title: str
    arrow: str = ""
    is_hypothetical: bool = False


def stops(cid: CID, path: Sequence[str]) -> tuple[Stop, ...]:
    """Return the stops of a path, whose edges may point either way.

    >>> cid = CID([("O", "M"), ("O", "I"), ("I", "U")], utilities="U")
    >>> [(stop.arrow, stop.node) for stop in stops(cid, ["M", "O", "I"])]
    [('', 'M'), ('<-', 'O'), ('->', 'I')]
    """
    found = [Stop(node, cid.title(node)) for node in path[:1]]
    for one, other in pairwise(path):
        backwards = other in cid.parents(one)
        is_there = backwards or one in cid.parents(other)
        found.append(Stop(other, cid.title(other), "<-" if backwards else "->", not is_there))
    return tuple(found)


def path_text(cid: CID, path: Sequence[str]) -> str:
    """Return a path as one line of titles and arrows.

    >>> path_text(CID([("O", "M"), ("O", "I")], utilities="I", titles={"I": "clicks"}), ["M", "O", "I"])
    'M <- O -> clicks'
    """
    return " ".join(word for stop in stops(cid, path) for word in (stop.arrow, stop.title) if word)
