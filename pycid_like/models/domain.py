"""The outcomes that a node can have, in declared order."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ..errors import InvalidCall, InvalidModel, Problem, did_you_mean

Outcome: TypeAlias = Hashable


@dataclass(frozen=True)
class Domain:
    """The outcomes of a node: labels of any hashable type, kept as they were given and in declared order.

    >>> domain = Domain(("left", "right"))
    >>> domain.position("right"), len(domain)
    (1, 2)
    """

    outcomes: tuple[Outcome, ...]
    _positions: dict[Outcome, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        positions: dict[Outcome, int] = {}
        for place, outcome in enumerate(self.outcomes):
            if not _is_hashable(outcome):
                raise InvalidModel([Problem(f"{outcome!r} cannot be an outcome", hint="Outcomes are hashable.")])
            if outcome in positions:
                shown = f"{self.outcomes[positions[outcome]]!r} and {outcome!r}"
                hint = "Outcomes that compare equal, such as 1 and True, are one."
                raise InvalidModel([Problem(f"the outcomes {shown} are the same", hint=hint)])
            positions[outcome] = place
        if not positions:
            raise InvalidModel([Problem("a domain without outcomes", hint="Give at least one.")])
        object.__setattr__(self, "_positions", positions)

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Domain:
        """Return the domain of these outcomes."""
        return cls(tuple(outcomes))

    def position(self, outcome: Outcome, node: str | None = None) -> int:
        """Return the place of an outcome; an `InvalidCall` with the nearest right one where there is none."""
        try:
            return self._positions[outcome]
        except (KeyError, TypeError):
            labels = {str(known): known for known in self.outcomes}
            where = None if node is None else f"node {node!r}"
            hint = did_you_mean(str(outcome), labels)
            raise InvalidCall([Problem(f"{outcome!r} is no outcome", where=where, hint=hint)]) from None

    def __contains__(self, outcome: object) -> bool:
        try:
            return outcome in self._positions
        except TypeError:
            return False

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)


def _is_hashable(outcome: object) -> bool:
    try:
        hash(outcome)
    except TypeError:  # a tuple with a list in it looks hashable until it is tried
        return False
    return True
