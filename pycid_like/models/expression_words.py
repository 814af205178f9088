"""The words of an expression: what may be written at all, seen before anything looks at its structure."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..errors import did_you_mean
from .expression_faults import Fault, Faults

#: The longest expression that is read, in characters, the most words and signs in it, and the deepest nesting.
MOST_CHARACTERS = 4_000
MOST_WORDS = 1_000
MOST_LEVELS = 100

Kind = Literal["name", "function", "text", "number", "sign"]

_WORD = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
    | (?P<name>[^\W\d]\w*)
    | (?P<quoted>`(?:[^`]|``)+`)
    | (?P<text>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<sign>\*\*|//|==|!=|<=|>=|[-+*/%<>()\[\]{},:])""",
    re.VERBOSE,
)
_SIGNS = "Signs are + - * / // % ** == != < <= > >= ( ) [ ] { } , and : in mappings."
_KEYWORDS = frozenset(["and", "or", "not", "in", "if", "else", "True", "False", "None"])
_CONSTANTS = {"true": "True", "false": "False", "null": "None", "none": "None"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t"}


@dataclass(frozen=True)
class Word:
    """A word or sign: what it stands for, and where it begins and ends in the text."""

    kind: Kind
    value: str
    at: int
    end: int


def words_of(text: str, functions: Collection[str]) -> list[Word]:
    """Return the words of an expression; raise `Faults` with everything that is no word of the language.

    >>> [word.value for word in words_of("1 if `my node` else min(a, 2)", {"min"})]
    ['1', 'if', 'my node', 'else', 'min', '(', 'a', ',', '2', ')']
    """
    if len(text) > MOST_CHARACTERS:
        raise Faults([Fault(f"{len(text):,} characters; at most {MOST_CHARACTERS:,} are read", at=MOST_CHARACTERS)])
    faults: list[Fault] = []
    words: list[Word] = []
    for word in _scan(text, functions, faults):
        words.append(word)
        if len(words) > MOST_WORDS:
            raise Faults([Fault(f"more than {MOST_WORDS:,} words and signs", "Give a table instead.", at=word.at)])
    if not words and not faults:
        faults.append(Fault("an empty expression", at=0))
    faults = faults or [*_neighbours(words), *_brackets(words)]
    if faults:
        raise Faults(faults)
    return words


def plain(text: str, words: Collection[Word]) -> str:
    """Return the expression with names and texts blanked out, character for character, in plain ASCII.

    What Python's parser sees is then only its structure: it cannot change a name (it normalises Unicode) or warn of an
    escape, and its columns are those of the text.

    >>> words = words_of("'a' if `my node` else é", set())
    >>> plain("'a' if `my node` else é", words)
    '"_" if _________ else _'
    """
    signs = [" "] * len(text)
    for word in words:
        length = word.end - word.at
        shown = {"name": "_" * length, "function": "_" * length, "text": f'"{"_" * (length - 2)}"'}
        signs[word.at : word.end] = shown.get(word.kind, text[word.at : word.end])
    return "".join(signs)


def _scan(text: str, functions: Collection[str], faults: list[Fault]) -> Iterator[Word]:
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            faults.append(_stray(text, at))
            if len(faults) > MOST_LEVELS or text[at] in "\"'`":  # what follows an open quote cannot be told apart
                return
            at += 1
            continue
        at, start = found.end(), at
        written = found.group()
        if found.lastgroup in {"number", "sign"}:
            yield Word("number" if found.lastgroup == "number" else "sign", written, start, at)
        elif found.lastgroup == "quoted":
            yield Word("name", written[1:-1].replace("``", "`"), start, at)
        elif found.lastgroup == "text":
            yield Word("text", _unescaped(written[1:-1], start + 1, faults), start, at)
        elif found.lastgroup == "name":
            yield _name(text, written, start, at, functions, faults)


def _name(text: str, written: str, start: int, end: int, functions: Collection[str], faults: list[Fault]) -> Word:
    if written in _KEYWORDS:
        return Word("sign", written, start, end)
    quoted = f"If a node has this name, write `{written}` in backquotes."
    if keyword.iskeyword(written):
        way_out = "Write == or !=." if written == "is" else quoted
        faults.append(Fault(f"{written!r} is no word of this language", way_out, at=start))
    elif written in _CONSTANTS:
        faults.append(Fault(f"{written!r} is no constant", f"Write {_CONSTANTS[written]}. {quoted}", at=start))
    elif written.startswith("__") or not written.isidentifier():
        faults.append(Fault(f"{written!r} is no plain name", quoted, at=start))
    if text[end:].lstrip(" \t\r\n").startswith("("):
        if written not in functions:
            faults.append(Fault(f"unknown function {written!r}", did_you_mean(written, functions), at=start))
        return Word("function", written, start, end)
    return Word("name", written, start, end)


def _stray(text: str, at: int) -> Fault:
    sign = text[at]
    if sign in "\"'":
        return Fault("a text that does not end", f"Close it with {sign} on the same line.", at=at)
    if sign == "`":
        return Fault("a name in backquotes that is empty or does not end", "Close it with `.", at=at)
    if sign == "." and at and not text[at - 1].isspace():
        return Fault("a dot: nothing has attributes here", "Numbers are written like 1.5 or .5.", at=at)
    if text.startswith(":=", at) or sign == "=":
        return Fault("nothing can be assigned here", "Equal is written ==.", at=at)
    shown = repr(sign) if sign.isprintable() else f"U+{ord(sign):04X}"
    return Fault(f"the character {shown}", _SIGNS, at=at)


def _unescaped(written: str, at: int, faults: list[Fault]) -> str:
    for found in _ESCAPE.finditer(written):
        if found.group(1) not in _ESCAPES:
            hint = r"""Write \\, \', \", \n or \t; any other character stands for itself."""
            faults.append(Fault(f"the escape {found.group()!r}", hint, at=at + found.start()))
            return written
    if any("\ud800" <= sign <= "\udfff" for sign in written):
        faults.append(Fault("half a character (a lone surrogate)", at=at))
    return _ESCAPE.sub(lambda found: _ESCAPES[found.group(1)], written)


def _neighbours(words: list[Word]) -> Iterator[Fault]:
    """Yield what may not stand side by side."""
    for word in words:
        digits = re.match(r"0[0-9]+\Z", word.value) if word.kind == "number" else None
        if digits and word.value.strip("0"):
            yield Fault(f"the number {word.value} begins with 0", at=word.at)
    for word, following in pairwise(words):
        touches = word.end == following.at
        if touches and word.kind == "number" and (following.kind != "sign" or following.value.isalpha()):
            yield Fault(
                f"the number {word.value} runs into what follows", "Numbers are decimal: 10, 1.5, 2e-3.", at=word.at
            )
        elif touches and word.kind == "name" and following.kind == "text":
            yield Fault("a text with a prefix", "Take it out: texts stand in quotes alone.", at=word.at)
        elif _ends_operand(word) and _is_operand(following):
            yield Fault("two values side by side", "An operator or a comma is missing before this.", at=following.at)
    if words and not _ends_operand(words[-1]) and words[-1].value not in {",", *_CLOSING}:
        yield Fault(f"a value is missing after {words[-1].value!r}", at=words[-1].end)


def _is_operand(word: Word) -> bool:
    return word.kind != "sign" or word.value in _CONSTANTS.values()


def _ends_operand(word: Word) -> bool:
    return (_is_operand(word) and word.kind != "function") or word.value in _CLOSING.values()


def _brackets(words: list[Word]) -> Iterator[Fault]:
    opened: list[Word] = []
    for word in words:
        if word.kind != "sign":
            continue
        if word.value in _CLOSING:
            opened.append(word)
            if len(opened) > MOST_LEVELS:
                yield Fault(f"nested deeper than {MOST_LEVELS} levels", at=word.at)
                return
        elif word.value in _CLOSING.values():
            if not opened or _CLOSING[opened[-1].value] != word.value:
                yield Fault(f"{word.value!r} closes nothing", at=word.at)
                return
            opened.pop()
    if opened:
        yield Fault(f"{opened[-1].value!r} is not closed", at=opened[-1].at)
