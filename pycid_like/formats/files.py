"""Designs from files and to files; the suffix says the format."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..audits import Spec, spec_tree
from ..diagrams.cid import CID
from ..documents import read_source, write_document
from ..errors import InvalidCall, Problem
from .design import Design
from .design_reading import design_from_document
from .design_writing import design_tree


def load(source: str | os.PathLike[str] | bytes | Mapping[str, Any], *, format: str | None = None) -> Design:
    r"""Return the design in a YAML or JSON file, or in a text or mapping of the same shape.

    A str with a line break or with ``{`` at its beginning is a text, any other the path of a file, whose suffix
    (.yaml, .yml, .json) says the format. Nothing is executed or fetched. Raises `UnreadableDocument` where there is no
    such file, it is too large or its syntax is broken, and `InvalidDesign` for what is no design: all problems at
    once, with their lines. Warns (`DiagramWarning`) of what is probably not meant.

    >>> design = load("pycid_like: 1\nnodes: {P: decision, I: chance, C: utility}\nedges: [P -> I -> C, P -> C]\n")
    >>> design.cid.edges, design.where.nodes["I"]
    ((('P', 'I'), ('I', 'C'), ('P', 'C')), Place(line=2, column=22))
    """
    return design_from_document(read_source(source, format=format))


def save(value: Design | CID | Spec, path: str | os.PathLike[str]) -> None:
    """Write a design, a diagram or a spec to a file; `load`, or `load_spec`, reads it back as an equal one.

    The suffix (.yaml, .yml, .json) says the format. Comments of a file that was loaded are not kept. Raises
    `UnreadableDocument` where the suffix is unknown or the file cannot be written.

    >>> import tempfile
    >>> cid = CID.parse("P -> I -> C", decisions="P", utilities="C")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(cid, f"{folder}/tiny.yaml")
    ...     load(f"{folder}/tiny.yaml").cid == cid
    True
    """
    if isinstance(value, CID):
        value = Design(value)
    if isinstance(value, Design):
        write_document(design_tree(value), path)
    elif isinstance(value, Spec):
        write_document(spec_tree(value), path)
    else:
        hint = "Give a Design, a CID or a Spec."
        raise InvalidCall([Problem(f"a {type(value).__name__} cannot be saved", hint=hint)])
