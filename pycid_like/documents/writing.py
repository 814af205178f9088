"""Trees to files, in the format that the suffix names."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from pathlib import Path

from ..errors import Problem, UnreadableDocument
from .document import Document, Tree, TreePath
from .reading import format_of
from .yaml_writer import yaml_text


def _json_text(tree: Tree) -> str:
    return json.dumps(tree, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


_WRITERS: dict[str, Callable[[Tree], str]] = {"yaml": yaml_text, "json": _json_text}


def document_text(tree: Tree, format: str) -> str:
    """Return a plain tree as text of format "yaml" or "json"; reading it gives an equal tree, in the same order.

    Raises `UnreadableDocument` for what could not be read back: infinite numbers, keys that are no texts, lone
    surrogates.

    >>> print(document_text({"edges": ["O -> M"]}, "yaml"), end="")
    edges:
      - O -> M
    """
    if format not in _WRITERS:
        raise UnreadableDocument([Problem(f"unknown format {format!r}", hint=f"There are: {', '.join(_WRITERS)}.")])
    problems: list[Problem] = []
    _check(tree, (), Document(tree), problems)
    if problems:
        raise UnreadableDocument(problems)
    return _WRITERS[format](tree)


def write_document(tree: Tree, path: str | os.PathLike[str]) -> None:
    """Write a plain tree to a file, whole or not at all: it is written beside the file and then moved over it."""
    text = document_text(tree, format_of(path))
    beside = Path(f"{os.fspath(path)}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        raise UnreadableDocument(
            [Problem(f"the file cannot be written: {error.strerror}")], subject=str(path)
        ) from None
    finally:
        beside.unlink(missing_ok=True)


def _check(tree: Tree, path: TreePath, document: Document, problems: list[Problem]) -> None:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if isinstance(key, str):
                _check(key, (*path, key), document, problems)
                _check(value, (*path, key), document, problems)
            else:
                problems.append(document.problem(path, f"the key {key!r} is no text"))
    elif isinstance(tree, list):
        for position, item in enumerate(tree):
            _check(item, (*path, position), document, problems)
    elif isinstance(tree, str):
        if any("\ud800" <= sign <= "\udfff" for sign in tree):
            problems.append(document.problem(path, "a text holds half a character (a lone surrogate)"))
    elif isinstance(tree, float):
        if not math.isfinite(tree):
            problems.append(document.problem(path, f"{tree} is no finite number"))
    elif tree is not None and not isinstance(tree, int):
        problems.append(document.problem(path, f"{tree!r} is no text, number, truth value, list or mapping"))
