"""YAML: what is read, where things stand, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from pycid_like.documents import Limits, Place, read_text
from pycid_like.documents import builder as builder_module
from pycid_like.errors import Problem, UnreadableDocument


def read(text: str, **limits: int) -> Any:
    return read_text(text, "yaml", limits=Limits(**limits)).tree


def problems(text: str, **limits: int) -> tuple[Problem, ...]:
    with pytest.raises(UnreadableDocument) as caught:
        read_text(text, "yaml", source="a.yaml", limits=Limits(**limits))
    assert caught.value.subject == "a.yaml"
    return caught.value.problems


def only(text: str, **limits: int) -> Problem:
    found = problems(text, **limits)
    assert len(found) == 1
    return found[0]


def test_plain_values_by_the_core_schema_of_yaml_1_2() -> None:
    text = "[no, on, Yes, true, False, ~, null, '', 1, -2, 0o17, 0x1F, 1.5, 1e3, .5, 2026-01-01, 1_000, 'true', \"1\"]"
    assert read(text) == [
        "no", "on", "Yes", True, False, None, None, "", 1, -2, 15, 31, 1.5, 1000.0, 0.5, "2026-01-01", "1_000", "true", "1",
    ]  # fmt: skip


def test_every_key_and_value_has_its_place() -> None:
    document = read_text("nodes:\n  O: {kind: chance, tags: [a,\n    b]}\nedges:\n- O -> M\n-\n  - P\n", "yaml")
    assert document.place(()) == Place(1, 1)
    assert document.key_place(("nodes",)) == Place(1, 1)
    assert document.place(("nodes",)) == Place(2, 3)
    assert document.key_place(("nodes", "O")) == Place(2, 3)
    assert document.place(("nodes", "O")) == Place(2, 6)
    assert document.place(("nodes", "O", "kind")) == Place(2, 13)
    assert document.place(("nodes", "O", "tags", 1)) == Place(3, 5)
    assert document.place(("edges", 0)) == document.key_place(("edges", 0)) == Place(5, 3)
    assert document.place(("edges", 1, 0)) == Place(7, 5)
    assert document.place(("edges", 1, 7, "none")) == Place(7, 3), "the nearest part around it"


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("1.0", "the number 1.0"),
        ("007", "the number 7"),
        ("true", "the truth value true"),
        ("null", "nothing"),
    ],
)
def test_names_that_yaml_reads_as_something_else_are_to_be_quoted(key: str, found: str) -> None:
    problem = only(f"nodes:\n  {key}: {{kind: chance}}\n")
    assert problem.message == f"the key is {found}; keys are texts"
    assert problem.hint == f'Quote it: "{key}".'
    assert (problem.line, problem.column) == (2, 3)
    assert read(f'nodes:\n  "{key}": 1\n') == {"nodes": {key: 1}}


def test_a_node_may_be_named_no() -> None:
    assert read("nodes:\n  no: 1\n  on: 2\n") == {"nodes": {"no": 1, "on": 2}}


def test_a_billion_laughs_are_counted_and_never_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    made = 0
    original = builder_module.TreeBuilder._put

    def counted(self: Any, *arguments: Any) -> Any:
        nonlocal made
        made += 1
        return original(self, *arguments)

    monkeypatch.setattr(builder_module.TreeBuilder, "_put", counted)
    problem = only("\n".join(lines))
    assert problem.message == "the aliases stand for more than 10000 values; they are not expanded"
    assert problem.line == 4
    assert made <= 10_000 + 200, "no more values were made than aliases may stand for"


def test_one_large_anchor_used_often_is_an_alias_bomb_too() -> None:
    text = f"a: &a [{', '.join(['x'] * 3_000)}]\n" + "".join(f"b{n}: *a\n" for n in range(5))
    assert only(text).line == 5


def test_aliases_within_the_limit_are_copies() -> None:
    tree = read("a: &a {x: [1]}\nb: *a\nc: [*a, &s text, *s]\n")
    assert tree == {"a": {"x": [1]}, "b": {"x": [1]}, "c": [{"x": [1]}, "text", "text"]}
    tree["a"]["x"].append(2)
    assert tree["b"] == {"x": [1]}


def test_what_an_alias_stands_for_has_the_place_of_the_alias() -> None:
    document = read_text("a: &a {x: [1]}\nb: *a\n", "yaml")
    assert document.place(("b", "x", 0)) == Place(2, 4)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a:\n  &a [*a]", "the alias *a stands inside &a", 2),
        ("b: &one 1\na: *oen", "unknown alias *oen", 2),
        ("a: &x k\n*x : 1", "the alias *x as a key", 2),
        ("a: &x {b: 1}\nc:\n  <<: *x", "merge keys (<<) are not read", 3),
    ],
)
def test_aliases_that_are_refused(text: str, message: str, line: int) -> None:
    problem = only(text)
    assert (problem.message, problem.line) == (message, line)


def test_deep_nesting_is_refused_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = 0
    original = builder_module.TreeBuilder.open

    def counted(self: Any, *arguments: Any, **keywords: Any) -> None:
        nonlocal opened
        opened += 1
        original(self, *arguments, **keywords)

    monkeypatch.setattr(builder_module.TreeBuilder, "open", counted)
    problem = only("a:\n  " + "[" * 100_000)
    assert problem.message == "nested deeper than 50 levels"
    assert (problem.line, problem.column) == (2, 52)
    assert opened == 51


def test_aliases_do_not_deepen_beyond_the_limit() -> None:
    text = "a0: &a0 [[[[[[[[[[1]]]]]]]]]]\n" + "".join(
        f"a{n}: &a{n} [[[[[[[[[[*a{n - 1}]]]]]]]]]]\n" for n in range(1, 9)
    )
    assert only(text).message == "nested deeper than 50 levels"


def test_too_many_values() -> None:
    assert only("[a, b,\nc, d]", values=4).message == "more than 4 values"
    assert only("[a, b,\nc, d]", values=4).line == 2
    assert read("[a, b, c]", values=4) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("!!python/object/apply:os.system", "!!python/object/apply:os.system"),
        ("!!python/name:os.system", "!!python/name:os.system"),
        ("!!binary", "!!binary"),
        ("!!str", "!!str"),
        ("!own", "!own"),
        ("!", "!"),
        ("!<tag:yaml.org,2002:set>", "!!set"),
    ],
)
def test_every_tag_is_refused(tag: str, shown: str) -> None:
    for text in (f"a: 1\nb: {tag} ls", f"a: 1\nb: {tag} [ls]", f"a: 1\nb: {tag} {{ls: 1}}", f"a: 1\n{tag} b: 1"):
        problem = only(text)
        assert problem.message == f"the tag {shown}"
        assert problem.line == 2
        assert "take it out" in str(problem)


def test_duplicate_keys_are_all_found_and_name_both_lines() -> None:
    found = problems("a: 1\nb: {c: 1, c: {d: 2, d: 3}}\na: [!!str x]\n")
    assert [(p.message, p.line) for p in found] == [
        ("duplicate key 'c'", 2),
        ("duplicate key 'a'", 3),
        ("the tag !!str", 3),
    ]
    assert found[1].hint == "It stood first in line 1. Keep one of them."


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\n\tb: 2\n", 2, "a tab in the indentation. YAML is indented with spaces."),
        ("a:\n  - 1\n\t- 2\n", 3, "a tab in the indentation"),
        ("a: 1\nb: c: d\n", 2, "A text with ': ' in it stands in quotes"),
        ("a: [1, 2\nb: 3\n", 2, "flow sequence that began in line 1"),
        ("a: 'x\n\n", 3, "quoted scalar that began in line 1"),
        ("a: 1\nb: @x\n", 2, "stands in quotes"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins"),
        ("%YAML 1.1\n---\na: no\n", 1, "%YAML 1.1. YAML 1.2 is read"),
        ("a: 1\nb: \x07\n", 2, "the character U+0007 may not stand in a YAML file"),
        ("a: 1\n[b]: 2\n", 2, "a list as a key"),
        ("a: 1\n? {b: 1}\n: 2\n", 2, "a mapping as a key"),
        ("a: 1\n: 2\n", 2, "a key is missing before ':'"),
        ("a:\n- .inf\n", 2, ".inf is no finite number"),
        ("a:\n- 1e999\n", 2, "1e999 is too large for a number"),
        ("a:\n- " + "9" * 5_000, 2, "a number of 5000 characters; at most 400 are read"),
        ('a:\n- "\\uD800"\n', 2, "lone surrogate"),
    ],
)
def test_broken_files_say_where_and_why(text: str, line: int, part: str) -> None:
    problem = only(text)
    assert part in str(problem)
    assert problem.line == line
    assert problem.column is not None
