"""The rules on rooms: small files, small functions, no drawer for whatever has no place."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.source import functions, modules

MOST_LINES_IN_A_FILE = 300
MOST_LINES_IN_A_FUNCTION = 60
DRAWERS = frozenset({"utils", "util", "helpers", "helper", "misc", "common"})


def long_file_offences(package: Path, most: int = MOST_LINES_IN_A_FILE) -> list[str]:
    """Return every file of more than `most` lines."""
    lengths = [(module.name, len(module.text.splitlines())) for module in modules(package)]
    return [f"{name} has {length} lines, more than {most}: split it" for name, length in lengths if length > most]


def long_function_offences(package: Path, most: int = MOST_LINES_IN_A_FUNCTION) -> list[str]:
    """Return every function of more than `most` lines, its docstring not counted: examples are welcome."""
    offences = []
    for module in modules(package):
        for function in functions(module.tree):
            length = _lines_of(function) - _docstring_lines(function)
            if length > most:
                offences.append(
                    f"{module.name}:{function.lineno} {function.name}() has {length} lines, more than {most}"
                )
    return offences


def _lines_of(node: ast.stmt | ast.expr) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return _lines_of(function.body[0]) if ast.get_docstring(function) is not None else 0


def drawer_offences(package: Path) -> list[str]:
    """Return every module or folder called utils or the like: a helper lives with the noun that it serves."""
    return [
        f"{module.name} is a drawer: put each helper where the noun lives that it serves"
        for module in modules(package)
        if module.name.split(".")[-1] in DRAWERS
    ]
