"""Counterfactual questions as they are read: what is asked for, and what is seen, in which worlds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InvalidCall, Problem
from .potential import Asked, Potential, labels, node_of, outcome_problem, potential, problems_of

if TYPE_CHECKING:
    from .model import Model


@dataclass(frozen=True)
class Question:
    """The targets, and the outcomes that nodes and potential responses were seen to have."""

    targets: tuple[Asked, ...]
    seen: tuple[tuple[Asked, Hashable], ...]

    @property
    def axes(self) -> tuple[str, ...]:
        """A readable name for each target."""
        return labels(self.targets)

    @property
    def event(self) -> str:
        """What is seen, in words."""
        return ", ".join(f"{asked}={outcome!r}" for asked, outcome in self.seen)


def read_question(
    model: Model,
    targets: Asked | Iterable[Asked],
    do: Mapping[str, Hashable] | None,
    given: Mapping[Asked, Hashable] | None,
) -> Question:
    """Return the question, or an `InvalidCall` with every name and outcome in it that the model does not know."""
    listed = (targets,) if isinstance(targets, (str, Potential)) else tuple(targets)
    problems = []
    if do and any(isinstance(one, Potential) for one in listed):
        hint = "Put its whole intervention into each potential response, and leave out do=."
        problems.append(Problem("do= beside a target that names its own world", hint=hint))
    elif do:
        listed = tuple(potential(node, do) for node in listed if isinstance(node, str))
    if not listed:
        problems.append(Problem("nothing is asked for", hint="Name one node or potential response, or several."))
    asked = tuple(one if not isinstance(one, Potential) or one.do else one.node for one in listed)
    problems += [Problem(f"{one} is asked for twice") for one in dict.fromkeys(asked) if asked.count(one) > 1]
    for one in asked:
        problems += problems_of(model, one, "targets")
    seen = []
    for one, outcome in (given or {}).items():
        wrong = list(problems_of(model, one, "given"))
        problems += wrong or outcome_problem(model, node_of(one), outcome, "given")
        seen.append((one, outcome))
    if problems:
        raise InvalidCall(dict.fromkeys(problems))
    return Question(asked, tuple(seen))
