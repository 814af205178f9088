"""What stands between a command and the shell: every error becomes a message and a status."""

from __future__ import annotations

import platform
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ..cite import __version__
from ..errors import DiagramWarning, InvalidCall, ProblemsError, RenderingError
from .status import Status

#: Whether an internal error shows its traceback (`--debug`).
DEBUG: ContextVar[bool] = ContextVar("DEBUG", default=False)


class UsageProblem(ProblemsError):
    """The command line asks for what cannot be done."""

    headline = "usage"


#: What was asked cannot be done; every other problem is one of the files that were read.
_OF_THE_REQUEST = (UsageProblem, InvalidCall, RenderingError)


def guarded(work: Callable[[], Status]) -> Status:
    """Do the work and return its status, or the status of what went wrong, which is said on standard error."""
    try:
        with _tidy_warnings():
            return work()
    except KeyboardInterrupt:
        say("interrupted")
        return Status.INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last resort: a person at a terminal gets a message, not a traceback
        return complain(error)


def run_guarded(work: Callable[[], Status]) -> None:
    """Do the work of a command, and end the command with its status."""
    import typer

    raise typer.Exit(int(guarded(work)))


def complain(error: Exception) -> Status:
    """Say on standard error what went wrong, and return the status that stands for it."""
    if not isinstance(error, ProblemsError):
        say(_internal(error))
        return Status.INTERNAL
    say(_said(error))
    if DEBUG.get():
        say(_traceback(error))
    return Status.USAGE if isinstance(error, _OF_THE_REQUEST) else Status.INVALID


def say(text: str) -> None:
    """Write a message to standard error, if anyone is there to read it."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        return


def _said(error: ProblemsError) -> str:
    # "error: usage: ..." says nothing; the problems do.
    return f"error: {' '.join(map(str, error.problems)) if isinstance(error, UsageProblem) else error}"


def _internal(error: Exception) -> str:
    kind = type(error).__name__
    machine = f"Python {platform.python_version()}, {platform.system()}"
    lines = [f"internal error: {kind}: {error}" if str(error) else f"internal error: {kind}"]
    if DEBUG.get():
        lines.append(_traceback(error))
    lines.append(f"  This is a mistake in pycid-like {__version__} ({machine}), not in your files.")
    again = "" if DEBUG.get() else " and what `pycid-like --debug ...` prints"
    lines.append(f"  Please report it with the command{again}, and the file if you may share it.")
    return "\n".join(lines)


def _traceback(error: Exception) -> str:
    return "".join(traceback.format_exception(error)).rstrip()


@contextmanager
def _tidy_warnings() -> Iterator[None]:
    """Show a warning about a diagram as one line on standard error, each once, and leave others as they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", DiagramWarning)
        others, seen = warnings.showwarning, set[str]()

        def show(message: Warning | str, category: type[Warning], *place: object) -> None:
            if not issubclass(category, DiagramWarning):
                others(message, category, *place)  # type: ignore[arg-type]
            elif str(message) not in seen:
                seen.add(str(message))
                say(f"warning: {' '.join(str(message).split())}")

        warnings.showwarning = show  # type: ignore[assignment]
        yield
