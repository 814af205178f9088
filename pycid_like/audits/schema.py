"""The shape of a spec file as a pydantic model, and as the JSON schema that is published."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..documents import STRICT, by_shape, left_out, published_schema

if TYPE_CHECKING:
    from pydantic import BaseModel

#: The incentives by both names, as files may write them.
Incentive = Literal[
    "voi",
    "ri",
    "voc",
    "ici",
    "impact",
    "value of information",
    "response incentive",
    "value of control",
    "instrumental control incentive",
    "impact incentive",
]
Kind = Literal["chance", "decision", "utility"]


@cache
def spec_model(*, inline: bool = False) -> type[BaseModel]:
    """Return the pydantic model of a spec file, or of a spec inside a design file, which needs no version."""
    from pydantic import BaseModel, Field

    contract = _contract_model()

    class InlineSpec(BaseModel):
        """What an analyst forbids and requires of a diagram."""

        model_config = STRICT
        pycid_like_spec: Literal[1] = left_out("version of this schema")
        name: str = left_out("what the spec is called")
        description: str = left_out("what it is for")
        contracts: list[contract] = Field(description="what is forbidden and required")  # type: ignore[valid-type]

    class SpecFile(InlineSpec):
        """A safety specification of pycid-like."""

        pycid_like_spec: Literal[1] = Field(description="version of this schema")

    return InlineSpec if inline else SpecFile


def _contract_model() -> type[BaseModel]:
    from pydantic import BaseModel, Field, Tag, model_validator

    word = Annotated[str, Field(min_length=1)]
    incentives = Annotated[
        Annotated[Incentive, Tag("#text")] | Annotated[Annotated[list[Incentive], Field(min_length=1)], Tag("#list")],
        by_shape("an incentive or a list of incentives"),
    ]
    selected = _selection_model()
    selection = Annotated[
        Annotated[word, Tag("#text")]
        | Annotated[Annotated[list[word], Field(min_length=1)], Tag("#list")]
        | Annotated[selected, Tag("#mapping")],  # type: ignore[valid-type]
        by_shape("a node, a list of nodes, 'all', or a mapping with 'node', 'tag' or 'kind'"),
    ]

    class ContractShape(BaseModel):
        """An incentive that is forbidden or required on some nodes."""

        model_config = STRICT
        id: word = left_out("how findings refer to the contract; generated where left out")
        forbid: incentives = left_out("incentives that must be excluded")
        require: incentives = left_out("incentives that must be established")
        on: selection = Field(description="a node, a list of nodes, 'all', or a mapping with node, tag or kind")
        decision: word = left_out("the decision judged; every one where left out")
        agent: word = left_out("the agent whose decisions are judged")
        severity: Literal["error", "warning", "note"] = Field("error", description="how bad a breach is")
        reason: str = left_out("why it matters")
        remedy: str = left_out("what to do about a breach")

        @model_validator(mode="after")
        def _one_mode(self) -> Any:
            if len({"forbid", "require"} & self.model_fields_set) != 1:
                raise ValueError("exactly one of 'forbid' and 'require' belongs here")
            return self

    return ContractShape


def _selection_model() -> type[BaseModel]:
    from pydantic import BaseModel, Field, Tag, model_validator

    word = Annotated[str, Field(min_length=1)]
    names = Annotated[
        Annotated[word, Tag("#text")] | Annotated[Annotated[list[word], Field(min_length=1)], Tag("#list")],
        by_shape("a name or a list of names"),
    ]
    kinds = Annotated[
        Annotated[Kind, Tag("#text")] | Annotated[Annotated[list[Kind], Field(min_length=1)], Tag("#list")],
        by_shape("a kind of node or a list of kinds"),
    ]

    class Selected(BaseModel):
        """Nodes chosen by name, by tag or by kind."""

        model_config = STRICT
        node: names = left_out("names of nodes")
        tag: names = left_out("tags; nodes that carry one of them")
        kind: kinds = left_out("kinds of nodes")
        optional: bool = Field(False, description="whether a tag may be carried by no node")

        @model_validator(mode="after")
        def _one_way(self) -> Any:
            if len({"node", "tag", "kind"} & self.model_fields_set) != 1:
                raise ValueError("exactly one of 'node', 'tag' and 'kind' belongs here")
            return self

    return Selected


def spec_json_schema() -> dict[str, Any]:
    """Return the JSON schema of a spec file, which docs/schema/spec-1.schema.json holds.

    >>> spec_json_schema()["required"]
    ['pycid_like_spec', 'contracts']
    """
    return published_schema(spec_model(), "pycid-like spec, version 1")
