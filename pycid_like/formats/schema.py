"""The shape of a design file as a pydantic model, and as the JSON schema that is published."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..audits import spec_model
from ..documents import STRICT, by_shape, left_out, published_schema
from .model_schema import mechanism_shape

if TYPE_CHECKING:
    from pydantic import BaseModel

#: The key that holds the version of the schema, and the versions that are read.
VERSION_KEY = "pycid_like"
VERSIONS = (1,)

Kind = Literal["chance", "decision", "utility"]
AnswerWord = Literal["yes", "no", "unknown", "not applicable"]
ShortName = Literal["voi", "ri", "voc", "ici", "impact"]


@cache
def design_model() -> type[BaseModel]:
    """Return the pydantic model of a design file."""
    from pydantic import BaseModel, Field, Tag

    word = Annotated[str, Field(min_length=1)]
    node, arrow = _node_model(), _arrow_model()
    citation_shape, all_expected, expected_entry = _citation_model(), _all_expected_model(), _expected_model()
    spec_shape, mechanism = spec_model(inline=True), mechanism_shape()
    declaration = Annotated[
        Annotated[Kind, Tag("#text")] | Annotated[node, Tag("#mapping")],  # type: ignore[valid-type]
        by_shape("a kind ('chance', 'decision' or 'utility') or a mapping such as {kind: chance}"),
    ]
    edge = Annotated[
        Annotated[str, Tag("#text")]
        | Annotated[Annotated[list[word], Field(min_length=2, max_length=2)], Tag("#list")]
        | Annotated[arrow, Tag("#mapping")],  # type: ignore[valid-type]
        by_shape("an edge ('A -> B', [A, B] or {from: A, to: B})"),
    ]
    source = Annotated[
        Annotated[str, Tag("#text")] | Annotated[citation_shape, Tag("#mapping")],  # type: ignore[valid-type]
        by_shape("a text, or a mapping with 'text', 'url' and 'doi'"),
    ]
    verdicts = Annotated[
        Annotated[all_expected, Tag("#mapping")] | Annotated[list[expected_entry], Tag("#list")],  # type: ignore[valid-type]
        by_shape("a mapping from incentives to nodes, or a list of {incentive, nodes, answer}"),
    ]

    class DesignFile(BaseModel):
        """A causal influence diagram with its story, spec and expected verdicts."""

        model_config = STRICT
        pycid_like: Literal[1] = Field(description="version of this schema")
        name: str = left_out("a short name, by which a gallery finds the design")
        title: str = left_out("a title for people")
        story: str = left_out("what the diagram is about")
        citation: source = left_out("where the design comes from")
        agents: list[word] = left_out("the agents, where their order matters")
        nodes: dict[word, declaration] = Field(description="every node by its name, in the order of the diagram")
        edges: list[edge] = Field([], description="edges: 'A -> B' (chains and ';' allowed), [A, B] or {from, to, why}")
        utility_children: Literal["refuse", "allow"] = Field("refuse", description="may utilities have children?")
        model: dict[word, mechanism] = left_out("a mechanism for every node: the design with its numbers")  # type: ignore[valid-type]
        expected: verdicts = left_out("verdicts known for this design; a mapping lists all nodes with the answer yes")
        spec: spec_shape = left_out("what is forbidden and required")  # type: ignore[valid-type]

    return DesignFile


def _node_model() -> type[BaseModel]:
    from pydantic import BaseModel, Field, Tag

    word = Annotated[str, Field(min_length=1)]
    names = Annotated[
        Annotated[word, Tag("#text")] | Annotated[list[word], Tag("#list")], by_shape("a name or a list of names")
    ]

    class Node(BaseModel):
        """A node, declared."""

        model_config = STRICT
        kind: Kind = Field("chance", description="what the node is")
        title: str = left_out("what the node is called in pictures and messages")
        description: str = left_out("what it stands for")
        tags: names = left_out("labels that contracts of a spec can refer to")
        step: int = left_out("the time step it belongs to")
        agent: word = left_out("who owns the decision or utility; 'agent' where left out")

    return Node


def _arrow_model() -> type[BaseModel]:
    from pydantic import BaseModel, Field

    word = Annotated[str, Field(min_length=1)]

    class Arrow(BaseModel):
        """An edge with the reason for it."""

        model_config = STRICT
        source: word = Field(alias="from", description="the parent")
        target: word = Field(alias="to", description="the child")
        why: str = left_out("why the edge is there")

    return Arrow


def _citation_model() -> type[BaseModel]:
    from pydantic import BaseModel, Field

    class CitationShape(BaseModel):
        """Where the design comes from."""

        model_config = STRICT
        text: str = Field(description="the citation in words")
        url: str = left_out("where it can be read")
        doi: str = left_out("its digital object identifier")

    return CitationShape


def _all_expected_model() -> type[BaseModel]:
    from pydantic import BaseModel, Field

    word = Annotated[str, Field(min_length=1)]

    class AllExpected(BaseModel):
        """For an incentive all nodes with the answer yes."""

        model_config = STRICT
        voi: list[word] = left_out("value of information")
        ri: list[word] = left_out("response incentive")
        voc: list[word] = left_out("value of control")
        ici: list[word] = left_out("instrumental control incentive")
        impact: list[word] = left_out("impact incentive")

    return AllExpected


def _expected_model() -> type[BaseModel]:
    from pydantic import BaseModel, Field, Tag

    word = Annotated[str, Field(min_length=1)]
    names = Annotated[
        Annotated[word, Tag("#text")] | Annotated[list[word], Tag("#list")], by_shape("a name or a list of names")
    ]

    class Expected(BaseModel):
        """Nodes with a known answer."""

        model_config = STRICT
        incentive: ShortName = Field(description="which incentive")
        nodes: names = Field(description="the nodes with this answer")
        answer: AnswerWord = Field("yes", description="the answer")
        decision: word = left_out("for which decision")
        agent: word = left_out("for which agent")
        complete: bool = Field(False, description="whether no other node has this answer")

    return Expected


def design_json_schema() -> dict[str, Any]:
    """Return the JSON schema of a design file, which docs/schema/design-1.schema.json holds.

    >>> design_json_schema()["required"]
    ['pycid_like', 'nodes']
    """
    return published_schema(design_model(), "pycid-like design, version 1")
