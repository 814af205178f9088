"""The public interface is what the snapshot says, is documented by examples, and shares no name with a submodule."""

from __future__ import annotations

import difflib
import enum
import functools
import subprocess
import sys
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace

import pytest

import pycid_like
from tests.house import public_api
from tests.house.source import ROOT


def test_interface_is_the_snapshot():
    stored = public_api.SNAPSHOT.read_text("utf-8").splitlines()
    current = public_api.describe(pycid_like).splitlines()
    changes = list(difflib.unified_diff(stored, current, "snapshot", "now", lineterm="", n=0))
    remedy = "if this is meant, run `python -m tests.house.public_api > tests/house/public_api.txt`"
    assert not changes, "\n".join([*changes, remedy])


def test_snapshot_can_be_written_anew_as_documented():
    result = subprocess.run(
        [sys.executable, "-m", "tests.house.public_api"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == public_api.describe(pycid_like)


def test_names_are_unique_and_resolve():
    assert len(set(pycid_like.__all__)) == len(pycid_like.__all__)
    assert [name for name in pycid_like.__all__ if not hasattr(pycid_like, name)] == []
    assert set(pycid_like.__all__) <= set(dir(pycid_like))


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = pycid_like.no_such_name


def test_no_public_name_is_a_submodule():
    assert public_api.submodule_offences(pycid_like.__all__) == []


def test_public_name_that_is_a_submodule_is_an_offence(tmp_path):
    (tmp_path / "diff").mkdir()
    (tmp_path / "gallery").mkdir()
    (tmp_path / "check.py").touch()
    offences = public_api.submodule_offences(["load", "gallery", "diff", "check"], tmp_path)
    assert [offence.split()[0] for offence in offences] == ["check", "diff"]


def test_public_names_are_documented_with_an_example():
    assert public_api.docstring_offences(pycid_like) == []


def pretend_package(**names: object) -> ModuleType:
    module = ModuleType("pretend")
    module.__dict__.update(names, __all__=list(names))
    return module


def test_missing_docstring_or_example_is_an_offence():
    def good():
        """One.

        >>> 1
        1
        """

    def bare():
        pass

    def without_example():
        """One."""

    class Parent:
        """One.

        >>> 1
        1
        """

    class Child(Parent):
        pass

    @dataclass
    class Generated:
        x: int

    package = pretend_package(
        good=good, bare=bare, without_example=without_example, Parent=Parent, Child=Child, Generated=Generated, number=1
    )
    assert public_api.docstring_offences(package) == [
        "Child has no docstring",
        "Generated has no docstring",
        "bare has no docstring",
        "without_example shows no example (>>>) in its docstring",
    ]


def test_description_shows_names_signatures_and_members():
    class Answer(enum.Enum):
        YES = "yes"

        @property
        def short(self) -> str:
            return self.value[0]

    @dataclass(frozen=True)
    class Verdict:
        node: str
        path: tuple[str, ...] = ()
        _hidden = 1

        @functools.cached_property
        def lines(self) -> list[str]:
            return []

        @classmethod
        def of(cls, node: str = "a") -> Verdict:
            return cls(node)

        def explain(self, *, width: int = 3) -> str:
            return ""

    def draw(cid: Verdict, marker: object = SimpleNamespace) -> None:
        pass

    text = public_api.describe(pretend_package(draw=draw, Verdict=Verdict, Answer=Answer, version="1"))
    assert text.splitlines() == [
        "class Answer(Enum): YES = 'yes'",
        "    Answer.short: str",
        "class Verdict: (self, node: str, path: tuple[str, ...] = ()) -> None",
        "    Verdict.explain(self, *, width: int = 3) -> str",
        "    Verdict.lines: list[str]",
        "    Verdict.node: str",
        "    Verdict.of(cls, node: str = 'a') -> Verdict  [classmethod]",
        "    Verdict.path: tuple[str, ...]",
        "def draw(cid: Verdict, marker: object = <class 'types.SimpleNamespace'>) -> None",
        "version: str",
    ]


def test_description_has_no_addresses():
    sentinel = object()

    def draw(marker=sentinel):
        pass

    assert public_api.describe(pretend_package(draw=draw)) == "def draw(marker=<object object>)\n"
