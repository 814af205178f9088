"""The part of the HTML report that judges: findings with their paths, and what became of every contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..audits import ContractResult, Finding
from ..diagrams.cid import CID
from ..diagrams.pathway import stops
from .markup import Markup, element, joined, name

if TYPE_CHECKING:
    from .report import Report

_ARROWS = {"->": "→", "<-": "←", "": ""}
_SPOKEN = {"->": "leads to", "<-": "is influenced by"}

#: The sign before each word, so that no state shows by colour alone.
SIGNS = {
    "broken": "✗",
    "error": "✗",
    "warning": "!",
    "note": "i",
    "undetermined": "?",
    "met": "✓",
    "unjudged": "–",
}


def tag(kind: str, word: str | None = None) -> Markup:
    """Return a state or severity as a labelled pill."""
    return element("span", element("span", f"{SIGNS[kind]} ", aria_hidden="true"), word or kind, class_=f"tag {kind}")


def path_html(cid: CID, path: Sequence[str]) -> Markup:
    """Return a path as an ordered list of titles with arrows between them, which a screen reader reads as words."""
    items = []
    for stop in stops(cid, path):
        title = name(stop.title, class_=cid.role(stop.node).value, title=cid.description(stop.node))
        spoken = f"{_SPOKEN.get(stop.arrow, '')}{' (a link that is only asked about)' if stop.is_hypothetical else ''}"
        arrow = (
            element("span", _ARROWS[stop.arrow], class_="arrow", role="img", aria_label=spoken) if stop.arrow else ""
        )
        items.append(element("li", arrow, title))
    return element("ol", *items, class_="path")


def findings_html(report: Report) -> Iterator[Markup]:
    """Yield an article for every finding."""
    for finding in report.findings or ():
        yield _finding(finding, report.file)


def _finding(finding: Finding, file: str | None) -> Markup:
    kind = "undetermined" if finding.is_undetermined else finding.severity
    head = element("h3", tag(kind), " ", finding.message)
    pairs: list[tuple[str, str]] = []
    if finding.path:
        pairs.append(("Path", path_html(finding.verdict.cid, finding.path)))
    pairs.append(("Why", finding.verdict.reason))
    if finding.reason:
        pairs.append(("Why it matters", finding.reason))
    pairs.append(("Remedy", finding.remedy))
    pairs.append(("Contract", joined([f"{finding.contract} ", element("code", finding.id, class_="id")])))
    if finding.place is not None:
        where = f"line {finding.place.line}, column {finding.place.column}"
        pairs.append(("Node in file", f"{file}, {where}" if file else where))
    return element("article", head, definitions(pairs), class_=f"finding {kind}")


def definitions(pairs: Sequence[tuple[str, str]]) -> Markup:
    """Return names and what is said of them."""
    return element("dl", *(part for term, said in pairs for part in (element("dt", term), element("dd", said))))


def contracts_html(results: Sequence[ContractResult]) -> Markup:
    """Return a table of what became of every contract."""
    head = element("tr", *(element("th", text, scope="col") for text in ("State", "Contract", "Severity", "Id")))
    rows = [
        element(
            "tr",
            element("td", tag(result.state)),
            element("th", f"{result.contract}{'' if result.verdicts else ' (no node is concerned)'}", scope="row"),
            element("td", result.contract.severity),
            element("td", element("code", result.contract.id, class_="id")),
        )
        for result in results
    ]
    caption = element("caption", "What became of every contract of the spec")
    table = element("table", caption, element("thead", head), element("tbody", *rows), class_="wide")
    return element("div", table, class_="scroll")
