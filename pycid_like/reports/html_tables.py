"""The part of the HTML report that informs: answers, paths, nodes, edges and theorems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..diagrams.cid import CID
from ..diagrams.verdict import INCENTIVE_NAMES, Answer, Verdict
from .answers import LABELS, AnswerTable
from .html_findings import path_html
from .markup import Markup, element, name

if TYPE_CHECKING:
    from .report import Report

_WORDS = {Answer.YES: "yes", Answer.NO: "no", Answer.UNKNOWN: "unknown", Answer.NOT_APPLICABLE: "–"}
#: Above this many paths their tables are folded, and a reader opens what is of interest.
_MOST_UNFOLDED = 40

_KINDS = {Answer.YES: "yes", Answer.NO: "no", Answer.UNKNOWN: "unknown", Answer.NOT_APPLICABLE: "undefined"}


def answers_html(table: AnswerTable) -> Markup:
    """Return the answers of one table; with several decisions a row of headings says whose they are."""
    labels = [
        element("th", element("abbr", LABELS[incentive], title=INCENTIVE_NAMES[incentive]), scope="col", class_=edge)
        for group in table.groups
        for incentive, edge in zip(group.incentives, _edges(len(group.incentives)), strict=True)
    ]
    fixed = [element("th", text, scope="col") for text in ("Node", "Kind")]
    rows = [element("tr", *fixed, *labels)]
    if any(group.heading for group in table.groups):
        fixed = [element("th", text, scope="col", rowspan="2") for text in ("Node", "Kind")]
        heads = [
            element(
                "th", name(group.heading), scope="colgroup", colspan=str(len(group.incentives)), class_="group first"
            )
            for group in table.groups
        ]
        rows = [element("tr", *fixed, *heads), element("tr", *labels)]
    edges = [edge for group in table.groups for edge in _edges(len(group.incentives))]
    body = [
        element("tr", _node_heading(row.node, row.title), element("td", row.role), *_cells(row.answers, edges))
        for row in table.rows
    ]
    made = element(
        "table", element("caption", table.caption), element("thead", *rows), element("tbody", *body), class_="answers"
    )
    return element("div", made, class_="scroll")


def _edges(count: int) -> list[str | None]:
    """Return the class of each column of a group: a line stands before the first."""
    return ["first", *[None] * (count - 1)]


def _cells(answers: Sequence[Answer], edges: Sequence[str | None]) -> Iterator[Markup]:
    for answer, edge in zip(answers, edges, strict=True):
        undefined = answer is Answer.NOT_APPLICABLE
        word = element("span", "–", role="img", aria_label="not defined") if undefined else _WORDS[answer]
        yield element("td", word, class_=" ".join(filter(None, (_KINDS[answer], edge))))


def _node_heading(node: str, title: str) -> Markup:
    if title == node:
        return element("th", name(title), scope="row")
    return element("th", name(title), " ", element("code", node, class_="id"), scope="row")


def paths_html(report: Report) -> Iterator[Markup]:
    """Yield, incentive by incentive, every node that may have it, with the path behind it; long tables are folded."""
    fold = len(report.verdicts) > _MOST_UNFOLDED
    for incentive, words in INCENTIVE_NAMES.items():
        found = [verdict for verdict in report.verdicts if verdict.incentive == incentive]
        if found:
            head = element("summary", f"{words.capitalize()} ({LABELS[incentive]}): {len(found)}")
            table = _paths_table(report.cid, found, f"{words.capitalize()}: the nodes that may have it")
            yield element("details", head, table, open=None if fold else "open")


def _paths_table(cid: CID, verdicts: Sequence[Verdict], caption: str) -> Markup:
    several = len(cid.decisions) > 1 or len(cid.agents) > 1
    headings = ["Node", *(["For"] if several else []), "Path", "Why"]
    head = element("tr", *(element("th", text, scope="col") for text in headings))
    rows = []
    for verdict in verdicts:
        doubt = element("em", "not established: ") if verdict.answer is Answer.UNKNOWN else ""
        cells = [element("td", _whose(verdict), class_="whose")] if several else []
        cells += [
            element("td", path_html(cid, verdict.path) if len(verdict.path) > 1 else "–"),
            element("td", doubt, verdict.reason),
        ]
        rows.append(element("tr", element("th", name(cid.title(verdict.node)), scope="row"), *cells))
    unseen = element("caption", caption, class_="unseen")
    made = element("table", unseen, element("thead", head), element("tbody", *rows), class_="wide paths")
    return element("div", made, class_="scroll")


def _whose(verdict: Verdict) -> Markup:
    """Return the decision that the verdict is about, or the agent where it is about all of its decisions."""
    if verdict.decision is not None:
        return name(verdict.cid.title(verdict.decision))
    return element("span", "agent ", name(verdict.agent)) if len(verdict.cid.agents) > 1 else element("span", "jointly")


def nodes_html(cid: CID) -> Markup:
    """Return a table of the nodes; columns that would be empty are left out."""
    columns = {
        "Node": lambda node: _node_heading(node, cid.title(node)),
        "Kind": lambda node: element("td", cid.role(node).value),
        "Agent": lambda node: element("td", cid.owner(node) or ""),
        "Step": lambda node: element("td", "" if cid.step(node) is None else str(cid.step(node))),
        "Influenced by": lambda node: element("td", _listed(cid, cid.parents(node))),
        "Tags": lambda node: element("td", ", ".join(cid.tags(node))),
        "Description": lambda node: element("td", cid.description(node) or ""),
    }
    unused = {
        "Agent": len(cid.agents) < 2,
        "Step": all(cid.step(node) is None for node in cid.nodes),
        "Tags": not any(cid.tags(node) for node in cid.nodes),
        "Description": not any(cid.description(node) for node in cid.nodes),
    }
    shown = [column for column in columns if not unused.get(column)]
    head = element("tr", *(element("th", column, scope="col") for column in shown))
    body = [element("tr", *(columns[column](node) for column in shown)) for node in cid.nodes]
    caption = element("caption", "Nodes; what influences a decision is what it observes")
    made = element("table", caption, element("thead", head), element("tbody", *body), class_="wide")
    return element("div", made, class_="scroll")


def reasons_html(cid: CID) -> Markup | None:
    """Return a table of the edges that have a reason, None where none has."""
    told = [(one, other, cid.why(one, other)) for one, other in cid.edges]
    rows = [
        element("tr", element("th", path_html(cid, (one, other)), scope="row"), element("td", why))
        for one, other, why in told
        if why
    ]
    if not rows:
        return None
    head = element("tr", element("th", "Edge", scope="col"), element("th", "Why it is there", scope="col"))
    made = element(
        "table", element("caption", "Why the edges are there"), element("thead", head), element("tbody", *rows)
    )
    return element("div", made, class_="scroll")


def theorems_html(report: Report) -> Markup:
    """Return a table of the theorems behind the answers."""
    head = element("tr", *(element("th", text, scope="col") for text in ("Incentive", "Theorem", "Scope")))
    rows = [
        element(
            "tr",
            element("th", INCENTIVE_NAMES[ground.incentive], scope="row"),
            element("td", ground.theorem),
            element("td", ground.scope),
        )
        for ground in report.grounds
    ]
    made = element(
        "table", element("caption", "What the answers rest on"), element("thead", head), element("tbody", *rows)
    )
    return element("div", made, class_="scroll")


def _listed(cid: CID, nodes: Sequence[str]) -> Markup:
    parts: list[str] = []
    for node in nodes:
        parts += [", " if parts else "", name(cid.title(node))]
    return element("span", *parts)
