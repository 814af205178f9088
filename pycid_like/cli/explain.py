"""The command `explain`: why a node has an incentive, or has none."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from ..criteria.table import incentives
from ..diagrams.verdict import INCENTIVE_NAMES, Verdict
from ..errors import Problem
from .guard import UsageProblem, run_guarded
from .inputs import node_named, read_design
from .output import emit_page
from .page import Page
from .status import Status

if TYPE_CHECKING:
    from typer import Typer

_EXAMPLES = """\b
Examples:
  pycid-like explain recommender.yaml I
  pycid-like explain recommender.yaml "influenced opinions" --incentive ici
  pycid-like explain game.yaml D2 --agent firm"""


class Which(StrEnum):
    """The incentives that can be explained."""

    VOI = "voi"
    RI = "ri"
    VOC = "voc"
    ICI = "ici"
    IMPACT = "impact"
    ALL = "all"


def add_to(app: Typer) -> None:
    """Add the command."""
    import typer

    design = typer.Argument(..., metavar="FILE", help="A design file (.yaml, .json), or - for standard input.")
    about = typer.Argument(..., metavar="NODE", help="The name of a node, or its title.")
    which = typer.Option(Which.ALL, "--incentive", help="Which incentive.")
    only_decision = typer.Option(None, "--decision", metavar="NODE", help="Only for this decision.")
    only_agent = typer.Option(None, "--agent", metavar="NAME", help="Only for this agent.")

    @app.command("explain", short_help="Explain the incentives on a node.", epilog=_EXAMPLES)
    def command(
        file: str = design,
        node: str = about,
        incentive: Which = which,
        decision: str | None = only_decision,
        agent: str | None = only_agent,
    ) -> None:
        """Explain the incentives on a node in plain words: the answer, the path or what blocks it, the theorem."""
        run_guarded(lambda: explain_node(file, node, incentive, decision, agent))


def explain_node(file: str, name: str, which: Which, decision: str | None, agent: str | None) -> Status:
    """Print the explanation of every verdict that is asked for."""
    cid = read_design(file).cid
    node = node_named(cid, name)
    table = incentives(
        cid,
        agent=agent,
        decisions=None if decision is None else [node_named(cid, decision)],
        criteria=list(INCENTIVE_NAMES) if which is Which.ALL else [which.value],
    )
    verdicts = [table.verdict(node, c.incentive, c.decision, agent=c.agent) for c in table.columns]
    if not verdicts:
        raise UsageProblem([Problem("there is no decision to ask about", where=file)])
    emit_page(lambda page: _lay_out(page, verdicts))
    return Status.CLEAN


def _lay_out(page: Page, verdicts: list[Verdict]) -> None:
    for number, verdict in enumerate(verdicts):
        if number:
            page.line()
        for line in verdict.explain().splitlines():
            page.line(line)
