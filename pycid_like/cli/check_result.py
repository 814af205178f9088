"""What came of checking one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..audits import Findings
from ..formats import Design
from .status import Status


class FailOn(StrEnum):
    """The mildest severity of a finding that makes the check fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


@dataclass(frozen=True)
class Checked:
    """One file, checked: its findings, or the error that kept it from being checked."""

    file: str
    status: Status
    design: Design | None = None
    findings: Findings | None = None
    spec_file: str | None = None
    error: Exception | None = None

    @property
    def spec_name(self) -> str:
        """The spec in words."""
        name = self.findings.spec.name if self.findings is not None else None
        if self.spec_file is None:
            return f"its own ({name})" if name else "its own"
        return f"{self.spec_file} ({name})" if name else self.spec_file

    @property
    def title(self) -> str | None:
        """What the design is called."""
        return None if self.design is None else self.design.title or self.design.name


def status_of(findings: Findings, fail_on: FailOn, *, strict: bool) -> Status:
    """Return the status that findings stand for.

    >>> import pycid_like as pcl
    >>> from pycid_like.audits import check, load_spec
    >>> spec = load_spec({"pycid_like_spec": 1, "contracts": [{"forbid": "ici", "on": "X", "severity": "warning"}]})
    >>> findings = check(pcl.CID([("D", "X"), ("X", "U")], decisions="D", utilities="U"), spec)
    >>> status_of(findings, FailOn.ERROR, strict=False), status_of(findings, FailOn.WARNING, strict=False)
    (<Status.CLEAN: 0>, <Status.FINDINGS: 1>)
    """
    if fail_on is not FailOn.NEVER and findings.at_least(fail_on.value):
        return Status.FINDINGS
    return Status.UNDETERMINED if strict and findings.is_undetermined else Status.CLEAN


def tally(states: Sequence[str]) -> str:
    """Return how many contracts are in which state, in words.

    >>> tally(["met", "broken", "met"])
    '3 contracts: 1 broken, 2 met'
    """
    counts = ", ".join(f"{states.count(s)} {s}" for s in ("broken", "undetermined", "met") if s in states)
    return f"{len(states)} {'contract' if len(states) == 1 else 'contracts'}: {counts or 'nothing to check'}"
