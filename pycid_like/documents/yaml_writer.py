"""A plain tree to YAML as a person would write it: short mappings on one line, stories as blocks, order kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from .document import Tree

_WIDTH = 110

# A simple key may not be longer than 1024 characters in YAML; beyond, the key is written with '? '.
_LONGEST_SIMPLE_KEY = 900

# Deliberately narrow: what is not surely read back as the same text, by YAML 1.1 readers too, is quoted.
_PLAIN = re.compile(r"[^\W\d](?:[ ]?[\w./()+*'→>-])*\Z")
_PLAIN_IN_BLOCK = re.compile(r"[^\W\d](?:[ ]?[\w./()+*'→>,;?!-])*\Z")
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"])
_UNPRINTABLE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
_BREAKING = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_LITERAL = re.compile(f"[^\\s{_BREAKING}][^{_BREAKING}]*\\Z")


def yaml_text(tree: Tree) -> str:
    r"""Return a tree as YAML text that reads back as an equal tree.

    >>> print(yaml_text({"nodes": {"O": {"kind": "chance"}, "no": {}}, "edges": ["O -> M"], "story": "One.\nTwo.\n"}), end="")
    nodes:
      O: {kind: chance}
      "no": {}
    edges:
      - O -> M
    story: |
      One.
      Two.
    """
    if isinstance(tree, (dict, list)) and tree:
        return "\n".join(_block(tree, "", 0)) + "\n"
    return f"{_flow(tree)}\n"


def _block(tree: dict[str, Tree] | list[Tree], indent: str, depth: int) -> Iterator[str]:
    if isinstance(tree, list):
        for item in tree:
            yield from _list_item(item, indent, depth)
        return
    for key, value in tree.items():
        name = _scalar(key, in_flow=False)
        if len(name) > _LONGEST_SIMPLE_KEY:
            yield f"{indent}? {name}"
            name = ""
        yield from _value(f"{indent}{name}:", value, indent, depth)


def _list_item(item: Tree, indent: str, depth: int) -> Iterator[str]:
    if isinstance(item, (dict, list)) and item and _one_line(item, len(indent) + 2, depth + 1) is None:
        # The first line of the inner block stands behind the dash.
        lines = list(_block(item, indent + "  ", depth + 1))
        yield f"{indent}- {lines[0][len(indent) + 2 :]}"
        yield from lines[1:]
    else:
        yield from _value(f"{indent}-", item, indent, depth)


def _value(head: str, value: Tree, indent: str, depth: int) -> Iterator[str]:
    """Yield a value behind its key or dash."""
    if isinstance(value, str) and "\n" in value and _LITERAL.match(value) and not value.endswith("\n\n"):
        yield f"{head} {'|' if value.endswith(chr(10)) else '|-'}"
        for line in value.removesuffix("\n").split("\n"):
            yield f"{indent}  {line}" if line else ""
        return
    flat = _one_line(value, len(head) + 1, depth + 1)
    if flat is not None:
        yield f"{head} {flat}"
        return
    yield head
    yield from _block(value, indent + "  ", depth + 1)


def _one_line(value: Tree, used: int, depth: int) -> str | None:
    """Return a value on one line, None where it is better written as a block."""
    if not isinstance(value, (dict, list)):
        return _scalar(value, in_flow=False)
    if not value:
        return _flow(value)
    # What stands directly under a top-level key is always a block: one node, edge or contract a line.
    if depth < 2 or not _is_flat(value):
        return None
    line = _flow(value)
    return line if used + len(line) <= _WIDTH else None


def _is_flat(value: Tree) -> bool:
    """Return whether a value reads well on one line: no text of several lines, no list of mappings within."""
    if isinstance(value, dict):
        return all(_is_flat(inner) for inner in value.values())
    if isinstance(value, list):
        return not any(isinstance(item, dict) for item in value) and all(_is_flat(item) for item in value)
    return not (isinstance(value, str) and "\n" in value)


def _flow(value: Tree) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_scalar(k, in_flow=True)}: {_flow(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(item) for item in value)}]"
    return _scalar(value, in_flow=True)


def _scalar(value: str | int | float | bool | None, *, in_flow: bool) -> str:
    if not isinstance(value, str):
        return json.dumps(value, allow_nan=False)
    pattern = _PLAIN if in_flow else _PLAIN_IN_BLOCK
    if pattern.match(value) and value.casefold() not in _WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)
