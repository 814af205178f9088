"""A value as nested tuples, deep enough to see whether anything in it was changed."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import networkx
import numpy as np

# What a value keeps to answer faster the next time; it is no part of what the value says.
CACHES = frozenset({"_memo"})


def freeze(value: Any, _above: tuple[int, ...] = ()) -> Any:
    """Return nested tuples that are equal exactly when nothing reachable from the value has changed.

    Functions, classes and modules stand for themselves; so does whatever the value reaches a second time on the way
    down. Order counts, also in a dict: nobody may reorder an argument either.
    """
    if isinstance(value, str | bytes | int | float | complex | PurePath | None | type):
        return (type(value).__name__, value)
    if id(value) in _above:
        return ("again", type(value).__name__)
    above = (*_above, id(value))
    if isinstance(value, Mapping):
        return (_kind(value), tuple((freeze(key, above), freeze(item, above)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return (_kind(value), tuple(freeze(item, above) for item in value))
    if isinstance(value, set | frozenset):
        return (_kind(value), frozenset(freeze(item, above) for item in value))
    if isinstance(value, np.ndarray):
        content = freeze(value.tolist(), above) if value.dtype.hasobject else value.tobytes()
        return (_kind(value), value.shape, str(value.dtype), content)
    if isinstance(value, np.random.Generator):
        return (_kind(value), freeze(value.bit_generator.state, above))
    if isinstance(value, networkx.Graph):
        parts = (value.graph, list(value.nodes(data=True)), list(value.edges(data=True)))
        return (_kind(value), freeze(parts, above))
    if _kind(value).startswith("pandas."):
        return (_kind(value), freeze(value.reset_index().to_dict(), above))
    return (_kind(value), _attributes(value, above))


def _kind(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _attributes(value: Any, above: tuple[int, ...]) -> Any:
    if callable(value) and not dataclasses.is_dataclass(value):
        return ("itself", id(value))
    names = set(getattr(value, "__dict__", ()))
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        names.update([slots] if isinstance(slots, str) else slots)
    kept = sorted(
        name
        for name in names - CACHES - {"__dict__", "__weakref__"}
        if hasattr(value, name) and not isinstance(getattr(type(value), name, None), functools.cached_property)
    )
    if not names:
        return ("itself", id(value))
    return tuple((name, freeze(getattr(value, name), above)) for name in kept)
