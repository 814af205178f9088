"""A strict reader of HTML: a tree of elements, or an error where elements are not closed in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "link", "input"}


@dataclass
class Node:
    """An element with its attributes, its elements and its own text."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Node]:
        """Yield this element and all below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child

    def all(self, *tags: str) -> list[Node]:
        return [node for node in self if node.tag in tags]

    @property
    def text(self) -> str:
        return " ".join(self._whole().split())

    def _whole(self) -> str:
        return "".join(child if isinstance(child, str) else child._whole() for child in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute stands twice in {tag} {attrs}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


def read(html: str) -> Node:
    """Return the tree of a page; elements that are not closed in order are an AssertionError."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert [node.tag for node in reader.open] == [""], "an element is not closed"
    return reader.root
