"""Rooms stay small."""

from __future__ import annotations

import pytest

from tests.house import rules_size as rules
from tests.house.source import PACKAGE, modules


@pytest.mark.parametrize("rule", [rules.long_file_offences, rules.long_function_offences, rules.drawer_offences])
def test_package_keeps_the_rule(rule):
    assert len(modules(PACKAGE)) > 1
    assert rule(PACKAGE) == []


def one_module(tmp_path, text, name="walk.py"):
    folder = tmp_path / "pycid_like"
    folder.mkdir()
    (folder / name).write_text(text, "utf-8")
    return folder


def test_long_file_is_an_offence(tmp_path):
    folder = one_module(tmp_path, "x = 1\n" * 301)
    assert rules.long_file_offences(folder) == ["pycid_like.walk has 301 lines, more than 300: split it"]
    assert rules.long_file_offences(folder, most=301) == []


def test_long_function_is_an_offence_and_its_docstring_is_not_counted(tmp_path):
    body = "    x = 1\n" * 58
    short = f'def f():\n    """One.\n\n    Two.\n    """\n{body}    return x\n'
    long = "class A:\n" + "".join(
        f"    {line}\n" for line in f"def g(self):\n{body}    x = 2\n    return x".splitlines()
    )
    folder = one_module(tmp_path, short + long)
    (offence,) = rules.long_function_offences(folder)
    assert "g() has 61 lines" in offence


@pytest.mark.parametrize("name", ["utils.py", "helpers.py"])
def test_drawer_is_an_offence(tmp_path, name):
    (offence,) = rules.drawer_offences(one_module(tmp_path, "", name))
    assert "is a drawer" in offence
