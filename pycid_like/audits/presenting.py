"""Findings as text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import starmap

from .finding import Finding

#: The sign before each severity in Markdown, so that it never shows by colour alone.
_SIGNS = {"error": "✗", "warning": "!", "note": "i"}


def findings_text(findings: Sequence[Finding], summary: str) -> str:
    """Return findings as plain text: the message, then where, the path, why, and what to do."""
    lines = [summary]
    for finding in findings:
        lines += ["", str(finding)]
        lines += [f"  {name + ':':<8} {value}" for name, value in details(finding)]
    return "\n".join(lines)


def findings_markdown(findings: Sequence[Finding], summary: str) -> str:
    """Return findings as Markdown."""
    lines = [f"**{_marked(summary)}**"]
    for finding in findings:
        head = f"### {_SIGNS[finding.severity]} {finding.severity}: {_marked(finding.message)}"
        lines += ["", head, "", f"`{finding.id}`", ""]
        lines += [f"- **{name}**: {_marked(value)}" for name, value in details(finding)]
    return "\n".join(lines) + "\n"


def findings_html(findings: Sequence[Finding], summary: str) -> str:
    """Return findings as an HTML fragment."""
    rows = "".join(map(_row, findings))
    head = "<tr><th>severity</th><th>finding</th><th>details</th><th>contract</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if findings else ""
    return f"<div><p><strong>{escape(summary)}</strong></p>{table}</div>"


def details(finding: Finding, file: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield what there is to say of a finding beside its message, as (name, text); `file` is where the design stands."""
    if finding.place is not None and file is not None:
        yield "where", f"{file}:{finding.place.line}:{finding.place.column}"
    elif finding.place is not None:
        yield "line", str(finding.place.line)
    if finding.path:
        yield "path", finding.path_text
    yield "why", finding.verdict.reason
    if finding.reason:
        yield "matters", finding.reason
    yield "remedy", finding.remedy


def _row(finding: Finding) -> str:
    said = "<br>".join(starmap(_detail_html, details(finding)))
    cells = (escape(finding.severity), escape(finding.message), said, f"<code>{escape(finding.id)}</code>")
    return "<tr>" + "".join(f'<td style="text-align: left">{cell}</td>' for cell in cells) + "</tr>"


def _detail_html(name: str, value: str) -> str:
    return f"<em>{escape(name)}</em>: {escape(value)}"


def _marked(text: str) -> str:
    """Return text with the signs that Markdown would take for markup made harmless."""
    for sign in "\\`*_[]<>#|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("-\\>", "→").replace("\n", " ")
