"""Places in a process: a stem with a step relative to now, with a fixed step, or outside time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import Problem

_INDEXED = re.compile(r"(.+?)\s*\[([^\[\]]*)\]\s*", re.DOTALL)
_INDEX = re.compile(r"\s*(?:(t)\s*(?:([+-])\s*(\d{1,9}))?|(-?\d{1,9}))\s*")


@dataclass(frozen=True)
class Place:
    """A stem with a step relative to t (`S[t+1]`), with a fixed step (`S[1]`), or with none (`Theta`).

    >>> [str(read_place(name)) for name in ("S [ t + 1 ]", "S[t]", "S[2]", "Theta")]
    ['S[t+1]', 'S[t]', 'S[2]', 'Theta']
    """

    stem: str
    offset: int | None = None
    fixed: int | None = None

    @property
    def in_time(self) -> bool:
        """Whether the place has a step."""
        return self.offset is not None or self.fixed is not None

    def step(self, t: int) -> int | None:
        """Return the place's step where t is this step; None outside time."""
        return self.fixed if self.offset is None else t + self.offset

    def name(self, t: int) -> str:
        """Return the place's name where t is this step.

        >>> read_place("S[t+1]").name(3)
        'S[4]'
        """
        return named(self.stem, self.step(t))

    def __str__(self) -> str:
        if self.offset is None:
            return named(self.stem, self.fixed)
        return f"{self.stem}[t{self.offset:+d}]" if self.offset else f"{self.stem}[t]"


def named(stem: str, step: int | None) -> str:
    """Return the name of a stem at a step, or outside time.

    >>> named("S", 3), named("Theta", None)
    ('S[3]', 'Theta')
    """
    return stem if step is None else f"{stem}[{step}]"


def read_place(name: str) -> Place | Problem:
    """Return the place that a name stands for, or what is wrong with its index.

    >>> print(read_place("S[s+1]"))
    's+1' in 'S[s+1]' is no step. Write [t], [t+1], [t-1], or a fixed step such as [1].
    """
    indexed = _INDEXED.fullmatch(name)
    if indexed is None:
        return Place(name)
    stem, inside = indexed.groups()
    index = _INDEX.fullmatch(inside)
    if index is None:
        hint = "Write [t], [t+1], [t-1], or a fixed step such as [1]."
        return Problem(f"{inside!r} in {name!r} is no step", hint=hint)
    now, sign, distance, fixed = index.groups()
    if now is None:
        return Place(stem, fixed=int(fixed))
    return Place(stem, offset=int(f"{sign or '+'}{distance or 0}"))
