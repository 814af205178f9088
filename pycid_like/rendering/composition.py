"""A diagram and what is laid over it become a scene."""

from __future__ import annotations

from itertools import pairwise

from ..diagrams.cid import CID
from ..diagrams.roles import Role
from . import palette
from .legend import legend
from .lettering import clean, shortened, wrap
from .overlay import BADGES, Highlight, Overlay, Route, Sighting, in_words, overlay
from .scene import EdgeStyle, Mark, Scene, SceneEdge, SceneNode, Shape
from .shapes import WIDEST

#: With more nodes than this, or a chance node's title longer than two lines, chance nodes are rounded boxes.
_MOST_ELLIPSES = 30

_NOTE_WIDEST = 14.0


def compose(
    cid: CID, highlight: Highlight | None = None, *, title: str = "", with_legend: bool = True, direction: str = "right"
) -> Scene:
    """Return the scene of a diagram in the convention of the field, with what is highlighted laid over it.

    `highlight` is as for `draw`. Chance nodes are ellipses, decisions boxes, utilities diamonds; arrows into decisions
    are information links. Raises `InvalidCall` where what is highlighted is not in the diagram.

    Source: Everitt et al., "Agent Incentives: A Causal Perspective", AAAI 2021 (the graphical convention).

    >>> cid = CID.parse("O -> M -> P -> I -> C; O -> I; P -> C", decisions="P", utilities="C")
    >>> scene = compose(cid, ["P", "I", "C"])
    >>> [(edge.source, edge.target, edge.numbers) for edge in scene.edges if edge.emphasis]
    [('P', 'I', ('1',)), ('I', 'C', ('2',))]
    """
    over = overlay(cid, highlight)
    shapes = {Role.CHANCE: _round_shape(cid), Role.DECISION: Shape.BOX, Role.UTILITY: Shape.DIAMOND}
    seen: dict[str, list[Sighting]] = {}
    for sighting in over.sightings:
        seen.setdefault(sighting.node, []).append(sighting)
    nodes = tuple(_node(cid, name, shapes[cid.role(name)], seen.get(name, []), over.routes) for name in cid.nodes)
    edges = (
        *(_edge(cid, source, target, over) for source, target in cid.edges),
        *(SceneEdge(*link, EdgeStyle.HYPOTHETICAL, description=_hypothesis(cid, *link)) for link in over.hypotheses),
    )
    return Scene(
        nodes,
        edges,
        legend(cid, nodes, edges, over) if with_legend else (),
        clean(title),
        clean(title or cid.name or "") or "causal influence diagram",
        _description(cid, over),
        direction,
    )


def _round_shape(cid: CID) -> Shape:
    """Return the shape of chance nodes: ellipses waste much room around long texts."""
    if len(cid) > _MOST_ELLIPSES or any(len(wrap(cid.title(n), WIDEST[Shape.ELLIPSE])) > 2 for n in cid.chances):
        return Shape.ROUNDED
    return Shape.ELLIPSE


def _node(cid: CID, name: str, shape: Shape, seen: list[Sighting], routes: tuple[Route, ...]) -> SceneNode:
    role = cid.role(name)
    owner = cid.owner(name) if len(cid.agents) > 1 else None
    lines = wrap(cid.title(name), WIDEST[shape])
    small = [name] if clean(name) != clean(cid.title(name)) else []
    small += [] if owner is None else [owner if len(owner) > 2 else f"agent {owner}"]
    spoken = f"{clean(cid.title(name))}: {role.value}{f' of {owner}' if owner else ''}"
    said = [spoken, cid.description(name), *dict.fromkeys(in_words(sighting, cid) for sighting in seen)]
    return SceneNode(
        name,
        shape,
        lines or (repr(clean(cid.title(name))),),
        _fill(cid, name),
        note=" · ".join(shortened(text, _NOTE_WIDEST) for text in small),
        marks=_marks(seen, cid),
        outline=next((route.colour for route in routes if name in route.nodes), None),
        step=cid.step(name),
        description="; ".join(clean(text) for text in said if text),
    )


def _fill(cid: CID, name: str) -> str:
    role = cid.role(name)
    if role is Role.CHANCE:
        return palette.CHANCE
    if len(cid.agents) > 1:
        return palette.agent_fill(cid.agents.index(str(cid.owner(name))))
    return palette.DECISION if role is Role.DECISION else palette.UTILITY


def _marks(seen: list[Sighting], cid: CID) -> tuple[Mark, ...]:
    """Return one mark for each incentive: what is established outweighs what is only not excluded."""
    marks = []
    for incentive, badge in BADGES.items():
        of_kind = [sighting for sighting in seen if sighting.incentive == incentive]
        if not of_kind:
            continue
        text, ring = (f"no {badge}", None) if all(s.is_missing for s in of_kind) else (f"{badge}?", "dotted")
        if any(s.is_certain and not s.is_missing for s in of_kind):
            text, ring = badge, "dashed"
        meaning = "; ".join(dict.fromkeys(in_words(sighting, cid) for sighting in of_kind))
        marks.append(Mark(text, palette.INCENTIVES[incentive], ring, clean(meaning)))
    return tuple(marks)


def _edge(cid: CID, source: str, target: str, over: Overlay) -> SceneEdge:
    style = EdgeStyle.INFORMATION if cid.role(target) is Role.DECISION else EdgeStyle.CAUSAL
    passing = [(number, route) for number, route in enumerate(over.routes) if _places(route, source, target)]
    numbers = tuple(
        f"{_letter(number) if len(over.routes) > 1 else ''}{place}"
        for number, route in passing
        for place in _places(route, source, target)
    )
    why = cid.why(source, target)
    words = f"{cid.title(source)} → {cid.title(target)}{f': {why}' if why else ''}"
    return SceneEdge(source, target, style, passing[0][1].colour if passing else None, numbers, clean(words))


def _places(route: Route, source: str, target: str) -> list[int]:
    """Return at which steps, counted from 1, a path takes an edge, along its arrow or against it."""
    return [number for number, step in enumerate(pairwise(route.nodes), 1) if set(step) == {source, target}]


def _letter(number: int) -> str:
    """Return a, b, ..., z, aa, ab, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _hypothesis(cid: CID, source: str, target: str) -> str:
    return clean(f"asked about, not in the diagram: {cid.title(source)} → {cid.title(target)}")


def _description(cid: CID, over: Overlay) -> str:
    """Return the picture in words, for those who cannot see it."""
    parts = [f"Causal influence diagram with {len(cid)} nodes and {len(cid.edges)} arrows"]
    for what, names in (("Decisions", cid.decisions), ("Utilities", cid.utilities)):
        parts.append(f"{what}: {', '.join(map(cid.title, names)) or 'none'}")
    parts += [f"{route.meaning}: {' – '.join(map(cid.title, route.nodes))}" for route in over.routes]
    parts += dict.fromkeys(f"{cid.title(seen.node)} {in_words(seen, cid)}" for seen in over.sightings)
    return clean(". ".join(" ".join(part.split()) for part in parts) + ".")
