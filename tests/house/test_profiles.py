"""The hypothesis profiles: the same every time in CI, random and long at night."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import settings

from tests.house.source import ROOT
from tests.profiles import NIGHTLY_FACTOR, active, examples

SHOW = """
from hypothesis import settings
from tests.profiles import examples, register
register()
now = settings()
print(now.derandomize, now.deadline, now.max_examples, examples(30).max_examples, examples(30).derandomize)
"""


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (None, "True None 100 30 True"),
        ("", "True None 100 30 True"),
        ("ci", "True None 100 30 True"),
        ("nightly", f"False None {100 * NIGHTLY_FACTOR} {30 * NIGHTLY_FACTOR} False"),
    ],
)
def test_environment_chooses_the_profile(profile, expected):
    environment = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_PROFILE"}
    if profile is not None:
        environment["HYPOTHESIS_PROFILE"] = profile
    result = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == expected.split()


def test_unknown_profile_is_an_error(monkeypatch):
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "no-such-profile")
    environment = dict(os.environ)
    result = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "no-such-profile" in result.stderr


def test_this_run_has_a_profile_without_deadline():
    assert settings().deadline is None
    assert settings().derandomize is (active() == "ci")
    assert examples(7).deadline is None
