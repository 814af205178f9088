"""Whatever titles and names hold, pictures are well-formed, hold it literally, and nothing in them is run."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.rendering import engine
from pycid_like.rendering.dot import identifier
from pycid_like.rendering.lettering import clean
from tests.profiles import examples
from tests.rendering.diagrams import recommender

SVG = "{http://www.w3.org/2000/svg}"
ANYTHING = st.text(st.characters(), max_size=40)
NASTY = [
    "<b>bold</b>",
    'say "a\\b"',
    "\\N \\G \\L \\l \\r \\",
    "a &amp; &#65; & b",
    "]]> --> <!-- <![CDATA[",
    "<script>alert(1)</script>",
    "two\nlines\r\nand\u2028three",
    "\x00\x07\x7f\ud800\ufffe",
    "\u202eright to left",
    " ",
    "digraph",
    "a:b:c",
    "%s {0} $x",
    "日本語 عربي 👩‍👩‍👧",
    "<",
    "<>",
]


def nodes_of(svg):
    """Return (spoken title, lines of text) of each node of the diagram in an SVG text."""
    root = ElementTree.fromstring(svg)
    found = []
    for group in root.iter(f"{SVG}g"):
        if "-node-" in group.get("id", ""):
            lines = ["".join(text.itertext()) for text in group.iter(f"{SVG}text")]
            found.append((group.findtext(f"{SVG}title"), lines))
    return found


def diagram(first, second):
    return pcl.CID([("A", "D"), ("D", "U")], "D", "U", titles={"A": first, "U": second})


@examples(60)
@given(ANYTHING, ANYTHING)
@example(NASTY[0], NASTY[1])
@example("\\N", "\\\\G")
def test_any_title_comes_out_as_it_is(first, second):
    picture = pcl.draw(diagram(first, second), title=first, legend=False)
    shown = nodes_of(picture.svg)
    for node, (spoken, lines) in zip(picture.scene.nodes, shown, strict=True):
        assert _plain(spoken) == _plain(node.description)
        expected = [line for line in (*node.lines, node.note) if line]
        assert [_plain(line) for line in lines if _plain(line)] == [_plain(line) for line in expected if _plain(line)]


def _plain(text):
    """Leave out what XML readers may normalise: kinds of white space."""
    return " ".join(text.replace("\xa0", " ").split())


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_nasty_titles_in_every_format(text, form):
    assert pcl.draw(diagram(text, text), title=text).to_bytes(form)


@examples(60)
@given(st.lists(st.text(st.characters(), min_size=1, max_size=12), min_size=3, max_size=6, unique=True))
@example(["a\\", "a\\\\", 'a"', "a%5C"])
@example(["\x00", "\x01", "node", "legend"])
def test_any_names_stay_apart_in_dot(names):
    *before, decision, utility = names
    edges = [(name, decision) for name in before] + [(decision, utility)]
    picture = pcl.draw(pcl.CID(edges, decision, utility))
    found = json.loads(engine.run(picture.dot, "dot", "json0"))
    ends = {item["_gvid"]: item["name"] for item in found["objects"]}
    legend = len(picture.scene.legend) > 0
    assert len(ends) == len(names) + legend + sum(
        item["name"].startswith("%") for item in found["objects"] if "nodes" in item
    )
    assert len(found["edges"]) == len(edges)
    assert len({(ends[edge["tail"]], ends[edge["head"]]) for edge in found["edges"]}) == len(edges)


@given(st.text(st.characters(), min_size=1), st.text(st.characters(), min_size=1))
@example("a\\", "a%5C")
def test_identifiers_are_different_for_different_names(one, other):
    assert (identifier(one) == identifier(other)) == (one == other)


@given(st.text(st.characters()))
def test_clean_text_is_fit_for_xml_and_cleaning_again_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    ElementTree.fromstring(f"<a>{clean(text).replace('&', '&amp;').replace('<', '&lt;')}</a>")


def test_other_texts_are_escaped_too():
    nasty = '<script>alert("x")</script> & \\N'
    cid = pcl.CID(
        [("A", "D"), ("D", "U")],
        {nasty: "D", "other": "A"},
        {nasty: "U", "other": ["V"]},
        descriptions={"D": nasty},
        rationale={("A", "D"): nasty},
        name=nasty,
        order=["A", "D", "U", "V"],
        warn=False,
    )
    root = ElementTree.fromstring(pcl.draw(cid).svg)
    assert not list(root.iter(f"{SVG}script"))
    assert nasty in "".join(root.itertext())
    assert root.findtext(f"{SVG}title") == nasty


def test_a_title_that_cannot_be_seen_shows_what_it_is():
    assert pcl.draw(recommender(titles={"O": "  "})).scene.nodes[0].lines == ("'  '",)


def test_a_title_that_looks_like_markup_is_text_in_dot():
    cid = pcl.CID([("D", "U")], decisions="D", utilities="U", titles={"D": "<b>"}, descriptions={"D": "<i>"})
    text = pcl.draw(cid, title="<b>bold</b>").dot
    assert 'label="<b>bold</b>"' in text
    assert "&lt;b&gt;" in text
