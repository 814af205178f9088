"""What the commands print on the recommender, word for word."""

from __future__ import annotations

import pytest

from tests.cli.outputs import OUTPUTS, printed
from tests.cli.terminal import GOLDEN


@pytest.mark.parametrize("name", OUTPUTS)
def test_output_is_as_it_was_found_right(name):
    assert printed(name) == (GOLDEN / name).read_text("utf-8")


def test_the_finding_and_its_path_are_there():
    text = (GOLDEN / "check.txt").read_text("utf-8")
    assert "error: instrumental control incentive on 'influenced opinions'" in text
    assert "posts -> influenced opinions -> clicks" in text
    assert "met: " in (GOLDEN / "check_redesign.txt").read_text("utf-8")


def test_every_golden_file_is_compared():
    assert {path.name for path in GOLDEN.iterdir()} == set(OUTPUTS)
