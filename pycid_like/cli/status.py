"""How a command ended, as the number that it exits with."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Status(IntEnum):
    """The exit statuses, which scripts rely on.

    >>> int(Status.FINDINGS)
    1
    """

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INVALID = 3
    UNDETERMINED = 4
    INTERNAL = 5
    INTERRUPTED = 130


#: What a person has to hear of first, where several hold.
_WORST_FIRST = (
    Status.INTERRUPTED,
    Status.INTERNAL,
    Status.INVALID,
    Status.USAGE,
    Status.FINDINGS,
    Status.UNDETERMINED,
    Status.CLEAN,
)


def worst(statuses: Iterable[Status]) -> Status:
    """Return the status of a command whose parts ended with these: 5, 3, 2, 1, 4, in that order, else 0.

    >>> worst([Status.FINDINGS, Status.UNDETERMINED, Status.CLEAN]), worst([])
    (<Status.FINDINGS: 1>, <Status.CLEAN: 0>)
    """
    return min(statuses, key=_WORST_FIRST.index, default=Status.CLEAN)
