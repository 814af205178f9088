"""A scene as a DOT text of its own, to be laid out by any Graphviz and edited by hand.

A node's badges stand below its title and its border takes the place of the rings, because DOT knows one border only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from . import palette
from .ink import outline_attributes
from .inscription import Markup, attributes, identifier, lines, literal
from .layout import ARROW_SIZE, BOLD_PEN, PEN, pen
from .lettering import FONTS
from .ranking import columns
from .scene import EdgeStyle, LegendEntry, Mark, Scene, SceneEdge, SceneNode
from .shapes import BADGE_SIZE, NOTE_SIZE, TITLE_SIZE, inscription, ringed


def dot(scene: Scene) -> str:
    """Return the scene as DOT text.

    >>> from pycid_like import CID
    >>> from pycid_like.rendering.composition import compose
    >>> print(dot(compose(CID.parse("D -> U", decisions="D", utilities="U"), with_legend=False)).splitlines()[-2])
      "D" -> "U" [style="solid" color="#4a4a4a" penwidth="1.1" tooltip="D → U"]
    """
    body = [*_head(scene), *map(_node, scene.nodes), *map(_edge, scene.edges), *_steps(scene), *_legend(scene)]
    return "\n".join(["digraph {", *(f"  {line}" for line in body), "}", ""])


def _head(scene: Scene) -> Iterator[str]:
    direction = {"right": "LR", "down": "TB"}[scene.direction]
    heading = {"label": literal(scene.title), "labelloc": "t"} if scene.title else {}
    yield f"graph {attributes(rankdir=direction, bgcolor=palette.PAPER, fontname=FONTS, nodesep=0.4, **heading)}"
    yield f"node {attributes(fontname=FONTS, fontsize=TITLE_SIZE, fontcolor=palette.INK, style='filled')}"
    yield f"edge {attributes(fontname=FONTS, fontsize=BADGE_SIZE, fontcolor=palette.INK, arrowsize=ARROW_SIZE)}"


def _node(node: SceneNode) -> str:
    ring = next(iter(ringed(node.marks)), None)
    styled = [*inscription(node), *((mark.badge, NOTE_SIZE, palette.INK) for mark in node.marks)]
    look = attributes(
        **outline_attributes(node.shape, "filled" if ring is None else f"filled,{ring.ring}"),
        label=lines(*styled),
        fillcolor=node.fill,
        color=ring.colour if ring else node.outline or palette.LINE,
        penwidth=BOLD_PEN if ring or node.outline else PEN,
        tooltip=literal(node.description),
    )
    return f"{identifier(node.name)} {look}"


def _edge(edge: SceneEdge) -> str:
    look = attributes(
        style=edge.style.value,
        color=edge.emphasis or palette.LINE,
        penwidth=pen(edge),
        label=literal(" ".join(edge.numbers)) if edge.numbers else None,
        constraint="false" if edge.style is EdgeStyle.HYPOTHETICAL else None,
        tooltip=literal(edge.description),
    )
    return f"{identifier(edge.source)} -> {identifier(edge.target)} {look}"


def _steps(scene: Scene) -> Iterator[str]:
    lined = columns(scene)
    for column in lined:
        yield f"{{ rank=same; {'; '.join(map(identifier, column))} }}"
    for earlier, later in pairwise(lined):
        yield f"{identifier(earlier[0])} -> {identifier(later[0])} [style=invis weight=0]"


def _legend(scene: Scene) -> Iterator[str]:
    """Yield one node that explains the picture in a table: a sample and the words beside it in each row."""
    if scene.legend:
        rows = "".join(
            f'<TR>{_sample(entry)}<TD ALIGN="LEFT">{lines((entry.text, 9, palette.INK))[1:-1]}</TD></TR>'
            for entry in scene.legend
        )
        table = Markup(f'<<TABLE BORDER="0" CELLSPACING="2">{rows}</TABLE>>')
        yield f"{{ rank=sink; {_unused(scene)} {attributes(shape='plaintext', style='', label=table)} }}"


def _sample(entry: LegendEntry) -> str:
    sample = entry.sample
    if isinstance(sample, SceneNode):
        words, colour = {"box": "□", "diamond": "◇"}.get(sample.shape.value, "○"), palette.INK
        return f'<TD BGCOLOR="{sample.fill}">{lines((words, 9, colour))[1:-1]}</TD>'
    if isinstance(sample, Mark):
        return f"<TD>{lines((sample.badge, 9, palette.INK))[1:-1]}</TD>"
    words = {EdgeStyle.CAUSAL: "→", EdgeStyle.INFORMATION: "⋯→", EdgeStyle.HYPOTHETICAL: "--→"}[sample.style]
    return f"<TD>{lines((words, 9, sample.emphasis or palette.INK))[1:-1]}</TD>"


def _unused(scene: Scene) -> str:
    """Return an identifier for the legend that no node has."""
    taken = {identifier(node.name) for node in scene.nodes}
    name = "legend"
    while identifier(name) in taken:
        name += "_"
    return identifier(name)
