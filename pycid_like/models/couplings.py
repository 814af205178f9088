"""Couplings: how a node's outcomes in different contexts hang together, where only its table is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..errors import InvalidCall, Problem, did_you_mean
from .contraction import Factor
from .gumbel import gumbel_pair
from .mechanism import FloatArray, PositionArray
from .meetings import Meeting
from .twin import check_size

if TYPE_CHECKING:
    from .model import Model

#: The couplings that can be named, with what they mean.
COUPLINGS: Mapping[str, str] = {
    "independent": "outcomes in different contexts have nothing to do with each other",
    "monotone": "one uniform noise through the inverse distribution functions, outcomes in declared order",
    "gumbel": "the Gumbel-max model of Oberst & Sontag 2019",
    "bounds": "every coupling, by linear programming: a lower and an upper end",
}

#: From tables of the distributions in some different contexts, each (n, k), to their joint one, (n, k, ..., k).
Law: TypeAlias = Callable[[list[FloatArray]], FloatArray]


def read_coupling(model: Model, given: object) -> dict[str, str]:
    """Return the coupling named for each node, nodes for which none is named left out."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        _refuse(_unknown(given, None))
        return dict.fromkeys(model.cid.nodes, str(given))
    problems = []
    for node, name in given.items():
        if node not in model.cid:
            problems.append(
                Problem(f"unknown node {node!r}", where="coupling", hint=did_you_mean(str(node), model.cid.nodes))
            )
        elif node in model.utilities:
            hint = "Leave it out: a utility is a function of its parents."
            problems.append(Problem(f"the utility {node!r} needs no coupling", where="coupling", hint=hint))
        elif node in model.chances and model.chances[node].declared is not None:
            hint = "Leave it out: its Structural(...) says how its outcomes hang together."
            problems.append(Problem(f"{node!r} is structural", where="coupling", hint=hint))
        problems += _unknown(name, node)
    _refuse(problems)
    return dict(given)


def joint_factor(meeting: Meeting, coupling: str) -> Factor:
    """Return P(copies | their inputs) of copies of one node under a coupling, over what is possible."""
    size, count = len(meeting.table.domain), len(meeting.copies)
    check_size(*meeting.possible.shape, *([size] * count))
    columns, places = np.unique(meeting.numbers[:, meeting.possible], axis=1, return_inverse=True)
    values = np.zeros((*meeting.possible.shape, *([size] * count)))
    values[meeting.possible] = _joint(meeting, columns, coupling)[places.reshape(-1)]
    return _with_each_axis_once(Factor((*meeting.inputs, *meeting.copies), values))


def _joint(meeting: Meeting, columns: PositionArray, coupling: str) -> FloatArray:
    """Return the joint distribution of the copies for each tuple of contexts: shape (tuples, card, ..., card).

    Copies in one context are equal, so the law only speaks of different contexts.
    """
    size, (count, width) = len(meeting.table.domain), columns.shape
    check_size(width, *([size] * count))
    joint = np.zeros((width, *([size] * count)))
    firsts = (columns[:, None, :] == columns[None, :, :]).argmax(axis=1)
    for pattern in np.unique(firsts, axis=1).T:
        chosen = np.flatnonzero((firsts == pattern[:, None]).all(axis=0))
        different, slots = np.unique(pattern, return_inverse=True)
        if coupling == "gumbel" and size > 2 and len(different) > 2:
            raise _too_many_contexts(meeting.table.node, len(different))
        law = _LAWS[coupling]([meeting.rows[columns[place, chosen]] for place in different])
        grid = np.indices([size] * len(different)).reshape(len(different), -1)
        joint[chosen[:, None], *(grid[slot][None, :] for slot in slots.reshape(-1))] = law.reshape(len(chosen), -1)
    return joint


def _independent(tables: list[FloatArray]) -> FloatArray:
    joint, *rest = tables
    for table in rest:
        joint = joint[..., None] * table.reshape(len(table), *([1] * (joint.ndim - 1)), -1)
    return joint


def _monotone(tables: list[FloatArray]) -> FloatArray:
    """Return how much of the unit interval gives each outcome in each context, all at once."""
    least, most = np.zeros(1), np.ones(1)
    for place, table in enumerate(tables):
        ends = np.cumsum(table, axis=-1)
        following = np.cumsum(table[:, :0:-1], axis=-1)[:, ::-1]
        ends[:, -1], ends[:, :-1][following == 0] = 1.0, 1.0  # no gap by rounding after the last possible outcome
        starts = np.concatenate([np.zeros((len(table), 1)), ends[:, :-1]], axis=-1)
        shape = (len(table), *([1] * place), -1, *([1] * (len(tables) - place - 1)))
        least, most = np.maximum(least, starts.reshape(shape)), np.minimum(most, ends.reshape(shape))
    return np.maximum(most - least, 0.0)


def _gumbel(tables: list[FloatArray]) -> FloatArray:
    if len(tables) == 1:
        return tables[0]
    if tables[0].shape[-1] <= 2:  # two outcomes: the difference of the two noises is one noise with a threshold
        return _monotone(tables)
    first, second = tables
    return gumbel_pair(first, second)


_LAWS: Mapping[str, Law] = {"independent": _independent, "monotone": _monotone, "gumbel": _gumbel}


def _with_each_axis_once(factor: Factor) -> Factor:
    """Return the factor with an axis that it has twice taken along its diagonal: a copy that another one depends on."""
    axes, values = list(factor.axes), factor.values
    for axis in dict.fromkeys(axes):
        while axes.count(axis) > 1:
            first = axes.index(axis)
            second = axes.index(axis, first + 1)
            values = np.diagonal(values, axis1=first, axis2=second)
            axes = [*(a for place, a in enumerate(axes) if place not in (first, second)), axis]
    return Factor(tuple(axes), values)


def _too_many_contexts(node: str, count: int) -> InvalidCall:
    message = f"its Gumbel-max coupling is asked for in {count} contexts at once"
    hint = "It is computed for two contexts, or two outcomes. Ask about fewer worlds, or name another coupling."
    return InvalidCall([Problem(message, where=f"node {node!r}", hint=hint)])


def _unknown(name: object, node: str | None) -> list[Problem]:
    if isinstance(name, str) and name in COUPLINGS:
        return []
    where = "coupling" if node is None else f"coupling, node {node!r}"
    return [Problem(f"unknown coupling {name!r}", where=where, hint=did_you_mean(str(name), COUPLINGS))]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidCall(problems)
