"""The package's face for type checkers and editors, which do not follow names that are looked up when asked for.

``python -m tests.house.stub > pycid_like/__init__.pyi`` writes it anew from the table of public names.
"""

from __future__ import annotations

import pycid_like


def stub() -> str:
    """Return the stub file: every public name imported from its home."""
    homes: dict[str, list[str]] = {}
    for name, home in pycid_like._HOMES.items():
        homes.setdefault(home, []).append(name)
    lines = ["# Written by `python -m tests.house.stub`: change the table in __init__.py instead.", ""]
    lines += ["from . import gallery as gallery"]
    for home, names in sorted({**homes, "cite": ["__version__"]}.items()):
        lines += [f"from .{home} import {name} as {name}" for name in sorted(names)]
    return "\n".join([*lines, "", "__all__: list[str]", ""])


if __name__ == "__main__":
    print(stub(), end="")
