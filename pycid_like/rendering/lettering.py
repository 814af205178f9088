"""Text in pictures: cleaned of what no picture can hold, measured, and wrapped.

Widths are those of DejaVu Sans, the widest of the usual sans-serif fonts, so that text stays inside its shape with
Helvetica or Arial too, and a picture is laid out alike on every machine.
"""

from __future__ import annotations

import math
import unicodedata
from itertools import pairwise

FONTS = "Helvetica,Arial,DejaVu Sans,sans-serif"
LINE_HEIGHT = 1.22

_MOST_LINES = 5

# Hundredths of the font size.
_WIDTHS = {
    **dict.fromkeys("ijl'I", 29),
    **dict.fromkeys(" ,./\\:;|-!()[]ftrJ", 40),
    **dict.fromkeys('"sczL?_*^`FE$TPkaevxyu', 62),
    **dict.fromkeys("ABCKRSVXYZ", 70),
    **dict.fromkeys("DGHNOQUw&#+<=>~", 84),
    **dict.fromkeys("MWm%@", 100),
}
_ORDINARY, _FOREIGN, _WIDE, _PICTOGRAM = 64, 80, 110, 140
_REPLACEMENT = "\ufffd"
# Marks that turn the reading direction for whatever follows could make a picture say what its diagram does not.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def clean(text: str) -> str:
    r"""Return the text with everything replaced that XML or a font cannot hold; line breaks stay.

    >>> clean("a\x00b\r\nc\ud800")
    'a\ufffdb\nc\ufffd'
    """
    kept = (_clean_character(character) for character in "\n".join(text.splitlines()))
    return "".join(kept)


def _clean_character(character: str) -> str:
    if character in _TURNS:
        return ""
    if character == "\t":
        return " "
    is_control = unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"
    return _REPLACEMENT if is_control or ord(character) & 0xFFFE == 0xFFFE else character


def width(text: str, size: float = 1.0) -> float:
    """Return about how wide a line of text is, erring on the wide side, in the unit of the font size.

    >>> width("WW", 12) > width("ii", 12)
    True
    """
    return sum(map(_character_width, text)) * size / 100


def _character_width(character: str) -> int:
    if character.isascii():
        return _WIDTHS.get(character, _ORDINARY)
    if _is_attached(character):
        return 0
    if unicodedata.category(character) == "So":
        return _PICTOGRAM
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return _WIDE
    return _ORDINARY if unicodedata.category(character) == "Ll" and ord(character) < 0x400 else _FOREIGN


def _is_attached(character: str) -> bool:
    """Return whether a character belongs to the one before it, and must stay with it."""
    return character in _JOINERS or unicodedata.category(character) in {"Mn", "Me"}


def wrap(text: str, widest: float) -> tuple[str, ...]:
    """Return the text as lines at most `widest` (in font sizes) wide, of about the same length.

    Line breaks in the text stay, words that are too long are broken, and what goes beyond five lines is left out
    behind an ellipsis.

    >>> wrap("model of the original opinions", 9)
    ('model of the', 'original opinions')
    >>> wrap("a_very_long_identifier_of_somebody", 9)
    ('a_very_long_', 'identifier_of_', 'somebody')
    """
    longest = max((width(word) for word in clean(text).split()), default=0.0)
    # A word a little too long is better let out than broken.
    limit = longest if widest < longest <= 1.35 * widest else widest
    lines = [line for paragraph in clean(text).split("\n") for line in _balanced(paragraph, limit)]
    if len(lines) > _MOST_LINES:
        kept = lines[: _MOST_LINES - 1]
        lines = [*kept, shortened(" ".join(lines[len(kept) :]), widest)]
    return tuple(lines)


def shortened(text: str, widest: float) -> str:
    """Return the text as one line, its end left out behind an ellipsis where it is wider than `widest` font sizes.

    >>> shortened("a rather long name", 6)
    'a rather l…'
    """
    line = " ".join(clean(text).split())
    if width(line) <= widest:
        return line
    return f"{line[: _longest_fitting(line, widest - 1)].rstrip()}…"


def _balanced(text: str, widest: float) -> list[str]:
    """Return the lines at the narrowest width that needs no more of them and breaks no more words."""
    lines = _filled(text, widest)
    least = max((word for word in map(width, text.split()) if word <= widest), default=0.0)
    narrower = widest
    while len(lines) > 1 and narrower * 0.93 >= least:
        narrower *= 0.93
        tighter = _filled(text, narrower)
        if len(tighter) > len(lines) or max(map(width, tighter)) > narrower:
            break
        lines = tighter
    return lines


def _filled(text: str, widest: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}") <= widest:
            lines[-1] += f" {word}"
        else:
            lines += _broken(word, widest)
    return lines


def _broken(word: str, widest: float) -> list[str]:
    """Return the pieces of a word: broken after a sign or before a hump, else into pieces of about the same length."""
    pieces = []
    while width(word) > widest:
        end = _longest_fitting(word, widest)
        natural = _natural_break(word[:end])
        if not natural:
            even = width(word) / math.ceil(width(word) / (widest - 0.5)) + 0.5
            end = _longest_fitting(word, min(even, widest - 0.4))
        if end >= len(word):
            break
        end = natural or end
        in_a_word = not natural and word[end - 1].isalpha() and word[end].isalpha() and ord(word[end]) < 0x0590
        pieces.append(word[:end] + ("-" if in_a_word else ""))
        word = word[end:]
    return [*pieces, word]


def _natural_break(word: str) -> int:
    """Return after how many characters to break, beyond its first third; 0 where nothing offers itself."""
    after_sign = [place for place in range(1, len(word) + 1) if word[place - 1] in "_-/.,:;·"]
    at_hump = [place for place, (one, two) in enumerate(pairwise(word), 1) if one.islower() and two.isupper()]
    return max((place for place in after_sign or at_hump if 3 * place > len(word)), default=0)


def _longest_fitting(word: str, widest: float) -> int:
    """Return how many characters fit, at least one, never parting a character from what belongs to it."""
    end, so_far = 0, 0.0
    for place, character in enumerate(word):
        so_far += width(character)
        if so_far > widest and end:
            break
        joined = place + 1 < len(word) and (_is_attached(word[place + 1]) or character == "\u200d")
        end = end if joined else place + 1
    return end or len(word)
