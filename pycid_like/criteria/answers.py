"""Answers for all nodes at once, as small arrays: what tables are made of and single verdicts are read from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..diagrams.perspective import Mask
from ..diagrams.verdict import Answer

Codes = npt.NDArray[np.int8]

#: The answer behind each code.
ANSWERS = (Answer.NO, Answer.YES, Answer.UNKNOWN, Answer.NOT_APPLICABLE)
NO, YES, UNKNOWN, NOT_APPLICABLE = range(4)


def codes(*, applicable: Mask, possible: Mask, established: Mask) -> Codes:
    """Return for every node the answer code: what is neither excluded nor established is unknown.

    >>> true, false = np.array([True]), np.array([False])
    >>> ANSWERS[codes(applicable=true, possible=true, established=false)[0]]
    <Answer.UNKNOWN: 'unknown'>
    """
    answer = np.full(len(possible), UNKNOWN, dtype=np.int8)
    answer[established] = YES
    answer[~possible] = NO
    answer[~applicable] = NOT_APPLICABLE
    return answer
