"""Roles of nodes, and who owns which decision and utility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from ..errors import Problem, did_you_mean

#: One name, several names, or several names for each agent.
Ownership: TypeAlias = "str | Iterable[str] | Mapping[str, str | Iterable[str]]"

#: What the one agent of a diagram is called when nobody named it.
UNNAMED_AGENT = "agent"


class Role(Enum):
    """What a node is: a chance node, a decision or a utility.

    >>> Role("decision") is Role.DECISION
    True
    """

    CHANCE = "chance"
    DECISION = "decision"
    UTILITY = "utility"


@dataclass(frozen=True)
class Owned:
    """The nodes of one role with their owners, in declared order."""

    owners: Mapping[str, str]
    agents: tuple[str, ...]
    named: bool
    problems: tuple[Problem, ...]


def read_ownership(role: Role, given: Ownership) -> Owned:
    """Return who owns which node of a role, with every problem found in how it was declared."""
    if isinstance(given, Mapping):
        return _read_by_agent(role, given)
    problems: list[Problem] = []
    owners = dict.fromkeys(_names(role, given, problems), UNNAMED_AGENT)
    return Owned(owners, (UNNAMED_AGENT,) if owners else (), False, tuple(problems))


def _read_by_agent(role: Role, given: Mapping[str, str | Iterable[str]]) -> Owned:
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for agent, nodes in given.items():
        if not isinstance(agent, str) or not agent:
            problems.append(Problem(f"an agent is named {agent!r}", hint="Agents are non-empty strings."))
            continue
        for node in _names(role, nodes, problems):
            if node in owners:
                who = "twice" if owners[node] == agent else f"for the agents {owners[node]!r} and {agent!r}"
                problems.append(Problem(f"the {role.value} {node!r} is declared {who}", hint="Declare it once."))
            owners.setdefault(node, agent)
    return Owned(owners, tuple(a for a in given if isinstance(a, str) and a), True, tuple(problems))


def _names(role: Role, given: object, problems: list[Problem]) -> list[str]:
    if isinstance(given, str):
        return [given]
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        problems.append(
            Problem(f"{given!r} where the names of {role.value} nodes belong", hint="Give a list of names.")
        )
        return []
    names = list(given)
    seen: set[object] = set()
    for name in names:
        if isinstance(name, str) and name in seen:
            problems.append(Problem(f"the {role.value} {name!r} is declared twice", hint="Declare it once."))
        seen.add(name if isinstance(name, str) else repr(name))
    return list(dict.fromkeys(name for name in names if is_name(name, f"a {role.value} node", problems)))


def is_name(name: object, what: str, problems: list[Problem]) -> bool:
    """Return whether this may name a node, and note a problem where it may not."""
    if isinstance(name, str) and name:
        return True
    problems.append(Problem(f"{what} is named {name!r}", hint="Node names are non-empty strings."))
    return False


def ownership_problems(decisions: Owned, utilities: Owned) -> list[Problem]:
    """Return what is wrong between the owners of decisions and the owners of utilities."""
    problems = [*decisions.problems, *utilities.problems]
    if decisions.owners and utilities.owners and decisions.named != utilities.named:
        unnamed = "utilities" if decisions.named else "decisions"
        problems.append(
            Problem(
                f"agents are named for one role only, not for the {unnamed}",
                hint=f"Give {unnamed}={{agent: [...]}} too, or name no agents at all.",
            )
        )
        return problems
    paid = set(utilities.owners.values())
    for agent in dict.fromkeys(decisions.owners.values()):
        if agent not in paid:
            known = [other for other in utilities.agents if other not in set(decisions.owners.values())]
            hint = "Declare its utility, or let the decision be a chance node."
            if known:
                hint = f"{did_you_mean(agent, known)} {hint}"
            problems.append(Problem(f"the agent {agent!r} has decisions but no utility", hint=hint))
    return problems
