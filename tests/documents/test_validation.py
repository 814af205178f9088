"""Structural errors come with lines, allowed words and nearest names."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from pycid_like.documents import Document, read_text, structure_problems


class Node(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    kind: Literal["chance", "decision"] = "chance"
    step: int | None = None
    tags: list[str] = []


class Edge(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    source: str = Field(alias="from")
    target: str = Field(alias="to")


def _shape(value: object) -> str | None:
    return "#text" if isinstance(value, str) else "#mapping" if isinstance(value, dict) else None


class File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    nodes: dict[Annotated[str, Field(min_length=1)], Node]
    edges: list[
        Annotated[
            Annotated[str, Tag("#text")] | Annotated[Edge, Tag("#mapping")],
            Discriminator(_shape, custom_error_type="shape", custom_error_message="a text or a mapping expected"),
        ]
    ] = []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("edges: []", ["line 1, column 1: missing key 'nodes'"]),
        ("- 1", ["line 1, column 1: a mapping expected, found a list"]),
        ("nodes:\nedgs: []", [
            "line 1, column 1, nodes: a mapping expected, found nothing",
            "line 2, column 1, edgs: unknown key 'edgs'. Did you mean 'edges'?",
        ]),
        ("nodes:\n  O: {knd: chance}", ["line 2, column 7, nodes.O.knd: unknown key 'knd'. Did you mean 'kind'?"]),
        ("nodes:\n  O: {kind: chanse}", [
            "line 2, column 13, nodes.O.kind: 'chance' or 'decision' expected, found the text 'chanse'. Did you mean 'chance'?"
        ]),
        ("nodes:\n  O: {step: 1.5}", ["line 2, column 13, nodes.O.step: a whole number expected, found the number 1.5"]),
        ("nodes:\n  O: {step: true}", [
            "line 2, column 13, nodes.O.step: a whole number expected, found the truth value true"
        ]),
        ("nodes:\n  O: {tags: [a, 1.0]}", [
            "line 2, column 17, nodes.O.tags[2]: a text expected, found the number 1.0. Put it in quotes."
        ]),
        ("nodes:\n  '': {}", ["line 2, column 3, nodes.'': an empty name"]),
        ("nodes: {}\nedges:\n- {from: A}", ["line 3, column 3, edges[1]: missing key 'to'"]),
        ("nodes: {}\nedges:\n- {from: A, to: B, weight: 1}", [
            "line 3, column 20, edges[1].weight: unknown key 'weight'. There are: 'from', 'to'."
        ]),
        ("nodes: {}\nedges:\n- 7", ["line 3, column 3, edges[1]: a text or a mapping expected, found the number 7"]),
        ("nodes:\n  '[key]': {stpe: 1}", [
            "line 2, column 13, nodes.'[key]'.stpe: unknown key 'stpe'. Did you mean 'step'?"
        ]),
    ],
)  # fmt: skip
def test_problems_read_well(text: str, said: list[str]) -> None:
    assert [str(problem) for problem in structure_problems(read_text(text, "yaml"), File)] == said


def test_a_part_of_a_document_is_checked_with_its_own_lines() -> None:
    document = read_text("inner:\n  nodes:\n    O: {knd: 1}", "yaml")
    problems = structure_problems(document, File, ("inner",))
    assert [str(p) for p in problems] == [
        "line 3, column 9, inner.nodes.O.knd: unknown key 'knd'. Did you mean 'kind'?"
    ]


def test_a_tree_without_a_file_has_problems_without_lines() -> None:
    problems = structure_problems(Document({"nodes": {"O": {"step": "x"}}}), File)
    assert [str(p) for p in problems] == ["nodes.O.step: a whole number expected, found the text 'x'"]


def test_a_good_document_has_no_problems() -> None:
    assert structure_problems(read_text("nodes: {O: {step: 1}}\nedges: [A, {from: A, to: B}]", "yaml"), File) == []
