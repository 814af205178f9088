"""One line of a spec: an incentive forbidden or required on some nodes."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..diagrams.cid import CID
from ..diagrams.roles import Role
from ..diagrams.verdict import INCENTIVE_NAMES
from ..documents import Place
from ..errors import InvalidSpec, Problem, did_you_mean

#: From the worst to the mildest.
SEVERITIES = ("error", "warning", "note")

MODES = ("forbid", "require")

#: Short and long names of incentives -> the short one.
INCENTIVES = {**{short: short for short in INCENTIVE_NAMES}, **{long: short for short, long in INCENTIVE_NAMES.items()}}

# A generated id stays readable, however many nodes a contract names.
_MOST_NAMES = 4
_LONGEST_WORD = 40

_WAYS = ("node", "tag", "kind", "all")


@dataclass(frozen=True)
class Selection:
    """The nodes that a contract is about: by name, by tag, by kind (chance, decision, utility), or all.

    A tag that no node carries is a mistake unless the selection is `optional`.

    >>> cid = CID([("D", "X"), ("X", "U")], decisions="D", utilities="U", tags={"X": ["delicate"]})
    >>> Selection("tag", ("delicate",)).nodes(cid), Selection("kind", ("utility",)).nodes(cid)
    (('X',), ('U',))
    """

    by: str
    names: tuple[str, ...] = ()
    optional: bool = False

    def __post_init__(self) -> None:
        if self.by not in _WAYS:
            raise InvalidSpec([Problem(f"nodes selected by {self.by!r}", hint=did_you_mean(self.by, _WAYS))])
        wrong = [name for name in self.names if self.by == "kind" and name not in {role.value for role in Role}]
        if wrong:
            kinds = [role.value for role in Role]
            raise InvalidSpec([Problem(f"unknown kind {name!r}", hint=did_you_mean(name, kinds)) for name in wrong])

    def nodes(self, cid: CID) -> tuple[str, ...]:
        """Return the nodes of a diagram that are selected, in declared order."""
        if self.by == "all":
            return cid.nodes
        names = frozenset(self.names)
        if self.by == "node":
            return tuple(node for node in cid.nodes if node in names)
        if self.by == "tag":
            return tuple(node for node in cid.nodes if not names.isdisjoint(cid.tags(node)))
        return tuple(node for node in cid.nodes if cid.role(node).value in names)

    def __str__(self) -> str:
        names = ", ".join(repr(name) for name in self.names)
        return {"all": "all nodes", "node": names}.get(self.by, f"nodes of {self.by} {names}")


@dataclass(frozen=True)
class Contract:
    """An incentive that is forbidden or required on some nodes, how bad a breach is, and why it matters.

    `mode` is "forbid" or "require", `incentives` are names, short or long, kept short. Without `decision` every
    decision (of `agent`, where one is named) is judged. `place` is where the contract stands in its file; it is no
    part of equality.

    >>> contract = Contract("forbid", ("instrumental control incentive",), Selection("node", ("I",)))
    >>> contract.incentives, contract.id
    (('ici',), 'forbid-ici-I')
    """

    mode: str
    incentives: tuple[str, ...]
    on: Selection
    decision: str | None = None
    agent: str | None = None
    severity: str = "error"
    reason: str | None = None
    remedy: str | None = None
    id: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        problems = []
        for what, given, allowed in (("mode", self.mode, MODES), ("severity", self.severity, SEVERITIES)):
            if given not in allowed:
                problems.append(Problem(f"unknown {what} {given!r}", hint=did_you_mean(given, allowed)))
        if not self.incentives:
            problems.append(Problem("no incentive is named", hint=f"There are: {', '.join(INCENTIVE_NAMES)}."))
        problems += [
            Problem(f"unknown incentive {name!r}", hint=did_you_mean(name, INCENTIVES))
            for name in self.incentives
            if name not in INCENTIVES
        ]
        if problems:
            raise InvalidSpec(problems)
        object.__setattr__(self, "incentives", tuple(dict.fromkeys(INCENTIVES[name] for name in self.incentives)))
        object.__setattr__(self, "id", self.id or generated_id(self))

    def __str__(self) -> str:
        incentives = " or ".join(INCENTIVE_NAMES[name] for name in self.incentives)
        return f"{self.mode} {incentives} on {self.on}"


def generated_id(contract: Contract) -> str:
    """Return the id of a contract that names none: made of what it says, so that it stays when others come and go."""
    names = contract.on.names or (contract.on.by,)
    words = [contract.mode, *contract.incentives, *names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        words.append(f"and {len(names) - _MOST_NAMES} more")
    words += [word for word in (contract.decision, contract.agent) if word is not None]
    return "-".join("-".join(word.split())[:_LONGEST_WORD] for word in words)
