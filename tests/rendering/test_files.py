"""Every suffix writes a valid file; what cannot be written is an error that says what to do."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time

import pytest

import pycid_like as pcl
from pycid_like.rendering import engine
from tests.rendering.diagrams import random_diagram, recommender

SIGNATURES = {
    "svg": (b"<svg", b"</svg>\n"),
    "png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    "pdf": (b"%PDF-", b"%%EOF\n"),
}


@pytest.fixture
def picture():
    cid = recommender()
    return pcl.draw(cid, pcl.admits_ici(cid, "I"), title="A recommender")


@pytest.mark.parametrize("form", SIGNATURES)
@pytest.mark.parametrize("upper", [False, True])
def test_each_suffix_writes_its_format(picture, tmp_path, form, upper):
    path = tmp_path / f"x.{form.upper() if upper else form}"
    assert picture.save(str(path)) == path
    head, tail = SIGNATURES[form]
    written = path.read_bytes()
    assert written.startswith(head)
    assert written.endswith(tail)
    assert written == picture.to_bytes(form)


def test_dot_is_a_graph_with_every_node_and_edge(picture, tmp_path):
    text = picture.save(tmp_path / "x.dot").read_text(encoding="utf-8")
    assert text == picture.dot
    assert text.startswith("digraph {")
    for source, target in recommender().edges:
        assert f"{source} -> {target} [" in text
    assert next(line for line in text.splitlines() if "M -> P" in line).count("style=dotted") == 1
    assert text.count("style=dotted") == 1
    assert "ICI" in text
    assert engine.run(text, "dot", "svg")


def test_dot_needs_no_engine(picture, monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert picture.dot
    with pytest.raises(pcl.RenderingError, match=r"pip install pygraphviz.*\.dot"):
        picture.to_bytes("png")


def test_png_is_sharp_and_white_behind(picture, tmp_path):
    from PIL import Image

    with Image.open(picture.save(tmp_path / "x.png")) as image:
        assert image.width > 1000
        assert image.convert("RGBA").getpixel((2, 2)) == (255, 255, 255, 255)


def test_png_of_a_huge_diagram_can_still_be_opened():
    written = pcl.draw(random_diagram(1500, 1)).to_bytes("png")
    width, height = struct.unpack(">II", written[16:24])
    assert max(width, height) <= 16_050
    assert width * height <= 61_000_000


def test_same_bytes_every_time(picture):
    cid = recommender()
    first = {form: picture.to_bytes(form) for form in (*SIGNATURES, "dot")}
    time.sleep(1.1)  # A PDF usually tells the second in which it was made.
    again = pcl.draw(cid, pcl.admits_ici(cid, "I"), title="A recommender")
    assert {form: again.to_bytes(form) for form in first} == first


SCRIPT = """
import sys, pycid_like as pcl
cid = pcl.CID.parse("O -> M -> P -> I -> C; O -> I; P -> C", "P", "C", titles={"I": "influenced"}, steps={"O": 1, "M": 1})
picture = pcl.draw(cid, pcl.incentives(cid))
sys.stdout.write(picture.svg + picture.dot + repr(picture.scene))
"""


def run_apart(**environment):
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8", **environment},
    )
    return ran.stdout, ran.stderr


def test_same_picture_under_any_hash_seed():
    assert len({run_apart(PYTHONHASHSEED=seed)[0] for seed in ("0", "1", "77")}) == 1


def test_no_program_is_needed_and_nothing_is_said():
    out, said = run_apart(PATH="")
    assert out.startswith(b"<svg")
    assert said == b""


def test_no_program_is_started(picture, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(os, "system", refuse)
    for form in SIGNATURES:
        assert picture.to_bytes(form)


@pytest.mark.parametrize("name", ["x.bmp", "x.jpeg", "x", "x.svg.gz"])
def test_other_suffixes_name_those_there_are(picture, tmp_path, name):
    with pytest.raises(pcl.RenderingError, match=r"\.svg, \.png, \.pdf or \.dot"):
        picture.save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(picture, tmp_path):
    with pytest.raises(pcl.RenderingError, match="there is no folder .*nowhere"):
        picture.save(tmp_path / "nowhere" / "x.svg")


def test_a_folder_in_the_way_is_an_error(picture, tmp_path):
    (tmp_path / "x.svg").mkdir()
    with pytest.raises(pcl.RenderingError, match=r"x\.svg"):
        picture.save(tmp_path / "x.svg")


def test_an_unknown_format_names_the_nearest(picture):
    with pytest.raises(pcl.RenderingError, match="Did you mean 'png'"):
        picture.to_bytes("pgn")
