"""How large a document may be: what is read must not be able to exhaust the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds within which a document is read; beyond any of them it is refused before the work is done.

    `size` in bytes, `depth` in levels of nesting, `values` in mappings, lists, texts and numbers together, `aliased`
    in values that YAML aliases stand for together (counted before any is expanded), `digits` in characters a number.

    >>> Limits(size=1_000).size
    1000
    """

    size: int = 10_000_000
    depth: int = 50
    values: int = 2_000_000
    aliased: int = 10_000
    digits: int = 400


DEFAULT_LIMITS = Limits()
