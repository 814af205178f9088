"""In CI a test that did not run fails the run, unless it is listed with a reason."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from tests.house.source import ROOT
from tests.skip_policy import ALLOWED, is_ci, read_allowed

CONFTEST = """\
from pathlib import Path
from tests import skip_policy

skip_policy.ALLOWED = Path(__file__).with_name("allowed.txt")

def pytest_configure(config):
    skip_policy.install(config)
"""


@pytest.fixture
def run(tmp_path):
    """A function that runs pytest on the text of one test file under the policy, in a fresh process."""

    def start(text: str, *, ci: str | None = "true", allowed: str = "") -> subprocess.CompletedProcess[str]:
        (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")
        (tmp_path / "allowed.txt").write_text(allowed, "utf-8")
        (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
        (tmp_path / "test_it.py").write_text("import pytest\n" + textwrap.dedent(text), "utf-8")
        environment = {name: value for name, value in os.environ.items() if name != "CI"}
        environment |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        if ci is not None:
            environment["CI"] = ci
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return start


PASSING = "def test_one(): pass\n"
SKIPPED = PASSING + "def test_two(): pytest.skip('no browser')\n"
NOT_RUN = {
    "skipped by a call": SKIPPED,
    "skipped by a mark": PASSING + "@pytest.mark.skip(reason='no browser')\ndef test_two(): pass\n",
    "skipped by a condition": PASSING + "@pytest.mark.skipif(True, reason='no browser')\ndef test_two(): pass\n",
    "xfailed": PASSING + "@pytest.mark.xfail(reason='no browser')\ndef test_two(): assert False\n",
    "skipped as a whole": "pytest.skip('no browser', allow_module_level=True)\n",
    "nothing to import": "pytest.importorskip('no_such_package', reason='no browser')\n",
    "skipped by a fixture": (
        "@pytest.fixture\ndef browser(): pytest.skip('no browser')\n" + PASSING + "def test_two(browser): pass\n"
    ),
}


@pytest.mark.parametrize("text", NOT_RUN.values(), ids=NOT_RUN.keys())
def test_what_did_not_run_fails_in_ci_only(run, text):
    in_ci = run(text)
    assert in_ci.returncode == 1, in_ci.stdout
    assert "not run, and not allowed in CI" in in_ci.stdout
    assert "no browser" in in_ci.stdout
    elsewhere = run(text, ci=None)
    assert elsewhere.returncode in {0, 5}, elsewhere.stdout  # 5: a module skipped as a whole leaves no tests


def test_what_ran_passes(run):
    assert run(PASSING).returncode == 0


def test_failure_stays_a_failure(run):
    assert run(SKIPPED + "def test_three(): assert False\n").returncode == 1


@pytest.mark.parametrize("entry", ["test_it.py::test_two  # no browser there", "test_it.py::*  # none there"])
def test_listed_skip_passes(run, entry):
    assert run(SKIPPED, allowed=f"# a comment\n\n{entry}\n").returncode == 0


def test_other_listed_skip_does_not_help(run):
    assert run(SKIPPED, allowed="test_it.py::test_one  # a reason\n").returncode == 1


def test_listed_skip_needs_a_reason(run):
    result = run(SKIPPED, allowed="test_it.py::test_two\n")
    assert result.returncode == 4
    assert "allowed_skips.txt, line 1" in result.stderr


@pytest.mark.parametrize(
    ("value", "answer"), [("true", True), ("1", True), ("false", False), ("0", False), ("", False)]
)
def test_environment_says_whether_this_is_ci(monkeypatch, value, answer):
    monkeypatch.setenv("CI", value)
    assert is_ci() is answer


def test_own_list_is_readable():
    assert all(reason for reason in read_allowed(ALLOWED.read_text("utf-8")).values())
