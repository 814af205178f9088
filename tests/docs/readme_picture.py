"""The picture in the README: the recommender with its finding, and the scene it was made from.

``python -m tests.docs.readme_picture`` writes both again. The scene is what a test compares: coordinates in the
picture depend on the fonts of the machine that drew it.
"""

from __future__ import annotations

from pathlib import Path

import pycid_like as pcl

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "content_recommender.svg"
SCENE = ROOT / "docs" / "images" / "content_recommender.scene.txt"


def picture() -> pcl.Picture:
    """Return the shipped recommender with what its safety spec finds."""
    design = pcl.load(ROOT / "examples" / "content_recommender.yaml")
    spec = pcl.load_spec(ROOT / "examples" / "content_recommender_safety.yaml")
    return pcl.draw(design, highlight=pcl.check(design.cid, spec))


def scene_text() -> str:
    """Return the scene, a part a line."""
    scene = picture().scene
    parts = [*scene.nodes, *scene.edges, *scene.legend, scene.title, scene.name, scene.description, scene.direction]
    return "\n".join(map(repr, parts)) + "\n"


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    picture().save(PICTURE)
    SCENE.write_text(scene_text(), encoding="utf-8")
