"""The mechanisms that a module or a class declares by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, ModuleType
from typing import Any

from .declarations import Chance, Decision, NoisyCopy, Structural, Utility
from .labelled import is_labelled


def declared_in(namespace: ModuleType | type) -> dict[str, Any]:
    """Return the mechanisms by name, in order of declaration, those of base classes first.

    Names that begin with an underscore, functions from elsewhere and what could be no mechanism are passed over.

    >>> class Coin:
    ...     def toss(): return {"heads": 0.5, "tails": 0.5}
    ...     def guess_is_right(toss, _bias=0.1): return toss == "heads"
    >>> list(declared_in(Coin))
    ['toss', 'guess_is_right']
    """
    if isinstance(namespace, ModuleType):
        found = dict(vars(namespace))
        home: str | None = namespace.__name__
    else:
        found, home = {}, None
        for base in reversed(namespace.__mro__):
            found.update({} if base is object else vars(base))
    plain = {name: given.__func__ if isinstance(given, staticmethod) else given for name, given in found.items()}
    return {name: given for name, given in plain.items() if not name.startswith("_") and _is_mechanism(given, home)}


def _is_mechanism(given: Any, home: str | None) -> bool:
    if isinstance(given, FunctionType):
        return home is None or given.__module__ == home
    if isinstance(given, type):
        return False
    return isinstance(given, (Chance, Decision, NoisyCopy, Structural, Utility, Mapping)) or is_labelled(given)
