"""Unrolled processes are what their templates say, step by step."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import CID, Template, recall, unroll
from tests.oracles import processes as oracle
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")

Arrows = list[tuple[str, str]]
Span = int | None


@st.composite
def processes(draw: st.DrawFn) -> tuple[Arrows, list[str], list[str], Span]:
    """Arrows of a random process, the stems of its decisions and utilities, and how far back it remembers."""
    chooser = random.Random(draw(st.integers(0, 2**64 - 1)))
    inner = chooser.sample("ABCDEF", chooser.randint(2, 5))
    decisions = chooser.sample(inner, chooser.randint(1, min(3, len(inner))))
    utilities = ["U", "V"][: chooser.randint(1, 2)]
    stems = [*inner, *utilities]
    arrows: dict[tuple[str, str], None] = {}
    for one, other in combinations(stems, 2):
        if one not in utilities and chooser.random() < 0.5:
            shift = chooser.choice([0, 0, 1, -1])
            arrows[_index(one, shift), _index(other, shift)] = None
    for one in inner:
        for other in stems:
            if chooser.random() < 0.25:
                shift, ahead = chooser.choice([0, 0, -1]), chooser.choice([1, 1, 2])
                arrows[_index(one, shift), _index(other, shift + ahead)] = None
    for other in stems:
        if chooser.random() < 0.15:
            arrows["Theta", _index(other, 0)] = None
        if chooser.random() < 0.1:
            arrows["Start[2]", _index(other, 0)] = None
    for utility in utilities:
        arrows.setdefault((_index(chooser.choice(inner), 0), _index(utility, 0)))
    if chooser.random() < 0.3:
        arrows = {pair: None for pair in arrows if (pair[0][0], pair[1][0]) not in combinations(decisions, 2)}
    there = {name[0] for pair in arrows for name in pair}
    span = chooser.choice([0, 1, 2, None])
    return list(arrows), [stem for stem in decisions if stem in there], [u for u in utilities if u in there], span


def _index(stem: str, shift: int) -> str:
    return f"{stem}[t{shift:+d}]" if shift else f"{stem}[t]"


def _normal(arrows: Arrows) -> Arrows:
    """Leave out an arrow that says the same as one before it with another t: that is an error."""
    kept: dict[object, tuple[str, str]] = {}
    for source, target in arrows:
        shifts = [int(name.split("[t")[1][:-1] or "0") if "[t" in name else None for name in (source, target)]
        apart = None if None in shifts else shifts[1] - shifts[0]  # type: ignore[operator]
        kept.setdefault((source[0], target[0], apart), (source, target))
    return list(kept.values())


def unrolled(arrows: Arrows, decisions: list[str], utilities: list[str], span: Span, steps: int, first: int) -> CID:
    text = "; ".join(f"{source} -> {target}" for source, target in arrows)
    remember = {None: "everything", 0: "nothing"}.get(span, span)
    assert remember is not None
    return unroll(Template.parse(text, decisions, utilities, remember=remember), steps, first=first)


@examples(500)
@given(processes(), st.integers(2, 5), st.integers(0, 2))
def test_unrolled_as_by_hand(process: tuple[Arrows, list[str], list[str], Span], steps: int, first: int) -> None:
    arrows, decisions, utilities, span = _normal(process[0]), *process[1:]
    now = range(first, first + steps)
    drawn = oracle.drawn(arrows, now, set(decisions))
    if any(pair[0] == "Start[2]" for pair in arrows) and 2 not in now:
        return
    cid = unrolled(arrows, decisions, utilities, span, steps, first)
    must, may = oracle.memory(drawn, cid.decisions, span)
    assert drawn | must <= set(cid.edges) <= drawn | must | may
    assert set(cid.nodes) == {node for edge in drawn for node in edge}
    assert {cid.role(node).value for node in cid.nodes if node[0] in decisions} <= {"decision"}
    assert set(cid.utilities) == {node for node in cid.nodes if node[0] in utilities}
    for node in cid.nodes:
        assert cid.step(node) == oracle.step_of(node)
    steps_in_order = [-1 if cid.step(node) is None else cid.step(node) for node in cid.nodes]
    assert steps_in_order == sorted(steps_in_order)  # type: ignore[type-var]


@examples(200)
@given(processes(), st.integers(2, 5))
def test_to_remember_everything_is_perfect_recall(
    process: tuple[Arrows, list[str], list[str], Span], steps: int
) -> None:
    arrows, decisions, utilities, _ = process
    cid = unrolled(_normal(arrows), decisions, utilities, None, steps, 1)
    found = recall(cid)
    assert found.perfect_recall
    assert found.sufficient_recall
    ordered = [cid.step(node) or 0 for node in found.perfect_recall.order]
    assert ordered == sorted(ordered)


@examples(100)
@given(processes(), st.integers(2, 5))
def test_to_remember_more_adds_links_and_takes_none(
    process: tuple[Arrows, list[str], list[str], Span], steps: int
) -> None:
    arrows, decisions, utilities, _ = process
    before: set[tuple[str, str]] = set()
    for span in (0, 1, 2, steps, None):
        edges = set(unrolled(_normal(arrows), decisions, utilities, span, steps, 1).edges)
        assert before <= edges
        before = edges
    assert before == set(unrolled(_normal(arrows), decisions, utilities, steps, steps, 1).edges)
