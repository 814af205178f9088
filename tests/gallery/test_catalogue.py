"""Designs are found by name, come as they stand in their files, and a wrong name is told the right one."""

from __future__ import annotations

import pytest

from pycid_like import gallery
from pycid_like.errors import InvalidCall
from pycid_like.formats import load
from tests.gallery import page
from tests.house.source import PACKAGE


@pytest.mark.parametrize("ask", [gallery.get, gallery.text])
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("content_recomender", "Did you mean 'content_recommender'?"),
        ("Tree_Killer", "Did you mean 'tree_killer'?"),
        ("zebra", "There are: "),
        ("../designs/tree_killer", "Did you mean 'tree_killer'?"),
        ("tree_killer.yaml", "Did you mean 'tree_killer'?"),
        (None, "There are: "),
    ],
)
def test_wrong_name_is_told_the_nearest(ask, name, hint):
    with pytest.raises(InvalidCall) as caught:
        ask(name)
    assert repr(name) in str(caught.value)
    assert hint in str(caught.value)


@pytest.mark.parametrize("name", gallery.names())
def test_text_is_the_file_and_loads_as_the_design(name):
    text = gallery.text(name)
    assert text == (PACKAGE / "gallery" / "designs" / f"{name}.yaml").read_text("utf-8")
    assert load(text) == gallery.get(name)


def test_page_of_the_gallery_is_current():
    assert page.PAGE.read_text("utf-8") == page.page(), "run `python -m tests.gallery.page > docs/gallery.md`"


def test_page_lists_every_design_once():
    text = page.page()
    for name in gallery.names():
        assert text.count(f"**[{name}](") == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [("One, two:\nthree. Four.", "One, two: three."), ("Only one.\n", "Only one."), ("No stop", "No stop")],
)
def test_first_sentence(text, first):
    assert page.first_sentence(text) == first
