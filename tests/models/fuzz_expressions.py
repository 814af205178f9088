"""What no text may do to the language of expressions, and a fuzzer that looks for one that does.

pip install atheris
python -m tests.models.fuzz_expressions tests/models/corpus_expressions -max_total_time=120
"""

from __future__ import annotations

import importlib
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pycid_like.errors import InvalidCall, InvalidExpression
from pycid_like.models import expression_tree
from pycid_like.models.expression_numbers import MOST_BITS
from pycid_like.models.expression_operators import MOST_TEXT
from pycid_like.models.expressions import Expression, expression

CORPUS = Path(__file__).with_name("corpus_expressions")

CONTEXTS: tuple[dict[str, Any], ...] = (
    {"a": 0, "b": 1, "x": "left", "my node": (1, "two")},
    {"a": -3, "b": 2.5, "x": "", "my node": ()},
    {"a": True, "b": 10**400, "x": "right" * 900, "my node": (None, (0.5,))},
)
SECONDS = 2.0  # reading and evaluating anything within the limits takes far less


def judge(data: bytes) -> bool:
    """Return whether the data is an expression; an AssertionError, or any other error, is a find of the fuzzer."""
    text = data.decode("utf-8", "surrogateescape")
    began = time.monotonic()
    try:
        found = expression(text)
    except InvalidExpression as error:
        check_error(error, text)
        return False
    check_parts(found)
    for context in CONTEXTS:
        try:
            check_value(found(**{**dict.fromkeys(found.names, 0), **context}))
        except InvalidExpression as error:
            check_error(error, text)
        except InvalidCall as error:
            raise AssertionError(f"{text!r}: {error}") from error
    assert time.monotonic() - began < SECONDS, f"{text!r} takes too long"
    return True


def check_error(error: InvalidExpression, text: str) -> None:
    lines = text.split("\n")
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.line is not None
        assert problem.column is not None
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def check_parts(found: Expression) -> None:
    """See that what will be evaluated is made of our own parts, numbers, texts and names, and of nothing else."""
    kinds = tuple(getattr(expression_tree, name) for name in PARTS)
    for part in parts_of(found._part):
        assert type(part) in kinds, part
        if isinstance(part, expression_tree.Literal):
            assert type(part.constant) in {int, float, str, bool, type(None)}, part
        if isinstance(part, expression_tree.Parent):
            assert part.name in found.names


PARTS = ("Literal", "Parent", "Operation", "Comparison", "Logic", "Choice", "Listing", "Weights")


def parts_of(part: Any) -> Iterator[Any]:
    yield part
    inner = [*getattr(part, "arguments", ()), *getattr(part, "parts", ())]
    inner += [getattr(part, name) for name in ("first", "condition", "chosen", "otherwise") if hasattr(part, name)]
    inner += [link.part for link in getattr(part, "links", ())]
    inner += [one for pair in getattr(part, "pairs", ()) for one in pair]
    for one in inner:
        yield from parts_of(one)


def check_value(value: Any) -> None:
    if isinstance(value, (tuple, list)):
        for item in value:
            check_value(item)
    elif isinstance(value, dict):
        for outcome, weight in value.items():
            hash(outcome)
            check_value(outcome)
            check_value(weight)
    elif isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, int):
        assert value.bit_length() <= MOST_BITS or value == CONTEXTS[2]["b"]
    else:
        assert value is None or (isinstance(value, str) and len(value) <= MOST_TEXT)


def main() -> None:
    atheris: Any = importlib.import_module("atheris")
    for name in [name for name in sys.modules if name.startswith("pycid_like.models.expression")]:
        module = sys.modules[name]
        for value in list(vars(module).values()):
            if getattr(value, "__module__", None) == name and callable(value):
                instrument(atheris, value)
    atheris.Setup(sys.argv, judge_only)
    atheris.Fuzz()


def instrument(atheris: Any, value: Any) -> None:
    for function in vars(value).values() if isinstance(value, type) else [value]:
        if hasattr(function, "__code__"):
            atheris.instrument_func(function)


def judge_only(data: bytes) -> None:
    judge(data)


if __name__ == "__main__":
    main()
