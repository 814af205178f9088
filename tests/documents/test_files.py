"""What is refused before or while a file is opened."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from pycid_like.documents import DEFAULT_LIMITS, Limits, format_of, read_bytes, read_document, read_text
from pycid_like.errors import Problem, UnreadableDocument


def refused(call: Any) -> Problem:
    with pytest.raises(UnreadableDocument) as caught:
        call()
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def test_a_file_of_100_mb_is_refused_without_being_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)

    def never(*arguments: object, **keywords: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(builtins, "open", never)
    monkeypatch.setattr(Path, "open", never)
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path)
    assert "the file has 100.0 MB; at most 10.0 MB are read. It was not read." in str(caught.value)
    assert caught.value.subject == str(path)


def test_a_file_that_grows_after_its_size_was_asked_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "growing.yaml"
    path.write_bytes(b"a" * 2_000)
    small = tmp_path / "small"
    small.write_bytes(b"")
    status = small.stat()
    monkeypatch.setattr(Path, "stat", lambda *_, **__: status)
    problem = refused(lambda: read_document(path, limits=Limits(size=1_000)))
    assert problem.message == "the file has 1,001 bytes; at most 1,000 bytes are read"


def test_texts_and_bytes_are_measured_too() -> None:
    limits = Limits(size=10)
    assert "at most 10 bytes" in refused(lambda: read_text("a: 'too long'", "yaml", limits=limits)).message
    assert "at most 10 bytes" in refused(lambda: read_bytes(b"a: 'too long'", "yaml", limits=limits)).message


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "recommender.yaml").write_text("a: 1")
    problem = refused(lambda: read_document(tmp_path / "recomender.yaml"))
    assert str(problem) == "there is no such file. Did you mean 'recommender.yaml'?"
    problem = refused(lambda: read_document(tmp_path / "nowhere" / "a.yaml"))
    assert "The folder" in str(problem)


def test_a_directory_and_a_device_are_no_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    assert str(refused(lambda: read_document(folder))) == "this is a directory. Give a file."
    assert refused(lambda: read_document("/dev/zero", format="yaml")).message == "this is no regular file"


def test_a_path_with_a_zero_byte_is_an_error_of_ours() -> None:
    assert "cannot be read" in refused(lambda: read_document("a\0.yaml")).message


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.yaml", "yaml"),
        ("a.YML", "yaml"),
        ("a.b.json", "json"),
        ("a.yamll", "unknown suffix '.yamll'. There are: .yaml, .yml, .json."),
        ("a.toml", "unknown suffix '.toml'. There are: .yaml, .yml, .json."),
        ("a", "the file name has no suffix. There are: .yaml, .yml, .json."),
    ],
)
def test_the_suffix_says_the_format(name: str, said: str) -> None:
    if said in ("yaml", "json"):
        assert format_of(name) == said
    else:
        assert str(refused(lambda: format_of(name))) == said


@pytest.mark.parametrize("format", ["yaml", "json"])
def test_utf8_only_with_the_place_of_the_first_wrong_byte(format: str) -> None:
    problem = refused(lambda: read_bytes(b'{"a":\n "\xc3\xa9t\xe9"}', format, source="x"))
    assert (problem.line, problem.column) == (2, 5)
    assert problem.message == "not UTF-8: the byte 0xE9 begins no character"
    problem = refused(lambda: read_bytes("a: 1".encode("utf-16"), format))
    assert problem.hint == "It looks like UTF-16. Save it as UTF-8."
    assert problem.line == 1


@pytest.mark.parametrize(("format", "text"), [("yaml", "a: é"), ("json", '{"a": "é"}')])
def test_a_byte_order_mark_is_accepted(format: str, text: str) -> None:
    assert read_bytes(b"\xef\xbb\xbf" + text.encode(), format).tree == {"a": "é"}
    assert read_text("\ufeff" + text, format).tree == {"a": "é"}


@pytest.mark.parametrize("format", ["yaml", "json"])
@pytest.mark.parametrize("text", ["", "  \n\n", "\ufeff"])
def test_an_empty_file(format: str, text: str) -> None:
    problem = refused(lambda: read_text(text, format))
    assert (problem.message, problem.line) == ("the file is empty", 1)


def test_a_file_of_comments_is_empty() -> None:
    assert refused(lambda: read_text("# nothing yet\n", "yaml")).message == "the file is empty"


def test_an_unknown_format() -> None:
    assert str(refused(lambda: read_text("a", "xml"))) == "unknown format 'xml'. There are: yaml, json."


def test_the_limits_are_generous_enough_for_large_diagrams() -> None:
    assert DEFAULT_LIMITS.size == 10_000_000
    nodes = ", ".join(f'"{n}": ["{n + 1}"]' for n in range(20_000))
    assert len(read_text(f"{{{nodes}}}", "json").tree) == 20_000
