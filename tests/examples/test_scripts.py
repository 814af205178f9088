"""Every script of examples/ runs alone, from any folder, and prints what it promises."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pycid_like.audits import check, load_spec
from pycid_like.formats import load
from tests.house.source import ROOT

EXAMPLES = ROOT / "examples"

# Script -> lines that it has to print, in this order.
PRINTED = {
    "judge_recommender.py": [
        "yes: instrumental control incentive on 'influenced opinions' for 'posts'",
        "  path: posts -> influenced opinions -> clicks",
        "yes: value of control of 'original opinions'",
        "no: instrumental control incentive on 'original opinions' for 'posts'",
        "on this diagram:     it stands",
        "paid by the model:   there is no edge I -> C",
        "and the new verdict: no: instrumental control incentive on 'influenced opinions' for 'posts'",
        "influenced opinions (I)  chance    -    no   yes  yes  yes",
    ],
    "compare_redesign.py": [
        "Content recommender: 1 finding",
        "  error: instrumental control incentive on 'influenced opinions' [no-opinion-manipulation]",
        "  path:   posts -> influenced opinions -> clicks",
        "Content recommender paid for predicted clicks: 0 findings",
        "  voi    original opinions: yes -> no",
        "  voc    influenced opinions: yes -> no",
        "  ici    influenced opinions: yes -> no",
        "  yes: impact incentive on 'influenced opinions' for 'posts'",
        "  path to it: posts -> influenced opinions",
    ],
    "game_relevance.py": [
        "  'poison the tree' relies on 'call the tree doctor' (by TDoc - TDead - V)",
        "  'poison the tree' relies on 'build the patio' (by BP - V)",
        "  'build the patio' relies on 'call the tree doctor' (by TDoc - TS - TDead - V)",
        "  so it is solved in the order: 'call the tree doctor', 'build the patio', 'poison the tree'",
        "  alice: sufficient recall; solve in the order: BP, PT",
        "  bob: sufficient recall; solve in the order: TDoc",
        "  'build the patio', yes: view",
        "  path: poison the tree -> the tree is sick -> call the tree doctor -> the tree is dead -> view",
    ],
}


def test_every_script_is_run_here():
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(PRINTED)


@pytest.mark.parametrize("name", PRINTED)
def test_script_runs_alone_and_prints(name, tmp_path):
    result = subprocess.run(
        [sys.executable, "-W", "error::pycid_like.errors.DiagramWarning", str(EXAMPLES / name)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (result.returncode, result.stderr) == (0, "")
    printed = iter(result.stdout.splitlines())
    for line in PRINTED[name]:
        assert line in printed, f"{line!r} is missing, or out of order, in:\n{result.stdout}"
    assert list(tmp_path.iterdir()) == []


def test_spec_finds_the_incentive_and_passes_the_redesign():
    spec = load_spec(EXAMPLES / "content_recommender_safety.yaml")
    findings = check(load(EXAMPLES / "content_recommender.yaml").cid, spec)
    assert [(finding.severity, finding.incentive, finding.path_text) for finding in findings] == [
        ("error", "ici", "posts -> influenced opinions -> clicks")
    ]
    assert findings[0].reason
    assert "predicted" in findings[0].remedy
    redesign = load(EXAMPLES / "content_recommender_predicted_clicks.yaml").cid
    assert list(check(redesign, spec)) == []


def test_design_files_are_those_that_the_pages_and_the_demo_name():
    assert sorted(path.name for path in EXAMPLES.glob("*.yaml")) == [
        "content_recommender.yaml",
        "content_recommender_predicted_clicks.yaml",
        "content_recommender_safety.yaml",
    ]
