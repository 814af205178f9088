"""How a value shows itself in a notebook: the renderer is found by name when asked, and only then."""

from __future__ import annotations

import importlib


def mimebundle(value: object) -> dict[str, str]:
    """Return the notebook representations of a drawable value: its picture as SVG, and its text.

    >>> import pycid_like as pcl
    >>> sorted(mimebundle(pcl.CID([("D", "U")], decisions="D", utilities="U")))
    ['image/svg+xml', 'text/plain']
    """
    rendering = importlib.import_module("pycid_like.rendering")
    return {"image/svg+xml": rendering.draw(value).svg, "text/plain": repr(value)}
