"""Diagrams that the tests of pictures share."""

from __future__ import annotations

import random

from pycid_like import CID

TITLES = {
    "O": "original opinions",
    "M": "model of the opinions",
    "P": "posts to show",
    "I": "influenced opinions",
    "C": "clicks",
}


def recommender(**keywords) -> CID:
    return CID.parse(
        "O -> M -> P -> I -> C; O -> I; P -> C", "P", "C", **{"titles": TITLES, "name": "recommender", **keywords}
    )


def game() -> CID:
    """Two agents; the second sees what the first does."""
    return CID.parse(
        "D1 -> X -> U1; D1 -> D2 -> U2; X -> U2", {"worker": ["D1"], "B": ["D2"]}, {"worker": "U1", "B": "U2"}
    )


def insoluble() -> CID:
    """Two decisions of which neither knows the other: some answers are unknown."""
    return CID.parse("X -> D1 -> Y -> D2 -> U; D1 -> U; X -> U; Y -> U", ["D1", "D2"], "U")


def random_diagram(count: int, parents: int, seed: int = 0, titles=None) -> CID:
    generator = random.Random(seed)
    edges = [
        (f"X{source}", f"X{target}")
        for target in range(1, count)
        for source in sorted(generator.sample(range(target), min(target, parents)))
    ]
    return CID(edges, ["X1"], [f"X{count - 1}"], order=[f"X{node}" for node in range(count)], titles=titles, warn=False)
