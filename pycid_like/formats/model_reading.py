"""The `model` section of a document to a model, every problem at its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from ..diagrams.cid import CID
from ..documents import MOST_PROBLEMS, Document, hint_among
from ..errors import InvalidModel, Problem
from ..models.calling import NOISE
from ..models.declarations import Chance, Structural
from ..models.model import Model
from .cases import Budget, Case, Cases
from .mechanism_reading import MechanismReader
from .model_notes import Notes, Wrong


class ModelReader:
    """Reads the section node by node; `problems` are those found so far.

    Kinds and parents are those that the file declares, whether they make a diagram or not.
    """

    def __init__(self, document: Document, kinds: Mapping[str, str], parents: Mapping[str, Sequence[str]]) -> None:
        self.kinds, self._notes = kinds, Notes(document)
        self.section: Mapping[str, Any] = document.tree["model"]
        self.mechanisms: dict[str, Any] = {}
        self._heads = {f"node {name!r}": node for node in kinds for name in (f"{node} (noise)", node)}
        budget = Budget()
        for node, given in self.section.items():
            if node not in kinds:
                hint = f"{hint_among(node, kinds)} Every node stands under nodes:."
                self._notes.note(("model", node), f"unknown node {node!r}", hint, at_key=True)
                continue
            reader = MechanismReader(self._notes, ("model", node), kinds[node], parents.get(node, ()), budget)
            try:
                self.mechanisms[node] = reader.read(given)
            except Wrong:
                continue

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the section, as far as it was looked at."""
        return self._notes.problems

    def model(self, cid: CID) -> Model | None:
        """Return the model of this diagram, None where there are problems."""
        try:
            model = Model(cid, self.mechanisms)
        except InvalidModel as error:
            found = (problem for problem in error.problems if not self._follows(problem))
            self.problems.extend(self._placed(problem) for problem in islice(found, MOST_PROBLEMS))
            return None
        self.problems.extend(self._strange_conditions(model))
        return None if self.problems else model

    def _strange_conditions(self, model: Model) -> Iterator[Problem]:
        """Yield outcomes in the conditions of cases that the parent never has."""
        for node, mechanism in self.mechanisms.items():
            own = mechanism.noise if isinstance(mechanism, Structural) else {}
            for position, case in enumerate(_cases_of(mechanism)):
                for name, outcomes in case.when.items():
                    known = list(own if name == NOISE and own else model.domain(name))
                    for outcome in outcomes:
                        if outcome not in known:
                            hint = hint_among(str(outcome), [str(one) for one in known])
                            path = ("model", node, "cases", position, "when", name)
                            yield self._notes.document.problem(path, f"{outcome!r} is no outcome of {name!r}", hint)

    def _placed(self, problem: Problem) -> Problem:
        """Return a problem of the model with the line of the node that it names."""
        document, node = self._notes.document, self._node_of(problem)
        missing = node is None or node not in self.section
        place = document.key_place(("model",)) if missing else document.place(("model", str(node)))
        return problem if place is None else replace(problem, line=place.line, column=place.column)

    def _node_of(self, problem: Problem) -> str | None:
        where = problem.where or ""
        found = self._heads.get(where) or self._heads.get(where.partition(", context ")[0])
        return found or next((node for head, node in self._heads.items() if where.startswith(f"{head}, ")), None)

    def _follows(self, problem: Problem) -> bool:
        """Return whether a mechanism is only missing because what is written has problems of its own."""
        node = self._node_of(problem)
        return node in self.section and node not in self.mechanisms


def _cases_of(mechanism: Any) -> tuple[Case, ...]:
    if isinstance(mechanism, Structural):
        return _cases_of(mechanism.f)
    if isinstance(mechanism, Chance):
        return _cases_of(mechanism.mechanism)
    return mechanism.cases if isinstance(mechanism, Cases) else ()
