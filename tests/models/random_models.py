"""Random models with decisions, utilities and labels of several types, for tests of what is done with whole models."""

from __future__ import annotations

import random
import warnings
from collections.abc import Hashable
from typing import Any

import numpy as np
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.errors import DiagramWarning

LABELS: tuple[tuple[Hashable, ...], ...] = (
    ("left", "right", "up", "down"),
    (3, 1, 2, 0),
    (True, False),
    (-0.5, 0.25, 4.0),
    (("a", 1), ("b", 2), ("a", 2)),
    ("only",),
    (False, "maybe", 2),
)


@st.composite
def models(draw: st.DrawFn, most_nodes: int = 8) -> pcl.Model:
    """A model with up to two decisions and two utilities; no utility has children."""
    return random_model(random.Random(draw(st.integers(0, 2**64 - 1))), draw(st.integers(2, most_nodes)))


def random_model(chooser: random.Random, size: int) -> pcl.Model:
    names = [f"n{place}" for place in range(size)]
    utilities = names[size - chooser.randint(1, min(2, size - 1)) :]
    decisions = chooser.sample(names[: size - len(utilities)], k=min(chooser.randint(0, 2), size - len(utilities)))
    edges = [
        (parent, node)
        for place, node in enumerate(names)
        for parent in chooser.sample(names[:place], k=min(place, chooser.randint(0, 3)))
        if parent not in utilities
    ]
    mechanisms: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DiagramWarning)
        cid = pcl.CID(edges, sorted(decisions), utilities, order=names)
    cards: dict[str, int] = {}
    for node in names:
        shape = [cards[parent] for parent in cid.parents(node)]
        labels = chooser.choice(LABELS)
        cards[node] = len(labels)
        if node in utilities:
            table = np.array([chooser.choice((-1.5, 0, 2, 3)) for _ in range(int(np.prod(shape)))]).reshape(shape)
            mechanisms[node] = pcl.utility(table)
        elif node in decisions:
            mechanisms[node] = list(labels)
        else:
            mechanisms[node] = pcl.chance(labels, random_rows(chooser, shape, len(labels)))
    return pcl.Model(cid, mechanisms)


def random_rows(chooser: random.Random, shape: list[int], outcomes: int) -> np.ndarray[Any, Any]:
    """Distributions, one for each context: some certain, some with impossible outcomes."""
    generator = np.random.default_rng(chooser.getrandbits(32))
    rows = generator.dirichlet(np.ones(outcomes), shape)
    rows[generator.random(rows.shape) < 0.25] = 0
    empty = rows.sum(axis=-1) == 0
    rows[empty] = np.eye(outcomes)[generator.integers(outcomes)]
    return np.asarray(rows / rows.sum(axis=-1, keepdims=True))


def random_policy(model: pcl.Model, chooser: random.Random) -> pcl.Policy:
    """A rule for every decision, mixed in most contexts."""
    rules = {}
    for decision, options in model.decisions.items():
        shape = [len(model.domain(parent)) for parent in options.parents]
        rules[decision] = random_rows(chooser, shape, len(options.domain))
    return model.policy(rules)


def close(one: pcl.Model, other: pcl.Model) -> bool:
    """Whether two models are the same up to rounding."""
    if one.cid != other.cid or any(one.domain(node).outcomes != other.domain(node).outcomes for node in one.cid.nodes):
        return False
    tables = [(one.chances[node].probabilities, other.chances[node].probabilities) for node in one.chances]
    tables += [(one.utilities[node].values, other.utilities[node].values) for node in one.utilities]
    return all(np.allclose(*pair, rtol=0, atol=1e-12) for pair in tables)


def tolerance(probability: float, rows: int, *, chance: float = 1e-9) -> float:
    """How far a relative frequency may be from its probability, exceeded with probability `chance` (Bernstein)."""
    t = float(np.log(2 / chance))
    return float(np.sqrt(2 * probability * (1 - probability) * t / rows)) + 2 * t / (3 * rows)
