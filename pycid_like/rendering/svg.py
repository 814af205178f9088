"""A sheet as SVG: what Graphviz draws, made to stand alone, to be read aloud and to fit the page it is put on."""

from __future__ import annotations

from xml.etree import ElementTree

from .engine import run
from .scene import Scene
from .sheet import Sheet

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}"


def svg(scene: Scene, sheet: Sheet, *, prefix: str) -> str:
    """Return the picture as an SVG text that refers to nothing outside itself and holds no script.

    Its title and description say what a screen reader reads; every node and arrow has a title of its own, which
    browsers show under the mouse. Ids begin with `prefix`, so that several pictures can share a page.
    """
    # Graphviz's own document names a document type on the web and the version that drew it: parsing drops both.
    root = ElementTree.fromstring(run(sheet.dot, "nop2", "svg"))  # noqa: S314 - written by our own engine
    spoken = {f"{prefix}-node-{number}": node.description for number, node in enumerate(scene.nodes)}
    spoken.update((f"{prefix}-edge-{number}", edge.description) for number, edge in enumerate(scene.edges))
    for element in root.iter():
        _tidy(element, spoken)
    _introduce(root, scene, prefix)
    return f"{ElementTree.tostring(root, encoding='unicode')}\n"


def _tidy(element: ElementTree.Element, spoken: dict[str, str]) -> None:
    """Take Graphviz's own names out, and say what the element stands for where it stands for something."""
    element.tag = element.tag.removeprefix(_SVG)
    words = spoken.get(element.get("id", ""))
    if element.tag == "g" and words is None:
        element.attrib.pop("id", None)
    for title in element.findall(f"{_SVG}title"):
        if words:
            title.text = words
        else:
            element.remove(title)


def _introduce(root: ElementTree.Element, scene: Scene, prefix: str) -> None:
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-description",
        "style": "max-width:100%;height:auto",
    }
    for name, value in attributes.items():
        root.set(name, value)
    for place, (tag, text) in enumerate((("title", scene.name), ("desc", scene.description))):
        spoken = ElementTree.Element(tag, {"id": f"{prefix}-{'title' if tag == 'title' else 'description'}"})
        spoken.text = text
        root.insert(place, spoken)
