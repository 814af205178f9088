"""A sheet as PNG: sharp enough for print, and never larger than a viewer can open."""

from __future__ import annotations

import math

from .box import Box

#: What a picture is drawn at where it fits.
DOTS_PER_INCH = 192.0

_LONGEST_SIDE = 16_000
_MOST_PIXELS = 60_000_000


def dots_per_inch(box: Box) -> float:
    """Return the resolution for a picture of this size in points: less than usual where it would grow too large.

    >>> dots_per_inch(Box(0, 0, 720, 360)), dots_per_inch(Box(0, 0, 72_000, 720))
    (192.0, 16.0)
    """
    across, up = (max(1.0, side) / 72 for side in box.size)
    return min(DOTS_PER_INCH, _LONGEST_SIDE / max(across, up), math.sqrt(_MOST_PIXELS / (across * up)))
