"""Importing the package, and judging a graph with it, loads none of the heavy packages."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.house.rules_imports import FLOORS
from tests.house.source import PACKAGE, ROOT, modules

HEAVY = {
    "dask", "graphviz", "highspy", "joblib", "matplotlib", "nashpy", "opt_einsum", "pandas", "pgmpy", "pydantic",
    "pygambit", "pygraphviz", "rich", "ruamel", "scipy", "sklearn", "torch", "typer",
}  # fmt: skip

JUDGE = """
cid = pcl.CID.parse("O -> M -> P -> I -> C; O -> I; P -> C", decisions="P", utilities="C")
for admits in (pcl.admits_voi, pcl.admits_ri, pcl.admits_voc, pcl.admits_ici, pcl.admits_impact):
    for node in cid.nodes:
        admits(cid, node).explain()
str(pcl.incentives(cid)), pcl.relevance_graph(cid), pcl.requisite_graph(cid), pcl.sufficient_recall(cid)
"""


def loaded_by(code: str) -> set[str]:
    """Return the top-level packages that a fresh interpreter has loaded after the code."""
    tail = "\nimport json, sys\nprint(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    result = subprocess.run(
        [sys.executable, "-c", code + tail],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout.splitlines()[-1]))


def test_import_loads_nothing_heavy():
    loaded = loaded_by("import pycid_like")
    assert "pycid_like" in loaded
    assert loaded & HEAVY == set()


def test_floors_0_to_2_load_nothing_heavy():
    low = [module.name for module in modules(PACKAGE) if module.room and FLOORS[module.room] <= 2]
    loaded = loaded_by("\n".join(f"import {name}" for name in low))
    assert {"pycid_like", "numpy"} <= loaded
    assert loaded & HEAVY == set()


def test_judging_a_graph_loads_nothing_heavy():
    loaded = loaded_by("import pycid_like as pcl" + JUDGE)
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("package", ["pandas", "scipy"])
def test_loaded_package_is_seen(package):
    assert package in loaded_by(f"import {package}") & HEAVY
