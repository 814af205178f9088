"""The public interface as text: every name with its signature, every public member of every public class.

Write the snapshot anew after a change that is meant:

    python -m tests.house.public_api > tests/house/public_api.txt
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.house.source import PACKAGE

SNAPSHOT = Path(__file__).with_name("public_api.txt")

# A submodule that is public on purpose: `pcl.gallery.get("content_recommender")`.
PUBLIC_SUBMODULES = frozenset({"gallery"})


def describe(package: ModuleType) -> str:
    """Return the interface that `package.__all__` promises, sorted, one line a name or member."""
    return "\n".join(line for name in sorted(package.__all__) for line in _lines(name, getattr(package, name))) + "\n"


def submodule_offences(names: list[str], package: Path = PACKAGE) -> list[str]:
    """Return the public names that are submodules too: `from package import name` would mean one or the other."""
    return [
        f"{name} is public and a submodule as well: rename one of them"
        for name in sorted(names)
        if name not in PUBLIC_SUBMODULES and ((package / f"{name}.py").exists() or (package / name).is_dir())
    ]


def public_functions(package: ModuleType) -> list[str]:
    """Return the names of the public functions, sorted."""
    return sorted(name for name in package.__all__ if inspect.isroutine(getattr(package, name)))


def docstring_offences(package: ModuleType) -> list[str]:
    """Return the public functions and classes whose docstring is missing or shows no example that runs."""
    offences = []
    for name in sorted(package.__all__):
        value = getattr(package, name)
        if not (inspect.isroutine(value) or inspect.isclass(value)):
            continue
        # A class without a docstring would inherit one, and a dataclass would get a generated one.
        text = value.__doc__ if not inspect.isclass(value) else value.__dict__.get("__doc__")
        if not text or text.startswith(f"{name}("):
            offences.append(f"{name} has no docstring")
        elif ">>>" not in text:
            offences.append(f"{name} shows no example (>>>) in its docstring")
    return offences


def _lines(name: str, value: Any) -> Iterator[str]:
    if inspect.isclass(value):
        yield from _class_lines(name, value)
    elif inspect.isroutine(value):
        yield f"def {name}{_signature(value)}"
    elif isinstance(value, ModuleType):
        yield f"module {name}: {', '.join(sorted(getattr(value, '__all__', [])))}"
    else:
        yield f"{name}: {type(value).__name__}"


def _class_lines(name: str, kind: type) -> Iterator[str]:
    bases = ", ".join(base.__name__ for base in kind.__bases__ if base is not object)
    head = f"class {name}({bases})" if bases else f"class {name}"
    if issubclass(kind, enum.Enum):  # how an enum is called differs between versions of Python; its members do not
        members = {member.name: member.value for member in kind}
        head += f": {', '.join(f'{member} = {value!r}' for member, value in members.items())}"
    else:
        members = {}
        head += f": {_signature(kind.__dict__['__init__'])}" if "__init__" in kind.__dict__ else ""
    yield head
    fields = {field.name: field.type for field in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else {}
    for member in sorted({*kind.__dict__, *fields} - {*members}):
        if not member.startswith("_"):
            label = f"    {name}.{member}"
            yield f"{label}: {fields[member]}" if member in fields else _member_line(label, kind.__dict__[member])


def _member_line(label: str, member: Any) -> str:
    if isinstance(member, classmethod | staticmethod):
        return f"{label}{_signature(member.__func__)}  [{type(member).__name__}]"
    if isinstance(member, property | functools.cached_property):  # first: a cached property counts as a routine
        getter = member.fget if isinstance(member, property) else member.func
        return f"{label}: {getattr(getter, '__annotations__', {}).get('return', '?')}"
    if inspect.isroutine(member):
        return f"{label}{_signature(member)}"
    return f"{label} = {_without_address(repr(member))}"


class _Text(str):
    """An annotation that prints without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _signature(value: Any) -> str:
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return "(...)"
    given = [
        p if p.annotation is p.empty else p.replace(annotation=_Text(_annotation(p.annotation)))
        for p in found.parameters.values()
    ]
    result = found.return_annotation
    if result is not found.empty:
        result = _Text(_annotation(result))
    return _without_address(str(found.replace(parameters=given, return_annotation=result)))


def _annotation(value: Any) -> str:
    return value if isinstance(value, str) else inspect.formatannotation(value)


def _without_address(text: str) -> str:
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)


if __name__ == "__main__":
    import pycid_like

    sys.stdout.write(describe(pycid_like))
