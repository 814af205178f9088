"""Text is wrapped without losing any of it, and fits where it stands."""

from __future__ import annotations

import itertools
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like.rendering import Mark, SceneNode, Shape, engine
from pycid_like.rendering.inscription import lines
from pycid_like.rendering.lettering import FONTS, LINE_HEIGHT, shortened, width, wrap
from pycid_like.rendering.shapes import TITLE_SIZE, badge_places, badge_row_width, badge_width, outline, rings
from tests.profiles import examples
from tests.rendering.diagrams import recommender

WORDS = st.lists(st.text("abcdefgmnopWM_-äß日本", min_size=1, max_size=30), min_size=1, max_size=8).map(" ".join)


@given(WORDS, st.floats(5, 14))
def test_lines_are_no_wider_than_allowed(text, widest):
    assert max(map(width, wrap(text, widest))) <= 1.35 * widest + 1e-9


@given(WORDS)
def test_nothing_is_lost_but_behind_an_ellipsis(text):
    wrapped = wrap(text, 9)
    assert len(wrapped) <= 5
    kept = "".join("".join(wrapped).split()).replace("-", "")
    whole = "".join(text.split()).replace("-", "")
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


def test_short_titles_stay_on_one_line():
    assert wrap("clicks", 9) == ("clicks",)
    assert wrap("", 9) == wrap(" \n ", 9) == ()


def test_line_breaks_are_kept_and_lines_balanced():
    assert wrap("one\ntwo", 9) == ("one", "two")
    assert wrap("influenced opinions of them", 9) == ("influenced", "opinions of them")


def test_long_words_break_where_they_can():
    assert wrap("reward_function_parameters", 9) == ("reward_", "function_", "parameters")
    assert wrap("RewardFunctionParameters", 9) == ("RewardFunction", "Parameters")
    assert wrap("Donaudampfschifffahrtsgesellschaft", 9)[0].endswith("-")
    assert wrap("engagement", 6) == ("engagement",)


def test_what_belongs_together_is_not_parted():
    family = "👩‍👩‍👧"
    assert all(line.replace(family, "") == "" for line in wrap(family * 6, 9))
    accented = "e\u0301" * 40
    assert not any(line.startswith("\u0301") for line in wrap(accented, 9))


def test_shortened_texts_end_with_an_ellipsis():
    assert shortened("a\nb  c", 9) == "a b c"
    assert width(shortened("m" * 50, 9)) <= 10
    assert shortened("m" * 50, 9).endswith("…")


@pytest.mark.parametrize(
    "text", ["WWWW", "iiii", "model of the opinions", "ÄÖÜß", "mmm %", "привет мир", "ΑΒΓω", "–—…“”", "€£→", "'\"|\\"]
)
def test_widths_err_on_the_wide_side_with_the_fonts_of_this_machine(text):
    dot = f'digraph {{ node [fontname="{FONTS}"] q [label={lines((text, 12.0, "#000000"))}] }}'
    (shown,) = json.loads(engine.run(dot, "dot", "json"))["objects"]
    drawn = sum(operation["width"] for operation in shown["_ldraw_"] if operation["op"] == "T")
    assert 0 < drawn <= width(text, 12) + 1


def inside(shape, across, up, x, y):
    if shape is Shape.ELLIPSE:
        return math.hypot(x / across, y / up) <= 1 + 1e-9
    if shape is Shape.DIAMOND:
        return x / across + y / up <= 1 + 1e-9
    return x <= across and y <= up


@examples(200)
@given(WORDS, st.sampled_from(Shape))
def test_text_stays_inside_its_shape(text, shape):
    shown = SceneNode("n", shape, wrap(text, 9), "#ffffff")
    size = outline(shown)
    top = len(shown.lines) * TITLE_SIZE * LINE_HEIGHT / 2
    for number, line in enumerate(shown.lines):
        ends = top - number * TITLE_SIZE * LINE_HEIGHT, top - (number + 1) * TITLE_SIZE * LINE_HEIGHT
        for end in ends:
            assert inside(shape, size.across, size.up, width(line, TITLE_SIZE) / 2, abs(end))


@pytest.mark.parametrize("shape", Shape)
def test_rings_lie_around_each_other_with_room_between(shape):
    marks = tuple(Mark(badge, "#000000", "dashed", "") for badge in ("VoI", "VoC", "RI"))
    shown = SceneNode("n", shape, ("a title", "of two lines"), "#ffffff", marks=marks)
    sizes = [outline(shown), *rings(shown)]
    assert len(sizes) == 4
    for inner, outer in itertools.pairwise(sizes):
        assert outer.across >= inner.across + 4
        assert outer.up >= inner.up + 4


def test_badges_stand_side_by_side_in_the_middle():
    marks = tuple(Mark(badge, "#000000", "dashed", "") for badge in ("VoI", "VoC?", "impact"))
    places = badge_places(marks)
    edges = [
        (place - badge_width(mark) / 2, place + badge_width(mark) / 2)
        for place, mark in zip(places, marks, strict=True)
    ]
    assert all(left[1] < right[0] for left, right in itertools.pairwise(edges))
    assert edges[0][0] == pytest.approx(-edges[-1][1])
    assert badge_row_width(marks) == pytest.approx(edges[-1][1] - edges[0][0])


def test_the_titles_of_the_recommender_fit_their_shapes():
    from pycid_like.rendering import compose

    for shown in compose(recommender()).nodes:
        assert width(max(shown.lines, key=width), TITLE_SIZE) < 2 * outline(shown).across
