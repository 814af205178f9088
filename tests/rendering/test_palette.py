"""Colours can be told apart and texts on them read."""

from __future__ import annotations

import itertools

import pytest

from pycid_like.rendering import palette

FILLS = [palette.CHANCE, palette.DECISION, palette.UTILITY, palette.PAPER, *palette.AGENTS]

# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
BLIND = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


@pytest.mark.parametrize("fill", FILLS)
def test_texts_on_fills_are_readable(fill):
    assert palette.contrast(fill, palette.INK) >= 7
    assert palette.contrast(fill, palette.FAINT_INK) >= 4.5


@pytest.mark.parametrize("colour", palette.INCENTIVES.values())
def test_texts_on_badges_are_readable(colour):
    assert palette.contrast(colour, palette.text_on(colour)) >= 4.5


@pytest.mark.parametrize("colour", palette.INCENTIVES.values())
def test_rings_are_seen_on_paper(colour):
    assert palette.contrast(colour, palette.PAPER) >= 2.5


def linear(colour):
    return [(int(colour[place : place + 2], 16) / 255) ** 2.2 for place in (1, 3, 5)]


def seen(colour, matrix):
    return [max(0.0, sum(w * c for w, c in zip(row, linear(colour), strict=True))) ** (1 / 2.2) for row in matrix]


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("pair", list(itertools.combinations(palette.INCENTIVES, 2)), ids="-".join)
def test_rings_stay_apart_for_colour_blind_readers(kind, pair):
    one, other = (seen(palette.INCENTIVES[name], BLIND[kind]) for name in pair)
    assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.1


@pytest.mark.parametrize("kind", BLIND)
def test_the_first_five_agents_stay_apart_for_colour_blind_readers(kind):
    for one, other in itertools.combinations(palette.AGENTS[:5], 2):
        a, b = seen(one, BLIND[kind]), seen(other, BLIND[kind])
        assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 > 0.1


def test_agents_have_different_fills_until_they_run_out():
    fills = [palette.agent_fill(number) for number in range(len(palette.AGENTS))]
    assert len(set(fills)) == len(fills)
    assert palette.agent_fill(len(fills)) == fills[0]


def test_contrast_is_symmetric_and_one_for_equals():
    assert palette.contrast("#123456", "#123456") == 1
    assert palette.contrast("#000000", "#777777") == palette.contrast("#777777", "#000000")
