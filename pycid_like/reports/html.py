"""The report as one HTML page: nothing outside it is referred to, nothing in it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ..audits.contract import SEVERITIES
from ..diagrams.verdict import INCENTIVE_NAMES
from .answers import LABELS, MEANINGS, SAYINGS
from .html_findings import contracts_html, definitions, findings_html, tag
from .html_tables import answers_html, nodes_html, paths_html, reasons_html, theorems_html
from .markup import Markup, element, joined, name

if TYPE_CHECKING:
    from .report import Report

# Whatever a page of ours may do: no script, no request, not even for a font.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

_WIDTH = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)(?:pt|px)?"')
_STYLE_OF_SVG = re.compile(r'(<svg[^>]*?\bstyle=")[^"]*(")')


def html_page(report: Report) -> str:
    """Return the report as a whole document."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"pycid-like {report.version}"),
        element("title", f"{report.title} · incentive report"),
        # Only a page of its own may say how paper is used.
        element("style", Markup("@page { margin: 1.6cm }")),
    )
    body = element("body", html_fragment(report))
    return f"<!DOCTYPE html>\n{element('html', head, Markup(chr(10)), body, lang='en')}\n"


def html_fragment(report: Report) -> Markup:
    """Return the report with its style, to stand on a page of others."""
    parts = list(_sections(report))
    sections = [
        element("section", element("h2", heading, id=f"pycid-{anchor}"), content, aria_labelledby=f"pycid-{anchor}")
        for anchor, heading, content in parts
    ]
    links = [element("li", element("a", heading, href=f"#pycid-{anchor}")) for anchor, heading, _ in parts]
    nav = element("nav", element("ul", *links), aria_label="Contents")
    content = element("main", *sections)
    # A style is no text: escaping would break it, and nothing of the diagram is in it.
    style = element("style", Markup(_style()))
    return joined(
        [style, Markup("\n"), element("div", _header(report), nav, content, _footer(report), class_="pycid-report")]
    )


@cache
def _style() -> str:
    return (resources.files(__package__) / "report.css").read_text("utf-8")


def _header(report: Report) -> Markup:
    worst_first = sorted(report.findings or (), key=lambda finding: SEVERITIES.index(finding.severity))
    listed = [element("li", f"{finding.severity}: {finding.message}") for finding in worst_first[:8]]
    more = len(report.findings or ()) - len(listed)
    if more > 0:
        listed.append(element("li", f"and {more} more"))
    said = element("div", element("strong", report.judgement), element("ul", *listed) if listed else "")
    state = "not judged" if report.state == "unjudged" else None
    return element(
        "header",
        element("p", "Incentive report", class_="kicker"),
        element("h1", name(report.title)),
        element("p", report.summary, class_="faint"),
        element("div", tag(report.state, state), said, class_=f"state {report.state}"),
    )


def _sections(report: Report) -> Iterator[tuple[str, str, Markup]]:
    """Yield (anchor, heading, content) of every section that has something to say."""
    if report.story or report.remarks:
        yield "story", "The design", joined(_story(report))
    if report.picture is not None:
        yield "picture", "Picture", _figure(report)
    if report.findings is not None and len(report.findings):
        yield "findings", "Findings", joined(findings_html(report))
    if report.findings is not None and report.findings.contracts:
        yield "contracts", "Contracts", joined(_contracts(report))
    if report.tables:
        yield "incentives", "What the graph admits", joined(_answers(report))
    if report.verdicts:
        intro = element("p", "Every incentive that is not excluded, with the path behind it.")
        yield "paths", "The paths behind it", joined([intro, *paths_html(report)])
    if report.reliance is not None or report.useless_observations:
        yield "decisions", "The decisions", joined(_decisions(report))
    yield "diagram", "The diagram", joined(part for part in (nodes_html(report.cid), reasons_html(report.cid)) if part)
    yield "method", "Method and sources", joined(_method(report))


def _story(report: Report) -> Iterator[Markup]:
    for paragraph in (report.story or "").strip().split("\n\n"):
        if paragraph.strip():
            yield element("p", paragraph.strip(), dir="auto")
    if report.remarks:
        remarks = element("ul", *(element("li", remark) for remark in report.remarks))
        yield element("div", tag("warning", "remarks"), remarks, class_="state warning")


def _figure(report: Report) -> Markup:
    assert report.picture is not None
    drawing = report.picture.svg
    found = _WIDTH.search(drawing)
    # What is too large is scrolled sideways rather than made too small to read; on paper it is fitted to the page.
    natural = float(found[1]) if found else 0.0
    least = f"min-width:{natural * 0.8 if natural > 900 else min(natural, 560):.0f}px;"
    drawing = _STYLE_OF_SVG.sub(rf"\g<1>max-width:100%;{least}height:auto\g<2>", drawing, count=1)
    words = element("p", report.picture.scene.description) if report.picture.scene.description else ""
    spoken = element("details", element("summary", "The picture in words"), words) if words else ""
    return joined([element("figure", Markup(drawing), tabindex="0"), spoken])


def _contracts(report: Report) -> Iterator[Markup]:
    assert report.findings is not None
    spec = report.findings.spec
    if spec.name:
        yield element("p", "The spec: ", element("strong", name(spec.name)))
    if spec.description:
        yield element("p", spec.description, dir="auto")
    yield contracts_html(report.findings.contracts)


def _answers(report: Report) -> Iterator[Markup]:
    yield from map(answers_html, report.tables)
    answers = [("–" if word == "-" else word, meaning) for word, meaning in MEANINGS.items()]
    incentives = [
        (f"{INCENTIVE_NAMES[short].capitalize()} ({LABELS[short]})", saying) for short, saying in SAYINGS.items()
    ]
    yield joined([element("h3", "What the answers mean"), definitions(answers)])
    yield joined([element("h3", "What the incentives are"), definitions(incentives)])


def _decisions(report: Report) -> Iterator[Markup]:
    cid, together = report.cid, report.reliance
    if together is not None:
        yield (
            element("ul", *(element("li", sentence) for sentence in together.recall)) if together.recall else joined([])
        )
        pairs = [
            element("li", name(cid.title(one)), " relies on ", name(cid.title(other))) for one, other in together.relies
        ]
        intro = (
            "The best rule at one decision depends on the rule at another:"
            if pairs
            else "No decision relies on another."
        )
        yield element("p", intro)
        yield element("ul", *pairs) if pairs else joined([])
    if report.useless_observations:
        links = [
            element("li", name(cid.title(decision)), " never needs to look at ", name(cid.title(seen)))
            for seen, decision in report.useless_observations
        ]
        yield joined([element("p", "Observations without any use:"), element("ul", *links)])


def _method(report: Report) -> Iterator[Markup]:
    yield element(
        "p",
        "Every answer is about the graph alone and carries evidence that can be checked without the search that found"
        " it. A “yes” is a possibility: some system with this graph has the incentive. A “no” is a guarantee.",
    )
    if report.grounds:
        yield theorems_html(report)
    if report.citation is not None:
        pairs: list[tuple[str, str]] = [("Source of the design", name(report.citation.text))]
        url = report.citation.url
        if url:
            safe = url.startswith(("https://", "http://"))
            pairs.append(("Read it at", element("a", url, href=url, rel="noreferrer") if safe else url))
        if report.citation.doi:
            pairs.append(("DOI", report.citation.doi))
        yield definitions(pairs)


def _footer(report: Report) -> Markup:
    of = f" from {report.file}" if report.file else ""
    return element("footer", element("p", f"Made by pycid-like {report.version}{of}."))
