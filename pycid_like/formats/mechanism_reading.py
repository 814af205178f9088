"""One node's entry of a model section to the mechanism that it declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..documents import TreePath
from ..models.calling import NOISE
from ..models.declarations import Structural, chance, noisy_copy, utility
from .cases import Budget, Cases
from .function_reading import read_cases, read_formula, read_noise
from .model_notes import Notes, Wrong
from .model_schema import is_weights
from .outcome_reading import read_numbers, read_outcome_table, read_outcomes

# The keys that go with each way to write a mechanism, by the kind of the node.
_WAYS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "chance": {
        "table": ("outcomes", "axes", "noise"),
        "formula": ("outcomes", "noise"),
        "cases": ("outcomes", "noise"),
        "noisy_copy": ("accuracy", "outcomes"),
    },
    "utility": {"table": ("axes",), "formula": (), "cases": ()},
    "decision": {"outcomes": ()},
}


@dataclass(frozen=True)
class MechanismReader:
    """Reads the entry of one node; raises `Wrong` where it has problems, which are then noted."""

    notes: Notes
    path: TreePath
    kind: str
    parents: Sequence[str]
    budget: Budget

    def read(self, given: Any) -> Any:
        """Return the mechanism, as a `Model` takes it."""
        if self.kind == "decision":
            return self._options(given)
        if isinstance(given, dict) and not is_weights(given):
            return self._form(given)
        if isinstance(given, list):
            table = read_numbers(self.notes, self.path, given)
            return utility(table) if self.kind == "utility" else table
        if isinstance(given, dict) and self.kind == "utility":
            hint = "Give an expression or a table."
            raise self.notes.wrong(self.path, "a distribution where a utility belongs", hint)
        return (
            given if isinstance(given, dict) else read_formula(self.notes, self.path, given, self.parents, self.budget)
        )

    def _options(self, given: Any) -> list[Any]:
        path = self.path
        if isinstance(given, dict) and not is_weights(given):
            self._way(given)
            path, given = (*path, "outcomes"), given["outcomes"]
        if not isinstance(given, list):
            raise self.notes.wrong(path, "a decision takes the list of its options", "Write it like: [left, right].")
        return list(read_outcomes(self.notes, path, given))

    def _form(self, given: Mapping[str, Any]) -> Any:
        way = self._way(given)
        outcomes = self._part("outcomes", given, read_outcomes)
        noise = self._part("noise", given, read_noise)
        if way == "table":
            return self._table(given, outcomes, noise)
        mechanism = self._noisy_copy(given) if way == "noisy_copy" else self._function(way, given)
        if noise is not None:
            return Structural(noise, mechanism, outcomes)
        return mechanism if outcomes is None else chance(outcomes, mechanism)

    def _part(self, key: str, given: Mapping[str, Any], read: Any) -> Any:
        return read(self.notes, (*self.path, key), given[key]) if key in given else None

    def _function(self, way: str, given: Mapping[str, Any]) -> Cases:
        names = [*self.parents, *([NOISE] if "noise" in given else [])]
        read = read_formula if way == "formula" else read_cases
        return read(self.notes, (*self.path, way), given[way], names, self.budget)

    def _noisy_copy(self, given: Mapping[str, Any]) -> Any:
        if "accuracy" not in given:
            hint = "It is the probability that the copy is right."
            raise self.notes.wrong(self.path, "missing key 'accuracy'", hint)
        return noisy_copy(given["accuracy"], given["noisy_copy"])

    def _table(self, given: Mapping[str, Any], outcomes: Any, noise: Any) -> Any:
        path, axes = (*self.path, "table"), given.get("axes")
        if self.kind == "utility":
            return utility(read_numbers(self.notes, path, given["table"]), axes=axes)
        if outcomes is None:
            hint = "A table needs the outcomes of the node, in order."
            raise self.notes.wrong(self.path, "missing key 'outcomes'", hint)
        if noise is None:
            return chance(outcomes, read_numbers(self.notes, path, given["table"]), axes=axes)
        if axes is not None:
            hint = "Take them out: the axes are the parents in declared order, and the noise."
            raise self.notes.wrong((*self.path, "axes"), "axes of a table with noise", hint)
        table = read_outcome_table(self.notes, path, given["table"], len(self.parents) + 1)
        return Structural(noise, table, outcomes)

    def _way(self, given: Mapping[str, Any]) -> str:
        """Return the key that says how the mechanism is written; note keys that do not go with it."""
        ways = _WAYS[self.kind]
        found = [key for key in given if key in ways]
        if len(found) != 1:
            words = ", ".join(map(repr, ways))
            of = words if len(ways) == 1 else f"one of {words}"
            raise self.notes.wrong(self.path, f"a {self.kind} takes {of}, found {', '.join(map(repr, given))}")
        wrong = [key for key in given if key != found[0] and key not in ways[found[0]]]
        for key in wrong:
            hint = f"Beside it may stand: {', '.join(map(repr, ways[found[0]])) or 'nothing'}."
            message = f"{key!r} does not go with {found[0]!r} of a {self.kind}"
            self.notes.note((*self.path, key), message, hint, at_key=True)
        if wrong:
            raise Wrong
        return found[0]
