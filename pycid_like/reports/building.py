"""A design and a spec become a report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..audits import Findings, Spec, check
from ..cite import __version__
from ..criteria.answers import ANSWERS
from ..criteria.table import IncentiveTable, incentives
from ..diagrams.cid import CID
from ..diagrams.verdict import Answer, Verdict
from ..errors import InvalidCall, Problem, RenderingError
from ..formats import Design, disagreements
from ..rendering import Picture, draw
from .answers import answer_tables
from .report import Report
from .structure import reliance, useless_observations
from .theorems import grounds

#: Larger diagrams are not drawn in a report: nobody could read the picture on a page.
MOST_DRAWN = 150

#: Above this many possible incentives a report lists no path for each.
MOST_EXPLAINED = 1500


def report(design: Design | CID, spec: Spec | None = None) -> Report:
    """Return the whole analysis of a design, or of a diagram alone, as one value that can be saved and shown.

    It is checked against `spec`, else against the design's own spec; without either nothing is judged, and the report
    says what the graph admits. Raises `InvalidSpec` where the spec does not fit the diagram.

    >>> import pycid_like as pcl
    >>> found = report(pcl.CID.parse("P -> I -> C; P -> C", decisions="P", utilities="C", name="tiny"))
    >>> found.title, found.tables[0].rows[1].answers[3].value
    ('tiny', 'yes')
    >>> found.to_markdown().splitlines()[0]
    '# tiny'
    """
    if isinstance(design, CID):
        design = Design(design)
    if not isinstance(design, Design):
        hint = "Give a Design, as load() returns it, or a CID."
        raise InvalidCall([Problem(f"a {type(design).__name__} cannot be reported on", hint=hint)])
    cid, chosen = design.cid, spec if spec is not None else design.spec
    findings = None if chosen is None else check(cid, chosen, places=design.where.nodes)
    table = incentives(cid)
    explained, left_out = _explained(table)
    picture, not_drawn = _picture(cid, findings)
    return Report(
        title=design.title or cid.name or "A causal influence diagram",
        cid=cid,
        story=design.story,
        citation=design.citation,
        file=None if design.where.path is None else Path(design.where.path).name,
        findings=findings,
        picture=picture,
        tables=answer_tables(table),
        verdicts=explained,
        reliance=reliance(cid),
        useless_observations=useless_observations(cid),
        grounds=grounds(table, explained),
        remarks=(*_remarks(design), *left_out, *not_drawn),
        version=__version__,
    )


def _explained(table: IncentiveTable) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """Return the verdicts that are not "no", and what to remark where they are too many."""
    open_codes = [ANSWERS.index(Answer.YES), ANSWERS.index(Answer.UNKNOWN)]
    possible = sum(int(np.isin(column.codes, open_codes).sum()) for column in table.columns)
    if possible > MOST_EXPLAINED:
        return (), (f"{possible} incentives are possible; beyond {MOST_EXPLAINED} a report lists no path for each.",)
    return tuple(table.verdicts()), ()


def _picture(cid: CID, findings: Findings | None) -> tuple[Picture | None, tuple[str, ...]]:
    """Return the picture, or why there is none: a report without it still says everything in words."""
    if len(cid) > MOST_DRAWN:
        return None, (f"The diagram has {len(cid)} nodes; beyond {MOST_DRAWN} a report shows no picture.",)
    picture = draw(cid, findings or None)
    try:
        return (picture, ()) if picture.svg else (None, ())
    except RenderingError as error:
        return None, (f"There is no picture: {error}.",)


def _remarks(design: Design) -> Iterator[str]:
    """Yield what is valid but probably not meant, and expected verdicts that the criteria do not give."""
    yield from (str(remark) for remark in design.cid.remarks)
    yield from (f"An expected verdict does not come out: {text}" for text in disagreements(design.cid, design.expected))
