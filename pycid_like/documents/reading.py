"""Files and bytes to documents: size first, then encoding, then the format that the suffix names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import Problem, UnreadableDocument, nearest
from .document import Document, Tree
from .json_reader import read_json
from .limits import DEFAULT_LIMITS, Limits
from .yaml_reader import read_yaml

_READERS: dict[str, Callable[[str, Limits, str | None], Document]] = {"yaml": read_yaml, "json": read_json}

#: The format that each file suffix stands for.
FORMATS = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}

_JSON_OBJECT = re.compile(r"\ufeff?\s*\{\s*[\"}]")

_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a ZIP archive", b"\x1f\x8b": "gzip"}


def format_of(path: str | os.PathLike[str]) -> str:
    """Return the format that a path's suffix stands for.

    Raises `UnreadableDocument` with the suffixes there are.

    >>> format_of("recommender.yml")
    'yaml'
    """
    suffix = Path(path).suffix
    found = FORMATS.get(suffix.lower())
    if found is not None:
        return found
    said = f"unknown suffix {suffix!r}" if suffix else "the file name has no suffix"
    raise UnreadableDocument([Problem(said, hint=f"There are: {', '.join(FORMATS)}.")], subject=str(path))


def read_source(source: str | os.PathLike[str] | bytes | Mapping[str, Tree], *, format: str | None = None) -> Document:
    r"""Return the document in a file, in a text, in bytes, or a tree as it is.

    A str with a line break or with ``{`` at its beginning is a text, any other the path of a file. Texts and bytes
    are YAML unless `format` says otherwise, or unless they begin as JSON objects do.

    >>> read_source('{"a": 1}').format, read_source("a: 1\n").format, read_source({"a": 1}).format
    ('json', 'yaml', None)
    """
    if isinstance(source, Mapping):
        return Document(dict(source))
    if isinstance(source, bytes):
        return read_bytes(source, format or _format_within(source[:200].decode("utf-8", "replace")))
    if isinstance(source, str) and ("\n" in source or source.startswith("{")):
        return read_text(source, format or _format_within(source[:200]))
    return read_document(source, format=format)


def _format_within(text: str) -> str:
    return "json" if _JSON_OBJECT.match(text) else "yaml"


def read_document(
    path: str | os.PathLike[str], *, format: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Document:
    """Return the document in a file; the suffix says the format where `format` does not.

    Raises `UnreadableDocument` for a file that is missing, a directory, no regular file, larger than the limit (it is
    not opened then), not UTF-8, or broken.
    """
    chosen = format or format_of(path)
    return read_bytes(_file_bytes(path, limits), chosen, source=str(path), limits=limits)


def read_bytes(data: bytes, format: str, *, source: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Document:
    r"""Return the document in UTF-8 bytes; a byte order mark at the beginning is accepted.

    >>> read_bytes(b'\xef\xbb\xbf{"a": 1}', "json").tree
    {'a': 1}
    """
    _check_size(len(data), source, limits)
    return read_text(_decoded(data, source), format, source=source, limits=limits)


def read_text(text: str, format: str, *, source: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document in a text of format "yaml" or "json".

    >>> read_text("a: [1, two]", "yaml").tree
    {'a': [1, 'two']}
    """
    _check_size(len(text), source, limits)
    if format not in _READERS:
        hint = f"There are: {', '.join(_READERS)}."
        raise UnreadableDocument([Problem(f"unknown format {format!r}", hint=hint)], subject=source)
    if not text.strip(" \t\r\n\ufeff"):
        raise UnreadableDocument([Problem("the file is empty", line=1)], subject=source)
    return _READERS[format](text.removeprefix("\ufeff"), limits, source)


def _file_bytes(path: str | os.PathLike[str], limits: Limits) -> bytes:
    source = str(path)
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableDocument([Problem("this is a directory", hint="Give a file.")], subject=source)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDocument([Problem("this is no regular file")], subject=source)
        _check_size(status.st_size, source, limits)
        with Path(path).open("rb") as file:
            # One byte more than allowed shows a file that grew since its size was asked.
            return file.read(limits.size + 1)
    except UnreadableDocument:
        raise
    except FileNotFoundError:
        raise UnreadableDocument([Problem("there is no such file", hint=_sibling(path))], subject=source) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableDocument([Problem(f"the file cannot be read: {reason}")], subject=source) from None


def _sibling(path: str | os.PathLike[str]) -> str | None:
    try:
        meant = nearest(Path(path).name, sorted(file.name for file in Path(path).parent.iterdir())[:1000])
    except OSError:
        return f"The folder {str(Path(path).parent)!r} cannot be read either."
    return f"Did you mean {meant!r}?" if meant else None


def _check_size(size: int, source: str | None, limits: Limits) -> None:
    if size > limits.size:
        message = f"the file has {_megabytes(size)}; at most {_megabytes(limits.size)} are read"
        raise UnreadableDocument([Problem(message, hint="It was not read.")], subject=source)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{size:,} bytes"


def _decoded(data: bytes, source: str | None) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
        other = next((name for start, name in _OTHER_ENCODINGS.items() if data.startswith(start)), None)
        message = f"not UTF-8: the byte 0x{data[error.start]:02X} begins no character"
        hint = f"It looks like {other}. Save it as UTF-8." if other else "Save the file as UTF-8."
        raise UnreadableDocument([Problem(message, hint=hint, line=line, column=column)], subject=source) from None
