"""The command `report`: a whole analysis as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InvalidSpec
from ..reports import Report, report, report_suffix
from .guard import run_guarded
from .inputs import fitting, one_reader, read_design, read_spec
from .output import with_folders, written
from .status import Status

if TYPE_CHECKING:
    from typer import Typer

_EXAMPLES = """\b
Examples:
  pycid-like report recommender.yaml --spec safety.yaml -o recommender.html
  pycid-like report recommender.yaml -o recommender.md --picture recommender.svg"""


def add_to(app: Typer) -> None:
    """Add the command."""
    import typer

    design = typer.Argument(..., metavar="FILE", help="A design file (.yaml, .json), or - for standard input.")
    spec_file = typer.Option(None, "--spec", metavar="FILE", help="The safety spec. Default: the design's own, if any.")
    target = typer.Option(..., "-o", "--output", metavar="FILE", help="The report: .html, .md or .json.")
    beside = typer.Option(None, "--picture", metavar="FILE", help="For .md: also write the picture, and show it there.")

    @app.command("report", short_help="Write a report: HTML, Markdown or JSON.", epilog=_EXAMPLES)
    def command(
        file: str = design, spec: str | None = spec_file, output: str = target, picture: str | None = beside
    ) -> None:
        """Write a report: the picture, all incentives, the findings with their paths in words, and the sources."""
        run_guarded(lambda: write_report(file, spec, output, picture))


def write_report(file: str, spec_file: str | None, output: str, picture: str | None) -> Status:
    """Write the report, and a picture beside it where one is asked for."""
    report_suffix(output, picture)
    one_reader(file, spec_file)
    made = _report(file, spec_file)
    beside = None if picture is None else with_folders(picture)
    written(output, lambda path: made.save(path, picture=beside))
    return Status.CLEAN


def _report(file: str, spec_file: str | None) -> Report:
    spec = None if spec_file is None else read_spec(spec_file)
    design = read_design(file)
    try:
        return report(design, spec)
    except InvalidSpec as error:
        raise fitting(error, spec_file, file) from error
