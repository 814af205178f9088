"""What a file or a gallery entry holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..audits import Spec
from ..diagrams.cid import CID
from ..documents import Place
from ..errors import InvalidCall, Problem
from ..models.model import Model
from .expected import Expectation
from .model_writing import WrittenModel


@dataclass(frozen=True)
class Citation:
    """Where a design comes from: a text, and where it can be read.

    >>> print(Citation("Everitt et al. 2021", url="https://arxiv.org/abs/2102.01685"))
    Everitt et al. 2021, https://arxiv.org/abs/2102.01685
    """

    text: str
    url: str | None = None
    doi: str | None = None

    def __str__(self) -> str:
        doi = f"doi:{self.doi}" if self.doi else None
        return ", ".join(part for part in (self.text, self.url, doi) if part)


@dataclass(frozen=True)
class Where:
    """The file of a design, and the place of each node and edge in it; empty for a design made in memory."""

    path: str | None = None
    nodes: Mapping[str, Place] = field(default_factory=dict)
    edges: Mapping[tuple[str, str], Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Design:
    """A diagram with what belongs to it: model, spec, title, story, citation, expected verdicts.

    `where` tells in which file it stands and on which lines, `written` how the file writes the model; they are no
    part of equality.

    >>> design = Design(CID([("D", "U")], decisions="D", utilities="U", name="tiny"), title="A tiny design")
    >>> design.name, design.title
    ('tiny', 'A tiny design')
    """

    cid: CID
    model: Model | None = None
    spec: Spec | None = None
    title: str | None = None
    story: str | None = None
    citation: Citation | None = None
    expected: tuple[Expectation, ...] = ()
    where: Where = field(default_factory=Where, compare=False, repr=False)
    written: WrittenModel | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.cid, CID):
            hint = "Make one with CID(...), or load a file."
            raise InvalidCall([Problem(f"a design holds a CID, not {type(self.cid).__name__}", hint=hint)])
        if self.model is not None and not isinstance(self.model, Model):
            hint = "Make one with Model(cid, ...)."
            raise InvalidCall([Problem(f"a design holds a Model, not {type(self.model).__name__}", hint=hint)])
        if self.model is not None and not _same_diagram(self.model.cid, self.cid):
            hint = "Give the diagram that the model was made of: Design(model.cid, model)."
            raise InvalidCall([Problem("the model is one of another diagram", hint=hint)])
        if isinstance(self.citation, str):
            object.__setattr__(self, "citation", Citation(self.citation))

    @property
    def name(self) -> str | None:
        """The name of the diagram, by which a gallery finds the design."""
        return self.cid.name


def _same_diagram(one: CID, other: CID) -> bool:
    """Return whether the diagrams are equal, and parents have the same order: tables have an axis for each."""
    return one is other or (one == other and all(one.parents(node) == other.parents(node) for node in one.nodes))
