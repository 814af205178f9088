"""Texts and attributes as the DOT language wants them; whatever they hold, they come out as they are."""

from __future__ import annotations

import html

from .lettering import clean


def attributes(**given: object) -> str:
    r"""Return attributes in brackets, each quoted; those that are None are left out.

    The values are ours, but for `label` and `tooltip`, which must come from `literal` or `lines`.

    >>> attributes(shape="box", penwidth=1.25, id=None, label=literal('say "a\\b" & <b>'))
    '[shape="box" penwidth="1.25" label="say \\"a\\\\b\\" &amp; <b>"]'
    """
    shown = (f"{name}={_value(value)}" for name, value in given.items() if value is not None)
    return f"[{' '.join(shown)}]"


def _value(value: object) -> str:
    if isinstance(value, Markup):
        return str(value)
    if isinstance(value, float):
        return f'"{value:.6g}"'
    return f'"{value}"'


class Markup(str):
    """A text that is DOT already, with its quotes or angle brackets."""

    __slots__ = ()


def literal(text: str, *, left: bool = False) -> Markup:
    r"""Return a text as a quoted DOT label, every character of it meant literally; lines flush left if wanted.

    >>> print(literal("a\\N & b"))
    "a\\N &amp; b"
    """
    end = "\\l" if left else "\\n"
    lines = [_escaped(line) for line in clean(text).split("\n")]
    return Markup(f'"{end.join(lines)}{end if left else ""}"')


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def lines(*styled: tuple[str, float, str]) -> Markup:
    """Return lines of text, each with its size and colour, as an HTML-like DOT label.

    >>> print(lines(("a < b", 12, "#000000")))
    <<FONT POINT-SIZE="12" COLOR="#000000">a &lt; b</FONT>>
    """
    shown = (f'<FONT POINT-SIZE="{size:g}" COLOR="{colour}">{_marked_up(text)}</FONT>' for text, size, colour in styled)
    return Markup(f"<{'<BR/>'.join(shown)}>")


def _marked_up(text: str) -> str:
    # Graphviz reads \N, \G and the like in HTML-like labels too.
    return html.escape(clean(text)).replace("\\", "\\\\") or "&#160;"
