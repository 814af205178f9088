"""The outcome of a check as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..audits import ContractResult
from ..audits.presenting import details
from ..reports import markdown_table, plain
from .check_result import Checked, tally

_SIGNS = {"error": "❌", "warning": "⚠️", "note": "ℹ️", "met": "✅", "broken": "❌", "undetermined": "❓"}


def check_markdown(results: Sequence[Checked]) -> str:
    """Return what came of every file as GitHub-flavoured Markdown."""
    return "\n".join(line for result in results for line in _file(result)).rstrip() + "\n"


def _file(result: Checked) -> Iterator[str]:
    title = f"{result.title} ({result.file})" if result.title else result.file
    yield from (f"## {plain(title)}", "")
    if result.findings is None:
        yield from (f"{_SIGNS['error']} {plain(str(result.error))}", "")
        return
    states = [contract.state for contract in result.findings.contracts]
    yield from (f"Checked against {plain(result.spec_name)}. **{tally(states)}.**", "")
    for finding in result.findings:
        yield from (f"### {_SIGNS[finding.severity]} {plain(str(finding))}", "")
        yield from (f"- **{name}:** {plain(text)}" for name, text in details(finding, result.file))
        yield ""
    rows = [_row(contract) for contract in result.findings.contracts]
    yield from (*markdown_table(("state", "contract", "id", "severity"), rows), "")


def _row(result: ContractResult) -> tuple[str, str, str, str]:
    contract = result.contract
    about = f"{contract}" if result.verdicts else f"{contract} (no node is concerned)"
    return (f"{_SIGNS[result.state]} {result.state}", about, contract.id, contract.severity)
