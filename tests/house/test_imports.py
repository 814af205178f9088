"""The floors hold, nothing goes round in a circle, and heavy packages stay inside functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import rules_imports as rules
from tests.house.imports import imports_of
from tests.house.source import PACKAGE

ALL_RULES = [
    rules.floor_offences,
    rules.cycle_offences,
    rules.late_import_offences,
    rules.third_party_offences,
]


@pytest.mark.parametrize("rule", ALL_RULES)
def test_package_keeps_the_rule(rule):
    assert imports_of(PACKAGE), "the walk found no imports at all"
    assert rule(PACKAGE) == []


@pytest.fixture
def package(tmp_path):
    """A function that writes a small package from {path: text} and returns its folder."""

    def write(files: dict[str, str]) -> Path:
        folder = tmp_path / "pycid_like"
        for name, text in {"__init__.py": "", "graph/__init__.py": "", "diagrams/__init__.py": "", **files}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        return folder

    return write


GOOD = {
    "errors.py": "import difflib",
    "graph/walk.py": "import numpy as np\nfrom ..errors import Problem\nfrom . import adjacency\n",
    "graph/adjacency.py": "from pycid_like.errors import Problem",
    "diagrams/cid.py": "import networkx\nfrom pycid_like.graph.walk import reach\nfrom ..graph import adjacency",
    "diagrams/edits.py": (
        "from __future__ import annotations\nimport typing\nfrom .cid import CID\n"
        "if typing.TYPE_CHECKING:\n    import pandas\ndef table():\n    import pandas\n"
    ),
    "diagrams/roles.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .agents import Agent",
    "diagrams/agents.py": "from .roles import Role",
    "display.py": "def show():\n    from pycid_like.rendering import draw",
    "rendering/__init__.py": "from pycid_like.diagrams import cid",
    "__init__.py": "def __getattr__(name):\n    from .diagrams.cid import CID",
}


@pytest.mark.parametrize("rule", ALL_RULES)
def test_good_package_has_no_offence(package, rule):
    assert rule(package(GOOD)) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"graph/walk.py": "from pycid_like.diagrams import cid", "diagrams/cid.py": ""},
            "pycid_like.diagrams.cid on floor 1",
        ),
        ({"graph/walk.py": "from pycid_like.diagrams.cid import CID"}, "pycid_like.diagrams.cid on floor 1"),
        (
            {"graph/walk.py": "from ..diagrams import CID"},
            "pycid_like.graph.walk:1 on floor 0 imports pycid_like.diagrams",
        ),
        ({"graph/__init__.py": "from ..diagrams import CID"}, "pycid_like.graph:1 on floor 0"),
        ({"graph/walk.py": "import pycid_like.diagrams"}, "pycid_like.diagrams on floor 1"),
        ({"graph/walk.py": "def f():\n    import pycid_like.diagrams"}, "pycid_like.graph.walk:2"),
        ({"graph/walk.py": "try:\n    import pycid_like.diagrams\nexcept ImportError:\n    pass"}, "walk:2"),
        (
            {"graph/walk.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..diagrams import CID"},
            "pycid_like.graph.walk:3",
        ),
        ({"graph/walk.py": "from pycid_like import CID"}, "floor 11"),
        ({"graph/walk.py": "from ..documents import tree", "documents/tree.py": ""}, "documents.tree on floor 0"),
        ({"errors.py": "from .graph import walk", "graph/walk.py": ""}, "pycid_like.errors:1 on floor 0"),
        ({"rendering/x.py": "from ..formats import y", "formats/y.py": ""}, "formats.y on floor 7"),
        ({"attic/x.py": ""}, "pycid_like.attic.x stands on no floor"),
        ({"cli/x.py": "from ..attic import y"}, "pycid_like.attic, which is on no floor"),
    ],
)
def test_climbing_import_is_an_offence(package, files, expected):
    offences = rules.floor_offences(package(files))
    assert len(offences) == 1
    assert expected in offences[0]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"graph/a.py": "from . import b", "graph/b.py": "from .a import x"},
            ["pycid_like.graph.a -> pycid_like.graph.b"],
        ),
        (
            {
                "graph/a.py": "from .b import x",
                "graph/b.py": "from .c import x",
                "graph/c.py": "import pycid_like.graph.a",
            },
            ["pycid_like.graph.a -> pycid_like.graph.b -> pycid_like.graph.c -> pycid_like.graph.a"],
        ),
        (
            {"graph/__init__.py": "from .a import x", "graph/a.py": "from pycid_like.graph import y"},
            ["pycid_like.graph.a"],
        ),
        ({"graph/a.py": "def f():\n    from .b import x", "graph/b.py": "from .a import f"}, ["pycid_like.graph.b"]),
        ({"graph/a.py": "import pycid_like.graph.a"}, ["pycid_like.graph.a -> pycid_like.graph.a"]),
        (
            {
                "graph/a.py": "from .b import x",
                "graph/b.py": "from .a import x",
                "graph/c.py": "from .d import x",
                "graph/d.py": "from .c import x",
            },
            ["pycid_like.graph.a", "pycid_like.graph.c"],
        ),
    ],
)
def test_cycle_is_an_offence(package, files, expected):
    offences = rules.cycle_offences(package(files))
    assert len(offences) == len(expected)
    for offence, text in zip(offences, expected, strict=True):
        assert text in offence


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from pycid_like.graph import walk",
        "def f():\n    from ..graph import walk",
        "class A:\n    def f(self):\n        import pycid_like.graph.walk",
        "def f():\n    if 1:\n        def g():\n            from . import cid",
        "import importlib\nx = importlib.import_module('pycid_like.graph')",
        "x = __import__('pycid_like')",
    ],
)
def test_late_import_is_an_offence(package, text):
    folder = package({"graph/walk.py": "", "diagrams/cid.py": "", "diagrams/edits.py": text})
    assert len(rules.late_import_offences(folder)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import pandas as pd",
        "from pandas import DataFrame",
        "try:\n    import pandas\nexcept ImportError:\n    pandas = None",
        "class A:\n    import pandas",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import scipy\nelse:\n    import pandas",
    ],
)
def test_third_party_at_module_level_is_an_offence(package, text):
    (offence,) = rules.third_party_offences(package({"graph/walk.py": text}))
    assert "imports pandas at module level" in offence
