"""What type checkers see of the package is what it offers."""

from __future__ import annotations

from tests.house.source import ROOT
from tests.house.stub import stub


def test_stub_is_current():
    written = (ROOT / "pycid_like" / "__init__.pyi").read_text("utf-8")
    assert written == stub(), "run `python -m tests.house.stub > pycid_like/__init__.pyi`"
