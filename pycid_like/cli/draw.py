"""The command `draw`: a picture of a diagram, with incentives or findings laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..audits import Findings, check
from ..criteria.table import incentives
from ..diagrams.cid import CID
from ..diagrams.verdict import INCENTIVE_NAMES, Verdict
from ..errors import InvalidSpec, Problem, did_you_mean
from ..formats import Design
from ..rendering import Highlight, draw
from .guard import UsageProblem, run_guarded, say
from .inputs import fitting, node_named, one_reader, read_design, read_spec
from .output import STANDARD, emit, written
from .status import Status

if TYPE_CHECKING:
    from typer import Typer

_EXAMPLES = """\b
Examples:
  pycid-like draw recommender.yaml -o recommender.svg
  pycid-like draw recommender.yaml --highlight ici:I -o recommender.png
  pycid-like draw recommender.yaml --spec safety.yaml -o pictures/recommender.pdf"""

_SUFFIXES = (".svg", ".png", ".pdf", ".dot")


def add_to(app: Typer) -> None:
    """Add the command."""
    import typer

    design = typer.Argument(..., metavar="FILE", help="A design file (.yaml, .json), or - for standard input.")
    target = typer.Option(
        ..., "-o", "--output", metavar="FILE", help="The picture: .svg, .png, .pdf, .dot; - for SVG on standard output."
    )
    marked = typer.Option(
        None, "--highlight", metavar="INCENTIVE:NODE", help="Show an incentive, as ici:I; may be repeated."
    )
    spec_file = typer.Option(None, "--spec", metavar="FILE", help="Show the findings against this safety spec.")

    @app.command("draw", short_help="Draw a picture: SVG, PNG, PDF or DOT.", epilog=_EXAMPLES)
    def command(
        file: str = design, output: str = target, highlight: list[str] | None = marked, spec: str | None = spec_file
    ) -> None:
        """Draw the diagram; with --highlight the incentive and its path, with --spec what the diagram breaks."""
        run_guarded(lambda: draw_file(file, output, highlight or [], spec))


def draw_file(file: str, output: str, highlights: Sequence[str], spec_file: str | None) -> Status:
    """Draw a design to a file."""
    _check_target(output)
    if highlights and spec_file is not None:
        raise UsageProblem(["--highlight and --spec exclude each other: a picture shows incentives or findings"])
    one_reader(file, spec_file)
    design = read_design(file)
    picture = draw(design, _findings(design, spec_file, file) if spec_file else _verdicts(design.cid, highlights))
    if output == STANDARD:
        emit(picture.svg)
    else:
        written(output, picture.save)
    return Status.CLEAN


def _check_target(output: str) -> None:
    """Refuse a suffix that stands for no format before any folder is made for it."""
    if output != STANDARD and Path(output).suffix.lower() not in _SUFFIXES:
        raise UsageProblem(
            [Problem(f"no picture format for {output!r}", hint=f"The suffixes are {', '.join(_SUFFIXES)}.")]
        )


def _findings(design: Design, spec_file: str, file: str) -> Findings:
    spec = read_spec(spec_file)
    try:
        return check(design.cid, spec, places=design.where.nodes)
    except InvalidSpec as error:
        raise fitting(error, spec_file, file) from error


def _verdicts(cid: CID, highlights: Sequence[str]) -> Highlight | None:
    """Return what to lay over the diagram: one verdict brings its path, several show rings and badges."""
    asked = [verdict for text in highlights for verdict in _asked(cid, text)]
    for verdict in asked:
        if not verdict.is_possible:
            say(f"note: nothing to highlight: {verdict.headline}")
    possible = [verdict for verdict in asked if verdict.is_possible]
    if not possible:
        return None
    return possible[0] if len(possible) == 1 else possible


def _asked(cid: CID, text: str) -> list[Verdict]:
    """Return the verdicts that INCENTIVE:NODE asks for, one for each decision (for value of control, each agent)."""
    incentive, colon, name = text.partition(":")
    if incentive not in INCENTIVE_NAMES or not colon:
        hint = did_you_mean(incentive, INCENTIVE_NAMES) if colon else "Write it as ici:NODE."
        raise UsageProblem([Problem(f"--highlight {text!r} is no INCENTIVE:NODE", hint=hint)])
    node = node_named(cid, name)
    table = incentives(cid, criteria=[incentive])
    return [table.verdict(node, c.incentive, c.decision, agent=c.agent) for c in table.columns]
