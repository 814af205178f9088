"""Cited designs to start from, as data: one design file each.

>>> from pycid_like import gallery
>>> gallery.get("content_recommender").cid.decisions
('P',)
"""

from .catalogue import get, names, text

__all__ = ["get", "names", "text"]
