"""Numbers in expressions: only real, finite ones of bounded size are ever computed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias, TypeGuard

import numpy as np

from .expression_faults import Fault, kind_of

#: The largest whole number that is computed, in bits.
MOST_BITS = 1_000

#: What an expression computes with: outcomes, numbers, tuples, lists, mappings.
Value: TypeAlias = Any


def is_number(value: Value) -> TypeGuard[int | float]:
    """Return whether this is a number; True and False are 1 and 0, as in Python."""
    return isinstance(value, (int, float, np.integer, np.floating, np.bool_))


def number_of(what: str, value: Value) -> Any:
    """Return a number as Python's own; what is none is a fault that names who asked."""
    if not is_number(value):
        raise Fault(f"{what} takes numbers, found {kind_of(value)}")
    return value.item() if isinstance(value, np.generic) else value


def bits_of(value: Any) -> int:
    """Return the bits of a whole number, 0 for any other."""
    return value.bit_length() if isinstance(value, int) else 0


def computed(what: str, compute: Callable[..., Any], *numbers: Any) -> Any:
    """Return what is computed; where it has no value, a fault."""
    try:
        return compute(*numbers)
    except ZeroDivisionError:
        raise Fault("division by zero") from None
    except OverflowError:
        raise too_large() from None
    except ValueError:
        raise Fault(f"{what} has no value at {', '.join(map(kind_of, numbers))}") from None


def bounded(value: Any) -> Any:
    """Return a number that is finite and within the limit; any other is a fault."""
    if isinstance(value, int):
        if value.bit_length() > MOST_BITS:
            raise too_large()
    elif not math.isfinite(value):
        raise Fault("the result is no finite number")
    return value


def too_large() -> Fault:
    """Return the fault of a result over the limit."""
    return Fault(f"the result is too large: over {MOST_BITS:,} bits, or no finite number")
