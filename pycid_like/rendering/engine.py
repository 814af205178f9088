"""The Graphviz that pygraphviz carries inside itself: the one place that calls it. No program is started."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import threading
from collections.abc import Iterator

from ..errors import Problem, RenderingError

# Graphviz is not made for threads, and its messages go to one place for the whole process.
_ONE_AT_A_TIME = threading.Lock()


def run(dot: str, program: str, form: str) -> bytes:
    """Return what Graphviz makes of a DOT text: `program` lays it out ("dot", "nop2"), `form` is "svg", "png", ...

    Raises `RenderingError` with the engine's own words where it fails.
    """
    try:
        import pygraphviz
    except ImportError as error:
        hint = "Install it with `pip install pygraphviz`, or save as .dot, which needs no engine."
        raise RenderingError([Problem(f"the layout engine cannot be loaded ({error})", hint=hint)]) from error

    said: list[str] = []
    try:
        with _ONE_AT_A_TIME, _messages_kept(said):
            graph = pygraphviz.AGraph(string=dot)
            try:
                made = graph.draw(format=form, prog=program)
            finally:
                graph.close()
    except (ValueError, TypeError, RuntimeError, OSError) as error:
        raise _failure(str(error), said) from error
    if not made:
        raise _failure("the layout engine made nothing", said)
    return bytes(made)


def _failure(what: str, said: list[str]) -> RenderingError:
    words = " ".join([what, *(line for line in said if "Fontconfig" not in line)])
    hint = "Save as .dot to see what was to be laid out; leaving out titles or nodes may show which one it is."
    return RenderingError([Problem(f"the layout failed: {words}", hint=hint)])


@contextlib.contextmanager
def _messages_kept(said: list[str]) -> Iterator[None]:
    """Keep what is printed to the standard error, by C code too, out of the user's sight and in a list."""
    with contextlib.ExitStack() as undo:
        from_python = undo.enter_context(contextlib.redirect_stderr(io.StringIO()))
        kept = undo.enter_context(tempfile.TemporaryFile())
        try:
            usual = os.dup(2)
        except OSError:
            yield  # There is no standard error, as under pythonw.
            return
        undo.callback(os.close, usual)
        if sys.__stderr__ is not None:
            sys.__stderr__.flush()
        os.dup2(kept.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(usual, 2)
            kept.seek(0)
            said += [*kept.read().decode(errors="replace").splitlines(), *from_python.getvalue().splitlines()]
