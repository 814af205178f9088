"""The frozen form sees every change, however deep, and no change where there is none."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType, SimpleNamespace

import networkx
import numpy as np
import pandas as pd
import pytest

from tests.house.freeze import freeze


@dataclass
class Holder:
    items: list[int] = field(default_factory=lambda: [1])

    @cached_property
    def total(self) -> int:
        return sum(self.items)


class Slotted:
    __slots__ = ("_memo", "x")

    def __init__(self):
        self.x = [1]
        self._memo = {}


class Colour(enum.Enum):
    RED = 1


def graph() -> networkx.DiGraph[str]:
    made: networkx.DiGraph[str] = networkx.DiGraph([("a", "b")])
    made.nodes["a"]["tags"] = ["x"]
    return made


CHANGES = [
    (lambda: [1, [2]], lambda v: v[1].append(3)),
    (lambda: {"a": {"b": [1]}}, lambda v: v["a"]["b"].clear()),
    (lambda: {"a": 1, "b": 2}, lambda v: v.update({"a": v.pop("a")})),
    (lambda: [3, 1], lambda v: v.sort()),
    (lambda: [1], lambda v: v.__setitem__(0, True)),
    (lambda: {1, 2}, lambda v: v.discard(1)),
    (lambda: MappingProxyType({"a": [1]}), lambda v: v["a"].append(2)),
    (Holder, lambda v: v.items.append(2)),
    (Slotted, lambda v: v.x.append(2)),
    (lambda: SimpleNamespace(a=[1]), lambda v: v.a.append(2)),
    (lambda: np.zeros(3), lambda v: v.__setitem__(0, 1.0)),
    (lambda: np.array([[1], "a"], dtype=object), lambda v: v[0].append(2)),
    (lambda: np.random.default_rng(0), lambda v: v.random()),
    (graph, lambda v: v.remove_edge("a", "b")),
    (graph, lambda v: v.nodes["a"]["tags"].append("y")),
    (graph, lambda v: v.graph.update(name="n")),
    (lambda: pd.DataFrame({"a": [1]}), lambda v: v.__setitem__("b", 2)),
    (lambda: pd.DataFrame({"a": [1]}, index=["x"]), lambda v: setattr(v, "index", ["y"])),
]


@pytest.mark.parametrize(("make", "change"), CHANGES)
def test_change_is_seen(make, change):
    value = make()
    before = freeze(value)
    assert freeze(value) == before
    change(value)
    assert freeze(value) != before


def test_caches_do_not_count():
    holder, slotted = Holder(), Slotted()
    before = freeze(holder), freeze(slotted)
    assert holder.total == 1
    slotted._memo["x"] = 1
    assert (freeze(holder), freeze(slotted)) == before


def test_value_that_holds_itself_and_values_that_are_themselves():
    loop: list[object] = []
    loop.append(loop)
    assert freeze(loop) == freeze(loop)
    assert freeze(Colour.RED) == freeze(Colour.RED)
    assert freeze(len) == freeze(len)
    assert freeze(len) != freeze(max)
