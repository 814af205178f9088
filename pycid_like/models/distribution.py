"""A distribution over some nodes, with names on its axes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import display
from ..errors import InvalidCall, Problem, did_you_mean
from .calling import by_context
from .domain import Domain
from .mechanism import FloatArray

_MOST_SHOWN = 40


@dataclass(frozen=True, eq=False)
class Distribution(Mapping[Any, float]):
    """P(axes): a mapping from outcomes (from tuples of outcomes, for several axes) to probabilities.

    `probabilities` has one axis for each name in `axes`, in that order, and outcomes in the order of `domains`.

    >>> toss = Distribution(("coin",), (Domain(("heads", "tails")),), np.array([0.25, 0.75]))
    >>> toss["tails"], toss.expectation(lambda coin: coin == "heads")
    (0.75, 0.25)
    """

    axes: tuple[str, ...]
    domains: tuple[Domain, ...]
    probabilities: FloatArray

    def __getitem__(self, key: Any) -> float:
        outcomes = (key,) if len(self.axes) == 1 else key
        if not isinstance(outcomes, tuple) or len(outcomes) != len(self.axes):
            raise InvalidCall([Problem(f"{key!r} is no outcome", hint=f"Give one of each of {', '.join(self.axes)}.")])
        places = (d.position(o, a) for a, d, o in zip(self.axes, self.domains, outcomes, strict=True))
        return float(self.probabilities[tuple(places)])

    def __contains__(self, key: object) -> bool:
        outcomes = (key,) if len(self.axes) == 1 else key
        if not isinstance(outcomes, tuple) or len(outcomes) != len(self.axes):
            return False
        return all(outcome in domain for outcome, domain in zip(outcomes, self.domains, strict=True))

    def __iter__(self) -> Iterator[Any]:
        if len(self.axes) == 1:
            return iter(self.domains[0])
        return itertools.product(*self.domains)

    def __len__(self) -> int:
        return int(self.probabilities.size)

    def marginal(self, *axes: str) -> Distribution:
        """Return the distribution of some of the axes, in this order.

        >>> joint = Distribution(("a", "b"), (Domain((0, 1)), Domain((0, 1))), np.full((2, 2), 0.25))
        >>> joint.marginal("b")[1]
        0.5
        """
        places = [self._axis(axis) for axis in axes]
        if len(set(axes)) < len(axes):
            raise InvalidCall([Problem(f"an axis is named twice: {', '.join(axes)}", hint="Name each axis once.")])
        rest = tuple(place for place in range(len(self.axes)) if place not in places)
        kept = sorted(places)
        summed = np.transpose(self.probabilities.sum(axis=rest), [kept.index(place) for place in places])
        return Distribution(tuple(axes), tuple(self.domains[place] for place in places), summed)

    def expectation(self, f: Callable[..., float] | None = None) -> float:
        """Return the mean of `f` of the axes by name; of the outcomes themselves where there is one axis and no `f`."""
        if f is None and len(self.axes) != 1:
            hint = f"Give a function of {', '.join(self.axes)}, or take a marginal first."
            raise InvalidCall([Problem(f"the expectation over {len(self.axes)} axes", hint=hint)])
        problems: list[Problem] = []
        call = (lambda context: context[0]) if f is None else by_context(f, self.axes, "expectation", problems)
        if call is None:
            raise InvalidCall(problems)
        values = [call(context) for context in itertools.product(*self.domains)]
        wrong = next((v for v in values if not isinstance(v, (int, float, np.number, np.bool_))), None)
        if wrong is not None:
            hint = "Give a function of the outcomes that returns a number."
            raise InvalidCall([Problem(f"{wrong!r} is no number, so it has no mean", hint=hint)])
        return float(np.dot(np.asarray(values, dtype=float), self.probabilities.reshape(-1)))

    def to_pandas(self) -> Any:
        """Return a `pandas.Series` of probabilities, indexed by the outcomes of the axes."""
        import pandas

        levels = [pandas.Index(list(domain), name=axis) for axis, domain in zip(self.axes, self.domains, strict=True)]
        index = levels[0] if len(levels) == 1 else pandas.MultiIndex.from_product(levels)
        return pandas.Series(self.probabilities.reshape(-1), index=index, name="probability")

    def _axis(self, axis: str) -> int:
        if axis not in self.axes:
            raise InvalidCall([Problem(f"unknown axis {axis!r}", hint=did_you_mean(axis, self.axes))])
        return self.axes.index(axis)

    def _rows(self) -> Iterator[tuple[str, ...]]:
        shown = itertools.islice(np.ndenumerate(self.probabilities), _MOST_SHOWN)
        for places, probability in shown:
            outcomes = (str(domain.outcomes[place]) for domain, place in zip(self.domains, places, strict=True))
            yield (*outcomes, f"{probability:.6g}")

    def __repr__(self) -> str:
        lines = display.table_lines([(*self.axes, "probability"), *self._rows()])
        if len(self) > _MOST_SHOWN:
            lines.append(f"... and {len(self) - _MOST_SHOWN} rows more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return display.table_html((*self.axes, "probability"), list(self._rows()), None)
