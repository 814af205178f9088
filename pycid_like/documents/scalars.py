"""What an unquoted word of a document stands for: null, true, false, a number, or text."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from .limits import Limits

_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")


class Scalar(NamedTuple):
    """The value of a word, or what is wrong with it."""

    value: str | int | float | bool | None
    fault: str | None = None


def plain_scalar(word: str, limits: Limits) -> Scalar:
    """Return what an unquoted YAML word stands for, by the core schema of YAML 1.2.

    Only `true` and `false` are truth values: `yes`, `no`, `on` and `off` are text, as are dates.

    >>> from pycid_like.documents import DEFAULT_LIMITS
    >>> [plain_scalar(word, DEFAULT_LIMITS).value for word in ("no", "true", "~", "0x10", "1.50", "2026-01-01")]
    ['no', True, None, 16, 1.5, '2026-01-01']
    """
    if word in _NULL:
        return Scalar(None)
    if word in _TRUTH:
        return Scalar(_TRUTH[word])
    if _NO_NUMBER.match(word):
        return Scalar(None, f"{word} is no finite number")
    return number(word, limits) or Scalar(word)


def number(word: str, limits: Limits) -> Scalar | None:
    """Return the number a word stands for, None where it is none; too long and infinite ones are faults."""
    whole, based = _INTEGER.match(word), _BASED.match(word)
    if not (whole or based or _DECIMAL.match(word)):
        return None
    if len(word) > limits.digits:
        return Scalar(None, f"a number of {len(word)} characters; at most {limits.digits} are read")
    if whole or based:
        return Scalar(int(word, 10 if whole else 0))
    value = float(word)
    return Scalar(value) if math.isfinite(value) else Scalar(None, f"{word} is too large for a number")


def kind_of(value: object) -> str:
    """Return what a value of a tree is called in messages.

    >>> kind_of(1.0), kind_of("no"), kind_of([])
    ('the number 1.0', "the text 'no'", 'an empty list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {_shortened(repr(value))}"
    if isinstance(value, str):
        return f"the text {_shortened(repr(value))}"
    name = "list" if isinstance(value, list) else "mapping"
    return f"a {name}" if value else f"an empty {name}"


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]}...{text[-10:]}"
