"""JSON: what is read, where things stand, and what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like.documents import Limits, Place, read_text
from pycid_like.errors import Problem, UnreadableDocument


def only(text: str, **limits: int) -> Problem:
    with pytest.raises(UnreadableDocument) as caught:
        read_text(text, "json", source="a.json", limits=Limits(**limits))
    assert caught.value.subject == "a.json"
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def test_every_key_and_value_has_its_place() -> None:
    document = read_text('{"nodes":\n  {"O": {"kind": "chance"}},\n "edges": [["O",\r\n "M"], {}, []]}', "json")
    assert document.tree == {"nodes": {"O": {"kind": "chance"}}, "edges": [["O", "M"], {}, []]}
    assert document.key_place(("nodes",)) == Place(1, 2)
    assert document.place(("nodes",)) == Place(2, 3)
    assert document.key_place(("nodes", "O", "kind")) == Place(2, 10)
    assert document.place(("nodes", "O", "kind")) == Place(2, 18)
    assert document.place(("edges", 0, 1)) == Place(4, 2)
    assert document.place(("edges", 1)) == Place(4, 8)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('{"a": 1,\n "a": 2}', 2, "duplicate key 'a'. It stood first in line 1."),
        ('{"a":\n NaN}', 2, "JSON has no NaN and no Infinity"),
        ('{"a":\n -Infinity}', 2, "JSON has no NaN and no Infinity"),
        ('{"a":\n 1e999}', 2, "1e999 is too large for a number"),
        ('{"a":\n' + "1" * 5_000 + "}", 2, "a number of 5000 characters"),
        ('{"a": 1,\n}', 2, "a comma before '}'"),
        ("[1,\n]", 2, "a comma before ']'"),
        ('{"a": 1\n "b": 2}', 2, "',' or '}' expected, found '\"'"),
        ("{'a': 1}", 1, "a key in double quotes expected, found \"'a'\""),
        ("{\"a\": 'x'}", 1, "JSON texts stand in double quotes"),
        ('{"a" 1}', 1, "':' expected after the key"),
        ('{"a": True}', 1, "Write true, false or null"),
        ('{"a": 01}', 1, "a value expected, found '01'"),
        ('{"a": +1}', 1, "a value expected"),
        ('{"a":\n // why\n 1}', 2, "JSON has no comments"),
        ('{"a": word}', 1, "Texts stand in double quotes"),
        ('{"a": 1}\n{"b": 2}', 2, "the document has ended, and more follows"),
        ('{"a":\n "x', 2, "unterminated string"),
        ('{"a":\n "x\ty"}', 2, "invalid control character"),
        ('{"a":\n "\\uD800"}', 2, "lone surrogate"),
        ('{"a": [1, 2', 1, "found the end of the file"),
        ("[" * 100_000, 1, "nested deeper than 50 levels"),
    ],
)
def test_broken_files_say_where_and_why(text: str, line: int, part: str) -> None:
    problem = only(text)
    assert part in str(problem)
    assert problem.line == line
    assert problem.column is not None


def test_too_many_values() -> None:
    assert only('{"a": [1, 2]}', values=3).message == "more than 3 values"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(values, st.booleans())
def test_what_the_standard_reader_reads_is_read_alike(tree: object, ascii: bool) -> None:
    text = json.dumps(tree, ensure_ascii=ascii, indent=1)
    assert read_text(text, "json").tree == json.loads(text)


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \n\\u', max_size=30))
def test_no_text_is_read_that_the_standard_reader_refuses(text: str) -> None:
    try:
        tree = read_text(text, "json").tree
    except UnreadableDocument:
        return
    assert json.loads(text) == tree
