"""The page on files is true: every file on it loads, every example on it runs."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from pycid_like.audits import Spec, load_spec
from pycid_like.errors import InvalidDesign
from pycid_like.formats import Design, load

PAGE = Path(__file__).parents[2] / "docs" / "files.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def named_files() -> dict[str, str]:
    return {text.split("\n", 1)[0].removeprefix("# "): text for text in blocks("yaml")}


def test_every_file_on_the_page_loads_but_the_one_with_mistakes() -> None:
    files = named_files()
    assert sorted(files) == [
        "game.yaml", "mistakes.yaml", "mistakes_in_numbers.yaml", "numbers.yaml", "recommender.yaml", "safety.yaml",
    ]  # fmt: skip
    assert isinstance(load(files["recommender.yaml"]), Design)
    assert isinstance(load(files["game.yaml"]), Design)
    assert isinstance(load_spec(files["safety.yaml"]), Spec)
    assert load(files["numbers.yaml"]).model is not None
    for name in ("mistakes.yaml", "mistakes_in_numbers.yaml"):
        with pytest.raises(InvalidDesign):
            load(files[name])
    (json_text,) = blocks("json")
    assert load(json_text).cid.edges == (("D", "X"), ("X", "U"))


def test_every_example_on_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in named_files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "files.md", str(PAGE), 0)
    assert len(test.examples) >= 10
    complaints: list[str] = []
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    doctest.DocTestRunner(optionflags=flags).run(test, out=complaints.append)
    assert not complaints, "".join(complaints)


def test_every_key_of_the_schema_is_on_the_page() -> None:
    from pycid_like.audits import spec_json_schema
    from pycid_like.formats import design_json_schema

    page = PAGE.read_text(encoding="utf-8")
    for schema in (design_json_schema(), spec_json_schema()):
        keys = {key for part in (schema, *schema["$defs"].values()) for key in part.get("properties", {})}
        missing = sorted(key for key in keys if f"`{key}`" not in page and f"{key}:" not in page)
        assert not missing
