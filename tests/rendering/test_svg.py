"""The SVG stands alone, scales, can be read aloud, and shares a page with others."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pycid_like as pcl
from pycid_like.rendering import palette
from tests.rendering.diagrams import recommender

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**keywords):
    cid = recommender(rationale={("P", "I"): "people read"})
    return pcl.draw(cid, pcl.admits_ici(cid, "I"), **keywords).svg


def test_it_refers_to_nothing_outside_and_runs_nothing():
    text = drawn(title="T").replace('xmlns="http://www.w3.org/2000/svg"', "", 1)
    for forbidden in (
        "http:",
        "https:",
        "href",
        "<script",
        "<!DOCTYPE",
        "<!--",
        "url(",
        "@import",
        "javascript",
        " on",
    ):
        assert forbidden not in re.sub(r">[^<]*<", "><", text), forbidden
    assert "<!DOCTYPE" not in text


def test_it_scales_and_has_a_white_ground():
    root = ElementTree.fromstring(drawn())
    assert re.fullmatch(r"[\d.]+( [\d.]+){3}", root.get("viewBox"))
    assert "max-width:100%" in root.get("style")
    ground = root.find(f"{SVG}g/{SVG}polygon")
    assert ground.get("fill") == "#ffffff"


def test_it_has_a_title_and_a_description_that_are_pointed_at():
    root = ElementTree.fromstring(drawn())
    ids = {element.get("id"): element for element in root.iter()}
    title, description = (ids[each] for each in root.get("aria-labelledby").split())
    assert (title.tag, title.text) == (f"{SVG}title", "recommender")
    assert description.tag == f"{SVG}desc"
    assert "posts to show – influenced opinions – clicks" in description.text
    assert root.get("role") == "img"


def test_nodes_and_arrows_say_what_they_are():
    spoken = [title.text for title in ElementTree.fromstring(drawn()).iter(f"{SVG}title")]
    assert "influenced opinions: chance; admits an instrumental control incentive" in spoken
    assert "posts to show → influenced opinions: people read" in spoken
    assert len(spoken) == 1 + 5 + 6
    assert not any(re.fullmatch(r"[a-z]\d.*", text) for text in spoken)


def test_ids_are_unique_also_across_pictures():
    ids = [re.findall(r'id="([^"]+)"', text) for text in (drawn(), drawn(direction="down"))]
    assert len(ids[0]) == len(set(ids[0])) == 2 + 5 + 6
    assert not set(ids[0]) & set(ids[1])
    assert drawn() == drawn()


def lines_of(svg, colour):
    return [
        element
        for element in ElementTree.fromstring(svg).iter(f"{SVG}path")
        if element.get("stroke") == colour and element.get("fill") == "none"
    ]


def test_the_path_is_thick_and_red_and_numbered():
    text = drawn(legend=False)
    thick = lines_of(text, palette.UNDESIRABLE)
    assert len(thick) == 2
    assert all(float(line.get("stroke-width")) > 2 for line in thick)
    words = [element.text for element in ElementTree.fromstring(text).iter(f"{SVG}text")]
    assert words.count("1") == words.count("2") == 1


def test_only_information_links_are_dotted():
    dotted = [line for line in lines_of(drawn(legend=False), palette.LINE) if line.get("stroke-dasharray")]
    assert len(dotted) == 1


def test_rings_are_dashed_and_badges_say_the_incentive():
    cid = recommender()
    root = ElementTree.fromstring(pcl.draw(cid, pcl.incentives(cid), legend=False).svg)
    rings = [ring for ring in root.iter(f"{SVG}ellipse") if ring.get("stroke-dasharray")]
    assert len(rings) == 3 + 3 + 3
    assert len({ring.get("rx") for ring in rings if ring.get("cx") == rings[0].get("cx")}) == 3
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert [words.count(badge) for badge in ("VoI", "VoC", "RI", "ICI", "impact")] == [2, 4, 2, 2, 1]


def test_jupyter_shows_picture_and_words():
    cid = recommender()
    picture = pcl.draw(cid)
    shown = picture._repr_mimebundle_(include=None, exclude=None)
    assert shown["image/svg+xml"] == picture.svg
    assert shown["text/plain"].startswith("<Picture of 5 nodes, 6 arrows>\nCausal influence diagram")
    assert cid._repr_mimebundle_()["image/svg+xml"] == picture.svg
