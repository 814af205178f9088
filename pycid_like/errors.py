"""Every error of the toolkit: one family, each carrying all its problems at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what, where, and what to do about it.

    `message` says what was found and what was allowed, `where` names the place in the diagram or file,
    `line` and `column` (counted from 1) stand where the place is in a file, `hint` says what to do.

    >>> print(Problem("unknown node 'Clcks'", where="utilities", hint="Did you mean 'Clicks'?"))
    utilities: unknown node 'Clcks'. Did you mean 'Clicks'?
    """

    message: str
    where: str | None = None
    hint: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = []
        if self.line is not None:
            place.append(f"line {self.line}" + (f", column {self.column}" if self.column is not None else ""))
        if self.where:
            place.append(self.where)
        text = f"{', '.join(place)}: {self.message}" if place else self.message
        if not self.hint:
            return text
        return f"{text}{' ' if text.endswith(('.', '?', '!')) else '. '}{self.hint}"


class PycidLikeError(Exception):
    """The root of every error that this package raises on purpose.

    >>> issubclass(InvalidDiagram, PycidLikeError)
    True
    """


class ProblemsError(PycidLikeError, ValueError):
    """An error that lists every problem found, not only the first.

    >>> error = InvalidDiagram([Problem("the nodes form a cycle"), Problem("a self-loop")])
    >>> print(error)
    invalid diagram: 2 problems
      1. the nodes form a cycle
      2. a self-loop
    >>> len(error.problems)
    2
    """

    headline = "problems"

    def __init__(self, problems: Iterable[Problem | str], *, subject: str | None = None) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        self.subject = subject
        super().__init__(self._text())

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.problems, self.subject)

    def _text(self) -> str:
        head = self.headline if self.subject is None else f"{self.headline} {self.subject}"
        if len(self.problems) == 1:
            return f"{head}: {self.problems[0]}"
        lines = [f"  {number}. {problem}" for number, problem in enumerate(self.problems, start=1)]
        return "\n".join([f"{head}: {len(self.problems)} problems", *lines])


def _rebuild(kind: type[ProblemsError], problems: tuple[Problem, ...], subject: str | None) -> ProblemsError:
    return kind(problems, subject=subject)


class InvalidDiagram(ProblemsError):
    """The nodes, edges and roles given do not make a causal influence diagram.

    >>> raise InvalidDiagram(["'A' -> 'A' is a self-loop"])
    Traceback (most recent call last):
    pycid_like.errors.InvalidDiagram: invalid diagram: 'A' -> 'A' is a self-loop
    """

    headline = "invalid diagram"


class InvalidModel(ProblemsError):
    """The mechanisms given do not make a model of the diagram.

    >>> raise InvalidModel([Problem("probabilities sum to 0.9", where="node 'O'")])
    Traceback (most recent call last):
    pycid_like.errors.InvalidModel: invalid model: node 'O': probabilities sum to 0.9
    """

    headline = "invalid model"


class InvalidExpression(ProblemsError):
    """A text is no expression of the language of files, or it has no value where it was asked for one.

    >>> raise InvalidExpression([Problem("division by zero", line=1, column=3)], subject="'1 / 0'")
    Traceback (most recent call last):
    pycid_like.errors.InvalidExpression: invalid expression '1 / 0': line 1, column 3: division by zero
    """

    headline = "invalid expression"


class InvalidCall(ProblemsError):
    """A function was asked about a node, decision or agent that it cannot be asked about.

    >>> raise InvalidCall(["there are 2 decisions: say which with decision="])
    Traceback (most recent call last):
    pycid_like.errors.InvalidCall: invalid call: there are 2 decisions: say which with decision=
    """

    headline = "invalid call"


class UnreadableDocument(ProblemsError):
    """A file or text is no document that may be read: missing, too large, not UTF-8, broken syntax.

    >>> raise UnreadableDocument([Problem("a tab where a space belongs", line=3)], subject="a.yaml")
    Traceback (most recent call last):
    pycid_like.errors.UnreadableDocument: unreadable document a.yaml: line 3: a tab where a space belongs
    """

    headline = "unreadable document"


class InvalidDesign(ProblemsError):
    """A document was read but does not describe a design.

    >>> raise InvalidDesign([Problem("missing key 'nodes'", line=1)], subject="a.yaml")
    Traceback (most recent call last):
    pycid_like.errors.InvalidDesign: invalid design a.yaml: line 1: missing key 'nodes'
    """

    headline = "invalid design"


class InvalidSpec(ProblemsError):
    """A safety specification contradicts itself or names what the diagram does not have.

    >>> raise InvalidSpec([Problem("unknown tag 'user-value'", hint="Did you mean 'user-values'?")])
    Traceback (most recent call last):
    pycid_like.errors.InvalidSpec: invalid spec: unknown tag 'user-value'. Did you mean 'user-values'?
    """

    headline = "invalid spec"


class RenderingError(ProblemsError):
    """A picture or report cannot be made or written as asked.

    >>> raise RenderingError([Problem("unknown suffix '.bmp'", hint="Use .svg, .png, .pdf or .dot.")])
    Traceback (most recent call last):
    pycid_like.errors.RenderingError: cannot render: unknown suffix '.bmp'. Use .svg, .png, .pdf or .dot.
    """

    headline = "cannot render"


class DiagramWarning(UserWarning):
    """A diagram is valid, and yet something in it is probably not meant.

    >>> issubclass(DiagramWarning, UserWarning)
    True
    """


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `name` was probably meant to be, or None where none is near.

    Letter case is ignored in a first attempt.

    >>> nearest("clciks", ["posts", "clicks"])
    'clicks'
    >>> nearest("zebra", ["posts", "clicks"]) is None
    True
    """
    names = list(dict.fromkeys(candidates))
    folded: dict[str, str] = {}
    for candidate in names:
        folded.setdefault(candidate.casefold(), candidate)
    if name.casefold() in folded:
        return folded[name.casefold()]
    found = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Return a question with the nearest right name, or the names there are where none is near.

    >>> did_you_mean("clciks", ["posts", "clicks"])
    "Did you mean 'clicks'?"
    >>> did_you_mean("zebra", ["posts", "clicks"])
    "There are: 'posts', 'clicks'."
    """
    names = list(dict.fromkeys(candidates))
    found = nearest(name, names)
    if found is not None:
        return f"Did you mean {found!r}?"
    if not names:
        return "There are none."
    shown = ", ".join(repr(candidate) for candidate in names[:8])
    return f"There are: {shown}{f' and {len(names) - 8} more' if len(names) > 8 else ''}."
