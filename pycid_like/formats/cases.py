"""Functions of parents as files declare them: cases with an expression each, within a budget of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidCall, Problem, did_you_mean
from ..models.domain import Outcome
from ..models.expressions import Expression

#: How much work the functions of one file may take together; about a second for every million.
MOST_WORK = 4_000_000


@dataclass
class Budget:
    """The work that is left to the functions of one file: a short file must not be able to keep a machine busy."""

    left: int = MOST_WORK

    def spend(self, work: int) -> None:
        """Take some of it; raise `InvalidCall` where it is used up."""
        self.left -= work
        if self.left < 0:
            hint = "Give nodes fewer parents or fewer outcomes, or write the table."
            raise InvalidCall([Problem("evaluating the functions of this file takes too long", hint=hint)])


@dataclass(frozen=True)
class Case:
    """What a node is where the parents in `when` have one of the outcomes listed."""

    then: Expression | Outcome | Mapping[Outcome, float]
    when: Mapping[str, Sequence[Outcome]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The parents that the case speaks of."""
        return (*self.when, *(self.then.names if isinstance(self.then, Expression) else ()))

    def fits(self, context: Mapping[str, Outcome]) -> bool:
        """Return whether the case holds in a context."""
        return all(context[name] in outcomes for name, outcomes in self.when.items())


@dataclass(frozen=True)
class Cases:
    """A function of the parents: the value of the first case that fits."""

    cases: tuple[Case, ...]
    budget: Budget

    def __call__(self, /, **context: Outcome) -> Any:
        """Return the value in a context, by name."""
        for case in self.cases:
            if case.fits(context):
                return case.then(**context) if isinstance(case.then, Expression) else case.then
        hint = "A last case without 'when' holds everywhere else."
        raise InvalidCall([Problem("no case fits", hint=hint)])

    def of_parents(
        self, parents: Sequence[str], where: str, problems: list[Problem]
    ) -> Callable[[Sequence[Outcome]], Any] | None:
        """Return this as a function of a context in the order of `parents`, or None with the problems."""
        strange = dict.fromkeys(name for case in self.cases for name in case.names if name not in parents)
        problems += [
            Problem(f"{name!r} is no parent", where=where, hint=did_you_mean(name, parents)) for name in strange
        ]
        longest = max(len(case.then.text) if isinstance(case.then, Expression) else 1 for case in self.cases)
        work = 1 + len(parents) // 2 + len(self.cases) + longest // 4

        def call(context: Sequence[Outcome]) -> Any:
            self.budget.spend(work)
            return self(**dict(zip(parents, context, strict=True)))

        return None if strange else call
