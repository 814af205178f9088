"""The findings of one check, with what became of every contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from ..diagrams.cid import CID
from ..diagrams.verdict import Answer, Verdict
from ..errors import InvalidCall, Problem, PycidLikeError, did_you_mean
from .contract import SEVERITIES, Contract
from .finding import Finding
from .presenting import findings_html, findings_markdown, findings_text
from .spec import Spec


@dataclass(frozen=True)
class ContractResult:
    """What became of a contract, with the verdicts that decide it: `state` is "met", "broken" or "undetermined"."""

    contract: Contract
    verdicts: tuple[Verdict, ...] = field(repr=False)

    @property
    def state(self) -> str:
        """Broken where one verdict breaks it; else undetermined where one leaves it open; else met."""
        answers = [verdict.answer for verdict in self.verdicts]
        if self.contract.mode == "forbid":
            return "broken" if any(verdict.is_possible for verdict in self.verdicts) else "met"
        if any(answer in {Answer.NO, Answer.NOT_APPLICABLE} for answer in answers):
            return "broken"
        return "undetermined" if Answer.UNKNOWN in answers else "met"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, ready for JSON."""
        return {
            "id": self.contract.id,
            "contract": str(self.contract),
            "state": self.state,
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
        }


@dataclass(frozen=True)
class Findings(Sequence[Finding]):
    """A sequence of findings, in the order of the spec and of the nodes; empty, and false, where nothing is broken.

    `contracts` tells of every contract whether it is met, broken or undetermined.

    >>> from pycid_like.audits import check, load_spec
    >>> cid = CID.parse("P -> I -> C", decisions="P", utilities="C")
    >>> spec = load_spec({"pycid_like_spec": 1, "contracts": [{"forbid": "ici", "on": "I", "severity": "warning"}]})
    >>> findings = check(cid, spec)
    >>> len(findings), findings.worst, [result.state for result in findings.contracts]
    (1, 'warning', ['broken'])
    >>> findings.raise_if("error")
    """

    items: tuple[Finding, ...] = field(repr=False)
    contracts: tuple[ContractResult, ...] = field(repr=False)
    cid: CID
    spec: Spec = field(repr=False)

    @overload
    def __getitem__(self, position: int) -> Finding: ...

    @overload
    def __getitem__(self, position: slice) -> tuple[Finding, ...]: ...

    def __getitem__(self, position: int | slice) -> Finding | tuple[Finding, ...]:
        return self.items[position]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    @property
    def worst(self) -> str | None:
        """The worst severity among the findings, None where there are none."""
        return min((finding.severity for finding in self.items), key=SEVERITIES.index, default=None)

    @property
    def is_undetermined(self) -> bool:
        """Whether some contract is undetermined."""
        return any(result.state == "undetermined" for result in self.contracts)

    def at_least(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings of this severity or worse; "error" is the worst, then "warning", "note"."""
        if severity not in SEVERITIES:
            hint = did_you_mean(str(severity), SEVERITIES)
            raise InvalidCall([Problem(f"unknown severity {severity!r}", hint=hint)])
        return tuple(f for f in self.items if SEVERITIES.index(f.severity) <= SEVERITIES.index(severity))

    def raise_if(self, severity: str) -> None:
        """Raise `BrokenContracts` where a finding of this severity or worse is among them: a test in one line."""
        found = self.at_least(severity)
        if found:
            raise BrokenContracts(found)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, ready for JSON."""
        return {
            "diagram": self.cid.name,
            "spec": self.spec.name,
            "worst": self.worst,
            "findings": [finding.to_dict() for finding in self.items],
            "contracts": [result.to_dict() for result in self.contracts],
        }

    def to_markdown(self) -> str:
        """Return the findings as a Markdown text."""
        return findings_markdown(self.items, self._summary)

    @property
    def _summary(self) -> str:
        states = [result.state for result in self.contracts]
        counts = ", ".join(f"{states.count(s)} {s}" for s in ("broken", "undetermined", "met") if s in states)
        return f"{len(states)} {'contract' if len(states) == 1 else 'contracts'}: {counts or 'nothing to check'}"

    def _repr_html_(self) -> str:
        return findings_html(self.items, self._summary)

    def __str__(self) -> str:
        return findings_text(self.items, self._summary)


class BrokenContracts(PycidLikeError, AssertionError):
    """A diagram breaks its spec; `findings` says how.

    >>> issubclass(BrokenContracts, AssertionError)
    True
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        count = f"{len(self.findings)} {'finding' if len(self.findings) == 1 else 'findings'}"
        super().__init__(findings_text(self.findings, count))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.findings,)
