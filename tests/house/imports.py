"""What the modules of a package import, and where: at the top, inside a function, or for the type checker only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.source import Module, modules


@dataclass(frozen=True)
class Import:
    """One imported module. `target` is resolved as far as the package goes, `function` is None at module level."""

    importer: Module
    target: str
    line: int
    function: str | None
    for_types_only: bool

    @property
    def place(self) -> str:
        return f"{self.importer.name}:{self.line}"


def imports_of(package: Path) -> list[Import]:
    """Return every import statement's targets in the package, in order of module and line."""
    every = modules(package)
    names = {module.name for module in every}
    return [found for module in every for found in _in_module(module, names)]


def is_own(target: str, package: Path) -> bool:
    """Return whether the target is the package or lies in it."""
    return target.partition(".")[0] == package.name


def _in_module(module: Module, names: set[str]) -> Iterator[Import]:
    for node, function, typed in _statements(module.tree, None, for_types_only=False):
        for target in _targets(node, module, names):
            yield Import(module, target, node.lineno, function, typed)


def _statements(
    node: ast.AST, function: str | None, *, for_types_only: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, str | None, bool]]:
    for child in ast.iter_child_nodes(node):
        inside, typed = function, for_types_only
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, function, typed
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = child.name
        elif isinstance(child, ast.If) and _asks_for_type_checking(child.test):
            for statement in child.body:
                yield from _statements(ast.Module([statement], []), inside, for_types_only=True)
            for statement in child.orelse:
                yield from _statements(ast.Module([statement], []), inside, for_types_only=typed)
            continue
        yield from _statements(child, inside, for_types_only=typed)


def _asks_for_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _targets(node: ast.Import | ast.ImportFrom, module: Module, names: set[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        # One dot is the module's own folder, and a folder's __init__ is its own folder already.
        up = node.level - 1 if module.is_folder else node.level
        parts = module.name.split(".")
        base = ".".join([*parts[: len(parts) - up], *([base] if base else [])])
    # `from folder import module` reaches the module, not (only) the folder.
    return list(dict.fromkeys(f"{base}.{a.name}" if f"{base}.{a.name}" in names else base for a in node.names))
