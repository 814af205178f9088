"""What is written reads back as the same tree, in the same order."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pycid_like.documents import document_text, read_document, read_text, write_document
from pycid_like.errors import UnreadableDocument

texts = st.text() | st.text(alphabet="a b\n\t:#-'\"\\,[]{}&*!|>%@`?~\u0085\u2028\ufeff\x00\xa0é🎲", max_size=12)
words = st.sampled_from(
    ["no", "On", "y", "null", "~", "true", "1", "1.0", "0x1", ".inf", "1e3", "<<", "=", "- a", "a: b"]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts | words
keys = texts | words
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5), max_leaves=20
)


def same(one: Any, other: Any) -> bool:
    """Equal, with equal types and equal order of keys."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)


@pytest.mark.parametrize("format", ["yaml", "json"])
@given(tree=trees)
@example(tree=["\x7f\n0", "0\n\x7f", "\x85\n0"])
@example(tree={"k" * 2_000: ["v" * 2_000]})
@example(tree={"story": "One.\n\n  Two.\n \n", "also": ["a\nb", "a\n ", "\na\n", " a\nb", "a\n\n"]})
def test_round_trip(format: str, tree: Any) -> None:
    assert same(read_text(document_text(tree, format) or " ", format).tree, tree)


@given(tree=st.dictionaries(keys, leaves, max_size=5))
def test_readers_of_yaml_1_1_read_the_same_texts(tree: dict[str, Any]) -> None:
    # Texts that YAML 1.1 takes for truth values, dates or numbers are quoted for them.
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    texts_only = {key: value for key, value in tree.items() if isinstance(value, str)}
    assert yaml.load(io.StringIO(document_text(texts_only, "yaml"))) == texts_only


def test_yaml_is_written_as_a_person_would() -> None:
    tree = {
        "pycid_like": 1,
        "title": "Content recommender: posts and clicks",
        "story": "A system chooses posts.\n\nIt is paid by the click.\n",
        "nodes": {
            "O": {"kind": "chance", "tags": ["user-values", "no"], "title": "original opinions"},
            "no": {"kind": "decision", "description": "x" * 110},
        },
        "edges": ["O -> M", ["a -> b", "c"], {"from": "P", "to": "I", "why": "posts\nshift"}],
        "empty": {},
        "expected": {"ici": ["I", "C"]},
    }
    long = "x" * 110
    assert document_text(tree, "yaml") == (
        "pycid_like: 1\n"
        'title: "Content recommender: posts and clicks"\n'
        "story: |\n"
        "  A system chooses posts.\n"
        "\n"
        "  It is paid by the click.\n"
        "nodes:\n"
        '  O: {kind: chance, tags: [user-values, "no"], title: original opinions}\n'
        '  "no":\n'
        "    kind: decision\n"
        f"    description: {long}\n"
        "edges:\n"
        "  - O -> M\n"
        "  - [a -> b, c]\n"
        "  - from: P\n"
        "    to: I\n"
        "    why: |-\n"
        "      posts\n"
        "      shift\n"
        "empty: {}\n"
        "expected:\n"
        "  ici: [I, C]\n"
    )


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"a": [1, math.nan]}, "a[2]: nan is no finite number"),
        ({"a": "\ud800"}, "a: a text holds half a character (a lone surrogate)"),
        ({"a": {1: 2}}, "a: the key 1 is no text"),
        ({"a": {1, 2}}, "a: {1, 2} is no text, number, truth value, list or mapping"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(tree: Any, message: str) -> None:
    for form in ("yaml", "json"):
        with pytest.raises(UnreadableDocument) as caught:
            document_text(tree, form)
        assert str(caught.value.problems[0]) == message


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write_document({"a": "é"}, path)
    assert read_document(path).tree == {"a": "é"}
    with pytest.raises(UnreadableDocument):
        write_document({"a": math.inf}, path)
    assert path.read_bytes() == "a: é\n".encode()
    with pytest.raises(UnreadableDocument, match="the file cannot be written"):
        write_document({}, tmp_path / "nowhere" / "a.yaml")
    with pytest.raises(UnreadableDocument, match="unknown suffix"):
        write_document({}, tmp_path / "a.txt")
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]
