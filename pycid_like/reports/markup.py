"""HTML that cannot be broken by what is put into it: text is escaped, only what was built here is markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..rendering.lettering import clean

_VOID = frozenset({"meta", "br", "hr"})


class Markup(str):
    """A piece of HTML, as opposed to text."""

    __slots__ = ()


def element(tag: str, *children: str, **attributes: str | None) -> Markup:
    """Return an element; children that are no `Markup` are text and are escaped, attributes that are None left out.

    A trailing underscore of an attribute is dropped, other underscores become hyphens.

    >>> element("p", "a < b", element("em", "really"), class_="note", aria_label=None)
    '<p class="note">a &lt; b<em>really</em></p>'
    """
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    inside = "".join(f' {name}="{escape(clean(value))}"' for name, value in given.items())
    if tag in _VOID:
        return Markup(f"<{tag}{inside}>")
    return Markup(f"<{tag}{inside}>{joined(children)}</{tag}>")


def joined(parts: Iterable[str]) -> Markup:
    """Return pieces one after the other, text escaped.

    >>> joined(["a & b", element("br")])
    'a &amp; b<br>'
    """
    return Markup("".join(part if isinstance(part, Markup) else escape(clean(part)) for part in parts))


def name(text: str, **attributes: str | None) -> Markup:
    """Return a title or name from the diagram: its direction of writing must not turn what stands around it.

    >>> name("clicks")
    '<bdi>clicks</bdi>'
    """
    return element("bdi", text, **attributes)
