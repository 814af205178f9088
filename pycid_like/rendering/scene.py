"""What a picture shows, before any backend draws it: frozen, neutral, the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Shape(Enum):
    """The outline of a node. By the convention of the field chance is round, a decision square, a utility a diamond.

    Chance nodes are ellipses, or rounded boxes where titles are long or nodes many: one or the other in a picture.
    """

    ELLIPSE = "ellipse"
    ROUNDED = "rounded box"
    BOX = "box"
    DIAMOND = "diamond"


class EdgeStyle(Enum):
    """What an arrow means: a cause, what a decision observes, or a link that is only asked about."""

    CAUSAL = "solid"
    INFORMATION = "dotted"
    HYPOTHETICAL = "dashed"


@dataclass(frozen=True)
class Mark:
    """An incentive on a node: drawn as a ring *and* as a badge, never as a colour alone.

    `badge` is the text of the badge ("ICI", "ICI?" where the answer is unknown), `colour` is that of ring and badge,
    `ring` the line of the ring: "dashed", "dotted" where the answer is unknown, None where an incentive that was
    required is missing. `meaning` says it in words.
    """

    badge: str
    colour: str
    ring: str | None
    meaning: str


@dataclass(frozen=True)
class SceneNode:
    """A node as it is seen: `lines` is its wrapped title, `note` the small line below it, `outline` a path's colour.

    `description` is what a screen reader or a tooltip says.
    """

    name: str
    shape: Shape
    lines: tuple[str, ...]
    fill: str
    note: str = ""
    marks: tuple[Mark, ...] = ()
    outline: str | None = None
    step: int | None = None
    description: str = ""


@dataclass(frozen=True)
class SceneEdge:
    """An arrow as it is seen: `emphasis` is the colour of the path it is on, `numbers` its places on the paths."""

    source: str
    target: str
    style: EdgeStyle = EdgeStyle.CAUSAL
    emphasis: str | None = None
    numbers: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend: what is explained, as the sample that is drawn, and the words beside it."""

    text: str
    sample: SceneNode | SceneEdge | Mark


@dataclass(frozen=True)
class Scene:
    """Everything that a picture shows; backends add places and ink, nothing else.

    `title` stands above the picture where it is not empty, `name` and `description` are what a screen reader says,
    `direction` is the way in which time runs: "right" or "down".

    >>> from pycid_like import CID
    >>> from pycid_like.rendering import compose
    >>> scene = compose(CID([("D", "U")], decisions="D", utilities="U"))
    >>> [(node.name, node.shape.value) for node in scene.nodes], [edge.style.value for edge in scene.edges]
    ([('D', 'box'), ('U', 'diamond')], ['solid'])
    """

    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    legend: tuple[LegendEntry, ...] = ()
    title: str = ""
    name: str = ""
    description: str = ""
    direction: str = "right"
