"""The outcome of a check as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..cite import __version__
from ..errors import ProblemsError
from .check_result import Checked
from .status import worst

#: The version of the shape of this output; it changes when a key goes or changes its meaning.
VERSION = 1


def check_json(results: Sequence[Checked]) -> str:
    """Return what came of every file as JSON."""
    tree = {
        "pycid_like_check": VERSION,
        "tool": {"name": "pycid-like", "version": __version__},
        "status": int(worst(result.status for result in results)),
        "files": [_file(result) for result in results],
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _file(result: Checked) -> dict[str, Any]:
    tree: dict[str, Any] = {"file": result.file, "status": int(result.status), "title": result.title}
    if result.findings is not None:
        tree |= {**result.findings.to_dict(), "spec_file": result.spec_file}
    if result.error is not None:
        tree["error"] = {"kind": type(result.error).__name__, "message": str(result.error), "problems": []}
    if isinstance(result.error, ProblemsError):
        tree["error"]["problems"] = [
            {"message": p.message, "where": p.where, "hint": p.hint, "line": p.line, "column": p.column}
            for p in result.error.problems
        ]
    return tree
