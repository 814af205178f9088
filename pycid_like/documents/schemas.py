"""JSON schemas of documents: made from the pydantic models, for editors and for the nearest right key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .document import TreePath

if TYPE_CHECKING:
    from pydantic import BaseModel, ConfigDict

#: How every model of a file is configured: no unknown keys, no conversion of one type into another.
STRICT: ConfigDict = {"extra": "forbid", "strict": True}

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def by_shape(expected: str) -> Any:
    """Return a pydantic discriminator that tells texts, lists and mappings apart, and says what is `expected`.

    The branches of the union carry the tags ``#text``, ``#list`` and ``#mapping``: no key of a file, so that they can
    be taken out of locations again.
    """
    from pydantic import Discriminator

    return Discriminator(_shape, custom_error_type="shape", custom_error_message=f"{expected} expected")


def left_out(description: str) -> Any:
    """Return a pydantic field that may be left out; a null in its place is refused."""
    from pydantic import Field

    return Field(None, description=description)


def _shape(value: object) -> str | None:
    return {"str": "#text", "list": "#list", "dict": "#mapping"}.get(type(value).__name__)


def published_schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    """Return the JSON schema of a model as it is published: without the titles and null defaults that say nothing.

    >>> from pydantic import BaseModel
    >>> class Point(BaseModel):
    ...     width: int = None
    >>> published_schema(Point, "a point")["properties"]
    {'width': {'type': 'integer'}}
    """
    schema = _without_noise(model.model_json_schema())
    return {"$schema": _DIALECT, "title": title, **schema}


def _without_noise(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without generated titles and null defaults; names of properties are left alone."""
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        # Versions of pydantic differ in whether they repeat a constant as an enum of one, and in whether they state
        # constraints on keys that the reader checks itself.
        repeated = key == "propertyNames" or (key == "enum" and "const" in schema)
        if repeated or (key == "title" and isinstance(value, str)) or (key == "default" and value is None):
            continue
        if key in {"properties", "$defs"}:
            kept[key] = {name: _without_noise(inner) for name, inner in value.items()}
        elif isinstance(value, dict):
            kept[key] = _without_noise(value)
        elif isinstance(value, list):
            kept[key] = [_without_noise(inner) if isinstance(inner, dict) else inner for inner in value]
        else:
            kept[key] = value
    return kept


def known_keys(schema: Mapping[str, Any], path: TreePath) -> list[str]:
    """Return the keys that a JSON schema allows in the mapping at `path`.

    >>> known_keys({"properties": {"a": {"properties": {"b": {}, "c": {}}}}}, ("a",))
    ['b', 'c']
    """
    branches = [schema]
    for step in path:
        branches = [inner for branch in branches for inner in _step(schema, branch, step)]
    return list(dict.fromkeys(key for b in _branches(schema, branches) for key in b.get("properties", {})))


def _step(schema: Mapping[str, Any], branch: Mapping[str, Any], step: str | int) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for choice in _branches(schema, [branch]):
        if isinstance(step, int):
            inner = choice.get("items")
        else:
            inner = choice.get("properties", {}).get(step, choice.get("additionalProperties"))
        if isinstance(inner, dict):
            found.append(inner)
    return found


def _branches(schema: Mapping[str, Any], branches: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the branches with references followed and alternatives taken apart."""
    found: list[Mapping[str, Any]] = []
    for branch in branches:
        if "$ref" in branch:
            found += _branches(schema, [schema["$defs"][branch["$ref"].rsplit("/", 1)[-1]]])
        elif "anyOf" in branch or "oneOf" in branch:
            found += _branches(schema, branch.get("anyOf", branch.get("oneOf", [])))
        else:
            found.append(branch)
    return found
