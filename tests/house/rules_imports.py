"""The rules on imports. Each takes the folder of a package and returns its offences, one readable line each."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import networkx

from tests.house.imports import imports_of, is_own
from tests.house.source import modules

# The floors of the design. A module imports only from its own folder or from lower floors.
FLOORS: Mapping[str, int] = {
    "graph": 0,
    "documents": 0,
    "errors": 0,
    "cite": 0,
    "display": 0,
    "diagrams": 1,
    "criteria": 2,
    "models": 3,
    "solvers": 4,
    "measures": 5,
    "audits": 6,
    "rendering": 7,
    "formats": 7,
    "gallery": 8,
    "reports": 8,
    "adapters": 9,
    "cli": 10,
    "": 11,  # pycid_like/__init__.py: the way in, which nothing inside uses
}
# Single files of floor 0 that its folders stand on too.
FOUNDATIONS = frozenset({"errors", "cite", "display"})

# The modules that may import our own code inside a function: a value shows itself, and the lazy way in.
LATE_IMPORTERS = frozenset({"display", ""})

THIRD_PARTIES_AT_TOP = frozenset({"networkx", "numpy"})


def floor_offences(package: Path, floors: Mapping[str, int] = FLOORS) -> list[str]:
    """Return every import that climbs to a floor above, or crosses to another folder of the same floor."""
    offences = [
        f"{module.name} stands on no floor: name its folder in FLOORS"
        for module in modules(package)
        if module.room not in floors
    ]
    for found in imports_of(package):
        here = found.importer.room
        if not is_own(found.target, package) or here in LATE_IMPORTERS or here not in floors:
            continue
        there = found.target.split(".")[1] if "." in found.target else ""
        if there not in floors:
            offences.append(f"{found.place} imports {found.target}, which is on no floor")
        elif not _may_import(here, there, floors):
            offences.append(
                f"{found.place} on floor {floors[here]} imports {found.target} on floor {floors[there]}:"
                " only its own folder or lower floors are allowed"
            )
    return offences


def _may_import(here: str, there: str, floors: Mapping[str, int]) -> bool:
    if here == there or floors[there] < floors[here]:
        return True
    return floors[here] == floors[there] and there in FOUNDATIONS and here not in FOUNDATIONS


def cycle_offences(package: Path) -> list[str]:
    """Return one line for each group of modules that import each other, however long the way round.

    What only the type checker imports does not count: a value and its edits may name each other.
    """
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    for found in imports_of(package):
        if found.importer.room not in LATE_IMPORTERS and is_own(found.target, package) and not found.for_types_only:
            graph.add_edge(found.importer.name, found.target)
    offences = []
    for group in networkx.strongly_connected_components(graph):
        inside = graph.subgraph(group)
        if inside.number_of_edges() and (len(group) > 1 or networkx.number_of_selfloops(inside)):
            steps = [parent for parent, _ in networkx.find_cycle(inside, min(group))]
            offences.append("import cycle: " + " -> ".join([*steps, steps[0]]))
    return sorted(offences)


def late_import_offences(package: Path) -> list[str]:
    """Return every import of our own code inside a function, or by name, outside the two modules that may."""
    offences = [
        f"{found.place} imports {found.target} inside {found.function}(): move it to the top, or the function up a floor"
        for found in imports_of(package)
        if found.function and is_own(found.target, package) and found.importer.room not in LATE_IMPORTERS
    ]
    return offences + [
        f"{module.name}:{node.lineno} imports by name: only display.py and __init__.py may"
        for module in modules(package)
        if module.room not in LATE_IMPORTERS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__"))
    ]


def third_party_names(package: Path) -> set[str]:
    """Return the top-level names of every package that is imported anywhere and is neither ours nor the standard's."""
    tops = {found.target.split(".")[0] for found in imports_of(package) if not found.for_types_only}
    return tops - {*sys.stdlib_module_names, package.name}


def third_party_offences(package: Path, allowed: Iterable[str] = THIRD_PARTIES_AT_TOP) -> list[str]:
    """Return every import at module level that is neither ours, nor the standard library, nor allowed there."""
    fine = {*sys.stdlib_module_names, *allowed, package.name}
    return [
        f"{found.place} imports {found.target} at module level: import it inside the functions that need it"
        for found in imports_of(package)
        if found.function is None and not found.for_types_only and found.target.split(".")[0] not in fine
    ]
