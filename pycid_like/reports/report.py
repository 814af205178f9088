"""The report as a value: everything that a writer needs, and nothing about how it looks."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..audits import Findings
from ..diagrams.cid import CID
from ..diagrams.verdict import Verdict
from ..errors import Problem, RenderingError
from ..formats import Citation
from ..rendering import Picture
from .answers import AnswerTable
from .html import html_fragment, html_page
from .markdown import markdown
from .structure import Reliance
from .theorems import Ground

#: The version of the shape of the JSON form; it changes when a key goes or changes its meaning.
VERSION = 1

_SUFFIXES = (".html", ".md", ".json")


@dataclass(frozen=True)
class Report:
    """A whole analysis of one diagram.

    `tables` hold the answers of all criteria, `verdicts` those that are not "no", with their paths, `grounds` the
    theorems behind them; `findings` say what became of the spec (None where there was none). `reliance` says how
    several decisions hang together, `useless_observations` which information links no decision needs.

    >>> import pycid_like as pcl
    >>> from pycid_like.reports import report
    >>> report(pcl.CID.parse("P -> C", decisions="P", utilities="C", name="tiny"))
    <Report on 'tiny': 2 nodes, no spec>
    """

    title: str
    cid: CID
    story: str | None
    citation: Citation | None
    file: str | None
    findings: Findings | None
    picture: Picture | None
    tables: tuple[AnswerTable, ...]
    verdicts: tuple[Verdict, ...]
    reliance: Reliance | None
    useless_observations: tuple[tuple[str, str], ...]
    grounds: tuple[Ground, ...]
    remarks: tuple[str, ...]
    version: str

    @property
    def state(self) -> str:
        """The worst among the contracts: "broken", "undetermined" or "met"; "unjudged" where there was no spec."""
        if self.findings is None:
            return "unjudged"
        states = [result.state for result in self.findings.contracts]
        return next((state for state in ("broken", "undetermined") if state in states), "met")

    @property
    def judgement(self) -> str:
        """What came of the spec, in one sentence."""
        if self.findings is None:
            return "No safety spec was given: this report shows what the graph admits, and judges nothing."
        states = [result.state for result in self.findings.contracts]
        count = len(states)
        if not count:
            return "The spec holds no contract."
        if len(set(states)) == 1:
            return f"The contract is {self.state}." if count == 1 else f"All {count} contracts are {self.state}."
        parts = [f"{states.count(s)} {s}" for s in ("broken", "undetermined", "met") if s in states]
        return f"Of {count} contracts: {', '.join(parts)}."

    @property
    def summary(self) -> str:
        """The size of the diagram in words."""
        cid = self.cid
        parts = [
            _counted(len(cid.chances), "chance node"),
            _counted(len(cid.decisions), "decision"),
            _counted(len(cid.utilities), "utility", "utilities"),
            _counted(len(cid.edges), "edge"),
        ]
        if len(cid.agents) > 1:
            parts.append(f"{len(cid.agents)} agents ({', '.join(cid.agents)})")
        return ", ".join(parts)

    def to_html(self) -> str:
        """Return one HTML page that refers to nothing outside itself and runs no script."""
        return html_page(self)

    def to_markdown(self, picture: str | None = None) -> str:
        """Return GitHub-flavoured Markdown; `picture` is where its picture will be found, as seen from the text."""
        return markdown(self, picture)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, ready for JSON."""
        cid = self.cid
        return {
            "pycid_like_report": VERSION,
            "tool": {"name": "pycid-like", "version": self.version},
            "title": self.title,
            "name": cid.name,
            "story": self.story,
            "citation": None if self.citation is None else str(self.citation),
            "file": self.file,
            "summary": self.summary,
            "state": self.state,
            "judgement": self.judgement,
            "nodes": [_node(cid, node) for node in cid.nodes],
            "edges": [{"from": one, "to": other, "why": cid.why(one, other)} for one, other in cid.edges],
            "findings": None if self.findings is None else self.findings.to_dict(),
            "tables": [table.to_dict() for table in self.tables],
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "reliance": None if self.reliance is None else self.reliance.to_dict(),
            "useless_observations": [list(link) for link in self.useless_observations],
            "theorems": [{"incentive": g.incentive, "theorem": g.theorem, "scope": g.scope} for g in self.grounds],
            "remarks": list(self.remarks),
            "picture": None if self.picture is None else self.picture.svg,
        }

    def save(self, path: str | os.PathLike[str], *, picture: str | os.PathLike[str] | None = None) -> Path:
        """Write the report to a file, as its suffix says: .html, .md or .json; return where it is.

        For .md `picture` names a picture file (.svg, .png) that is written too and shown in the text. Raises
        `RenderingError` for another suffix, and where a file cannot be written.
        """
        target = Path(path)
        suffix = report_suffix(target, picture)
        if suffix == ".html":
            text = self.to_html()
        elif suffix == ".json":
            text = json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"
        else:
            text = self.to_markdown(None if picture is None else self._saved_picture(target, Path(picture)))
        try:
            # What UTF-8 cannot hold, half of a pair of surrogates, is spelled out, in JSON as JSON does.
            target.write_text(text, "utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            hint = "Save under another name or in another folder."
            raise RenderingError([Problem(error.strerror or str(error), hint=hint)], subject=str(target)) from error
        return target

    def _saved_picture(self, target: Path, picture: Path) -> str | None:
        """Write the picture and return where it is, as seen from the text."""
        if self.picture is None:
            return None
        self.picture.save(picture)
        return Path(os.path.relpath(picture, target.parent)).as_posix()

    def _repr_html_(self) -> str:
        return html_fragment(self)

    def __repr__(self) -> str:
        judged = "no spec" if self.findings is None else _counted(len(self.findings), "finding")
        return f"<Report on {self.title!r}: {_counted(len(self.cid), 'node')}, {judged}>"


def report_suffix(path: str | os.PathLike[str], picture: str | os.PathLike[str] | None = None) -> str:
    """Return the suffix of a report's file; a `RenderingError` says which there are, and when a picture fits.

    >>> report_suffix("recommender.HTML")
    '.html'
    """
    suffix = Path(path).suffix.lower()
    problems = []
    if suffix not in _SUFFIXES:
        what = (
            f"no report format for the suffix {Path(path).suffix!r}" if suffix else f"{Path(path).name!r} has no suffix"
        )
        problems.append(Problem(what, hint="Use .html, .md or .json."))
    elif picture is not None and suffix != ".md":
        problems.append(Problem(f"a {suffix} report holds its picture itself", hint="Leave picture= out."))
    if picture is not None and Path(picture).suffix.lower() not in {".svg", ".png"}:
        problems.append(Problem(f"{str(picture)!r} is no picture for Markdown", hint="Use .svg or .png."))
    if problems:
        raise RenderingError(problems, subject=str(path))
    return suffix


def _node(cid: CID, node: str) -> dict[str, Any]:
    return {
        "node": node,
        "title": cid.title(node),
        "role": cid.role(node).value,
        "agent": cid.owner(node),
        "tags": list(cid.tags(node)),
        "step": cid.step(node),
        "description": cid.description(node),
    }


def _counted(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"
