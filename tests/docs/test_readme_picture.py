"""The picture in the README shows what the tool would draw today."""

from __future__ import annotations

from xml.etree import ElementTree

from . import readme_picture as made


def test_the_scene_is_current() -> None:
    assert made.scene_text() == made.SCENE.read_text(encoding="utf-8")


def test_the_committed_picture_is_of_this_scene() -> None:
    words = "".join(ElementTree.parse(made.PICTURE).getroot().itertext())
    for word in ("influenced", "original opinions", "posts", "clicks", "ICI"):
        assert word in words


def test_the_readme_shows_it() -> None:
    path = made.PICTURE.relative_to(made.ROOT).as_posix()
    assert path in (made.ROOT / "README.md").read_text(encoding="utf-8")
