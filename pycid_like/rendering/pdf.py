"""A sheet as PDF, the same bytes every time."""

from __future__ import annotations

import re

_MOMENT = re.compile(rb"(/CreationDate \(D:)\d{14}")


def without_moment(pdf: bytes) -> bytes:
    """Return the document with its time of creation, which Cairo writes, set to the beginning of the year 2000.

    >>> without_moment(b"<< /CreationDate (D:20260102030405Z) >>")
    b'<< /CreationDate (D:20000101000000Z) >>'
    """
    # As long as what it replaces, so that every offset in the file stays right.
    return _MOMENT.sub(rb"\g<1>20000101000000", pdf)
