"""The report as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..audits import Finding
from ..diagrams.pathway import path_text
from ..diagrams.verdict import INCENTIVE_NAMES, Answer
from .answers import LABELS, MEANINGS, SAYINGS, AnswerTable

if TYPE_CHECKING:
    from .report import Report

_STATES = {
    "broken": "❌ broken",
    "undetermined": "❓ undetermined",
    "met": "✅ met",
    "error": "❌ error",
    "warning": "⚠️ warning",
    "note": "ℹ️ note",
}
_WORDS = {Answer.YES: "**yes**", Answer.NO: "no", Answer.UNKNOWN: "*unknown*", Answer.NOT_APPLICABLE: "–"}


# What could begin markup: signs that always may, underscores at the edge of a word, entities, and what makes a line a
# list, a quotation or a heading when it stands first. An ordered list is known by the sign after its number.
_MARKUP = re.compile(
    r"[\\`*\[<#|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|^(?:[-+](?=\s|$)|[>=]|-(?=--))|(?<=^\d)[.)]|(?<=^\d\d)[.)](?= )"
)


def markdown(report: Report, picture: str | None = None) -> str:
    """Return the report as text; `picture` is where its picture will be found, as seen from the text."""
    return "\n".join(_lines(report, picture)).rstrip() + "\n"


def _lines(report: Report, picture: str | None) -> Iterator[str]:
    yield from (f"# {plain(report.title)}", "", f"**{plain(report.judgement)}**", "", plain(report.summary), "")
    for paragraph in (report.story or "").strip().split("\n\n"):
        if paragraph.strip():
            yield from (plain(paragraph), "")
    if picture is not None:
        yield from (f"![{plain(report.title)}]({quote(picture)})", "")
    if report.remarks:
        yield from ("## Remarks", "", *(f"- {plain(remark)}" for remark in report.remarks), "")
    yield from _findings(report)
    yield from _answers(report)
    yield from _paths(report)
    yield from _decisions(report)
    yield from _diagram(report)
    yield from _method(report)


def _findings(report: Report) -> Iterator[str]:
    if report.findings is None:
        return
    if report.findings:
        yield from ("## Findings", "")
    for finding in report.findings:
        yield from _finding(finding, report.file)
    yield from ("## Contracts", "")
    spec = report.findings.spec
    if spec.name or spec.description:
        yield from (plain(": ".join(part for part in (spec.name, spec.description) if part)), "")
    rows = [
        (
            _STATES[result.state],
            plain(f"{result.contract}{'' if result.verdicts else ' (no node is concerned)'}"),
            result.contract.severity,
            plain(result.contract.id),
        )
        for result in report.findings.contracts
    ]
    yield from (*_table(("State", "Contract", "Severity", "Id"), rows), "")


def _finding(finding: Finding, file: str | None) -> Iterator[str]:
    kind = "undetermined" if finding.is_undetermined else finding.severity
    yield from (f"### {_STATES[kind]}: {plain(finding.message)}", "")
    if finding.path:
        yield f"- **Path:** {plain(finding.path_text)}"
    yield f"- **Why:** {plain(finding.verdict.reason)}"
    if finding.reason:
        yield f"- **Why it matters:** {plain(finding.reason)}"
    yield f"- **Remedy:** {plain(finding.remedy)}"
    yield f"- **Contract:** {plain(str(finding.contract))} ({plain(finding.id)})"
    if finding.place is not None:
        where = f"line {finding.place.line}, column {finding.place.column}"
        yield f"- **Node in file:** {plain(f'{file}, {where}' if file else where)}"
    yield ""


def _answers(report: Report) -> Iterator[str]:
    if report.tables:
        yield from ("## What the graph admits", "")
    for table in report.tables:
        if len(report.tables) > 1 or any(group.heading for group in table.groups):
            yield from (f"### {plain(table.caption)}", "")
        rows = [
            (_named(row.node, row.title), row.role, *(_WORDS[answer] for answer in row.answers)) for row in table.rows
        ]
        yield from (*_table(("Node", "Kind", *_headings(table)), rows), "")
    if report.tables:
        yield from (*(f"- **{'–' if word == '-' else word}**: {meaning}" for word, meaning in MEANINGS.items()), "")
        yield from ("The incentives:", "")
        yield from (*(f"- {INCENTIVE_NAMES[short]} ({LABELS[short]}): {said}" for short, said in SAYINGS.items()), "")


def _headings(table: AnswerTable) -> Iterator[str]:
    for group in table.groups:
        for incentive in group.incentives:
            yield f"{LABELS[incentive]} {plain(group.heading)}".rstrip()


def _paths(report: Report) -> Iterator[str]:
    if report.verdicts:
        yield from ("## The paths behind it", "")
    for incentive, words in INCENTIVE_NAMES.items():
        found = [verdict for verdict in report.verdicts if verdict.incentive == incentive]
        if not found:
            continue
        yield from (f"### {words.capitalize()} ({LABELS[incentive]})", "")
        for verdict in found:
            cid = verdict.cid
            about = f"**{plain(cid.title(verdict.node))}**"
            if verdict.decision is not None and len(cid.decisions) > 1:
                about += f" for {plain(cid.title(verdict.decision))}"
            if len(cid.agents) > 1:
                about += f" (agent {plain(verdict.agent)})"
            doubt = " (not excluded, but not established either)" if verdict.answer is Answer.UNKNOWN else ""
            path = f": {plain(path_text(cid, verdict.path))}" if len(verdict.path) > 1 else ""
            yield f"- {about}{path}. {plain(_sentence(verdict.reason))}{doubt}"
        yield ""


def _decisions(report: Report) -> Iterator[str]:
    cid, together = report.cid, report.reliance
    if together is None and not report.useless_observations:
        return
    yield from ("## The decisions", "")
    if together is not None:
        yield from (f"- {plain(sentence)}" for sentence in together.recall)
        for one, other in together.relies:
            yield f"- {plain(cid.title(one))} relies on {plain(cid.title(other))}"
        if not together.relies:
            yield "- No decision relies on another."
    for seen, decision in report.useless_observations:
        yield f"- {plain(cid.title(decision))} never needs to look at {plain(cid.title(seen))}"
    yield ""


def _diagram(report: Report) -> Iterator[str]:
    cid = report.cid
    yield from ("## The diagram", "")
    rows = [
        (
            _named(node, cid.title(node)),
            cid.role(node).value
            + (f" of {plain(str(cid.owner(node)))}" if cid.owner(node) and len(cid.agents) > 1 else ""),
            plain(", ".join(cid.title(parent) for parent in cid.parents(node))) or "–",
            plain(", ".join(cid.tags(node))),
        )
        for node in cid.nodes
    ]
    yield from (*_table(("Node", "Kind", "Influenced by (a decision: observes)", "Tags"), rows), "")
    told = [(one, other, cid.why(one, other)) for one, other in cid.edges]
    yield from (f"- {plain(path_text(cid, (one, other)))}: {plain(why)}" for one, other, why in told if why)
    if any(why for _, _, why in told):
        yield ""


def _method(report: Report) -> Iterator[str]:
    yield from ("## Method and sources", "")
    for ground in report.grounds:
        yield f"- {INCENTIVE_NAMES[ground.incentive]}: {plain(ground.theorem)}; {plain(ground.scope)}"
    if report.citation is not None:
        yield f"- design: {plain(str(report.citation))}"
    yield from ("", f"Made by pycid-like {report.version}{f' from {plain(report.file)}' if report.file else ''}.")


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    r"""Return the lines of a table of texts.

    >>> markdown_table(("node", "ICI"), [("a|b", "yes")])
    ['| node | ICI |', '| --- | --- |', '| a\\|b | yes |']
    """
    return _table([plain(heading) for heading in headings], [[plain(cell) for cell in row] for row in rows])


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table whose cells are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def plain(text: str) -> str:
    r"""Return text on one line with whatever Markdown would take for markup made harmless, and arrows as arrows.

    >>> plain("a*b -> <c>\nd_e")
    'a\\*b → \\<c> d_e'
    """
    joined = " ".join(text.split()).replace(" -> ", " → ").replace(" <- ", " ← ")
    return _MARKUP.sub(r"\\\g<0>", joined)


def _named(node: str, title: str) -> str:
    return plain(title) if title == node else f"{plain(title)} ({plain(node)})"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
