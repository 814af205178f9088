"""A scene as a DOT text of its own, to be laid out by any Graphviz and edited by hand.

A node's badges stand below its title and its border takes the place of the rings, because DOT knows one border only.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from . import palette
from .ink import outline_attributes
from .inscription import lines
from .layout import ARROW_SIZE, BOLD_PEN, PEN, pen
from .lettering import FONTS, clean
from .ranking import columns
from .scene import EdgeStyle, LegendEntry, Mark, Scene, SceneEdge, SceneNode
from .shapes import BADGE_SIZE, NOTE_SIZE, TITLE_SIZE, inscription, ringed


def dot(scene: Scene) -> str:
    """Return the scene as DOT text.

    >>> from pycid_like import CID
    >>> from pycid_like.rendering.composition import compose
    >>> print(dot(compose(CID.parse("D -> U", decisions="D", utilities="U"), with_legend=False)).splitlines()[-2].strip())
    D -> U [color="#4a4a4a" penwidth=1.1 style=solid tooltip="D → U"]
    """
    import graphviz

    graph = graphviz.Digraph()
    _add_head(graph, scene)
    for node in scene.nodes:
        graph.node(identifier(node.name), **_node(node))
    for edge in scene.edges:
        graph.edge(identifier(edge.source), identifier(edge.target), **_edge(edge))
    _add_steps(graph, scene)
    _add_legend(graph, scene)
    return str(graph.source)


def identifier(name: str) -> str:
    r"""Return a name as an identifier that DOT can hold, told apart from that of every other name.

    In DOT a colon begins a port, and a name can neither end with a backslash nor hold a NUL: these, control characters,
    percent signs and opening angle brackets, which could begin markup, are written as their code points.

    >>> identifier("a b"), identifier("a:b\\")
    ('a b', 'a%3Ab%5C')
    """
    kept = (c if c == " " or (c.isprintable() and c not in "\\%:<") else f"%{ord(c):02X}" for c in name)
    return "".join(kept)


def _attributes(**given: object) -> dict[str, str]:
    return {name: _shown(value) for name, value in given.items() if value is not None}


def _shown(value: object) -> str:
    # A text stays the object it is: it may be marked as no markup.
    return value if isinstance(value, str) else f"{value:.6g}" if isinstance(value, float) else str(value)


def _literal(text: str) -> str:
    """Return a text of which every character is meant literally."""
    import graphviz

    escaped: str = graphviz.nohtml(graphviz.escape(clean(text).replace("&", "&amp;")).replace("\n", "\\n"))
    return escaped


def _add_head(graph: Any, scene: Scene) -> None:
    direction = {"right": "LR", "down": "TB"}[scene.direction]
    heading = {"label": _literal(scene.title), "labelloc": "t"} if scene.title else {}
    graph.attr("graph", **_attributes(rankdir=direction, bgcolor=palette.PAPER, fontname=FONTS, nodesep=0.4, **heading))
    graph.attr("node", **_attributes(fontname=FONTS, fontsize=TITLE_SIZE, fontcolor=palette.INK, style="filled"))
    look = _attributes(fontname=FONTS, fontsize=BADGE_SIZE, fontcolor=palette.INK, arrowsize=ARROW_SIZE)
    graph.attr("edge", **look)


def _node(node: SceneNode) -> dict[str, str]:
    ring = next(iter(ringed(node.marks)), None)
    styled = [*inscription(node), *((mark.badge, NOTE_SIZE, palette.INK) for mark in node.marks)]
    return _attributes(
        **outline_attributes(node.shape, "filled" if ring is None else f"filled,{ring.ring}"),
        label=lines(*styled),
        fillcolor=node.fill,
        color=ring.colour if ring else node.outline or palette.LINE,
        penwidth=BOLD_PEN if ring or node.outline else PEN,
        tooltip=_literal(node.description),
    )


def _edge(edge: SceneEdge) -> dict[str, str]:
    return _attributes(
        style=edge.style.value,
        color=edge.emphasis or palette.LINE,
        penwidth=pen(edge),
        label=_literal(" ".join(edge.numbers)) if edge.numbers else None,
        constraint="false" if edge.style is EdgeStyle.HYPOTHETICAL else None,
        tooltip=_literal(edge.description),
    )


def _add_steps(graph: Any, scene: Scene) -> None:
    lined = columns(scene)
    for column in lined:
        with graph.subgraph() as rank:
            rank.attr(rank="same")
            for name in column:
                rank.node(identifier(name))
    for earlier, later in pairwise(lined):
        graph.edge(identifier(earlier[0]), identifier(later[0]), style="invis", weight="0")


def _add_legend(graph: Any, scene: Scene) -> None:
    """Add one node that explains the picture in a table: a sample and the words beside it in each row."""
    if not scene.legend:
        return
    rows = "".join(
        f'<TR>{_sample(entry)}<TD ALIGN="LEFT">{lines((entry.text, 9, palette.INK))[1:-1]}</TD></TR>'
        for entry in scene.legend
    )
    table = f'<<TABLE BORDER="0" CELLSPACING="2">{rows}</TABLE>>'
    with graph.subgraph() as rank:
        rank.attr(rank="sink")
        rank.node(_unused(scene), shape="plaintext", style="", label=table)


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
    while name in taken:
        name += "_"
    return name
