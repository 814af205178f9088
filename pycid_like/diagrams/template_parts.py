"""Who owns what in a process in time, and who remembers what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import Problem, did_you_mean
from .places import Place, named, read_place
from .roles import Owned, Role, ownership_problems
from .validation import read_listed

#: What is remembered: "nothing", "everything", the last k steps; or one of these for each agent.
Remembered: TypeAlias = "str | int | Mapping[str, str | int]"

_AMOUNTS = "Give 'nothing', 'everything', a number of steps, or one of these for each agent."


@dataclass(frozen=True)
class Owner:
    """Who a stem belongs to: an agent, or with `offset` the agent of the step so many steps before.

    >>> Owner("R", Role.UTILITY, "agent", 1).at(3), Owner("R", Role.UTILITY, "agent").at(3)
    ('agent[2]', 'agent')
    """

    stem: str
    role: Role
    agent: str
    offset: int | None = None

    @property
    def remembers_as(self) -> str:
        """The agent as it stands in what is remembered: with [t] where each step has its own."""
        return self.agent if self.offset is None else f"{self.agent}[t]"

    def at(self, step: int | None) -> str:
        """Return the name of the agent that owns the stem at a step."""
        return self.agent if self.offset is None or step is None else named(self.agent, step - self.offset)


def read_owners(
    owned: tuple[Owned, Owned], stems: Mapping[str, bool], chance: Iterable[str] | None, problems: list[Problem]
) -> tuple[Owner, ...]:
    """Return who owns which stem, and note every problem; `stems` says of each whether it is in time."""
    problems += ownership_problems(*owned)
    found: dict[str, Owner] = {}
    for role, given in zip((Role.DECISION, Role.UTILITY), owned, strict=True):
        for name, agent in given.owners.items():
            owner = _read_owner(role, name, agent, stems, problems)
            if owner is None:
                continue
            if owner.stem in found:
                what = f"{owner.stem!r} is declared as {found[owner.stem].role.value} and as {role.value}"
                what = f"{owner.stem!r} is declared twice" if found[owner.stem].role is role else what
                problems.append(Problem(what, hint="A stem has one role and one owner."))
            found[owner.stem] = owner
    if chance is not None:
        listed = read_listed("chance", chance, problems)
        problems += [_unknown(stem, stems, "chance") for stem in listed if stem not in stems]
        problems += [
            Problem(f"{stem!r} is declared as {found[stem].role.value} and as chance", hint="A stem has one role.")
            for stem in listed
            if stem in found
        ]
        known = [*listed, *found]
        problems += [_unknown(stem, known, "the arrows") for stem in stems if stem not in known]
    return tuple(found.values())


def _read_owner(role: Role, name: str, agent: str, stems: Mapping[str, bool], problems: list[Problem]) -> Owner | None:
    where = "decisions" if role is Role.DECISION else "utilities"
    place, whose = read_place(name), read_place(agent)
    problems += [one for one in (place, whose) if isinstance(one, Problem)]
    if isinstance(place, Problem) or isinstance(whose, Problem):
        return None
    if place.stem not in stems:
        problems.append(_unknown(place.stem, stems, where))
        return None
    offset = _offset(place, whose, in_time=stems[place.stem], role=role)
    if isinstance(offset, Problem):
        problems.append(offset)
        return None
    return Owner(place.stem, role, whose.stem, offset)


def _offset(place: Place, whose: Place, *, in_time: bool, role: Role) -> int | Problem | None:
    """Return how many steps after its agent's a stem belongs to it; None for an agent of all steps."""
    if not in_time:
        if role is Role.DECISION or whose.in_time:
            hint = f"Give it one, {place.stem}[1] for example."
            return Problem(
                f"{place.stem!r} needs a step to be a decision or to belong to an agent with steps", hint=hint
            )
        return Problem(f"{place} has no step elsewhere", hint="Leave the step out.") if place.in_time else None
    if place.fixed is not None or whose.fixed is not None or (whose.offset or 0) != 0:
        return Problem(
            f"{place} cannot belong to {str(whose)!r}", hint="Owners go by stem, or as R[t+1] for 'agent[t]'."
        )
    if whose.offset is None:
        if place.offset:
            hint = f"Give {place.stem!r}, or an agent of each step, as '{whose.stem}[t]'."
            return Problem(f"{place} cannot belong to {whose.stem!r}, an agent of all steps", hint=hint)
        return None
    return place.offset or 0


def _unknown(stem: str, known: Iterable[str], where: str) -> Problem:
    return Problem(f"unknown stem {stem!r}", where=where, hint=did_you_mean(stem, known))


def read_memory(
    given: Remembered, agents: Iterable[str], problems: list[Problem]
) -> tuple[tuple[str, int | None], ...]:
    """Return for each deciding agent how many steps it looks back: None for all, 0 for what is drawn only.

    >>> read_memory("everything", ["agent"], []), read_memory({"a": 2, "b": "nothing"}, ["a", "b"], [])
    ((('agent', None),), (('a', 2), ('b', 0)))
    """
    makers = list(dict.fromkeys(map(_spelt, agents)))
    if not isinstance(given, Mapping):
        amount = _amount(given, "remember", problems)
        return tuple((agent, amount) for agent in makers)
    given = {_spelt(agent): amount for agent, amount in given.items()}
    for agent in given:
        if agent not in makers:
            hint = did_you_mean(str(agent), makers)
            problems.append(Problem(f"{agent!r} is no agent with decisions", where="remember", hint=hint))
    problems += [
        Problem(f"nothing is said of the agent {agent!r}", where="remember", hint=_AMOUNTS)
        for agent in makers
        if agent not in given
    ]
    return tuple(
        (agent, _amount(given[agent], f"remember, agent {agent!r}", problems)) for agent in makers if agent in given
    )


def _spelt(agent: object) -> str:
    """Return the name of an agent in one spelling, whatever blanks its index holds."""
    place = read_place(str(agent))
    return str(agent) if isinstance(place, Problem) else str(place)


def _amount(given: str | int, where: str, problems: list[Problem]) -> int | None:
    if given == "everything":
        return None
    if given == "nothing":
        return 0
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        problems.append(Problem(f"{given!r}", where=where, hint=_AMOUNTS))
        return 0
    return given
