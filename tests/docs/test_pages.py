"""Everything written is run: the Python and the terminal of every Markdown page."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

import pytest

from tests.docs import pages
from tests.house.repository import repository_files
from tests.house.source import ROOT

PAGES = [path for path in repository_files(ROOT) if path.suffix == ".md"]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a copy of examples/, so that a page may write its files and leave nothing behind."""
    if (ROOT / "examples").is_dir():
        shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_pages_are_found():
    assert {"README.md", "CONTRIBUTING.md"} <= {path.name for path in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_of_the_page_runs(page, desk):
    found = pages.blocks(page.read_text("utf-8"))
    pages.write_files(found, desk)
    pages.run_python(page.name, found, {"__name__": "__page__"})


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_terminal_of_the_page_prints_what_it_shows(page, desk):
    problems = []
    for block in pages.blocks(page.read_text("utf-8")):
        if block.language == "console":
            for words, shown, line in pages.commands(block):
                if problem := pages.run_command(words, shown, desk):
                    problems.append(f"{page.name}:{line} `{' '.join(words)}` {problem}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page):
    assert pages.broken_links(page.read_text("utf-8"), page.parent) == []


def page_of(text: str) -> list[pages.Block]:
    return pages.blocks(textwrap.dedent(text))


def test_blocks_have_language_body_and_line():
    found = page_of(
        """\
        text
        ```python
        x = 1
        ```
        - item

          ```console
          $ ls
          ```

        ```
        plain
        ```
        """
    )
    assert found == [
        pages.Block("python", "x = 1\n", 3),
        pages.Block("console", "$ ls\n", 8),
        pages.Block("", "plain\n", 12),
    ]


def test_python_blocks_share_names_and_a_closing_fence_ends_the_output():
    found = page_of(
        """\
        ```python
        x = 20
        ```
        ```python
        >>> x + 1
        21
        >>> y = x + 2
        ```
        ```python
        assert y == 22
        z = y
        ```
        """
    )
    names: dict[str, object] = {}
    pages.run_python("a.md", found, names)
    assert names["z"] == 22


@pytest.mark.parametrize(
    ("body", "error", "place"),
    [
        (">>> 1 + 1\n3", AssertionError, "line 3, in a.md"),
        (">>> 1 / 0", AssertionError, "ZeroDivision"),
        ("1 / 0", ZeroDivisionError, ""),
    ],
)
def test_wrong_python_fails(body, error, place):
    with pytest.raises(error) as caught:
        pages.run_python("a.md", pages.blocks(f"\n```python\n{body}\n```\n"), {})
    assert place in str(caught.value)


def test_error_in_plain_python_names_the_line_of_the_page():
    with pytest.raises(ZeroDivisionError) as caught:
        pages.run_python("a.md", pages.blocks("one\n\n```python\nx = 1\nx / 0\n```\n"), {})
    assert caught.traceback[-1].lineno == 4  # counted from 0


def test_commands_of_a_terminal():
    (block,) = pages.blocks(
        "```console\n$ make demo\nmade\n$ pycid-like check a.yaml \\\n    --spec b.yaml\none\n\ntwo\n$ pycid-like rules  # all\n```\n"
    )
    assert list(pages.commands(block)) == [
        (["pycid-like", "check", "a.yaml", "--spec", "b.yaml"], "one\n\ntwo\n", 4),
        (["pycid-like", "rules"], "", 9),
    ]


def test_files_of_a_page_are_written(tmp_path):
    pages.write_files(pages.blocks("```yaml\n# a.yaml\nx: 1\n```\n```yaml\ny: 2\n```\n"), tmp_path)
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {"a.yaml": "# a.yaml\nx: 1\n"}


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """A pycid-like beside a pretended Python: it prints its arguments, and ends with the first as its status."""
    script = tmp_path / "pycid-like"
    script.write_text('#!/bin/sh\necho "got $*"\nexit "$1"\n', "utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(pages.sys, "executable", str(tmp_path / "python"))
    return Path(tmp_path)


@pytest.mark.parametrize(
    ("words", "shown", "problem"),
    [
        (["0", "a"], "got 0 a\n", None),
        (["1", "a"], "got ...\n", None),
        (["0"], "", None),
        (["0", "a"], "got 0 b\n", "something else"),
        (["3"], "", "status 3"),
    ],
)
def test_command_is_run_and_compared(tool, words, shown, problem):
    found = pages.run_command(["pycid-like", *words], shown, tool)
    assert (found is None) if problem is None else problem in (found or "")


def test_broken_link_is_seen(tmp_path):
    (tmp_path / "here.md").touch()
    text = (
        "[a](here.md) [b](here.md#part) ![c](gone.svg) [d](https://example.org/x) [e](#part)\n```\n[f](gone2.md)\n```\n"
    )
    assert pages.broken_links(text, tmp_path) == ["gone.svg"]
