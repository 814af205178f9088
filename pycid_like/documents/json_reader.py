"""JSON text to a document, by an own small reader: the standard one keeps no places and no duplicate keys."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from ..errors import Problem, UnreadableDocument
from .builder import TreeBuilder
from .document import Document, Place, Tree
from .limits import DEFAULT_LIMITS, Limits
from .scalars import number

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:{}\[\]\"]+")
_WORDS = {"null": None, "true": True, "false": False}
_STRINGS = json.JSONDecoder()


def read_json(text: str, limits: Limits = DEFAULT_LIMITS, source: str | None = None) -> Document:
    """Return the document that a JSON text holds.

    Raises `UnreadableDocument` with lines for broken syntax, duplicate keys, numbers that are not finite, and limits.

    >>> read_json('{"edges": [["O", "M"]]}').tree
    {'edges': [['O', 'M']]}
    """
    reader = _JsonReader(text, limits)
    try:
        reader.read()
    except UnreadableDocument as error:
        raise UnreadableDocument([*reader.builder.problems, *error.problems], subject=source) from None
    return reader.builder.document("json", source)


class _JsonReader:
    """One pass over the text without recursion, so that nesting cannot exhaust the stack."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.builder = TreeBuilder(limits)
        self.at = 0
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]

    def place(self, position: int) -> Place:
        line = bisect_right(self._starts, position)
        return Place(line, position - self._starts[line - 1] + 1)

    def read(self) -> None:
        """Read one value and see that nothing follows it."""
        ends: list[str] = []
        value_next = True
        while value_next or ends:
            value_next = self._value(ends) if value_next else self._item(ends)
        self._skip()
        if self.at < len(self.text):
            raise self._fault("the document has ended, and more follows", "A file holds one JSON value.")

    def _skip(self) -> str:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _value(self, ends: list[str]) -> bool:
        """Read a value, or the opening of one; return whether its first item comes next."""
        mark, place = self._skip(), self.place(self.at)
        if mark == '"':
            self.builder.scalar(self._string(), place)
            return False
        if mark not in {"{", "["}:
            self.builder.scalar(self._word(), place)
            return False
        end = "}" if mark == "{" else "]"
        self.builder.open({} if mark == "{" else [], place)
        self.at += 1
        if self._skip() == end:
            self.at += 1
            self.builder.close()
            return False
        ends.append(end)
        if end == "}":
            self._key()
        return True

    def _item(self, ends: list[str]) -> bool:
        """Go on after a value: a comma and the next item, or the end of what is open; return as `_value` does."""
        end, mark = ends[-1], self._skip()
        if mark not in {end, ","}:
            raise self._fault(f"',' or {end!r} expected, found {self._found()}")
        self.at += 1
        if mark == end:
            ends.pop()
            self.builder.close()
            return False
        if self._skip() == end:
            raise self._fault(f"a comma before {end!r}", "JSON allows none after the last item.")
        if end == "}":
            self._key()
        return True

    def _key(self) -> None:
        if self._skip() != '"':
            raise self._fault(f"a key in double quotes expected, found {self._found()}")
        place = self.place(self.at)
        self.builder.key(self._string(), place)
        if self._skip() != ":":
            raise self._fault(f"':' expected after the key, found {self._found()}")
        self.at += 1

    def _string(self) -> str:
        start = self.at
        try:
            text, self.at = _STRINGS.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            self.at = min(error.pos, len(self.text))
            raise self._fault(f"broken text: {error.msg[:1].lower()}{error.msg[1:]}") from None
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            self.at = start
            raise self._fault("a text holds half a character (a lone surrogate)")
        return str(text)

    def _word(self) -> Tree:
        found = _WORD.match(self.text, self.at)
        word = found.group() if found else ""
        if word in _WORDS:
            self.at += len(word)
            return _WORDS[word]
        scalar = number(word, self.limits) if _NUMBER.fullmatch(word) else None
        if scalar is None:
            raise self._fault(f"a value expected, found {self._found()}", _word_hint(word))
        if scalar.fault is not None:
            raise self._fault(scalar.fault)
        self.at += len(word)
        return scalar.value

    def _found(self) -> str:
        if self.at >= len(self.text):
            return "the end of the file"
        found = _WORD.match(self.text, self.at)
        return repr(found.group()[:40] if found else self.text[self.at])

    def _fault(self, message: str, hint: str | None = None) -> UnreadableDocument:
        place = self.place(self.at)
        return UnreadableDocument([Problem(message, hint=hint, line=place.line, column=place.column)])


def _word_hint(word: str) -> str | None:
    bare = word.lstrip("+-").casefold()
    if bare in ("nan", "infinity", "inf"):
        return "JSON has no NaN and no Infinity; numbers are finite."
    if word.startswith("'"):
        return "JSON texts stand in double quotes."
    if word.startswith(("//", "/*", "#")):
        return "JSON has no comments; YAML has."
    if bare in ("true", "false", "null", "none"):
        return "Write true, false or null, in small letters."
    return "Texts stand in double quotes." if bare[:1].isalpha() else None
