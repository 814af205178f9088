"""The outcome of a check as text for people."""

from __future__ import annotations

from collections.abc import Sequence

from ..audits import ContractResult
from ..audits.presenting import details
from .check_result import Checked, tally
from .page import Page
from .status import Status

_ENDINGS = {
    Status.CLEAN: "clean",
    Status.FINDINGS: "with findings",
    Status.UNDETERMINED: "undetermined",
    Status.USAGE: "not checked",
    Status.INVALID: "not readable or not valid",
    Status.INTERNAL: "not checked",
}


def lay_out(page: Page, results: Sequence[Checked]) -> None:
    """Print what came of every file, and where there are several, how many ended how."""
    for number, result in enumerate(results):
        if number:
            page.line()
        _file(page, result)
    if len(results) > 1:
        statuses = [result.status for result in results]
        counts = (f"{statuses.count(status)} {words}" for status, words in _ENDINGS.items() if status in statuses)
        page.line()
        page.line(f"{len(results)} files: {', '.join(counts)}", "heading")


def _file(page: Page, result: Checked) -> None:
    page.line(f"{result.file}: {result.title}" if result.title else result.file, "heading")
    if result.findings is None:
        page.line(f"error: {_ENDINGS[result.status]}")
        return
    page.line(f"checked against {result.spec_name}", "faint")
    for finding in result.findings:
        page.line()
        page.line(str(finding))
        page.details(list(details(finding, result.file)))
    met = [contract for contract in result.findings.contracts if contract.state == "met"]
    if met:
        page.line()
    for contract in met:
        page.line(f"met: {contract.contract} [{contract.contract.id}]{_vacuous(contract)}")
    page.line()
    page.line(tally([contract.state for contract in result.findings.contracts]), "heading")


def _vacuous(result: ContractResult) -> str:
    """Say so where a contract is met because it is about nothing: that may not be what was meant."""
    return "" if result.verdicts else " (no node is concerned)"
