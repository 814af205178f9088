"""The command `check`: designs against a safety spec."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from ..audits import Spec, check
from ..errors import InvalidSpec
from ..formats import Design
from .check_json import check_json
from .check_markdown import check_markdown
from .check_result import Checked, FailOn, status_of
from .check_text import lay_out
from .guard import complain, run_guarded
from .inputs import fitting, one_reader, read_design, read_spec, spec_for
from .output import STANDARD, emit, emit_page
from .status import Status, worst

if TYPE_CHECKING:
    from typer import Typer

_EXAMPLES = """\b
Examples:
  pycid-like check recommender.yaml --spec safety.yaml
  pycid-like check designs/*.yaml --spec safety.yaml --format md -o findings.md
  pycid-like check recommender.yaml --fail-on warning --strict

\b
Exit status: 0 clean, 1 findings at or above --fail-on, 2 usage, 3 unreadable or invalid design or spec,
4 something undetermined under --strict, 5 internal error, 130 interrupted."""


class CheckFormat(StrEnum):
    """The forms of output."""

    TEXT = "text"
    JSON = "json"
    MD = "md"


def add_to(app: Typer) -> None:
    """Add the command."""
    import typer

    designs = typer.Argument(..., metavar="FILE", help="Design files (.yaml, .json), or - for standard input.")
    spec_file = typer.Option(None, "--spec", metavar="FILE", help="The safety spec. Default: each design's own.")
    form = typer.Option(CheckFormat.TEXT, "--format", help="The form of the output.")
    mildest = typer.Option(FailOn.ERROR, "--fail-on", help="The mildest severity of a finding that gives status 1.")
    no_doubt = typer.Option(False, "--strict", help="Status 4 where a contract is undetermined.")
    target = typer.Option(None, "-o", "--output", metavar="FILE", help="Write to a file; its folders are made.")

    @app.command("check", short_help="Check designs against a safety spec.", epilog=_EXAMPLES)
    def command(
        files: list[str] = designs,
        spec: str | None = spec_file,
        format: CheckFormat = form,
        fail_on: FailOn = mildest,
        strict: bool = no_doubt,
        output: str | None = target,
    ) -> None:
        """Check designs against a safety spec: which contracts are broken, by which path, and what helps."""
        run_guarded(lambda: check_files(files, spec, format, fail_on, strict=strict, output=output))


def check_files(
    files: Sequence[str], spec_file: str | None, form: CheckFormat, fail_on: FailOn, *, strict: bool, output: str | None
) -> Status:
    """Check every file, also where another cannot be read, print what came of it, and return the worst status."""
    one_reader(*files, spec_file)
    spec = None if spec_file is None else read_spec(spec_file)
    results = [_check_file(file, spec, spec_file, fail_on, strict=strict) for file in files]
    if form is CheckFormat.JSON:
        emit(check_json(results), output)
    elif any(result.findings is not None for result in results) or len(results) > 1:
        if form is CheckFormat.MD:
            emit(check_markdown(results), output)
        else:
            emit_page(lambda page: lay_out(page, results), output)
    return worst(result.status for result in results)


def _check_file(file: str, spec: Spec | None, spec_file: str | None, fail_on: FailOn, *, strict: bool) -> Checked:
    design: Design | None = None
    label = "<stdin>" if file == STANDARD else file
    try:
        design = read_design(file)
        chosen = spec_for(design, spec, label)
        try:
            findings = check(design.cid, chosen, places=design.where.nodes)
        except InvalidSpec as error:
            raise fitting(error, spec_file, label) from error
    except Exception as error:  # noqa: BLE001  # one bad file must not keep the others from being checked
        return Checked(label, complain(error), design, error=error)
    return Checked(label, status_of(findings, fail_on, strict=strict), design, findings, spec_file)
