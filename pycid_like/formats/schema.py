"""The shape of a design file as a pydantic model, and as the JSON schema that is published."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..audits import spec_model
from ..documents import by_shape, published_schema

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
    from pydantic import BaseModel, ConfigDict, Field, Tag

    inline_spec = spec_model(inline=True)
    word = Annotated[str, Field(min_length=1)]

    def left_out(description: str) -> Any:
        """Return a field that may be left out; a null in its place is refused."""
        return Field(None, description=description)

    names = Annotated[
        Annotated[word, Tag("#text")] | Annotated[list[word], Tag("#list")], by_shape("a name or a list of names")
    ]

    class Part(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

    class Node(Part):
        """A node, declared."""

        kind: Kind = Field("chance", description="what the node is")
        title: str = left_out("what the node is called in pictures and messages")
        description: str = left_out("what it stands for")
        tags: names = left_out("labels that contracts of a spec can refer to")
        step: int = left_out("the time step it belongs to")
        agent: word = left_out("who owns the decision or utility; 'agent' where left out")

    class Arrow(Part):
        """An edge with the reason for it."""

        source: word = Field(alias="from", description="the parent")
        target: word = Field(alias="to", description="the child")
        why: str = left_out("why the edge is there")

    class CitationShape(Part):
        """Where the design comes from."""

        text: str = Field(description="the citation in words")
        url: str = left_out("where it can be read")
        doi: str = left_out("its digital object identifier")

    class Expected(Part):
        """Nodes with a known answer."""

        incentive: ShortName = Field(description="which incentive")
        nodes: names = Field(description="the nodes with this answer")
        answer: AnswerWord = Field("yes", description="the answer")
        decision: word = left_out("for which decision")
        agent: word = left_out("for which agent")
        complete: bool = Field(False, description="whether no other node has this answer")

    class DesignFile(Part):
        """A causal influence diagram with its story, spec and expected verdicts."""

        pycid_like: Literal[1] = Field(description="version of this schema")
        name: str = left_out("a short name, by which a gallery finds the design")
        title: str = left_out("a title for people")
        story: str = left_out("what the diagram is about")
        citation: Annotated[
            Annotated[str, Tag("#text")] | Annotated[CitationShape, Tag("#mapping")],
            by_shape("a text, or a mapping with 'text', 'url' and 'doi'"),
        ] = left_out("where the design comes from")
        agents: list[word] = left_out("the agents, where their order matters")
        nodes: dict[
            word,
            Annotated[
                Annotated[Kind, Tag("#text")] | Annotated[Node, Tag("#mapping")],
                by_shape("a kind ('chance', 'decision' or 'utility') or a mapping such as {kind: chance}"),
            ],
        ] = Field(description="every node by its name, in the order of the diagram")
        edges: list[
            Annotated[
                Annotated[str, Tag("#text")]
                | Annotated[Annotated[list[word], Field(min_length=2, max_length=2)], Tag("#list")]
                | Annotated[Arrow, Tag("#mapping")],
                by_shape("an edge ('A -> B', [A, B] or {from: A, to: B})"),
            ]
        ] = Field([], description="edges as 'A -> B' (chains and ';' allowed), [A, B] or {from: A, to: B, why: ...}")
        utility_children: Literal["refuse", "allow"] = Field("refuse", description="may utilities have children?")
        expected: Annotated[
            Annotated[dict[ShortName, list[word]], Tag("#mapping")] | Annotated[list[Expected], Tag("#list")],
            by_shape("a mapping from incentives to nodes, or a list of {incentive, nodes, answer}"),
        ] = left_out("verdicts known for this design; a mapping lists all nodes with the answer yes")
        spec: inline_spec = left_out("what is forbidden and required")  # type: ignore[valid-type]

    return DesignFile


def design_json_schema() -> dict[str, Any]:
    """Return the JSON schema of a design file, which docs/schema/design-1.schema.json holds.

    >>> design_json_schema()["required"]
    ['pycid_like', 'nodes']
    """
    return published_schema(design_model(), "pycid-like design, version 1")
