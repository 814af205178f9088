"""What stands around the diagram on its sheet: the heading above, the legend below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import ink, palette
from .box import Box
from .inscription import lines, literal
from .lettering import LINE_HEIGHT, width, wrap
from .scene import LegendEntry, Mark, SceneEdge, SceneNode, Shape
from .shapes import BADGE_HEIGHT, Outline, badge_width

_HEADING_SIZE = 14.0
_LEGEND_SIZE = 9.5
_LEGEND_ROW = 21.0
_LEGEND_COLUMN_GAP = 20.0
_ARROW_SAMPLE = 34.0
_SHAPE_SAMPLE = 22.0
_NARROWEST = 420.0


def heading(title: str, box: Box) -> tuple[list[str], Box]:
    """Return the heading above a rectangle, and the rectangle with it."""
    wrapped = wrap(title, max(_NARROWEST, box.size[0]) / _HEADING_SIZE)
    if not wrapped:
        return [], box
    height = len(wrapped) * _HEADING_SIZE * LINE_HEIGHT
    across = max(width(line, _HEADING_SIZE) for line in wrapped) / 2
    middle, up = (box.left + box.right) / 2, box.high + 12 + height / 2
    text = lines(*((line, _HEADING_SIZE, palette.INK) for line in wrapped))
    made = ink.placed("heading", (middle, up), (2 * across, height), shape="plaintext", label=text)
    return [made], box.around([(middle - across, up + height / 2), (middle + across, up)])


def legend(entries: Sequence[LegendEntry], box: Box) -> tuple[list[str], Box]:
    """Return the legend below the picture, in rows no wider than the picture (or a readable least width)."""
    if not entries:
        return [], box
    rows = _rows(entries, max(_NARROWEST, box.size[0]))
    widest = max(sum(map(_entry_width, row)) + _LEGEND_COLUMN_GAP * (len(row) - 1) for row in rows)
    begin = min(box.left, (box.left + box.right - widest) / 2)
    up = box.low - 26.0
    made: list[str] = []
    for row_number, row in enumerate(rows):
        left = begin
        for number, entry in enumerate(row):
            made += _entry(f"l{row_number}x{number}", entry, left, up)
            left += _entry_width(entry) + _LEGEND_COLUMN_GAP
        up -= _LEGEND_ROW
    return made, box.around([(begin, up + _LEGEND_ROW / 2), (begin + widest, up + _LEGEND_ROW / 2)])


def _rows(entries: Sequence[LegendEntry], widest: float) -> list[list[LegendEntry]]:
    rows: list[list[LegendEntry]] = [[]]
    left = 0.0
    for entry in entries:
        if rows[-1] and left + _entry_width(entry) > widest:
            rows.append([])
            left = 0.0
        rows[-1].append(entry)
        left += _entry_width(entry) + _LEGEND_COLUMN_GAP
    return rows


def _entry_width(entry: LegendEntry) -> float:
    return _sample_width(entry) + 5 + width(entry.text, _LEGEND_SIZE)


def _sample_width(entry: LegendEntry) -> float:
    if isinstance(entry.sample, Mark):
        return badge_width(entry.sample) + 8
    return _ARROW_SAMPLE if isinstance(entry.sample, SceneEdge) else _SHAPE_SAMPLE


def _entry(key: str, entry: LegendEntry, left: float, up: float) -> Iterator[str]:
    room, words = _sample_width(entry), width(entry.text, _LEGEND_SIZE)
    middle = (left + room / 2, up)
    sample = entry.sample
    if isinstance(sample, SceneNode):
        size = Outline(sample.shape, 8.0 if sample.shape is Shape.BOX else 10.5, 6.5)
        yield ink.shape(f"{key}s", sample, size, middle)
    elif isinstance(sample, Mark):
        size = Outline(Shape.BOX, room / 2, BADGE_HEIGHT / 2 + 2.2)
        if sample.ring is not None:
            yield ink.ring(f"{key}r", sample, size, middle)
        yield ink.badge(f"{key}b", sample, middle)
    else:
        yield from _sample_arrow(key, sample, left, up)
    text = literal(entry.text, left=True)
    yield ink.placed(
        f"{key}t",
        (left + room + 5 + words / 2, up),
        (words, _LEGEND_ROW),
        shape="plaintext",
        margin=0.0,
        fontsize=_LEGEND_SIZE,
        fontcolor=palette.INK,
        label=text,
    )


def _sample_arrow(key: str, sample: SceneEdge, left: float, up: float) -> Iterator[str]:
    """Yield a short arrow between two points that cannot be seen."""
    right = left + _ARROW_SAMPLE
    for end, across in (("a", left), ("z", right)):
        yield ink.placed(f"{key}{end}", (across, up), (0.72, 0.72), shape="point", style="invis")
    tip, last = right - 1, right - 8
    third = (last - left) / 3
    bends = " ".join(f"{left + third * step:.2f},{up:.2f}" for step in range(4))
    yield ink.arrow(f"{key}a", f"{key}z", sample, f"e,{tip:.2f},{up:.2f} {bends}")
    if sample.numbers:
        yield ink.number(f"{key}n", sample, ((left + last) / 2, up))
