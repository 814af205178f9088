"""A document against a pydantic model: its errors come back in our words, with lines and the nearest right names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..errors import Problem, did_you_mean, nearest
from .document import Document, Tree, TreePath
from .scalars import kind_of
from .schemas import known_keys

if TYPE_CHECKING:
    from pydantic import BaseModel

#: More problems than this are not shown: nobody reads on, and finding nearest names takes time.
MOST_PROBLEMS = 50
_MORE = Problem("there are more problems than shown here; mend these first")

# Beyond this, comparing a wrong name with every right one takes longer than it helps.
_MOST_CANDIDATES = 5_000

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "none_required": "nothing",
}


def structure_problems(document: Document, model: type[BaseModel], under: TreePath = ()) -> list[Problem]:
    r"""Return everything in which the part of a document at `under` differs from what `model` describes.

    Unknown keys and wrong words come with the nearest right one; problems are in the order of the file.

    >>> from pydantic import BaseModel, ConfigDict
    >>> from pycid_like.documents import read_text
    >>> class Point(BaseModel):
    ...     model_config = ConfigDict(extra="forbid", strict=True)
    ...     width: int
    ...     height: int
    >>> for problem in structure_problems(read_text("width: two\nheigth: 3", "yaml"), Point):
    ...     print(problem)
    line 1, column 1: missing key 'height'
    line 1, column 8, width: a whole number expected, found the text 'two'
    line 2, column 1, heigth: unknown key 'heigth'. Did you mean 'height'?
    """
    from pydantic import ValidationError

    try:
        model.model_validate(part_at(document.tree, under))
    except ValidationError as error:
        schema = model.model_json_schema()
        errors = error.errors(include_url=False)
        found = [_problem(document, schema, under, details) for details in errors[:MOST_PROBLEMS]]
        return in_file_order([*found, _MORE] if len(errors) > len(found) else found)
    return []


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in the order of the file, each once; of very many the first found, and a word that there are more.

    >>> [problem.line for problem in in_file_order([Problem("b", line=2), Problem("a", line=1), Problem("b", line=2)])]
    [1, 2]
    """
    unique = dict.fromkeys(islice(problems, 2 * MOST_PROBLEMS))
    kept = [problem for problem in unique if problem is not _MORE][:MOST_PROBLEMS]
    kept.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return kept if len(kept) == len(unique) else [*kept, _MORE]


def hint_among(name: str, candidates: Collection[str]) -> str:
    """Return `did_you_mean`, unless there are so many candidates that comparing with each would be slow.

    >>> hint_among("clciks", ["posts", "clicks"])
    "Did you mean 'clicks'?"
    """
    if len(candidates) > _MOST_CANDIDATES:
        return f"It is none of the {len(candidates)} there are."
    return did_you_mean(name, candidates)


def version_problem(document: Document, key: str, readable: Sequence[int]) -> Problem | None:
    """Return what is wrong with the schema version that stands under `key`, None where nothing is.

    >>> print(version_problem(Document({"pycid_like": 7}), "pycid_like", [1]))
    pycid_like: schema version 7 is not read by this version of the package, which reads: 1
    """
    if not isinstance(document.tree, dict):
        return document.problem((), f"a mapping with the key {key!r} expected, found {kind_of(document.tree)}")
    if key not in document.tree:
        near = nearest(key, [name for name in document.tree if isinstance(name, str)])
        hint = f"Did you mean {key!r} where {near!r} stands?" if near else f"Begin with '{key}: {readable[-1]}'."
        return document.problem((), f"missing key {key!r}, the version of the schema", hint)
    version = document.tree[key]
    if isinstance(version, int) and not isinstance(version, bool) and version in readable:
        return None
    reads = f"which reads: {', '.join(map(str, readable))}"
    shown = version if isinstance(version, int) and not isinstance(version, bool) else kind_of(version)
    return document.problem((key,), f"schema version {shown} is not read by this version of the package, {reads}")


def part_at(tree: Tree, path: TreePath) -> Tree:
    """Return the part of a tree that a path leads to."""
    for step in path:
        tree = tree[step]
    return tree


def _problem(document: Document, schema: Mapping[str, Any], under: TreePath, details: Mapping[str, Any]) -> Problem:
    kind = str(details["type"])
    path, at_key = _tree_path(document.tree, under, details["loc"])
    if kind == "missing":
        return document.problem(path, f"missing key {details['loc'][-1]!r}")
    if kind == "extra_forbidden":
        known = known_keys(schema, path[len(under) : -1])
        return document.problem(path, f"unknown key {path[-1]!r}", did_you_mean(str(path[-1]), known), at_key=True)
    value = path[-1] if at_key else part_at(document.tree, path)
    if kind in ("literal_error", "enum"):
        return _word_problem(document, path, value, details, at_key=at_key)
    if kind in _EXPECTED:
        quote = "Put it in quotes." if kind == "string_type" and isinstance(value, (int, float)) else None
        return document.problem(path, f"{_EXPECTED[kind]} expected, found {kind_of(value)}", quote, at_key=at_key)
    if kind == "string_too_short":
        return document.problem(path, "an empty name" if at_key else "an empty text", at_key=at_key)
    if kind in ("too_short", "too_long"):
        return document.problem(path, _length_message(kind, details["ctx"]))
    message = str(details["msg"]).removeprefix("Value error, ")
    return document.problem(path, f"{message}, found {kind_of(value)}" if "expected" in message else message)


def _length_message(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "too_long":
        return f"at most {context['max_length']} entries expected, found {context['actual_length']}"
    least, found = context["min_length"], context["actual_length"]
    return f"at least {least} {'entry' if least == 1 else 'entries'} expected, found {found or 'none'}"


def _word_problem(
    document: Document, path: TreePath, value: Tree, details: Mapping[str, Any], *, at_key: bool
) -> Problem:
    """Return the problem of a value that is none of the words allowed."""
    allowed = str(details["ctx"]["expected"])
    meant = nearest(value, _quoted(allowed)) if isinstance(value, str) else None
    hint = f"Did you mean {meant!r}?" if meant else None
    return document.problem(path, f"{allowed} expected, found {kind_of(value)}", hint, at_key=at_key)


def _quoted(text: str) -> list[str]:
    return text.split("'")[1::2]


def _tree_path(tree: Tree, under: TreePath, location: Sequence[str | int]) -> tuple[TreePath, bool]:
    """Return the path in the tree of a pydantic location, and whether the location means the key itself.

    Locations also name branches of unions, which are no part of the tree and are left out.
    """
    path, part = list(under), part_at(tree, under)
    for step in location:
        inside = step in part if isinstance(part, dict) else isinstance(part, list) and step in range(len(part))
        if inside:
            part = part[step]
        elif step == "[key]":
            return tuple(path), True
        else:
            continue
        path.append(step)
    return tuple(path), False
