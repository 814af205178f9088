"""YAML text to a document: the safe core of YAML 1.2, read event by event so that limits act before memory is spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import Problem, UnreadableDocument
from .builder import TreeBuilder
from .document import Document, Place
from .limits import DEFAULT_LIMITS, Limits
from .scalars import kind_of, plain_scalar

_ENDS = frozenset(["MappingEndEvent", "SequenceEndEvent"])


def read_yaml(text: str, limits: Limits = DEFAULT_LIMITS, source: str | None = None) -> Document:
    """Return the document that a YAML text holds.

    Read is the core of YAML 1.2: mappings with text keys, lists, texts, numbers, `true`, `false`, `null`, anchors and
    aliases within limits; refused are tags, merge keys, several documents and duplicate keys. Nothing is constructed
    but plain values.

    Raises `UnreadableDocument` with lines.

    >>> read_yaml("answer: no  # YAML 1.2: a text").tree
    {'answer': 'no'}
    """
    builder = TreeBuilder(limits)
    try:
        _Feeder(builder, limits).feed(_events(text))
    except UnreadableDocument as error:
        raise UnreadableDocument([*builder.problems, *error.problems], subject=source) from None
    return builder.document("yaml", source)


def _events(text: str) -> Iterator[Any]:
    """Yield ruamel's parsing events; its errors come out as ours."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - (text.rfind("\n", 0, error.position) + 1) + 1
        message = f"the character U+{ord(text[error.position]):04X} may not stand in a YAML file"
        raise UnreadableDocument([Problem(message, line=line, column=column)]) from None
    except MarkedYAMLError as error:
        raise UnreadableDocument([_syntax_problem(error, text)]) from None
    except YAMLError as error:
        raise UnreadableDocument([Problem(f"broken YAML: {str(error).splitlines()[0]}")]) from None


def _syntax_problem(error: Any, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    message, hint = f"broken YAML: {error.problem or error.context}", None
    if "\t" in line[: len(line) - len(line.lstrip())]:
        message, hint = "a tab in the indentation", "YAML is indented with spaces."
    elif error.context and error.context_mark and error.context_mark.line != mark.line:
        message += f" ({error.context} that began in line {error.context_mark.line + 1})"
    elif "mapping values are not allowed" in message:
        hint = "A text with ': ' in it stands in quotes; keys of one mapping stand in one column."
    elif "cannot start any token" in message:
        hint = "A text that begins with this character stands in quotes."
    return Problem(message, hint=hint, line=mark.line + 1, column=mark.column + 1)


class _Feeder:
    """Takes the events in order; knows whether a mapping waits for a key or for a value."""

    def __init__(self, builder: TreeBuilder, limits: Limits) -> None:
        self.builder = builder
        self.limits = limits
        self.documents = 0
        # One entry for each open container: None for a list, else whether the next event is a key.
        self.keys_next: list[bool | None] = []
        self.key_place = Place(1, 1)

    def feed(self, events: Iterator[Any]) -> None:
        """Take all events; raise where there is no document among them."""
        handlers: dict[str, Callable[[Any, Place], None]] = {
            "DocumentStartEvent": self._document,
            "MappingStartEvent": self._mapping,
            "SequenceStartEvent": self._list,
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
        }
        for event in events:
            kind = type(event).__name__
            if kind in _ENDS:
                self._close()
            elif kind in handlers:
                handlers[kind](event, Place(event.start_mark.line + 1, event.start_mark.column + 1))
        if self.documents == 0:
            raise UnreadableDocument([Problem("the file is empty", line=1)])

    def _document(self, event: Any, place: Place) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._fault(place, "a second document begins", "A file holds one document: take the '---' out.")
        if event.version is not None and tuple(event.version) != (1, 2):
            version = ".".join(map(str, event.version))
            raise self._fault(Place(1, 1), f"%YAML {version}", "YAML 1.2 is read: take the directive out.")

    def _mapping(self, event: Any, place: Place) -> None:
        self._open({}, event, place)
        self.keys_next.append(True)

    def _list(self, event: Any, place: Place) -> None:
        self._open([], event, place)
        self.keys_next.append(None)

    def _open(self, container: dict[str, Any] | list[Any], event: Any, place: Place) -> None:
        self._refuse_tag(event, place)
        if self._takes_key():
            raise self._fault(place, f"a {'list' if container == [] else 'mapping'} as a key", "Keys are texts.")
        self.builder.open(container, place, event.anchor)

    def _close(self) -> None:
        self.keys_next.pop()
        self.builder.close()

    def _alias(self, event: Any, place: Place) -> None:
        if self._takes_key():
            raise self._fault(place, f"the alias *{event.anchor} as a key", "Write the key out.")
        self.builder.alias(event.anchor, place)

    def _scalar(self, event: Any, place: Place) -> None:
        self._refuse_tag(event, place)
        value: Any = event.value
        if event.style is None and event.implicit[0]:
            value, fault = plain_scalar(event.value, self.limits)
            if fault is not None:
                self.builder.problems.append(_problem(place, fault, "Numbers are finite. A text stands in quotes."))
        elif any("\ud800" <= sign <= "\udfff" for sign in value):
            raise self._fault(place, "a text holds half a character (a lone surrogate)")
        if self._takes_key():
            self.key_place = place
            self._key(event, value, place)
        else:
            # The parser notices a missing value only at whatever comes next; a reader looks behind the key.
            missing = event.value == "" and event.style is None and self.keys_next and self.keys_next[-1] is not None
            self.builder.scalar(value, self.key_place if missing else place, event.anchor)

    def _key(self, event: Any, value: Any, place: Place) -> None:
        if value == "<<" and event.style is None:
            hint = "Write the keys out, or quote it if a key is really named so."
            self.builder.problems.append(_problem(place, "merge keys (<<) are not read", hint))
        elif value is None and event.value == "":
            self.builder.problems.append(_problem(place, "a key is missing before ':'"))
        elif not isinstance(value, str):
            hint = f'Quote it: "{event.value[:60]}".'
            self.builder.problems.append(_problem(place, f"the key is {kind_of(value)}; keys are texts", hint))
        self.builder.key(event.value, place)

    def _takes_key(self) -> bool:
        """Return whether the present event is a key, and turn to the other half of the pair."""
        if not self.keys_next or self.keys_next[-1] is None:
            return False
        self.keys_next[-1] = not self.keys_next[-1]
        return not self.keys_next[-1]

    def _refuse_tag(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            shown = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            hint = "Tags build other objects and are never read: take it out, quote texts."
            self.builder.problems.append(_problem(place, f"the tag {shown}", hint))

    def _fault(self, place: Place, message: str, hint: str | None = None) -> UnreadableDocument:
        return UnreadableDocument([_problem(place, message, hint)])


def _problem(place: Place, message: str, hint: str | None = None) -> Problem:
    return Problem(message, hint=hint, line=place.line, column=place.column)
