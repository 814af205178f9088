"""The shape of the `model` section of a design file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from ..documents import STRICT, left_out

if TYPE_CHECKING:
    from pydantic import BaseModel

#: The keys of a mechanism that is written as a mapping; any other mapping is a distribution of text outcomes.
KEYS = ("outcomes", "table", "axes", "formula", "cases", "noise", "noisy_copy", "accuracy")

_SHAPES = {"str": "#text", "bool": "#truth", "int": "#number", "float": "#number", "list": "#list", "dict": "#weights"}


def is_weights(value: Any) -> bool:
    """Return whether a mapping is a distribution {outcome: probability}, and no mechanism with keys.

    >>> is_weights({"left": 0.5, "right": 0.5}), is_weights({"table": [0.5, 0.5]})
    (True, False)
    """
    numbers = all(isinstance(weight, (int, float)) for weight in value.values())
    return numbers or not any(key in KEYS for key in value)


def _shape(value: object) -> str | None:
    if isinstance(value, dict) and not is_weights(value):
        return "#mechanism"
    return _SHAPES.get(type(value).__name__)


@cache
def mechanism_shape() -> Any:
    """Return the pydantic type of one node's entry in the section."""
    from pydantic import Discriminator, Field, Tag

    form = _form_model()
    entry = (
        Annotated[Annotated[str, Field(min_length=1)], Tag("#text")]
        | Annotated[bool, Tag("#truth")]
        | Annotated[float, Tag("#number")]
        | Annotated[list[Any], Tag("#list")]
        | Annotated[dict[str, float], Tag("#weights")]
    )
    message = (
        "an expression, a number, a list, a distribution {outcome: probability} "
        "or a mapping such as {outcomes: [...], table: [...]} expected"
    )
    how = Discriminator(_shape, custom_error_type="shape", custom_error_message=message)
    return Annotated[entry | Annotated[form, Tag("#mechanism")], how]


def _form_model() -> type[BaseModel]:
    from pydantic import BaseModel, Discriminator, Field, Tag

    word = Annotated[str, Field(min_length=1)]
    outcome = (
        Annotated[word, Tag("#text")]
        | Annotated[bool, Tag("#truth")]
        | Annotated[float, Tag("#number")]
        | Annotated[dict[str, float], Tag("#weights")]
    )
    expected = "an expression, a number or a distribution {outcome: probability} expected"
    value = Annotated[outcome, Discriminator(_shape, custom_error_type="shape", custom_error_message=expected)]
    noise = (
        Annotated[word, Tag("#text")]
        | Annotated[list[float], Tag("#list")]
        | Annotated[dict[str, float], Tag("#weights")]
    )
    expected = "an expression, a list of probabilities or a distribution {outcome: probability} expected"
    exogenous = Annotated[noise, Discriminator(_shape, custom_error_type="shape", custom_error_message=expected)]

    class Case(BaseModel):
        """What the node is where its parents have certain outcomes."""

        model_config = STRICT
        when: dict[word, Any] = Field({}, description="parents with an outcome, or a list of outcomes, each")
        then: value = Field(description="an expression, a number or a distribution")

    class Mechanism(BaseModel):
        """A mechanism of one node: one of table, formula, cases and noisy_copy, or of a decision its outcomes."""

        model_config = STRICT
        outcomes: Annotated[list[Any], Field(min_length=1)] = left_out("the outcomes in order: texts, numbers, lists")
        table: list[Any] = left_out("nested lists: an axis for each parent, then one for the outcomes, or the noise")
        axes: list[word] = left_out("the names of the table's axes, where they are not in declared order")
        formula: value = left_out("an expression")
        cases: Annotated[list[Case], Field(min_length=1)] = left_out("the first case that fits holds")
        noise: exogenous = left_out("the distribution of an exogenous variable, called noise in the formula")
        noisy_copy: word = left_out("the parent that is copied")
        accuracy: float = left_out("the probability that the copy is right; it errs evenly over the rest")

    return Mechanism
