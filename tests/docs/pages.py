"""The examples in Markdown pages: fenced blocks of Python, of a terminal and of files, and how each is run.

```python       with >>> it is a doctest, without it is run as it stands; the blocks of a page share their names
```yaml         with `# NAME.yaml` as its first line: written to that file, for the blocks of Python to read
```console      every `$ pycid-like ...` is run; what follows it up to the next `$` or `...` has to be its output
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>\w*)[^\n`]*\n(?P<body>.*?)^(?P=indent)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """A fenced block: `line` is the line of the page on which its body begins, counted from 1."""

    language: str
    body: str
    line: int


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    return [
        Block(
            found["language"], _outdented(found["body"], found["indent"]), text.count("\n", 0, found.start("body")) + 1
        )
        for found in FENCE.finditer(text)
    ]


def _outdented(body: str, indent: str) -> str:
    return "".join(line.removeprefix(indent) for line in body.splitlines(keepends=True))


def write_files(found: list[Block], folder: Path) -> None:
    """Write every block that is a file, named in its first line, to the folder."""
    for block in found:
        named = re.match(r"# (\S+\.yaml)\n", block.body) if block.language == "yaml" else None
        if named:
            (folder / named[1]).write_text(block.body, encoding="utf-8")


def run_python(page: str, found: list[Block], names: dict[str, Any]) -> None:
    """Run the Python blocks of a page in order; a wrong output is an AssertionError that names page and line."""
    for block in found:
        if block.language not in {"python", "pycon"}:
            continue
        if ">>>" in block.body:
            _run_doctest(page, block, names)
        else:
            # Blank lines in front make the line numbers of a traceback those of the page.
            exec(compile("\n" * (block.line - 1) + block.body, page, "exec"), names)


def _run_doctest(page: str, block: Block, names: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(block.body, names, page, page, block.line - 1)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=report.append, clear_globs=False)
    names.update(test.globs)
    if report:
        raise AssertionError("".join(report))


def commands(block: Block) -> Iterator[tuple[list[str], str, int]]:
    """Yield (words, output shown, line) of each `$ pycid-like ...` in a block of a terminal."""
    for found in re.finditer(
        r"^\$ (?P<command>[^\n]*(?<=\\)\n[^\n]*|[^\n]*)\n?(?P<output>(?:(?!\$ )[^\n]*\n)*)", block.body, re.MULTILINE
    ):
        words = shlex.split(found["command"].replace("\\\n", " "), comments=True)
        if words and words[0] == "pycid-like":
            yield words, found["output"], block.line + block.body.count("\n", 0, found.start())


def run_command(words: list[str], shown: str, folder: Path) -> str | None:
    """Run a command of ours in the folder, and return what is wrong: a failure, or an output that is not as shown."""
    script = Path(sys.executable).with_name("pycid-like")
    environment = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1"}
    result = subprocess.run(
        [str(script), *words[1:]],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if result.returncode not in {0, 1}:  # 1 says that there are findings
        return f"ended with status {result.returncode}:\n{result.stderr}"
    if shown.strip() and not doctest.OutputChecker().check_output(shown, result.stdout, FLAGS):
        return f"printed something else than shown:\n{result.stdout}"
    return None


def broken_links(text: str, folder: Path) -> list[str]:
    """Return the targets of links and pictures, outside fenced blocks, that are files and are not there."""
    targets = re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text))
    return [
        target
        for target in targets
        if not re.match(r"[a-z]+:|#", target) and not (folder / target.partition("#")[0]).exists()
    ]
