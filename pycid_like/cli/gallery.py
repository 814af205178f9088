"""The commands `gallery list`, `gallery show` and `gallery copy`: cited designs to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .. import gallery
from ..criteria.table import incentives
from ..errors import Problem
from ..formats import Design
from .guard import UsageProblem, run_guarded
from .output import STANDARD, emit, emit_page, written
from .page import Page
from .status import Status

if TYPE_CHECKING:
    from typer import Typer

_COPY_EXAMPLES = """\b
Examples:
  pycid-like gallery copy content_recommender
  pycid-like gallery copy content_recommender designs/mine.yaml"""


def add_to(app: Typer) -> None:
    """Add the commands."""
    import typer

    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help="Look at designs from the literature, and copy them.",
        short_help="Look at cited designs, and copy them.",
    )
    app.add_typer(group, name="gallery")
    design = typer.Argument(..., metavar="NAME", help="A name from `pycid-like gallery list`.")
    where = typer.Argument(None, metavar="DEST", help="A file or folder, or - for standard output. Default: NAME.yaml.")
    replacing = typer.Option(False, "--force", help="Replace a file that is there already.")

    @group.command("list")
    def list_designs() -> None:
        """List the designs with their titles."""
        run_guarded(print_list)

    @group.command("show")
    def show(name: str = design) -> None:
        """Show a design: its story, its source and what its graph admits."""
        run_guarded(lambda: print_design(name))

    @group.command("copy", epilog=_COPY_EXAMPLES)
    def copy(name: str = design, dest: str | None = where, force: bool = replacing) -> None:
        """Copy the file of a design, to be changed. A file that is there already is kept."""
        run_guarded(lambda: copy_design(name, dest, force=force))


def print_list() -> Status:
    """Print the names and titles of all designs."""
    rows = [(name, gallery.get(name).title or "") for name in gallery.names()]
    emit_page(lambda page: page.table(("name", "title"), rows))
    return Status.CLEAN


def print_design(name: str) -> Status:
    """Print what a design is about and what its graph admits."""
    design = gallery.get(name)
    emit_page(lambda page: _lay_out(page, design))
    return Status.CLEAN


def _lay_out(page: Page, design: Design) -> None:
    page.line(design.title or str(design.name), "heading")
    for paragraph in (design.story or "").strip().split("\n\n"):
        page.line()
        page.prose(paragraph)
    page.line()
    if design.citation is not None:
        page.details([("source", str(design.citation))])
        page.line()
    table = incentives(design.cid)
    page.table(table.headings, list(table.rows()))


def copy_design(name: str, dest: str | None, *, force: bool) -> Status:
    """Write the file of a design; what is there already is replaced by force only."""
    text = gallery.text(name)
    if dest == STANDARD:
        emit(text)
        return Status.CLEAN
    path = Path(dest if dest is not None else f"{name}.yaml")
    if path.is_dir():
        path /= f"{name}.yaml"
    if path.exists() and not force:
        raise UsageProblem([Problem(f"{path} is there already", hint="Name another file, or replace it with --force.")])
    written(str(path), lambda file: file.write_text(text, "utf-8", newline="\n"))
    return Status.CLEAN
