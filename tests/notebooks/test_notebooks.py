"""Every notebook runs from the top, and says what it was stored as saying."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from . import running


@pytest.mark.parametrize("path", running.paths(), ids=lambda path: path.stem)
def test_runs_and_says_what_is_stored(path: Path, tmp_path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    assert running.said(running.run(path, tmp_path)) == running.said(stored)


@pytest.mark.parametrize("path", running.paths(), ids=lambda path: path.stem)
def test_is_stored_with_its_pictures(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    shown = [output.get("data", {}) for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("image/svg+xml" in data for data in shown)
    assert not [output for cell in cells for output in cell.get("outputs", []) if output.output_type == "error"]


def test_there_is_a_tour() -> None:
    assert "ten_minute_tour" in [path.stem for path in running.paths()]
