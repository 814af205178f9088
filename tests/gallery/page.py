"""docs/gallery.md, made from the designs: `python -m tests.gallery.page > docs/gallery.md` writes it anew."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from pycid_like import gallery
from pycid_like.formats import Design
from tests.house.source import ROOT

PAGE = ROOT / "docs" / "gallery.md"

HEAD = """\
# Gallery

Designs from the literature that ship with the package, each a [design file](../pycid_like/gallery/designs) with node
titles, story, citation and expected verdicts, all of which the tests check.

```python
>>> import pycid_like as pcl
>>> design = pcl.gallery.get("content_recommender")
>>> pcl.admits_ici(design.cid, "I").path
('P', 'I', 'C')
>>> print(design.citation.url)
https://arxiv.org/abs/2102.01685
```

`pcl.gallery.names()` lists them and `pcl.gallery.text(name)` gives the file as it stands, to be copied and changed. The
end of each story says how far the edges can be trusted: as published, or derived from the text or equations of the
source. Comments in the files say whether an expected verdict is stated in the source, comes from its authors' code, or
was computed.
"""

SECTIONS = (
    ("One decision", lambda cid: len(cid.decisions) == 1),
    ("One agent, several decisions", lambda cid: len(cid.decisions) > 1 and len(cid.agents) == 1),
    ("Several agents", lambda cid: len(cid.agents) > 1),
)


def redesign_of(design: Design) -> str | None:
    """Return the name of the design that a design is the redesign of, as its story says in its first words."""
    found = re.match(r"The redesign of (\w+)", design.story or "")
    return found[1] if found else None


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, on one line."""
    return re.split(r"(?<=\.) ", " ".join(text.split()), maxsplit=1)[0]


def page() -> str:
    """Return the text of the page."""
    designs = [gallery.get(name) for name in gallery.names()]
    lines = [HEAD]
    for heading, belongs in SECTIONS:
        lines += [f"## {heading}", ""]
        lines += [line for design in designs if belongs(design.cid) for line in _entry(design)]
        lines.append("")
    lines += ["## Tags", "", "Tags that contracts of a spec can refer to, and the designs whose nodes carry them:", ""]
    return "\n".join([*lines, *_tags(designs)]) + "\n"


def _entry(design: Design) -> list[str]:
    name, cid = design.name, design.cid
    counts = f"{_count(len(cid.agents), 'agent')}, {_count(len(cid.decisions), 'decision')}, {len(cid.nodes)} nodes"
    return [
        f"- **[{name}](../pycid_like/gallery/designs/{name}.yaml)**: {design.title} ({counts}).",
        f"  {first_sentence(design.story or '')}",
        f"  *{design.citation}*",
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _tags(designs: list[Design]) -> Iterator[str]:
    carriers: dict[str, list[str]] = {}
    for design in designs:
        for tag in dict.fromkeys(tag for node in design.cid.nodes for tag in design.cid.tags(node)):
            carriers.setdefault(tag, []).append(str(design.name))
    for tag in sorted(carriers):
        yield f"- `{tag}`: {', '.join(carriers[tag])}"


if __name__ == "__main__":
    sys.stdout.write(page())
