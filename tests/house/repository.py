"""The files of the repository, and what none of them may name."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

MADE_FOLDERS = frozenset({"__pycache__", "demo", "build", "dist", "node_modules"})

# Written in pieces, or this file would break its own rule.
_MACHINE_FOLDERS = "work|tmp|root|home|opt|Users|private|mnt"
FORBIDDEN = {
    "a path of one machine": re.compile(rf"(?<![\w.:/<>*)\]}}~$-])/(?:{_MACHINE_FOLDERS})/(?=[\w.])"),
    "a path of one Windows machine": re.compile(r"\b[A-Z]:\\+Users\b"),
    "the folder beside the repository": re.compile(r"\.\./" + "shared"),
    "the host of a package registry": re.compile(r"\b(?:" + "py" + r"pi\.org|" + "python" + r"hosted\.org)\b"),
}


def repository_files(root: Path) -> list[Path]:
    """Return the files that git tracks or would track; without git, every file that no tool has made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and (root / ".git").exists():
        found = [root / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in root.rglob("*") if not _is_made(path.relative_to(root))]
    return sorted(path for path in found if path.is_file())


def _is_made(path: Path) -> bool:
    hidden = any(part.startswith(".") and part not in {".ci", ".github"} for part in path.parts[:-1])
    return hidden or not MADE_FOLDERS.isdisjoint(path.parts) or path.suffix == ".pyc"


def forbidden_text(root: Path, files: Iterable[Path]) -> list[str]:
    """Return `file:line names ...` for every forbidden text; files that are not UTF-8 are pictures and pass."""
    offences = []
    for path in files:
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            for what, pattern in FORBIDDEN.items():
                if found := pattern.search(line):
                    offences.append(f"{path.relative_to(root)}:{number} names {what}: {found.group()}")
    return offences
