"""Bounds on counterfactuals over every coupling, by linear programming over response functions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InvalidCall, Problem, PycidLikeError
from .calling import by_context
from .domain import Domain
from .mechanism import FloatArray
from .response_functions import ResponseFunctions


@dataclass(frozen=True)
class Interval:
    """A closed interval of reals.

    >>> chance = Interval(0.25, 0.5)
    >>> 0.3 in chance, str(chance)
    (True, '[0.25, 0.5]')
    """

    lower: float
    upper: float

    def __contains__(self, value: float) -> bool:
        return self.lower <= value <= self.upper

    def __str__(self) -> str:
        return f"[{self.lower:.6g}, {self.upper:.6g}]"


@dataclass(frozen=True, eq=False)
class LinearProgramme:
    """The couplings of ambiguous nodes as a polytope, and the probability of each answer as a linear function on it.

    `weights` has an axis for the response functions of each node, then one for the joint outcomes of the targets:
    P(targets, evidence | response functions). What is asked for, P(targets | evidence), is a ratio of two linear
    functions of the distribution q over response functions. By the transformation of Charnes & Cooper, q is scaled
    so that P(evidence) = 1, which makes it linear; the ends are exact.

    Of one node, q is any distribution with the right marginals. Of several, independent, nodes it is a product, which
    is not linear. What is asked is that, whatever the response functions of the others, those of each node have the
    right marginals. Every product does, so the ends are on the safe side: an outer bound.

    Source: Charnes & Cooper, "Programming with linear fractional functionals", 1962; Balke & Pearl 1994.
    """

    responses: tuple[ResponseFunctions, ...]
    weights: FloatArray

    @property
    def is_exact(self) -> bool:
        """Whether the ends are attained by couplings: there is at most one ambiguous node."""
        return len(self.responses) <= 1

    def range(self, values: FloatArray) -> Interval:
        """Return the least and the greatest mean of these values of the targets' joint outcomes, given the evidence."""
        values = values.reshape(-1)
        least, most = self._solve(values), -self._solve(-values)
        low, high = float(values.min()), float(values.max())
        return Interval(min(max(least, low), high) + 0.0, max(min(most, high), low) + 0.0)

    @cached_property
    def _scaled(self) -> FloatArray:
        """The weights, one row for each response, scaled so that rare evidence costs no precision."""
        rows = self.weights.reshape(-1, self.weights.shape[-1])
        scaled: FloatArray = rows / rows.sum(axis=-1).max()
        return scaled

    @cached_property
    def _constraints(self) -> Any:
        """The equalities, which are zero on the right but for the last, P(evidence) = 1.

        Of node j: for each combination of the others' response functions, marginals_j @ q == vector_j * mass, where
        the mass is a variable of its own.
        """
        from scipy import sparse

        counts = [one.count for one in self.responses]
        blocks: list[list[Any]] = []
        for place, one in enumerate(self.responses):
            before, after = sparse.eye_array(_product(counts[:place])), sparse.eye_array(_product(counts[place + 1 :]))
            matrix, vector = one.marginals()
            around = [sparse.kron(sparse.kron(before, m), after) for m in (matrix, sparse.csr_array(-vector[:, None]))]
            masses: list[Any] = [None] * len(counts)
            masses[place] = around[1]
            blocks.append([around[0], *masses])
        blocks.append([sparse.csr_array(self._scaled.sum(axis=-1)[None, :]), *([None] * len(counts))])
        return sparse.csr_array(sparse.block_array(blocks))

    def _solve(self, values: FloatArray) -> float:
        from scipy import optimize

        gains = self._scaled @ values
        if not gains.any():  # no response function gives these outcomes, or all cancel: nothing to optimise
            return 0.0
        matrix = self._constraints
        objective = np.zeros(matrix.shape[1])
        objective[: len(gains)] = gains
        right = np.zeros(matrix.shape[0])
        right[-1] = 1.0
        accurate = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
        answer = optimize.linprog(
            objective, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs", options=accurate
        )
        if answer.status != 0:
            raise PycidLikeError(f"HiGHS did not solve the linear programme of the bounds: {answer.message}")
        return float(answer.fun)


def _product(counts: Sequence[int]) -> int:
    return int(np.prod(counts, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Bounds(Mapping[Any, Interval]):
    """The least and the greatest probability of every joint outcome: a mapping from outcomes to intervals.

    Each end is the best one by itself: the lower ends are no distribution, and neither are the upper ones.
    """

    axes: tuple[str, ...]
    domains: tuple[Domain, ...]
    programme: LinearProgramme

    @property
    def tight(self) -> bool:
        """Whether a coupling attains each end; where not, the bounds are outer ones."""
        return self.programme.is_exact

    def expectation(self, f: Callable[..., float] | None = None) -> Interval:
        """Return the least and the greatest mean of `f` of the targets; of the outcomes themselves without one."""
        return self.programme.range(_values(f, self.axes, self.domains))

    @cached_property
    def _places(self) -> dict[Any, int]:
        keys = self.domains[0] if len(self.axes) == 1 else itertools.product(*self.domains)
        return {key: place for place, key in enumerate(keys)}

    @cached_property
    def _solved(self) -> dict[Any, Interval]:
        return {}

    def __getitem__(self, key: Any) -> Interval:
        if not isinstance(key, Hashable) or key not in self._places:
            raise InvalidCall([Problem(f"{key!r} is no outcome", hint=f"Give one of each of {', '.join(self.axes)}.")])
        if key not in self._solved:
            self._solved[key] = self.programme.range(np.eye(1, len(self), self._places[key])[0])
        return self._solved[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _values(f: Callable[..., float] | None, axes: Sequence[str], domains: Sequence[Domain]) -> FloatArray:
    """Return `f` of every joint outcome, in order."""
    if f is None and len(axes) != 1:
        raise InvalidCall(
            [Problem(f"the expectation over {len(axes)} axes", hint=f"Give a function of {', '.join(axes)}.")]
        )
    problems: list[Problem] = []
    call = (lambda context: context[0]) if f is None else by_context(f, axes, "expectation", problems)
    if call is None:
        raise InvalidCall(problems)
    values = [call(context) for context in itertools.product(*domains)]
    wrong = next((value for value in values if not isinstance(value, (int, float, np.number, np.bool_))), None)
    if wrong is not None:
        hint = "Give a function of the outcomes that returns a number."
        raise InvalidCall([Problem(f"{wrong!r} is no number, so it has no mean", hint=hint)])
    return np.asarray(values, dtype=float)
