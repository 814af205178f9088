"""How a user declares a mechanism, beside plain mappings, functions and tables: the helpers with the field's names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .domain import Outcome


@dataclass(frozen=True, eq=False)
class Chance:
    """A chance mechanism with a declared domain: what `chance` returns."""

    outcomes: tuple[Outcome, ...]
    mechanism: Any
    axes: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Decision:
    """The options of a decision: what `decision` returns."""

    outcomes: tuple[Outcome, ...]
    observes: tuple[str, ...] = ()
    agent: str | None = None


@dataclass(frozen=True, eq=False)
class Utility:
    """A utility, as a function or a table of reals: what `utility` returns."""

    mechanism: Any
    axes: tuple[str, ...] | None = None
    agent: str | None = None


@dataclass(frozen=True)
class NoisyCopy:
    """A chance node that copies a parent, or errs evenly over its other outcomes: what `noisy_copy` returns."""

    parent: str | None
    accuracy: float


@dataclass(frozen=True, eq=False)
class Structural:
    """A structural function with an explicit exogenous variable.

    `noise` maps the outcomes of the exogenous variable to probabilities. `f` takes the parents by name and the noise
    as `noise`, and returns the node's outcome. Where names are no Python identifiers it takes the parents by
    position, the noise last. Instead of a function, `f` may be nested lists of outcomes, with an axis for each parent
    in declared order and one for the noise. `outcomes` declares the domain and its order.

    Source: Pearl 2009, ch. 7; Everitt et al. 2021, Def. 1.

    >>> flipped = Structural(noise={0: 0.8, 1: 0.2}, f=lambda signal, noise: signal ^ noise)
    >>> flipped.f(1, 1)
    0
    """

    noise: Mapping[Outcome, float]
    f: Any
    outcomes: tuple[Outcome, ...] | None = None


def chance(outcomes: Iterable[Outcome], mechanism: Any, *, axes: Iterable[str] | None = None) -> Chance:
    """Return a chance mechanism with a declared domain and order of outcomes.

    `mechanism` is anything that may stand for a chance node. For an array, `axes` names its axes: the parents, in any
    order, and last, or named by the node itself, the outcomes.

    >>> chance(["low", "high"], [[0.9, 0.1], [0.2, 0.8]]).outcomes
    ('low', 'high')
    """
    return Chance(tuple(outcomes), mechanism, None if axes is None else tuple(axes))


def decision(outcomes: Iterable[Outcome], observes: str | Iterable[str] = (), *, agent: str | None = None) -> Decision:
    """Return the options of a decision; `observes` names what it sees, for `Model.from_functions`.

    >>> decision(["left", "right"], observes="opinions").observes
    ('opinions',)
    """
    seen = (observes,) if isinstance(observes, str) else tuple(observes)
    return Decision(tuple(outcomes), seen, agent)


def utility(mechanism: Any, *, axes: Iterable[str] | None = None, agent: str | None = None) -> Utility:
    """Return a utility from a function of its parents or a table of reals, whose axes `axes` may name.

    >>> utility(lambda clicks: clicks - 1).mechanism(3)
    2
    """
    return Utility(mechanism, None if axes is None else tuple(axes), agent)


def bernoulli(probability: float) -> dict[Outcome, float]:
    """Return the distribution of 1 with this probability and 0 otherwise.

    >>> bernoulli(0.25)
    {0: 0.75, 1: 0.25}
    """
    return {0: 1.0 - probability, 1: probability}


def uniform(outcomes: Iterable[Outcome]) -> dict[Outcome, float]:
    """Return the even distribution over these outcomes.

    >>> uniform(["left", "right"])
    {'left': 0.5, 'right': 0.5}
    """
    listed = list(outcomes)
    return dict.fromkeys(listed, 1.0 / len(listed)) if listed else {}


def point(outcome: Hashable) -> dict[Outcome, float]:
    """Return the distribution that is certain of one outcome.

    >>> point("left")
    {'left': 1.0}
    """
    return {outcome: 1.0}


def noisy_copy(accuracy: float, of: str | None = None) -> NoisyCopy:
    """Return the mechanism of a copy of a parent that is right with this probability and else errs evenly.

    `of` names the parent and may be left out where there is one.

    >>> noisy_copy(0.8, of="state")
    NoisyCopy(parent='state', accuracy=0.8)
    """
    return NoisyCopy(of, accuracy)
