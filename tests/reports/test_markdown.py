"""The Markdown report: word for word on the recommender, and harmless."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import pycid_like
from pycid_like import gallery
from pycid_like.reports import markdown_table, plain, report
from tests.reports.designs import EVIL, evil, grown, recommender

GOLDEN = Path(__file__).with_name("golden") / "recommender.md"

READER = MarkdownIt("gfm-like", {"linkify": False})


def shown(text: str) -> str:
    """Return what a reader of the Markdown sees, without any markup."""
    children = (child for token in READER.parse(text) for child in token.children or ())
    return "".join(" " if child.type == "softbreak" else child.content for child in children)


def test_recommender_is_as_it_was_found_right():
    """To write it anew: save the report of tests/reports/designs.py there, with VERSION for the version."""
    text = recommender().to_markdown()
    assert text.replace(pycid_like.__version__, "VERSION") == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize(
    "make",
    [recommender, evil, lambda: report(gallery.get("tree_killer")), lambda: report(grown(60, 3))],
    ids=["recommender", "evil", "game", "large"],
)
def test_tables_are_whole_and_nothing_is_html(make):
    made = make()
    tokens = READER.parse(made.to_markdown())
    kinds = {child.type for token in tokens for child in token.children or ()} | {token.type for token in tokens}
    assert kinds & {"html_block", "html_inline", "link_open", "image", "code_inline", "fence", "code_block"} == set()
    rows = [token for token in tokens if token.type == "tr_open"]
    nodes, tables = len(made.cid), len(made.tables)
    contracts = 0 if made.findings is None else len(made.findings.contracts) + 1
    assert len(rows) == (nodes + 1) * (tables + 1) + contracts
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    assert levels[0] == 1
    assert levels.count(1) == 1


def test_hostile_text_is_read_as_it_was_written():
    assert " ".join(EVIL.split()) in shown(evil().to_markdown()).replace("→", "->")


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "- no list",
        "+ no list",
        "1. no list",
        "12) no list",
        "> no quotation",
        "---",
        "===",
        "*no* **emphasis** _here_ __or__ there",
        "[no](link) ![no](picture) <https://example.org> [^1]",
        "`no code` ``` ~~~",
        "no &amp; entity &#60; &lt;b>",
        "~~no~~ strike | no | cell",
        "back\\slash \\* \\",
        "snake_case_name stays",
        EVIL,
    ],
)
def test_plain_text_is_plain(text):
    assert shown(plain(text)) == " ".join(text.split())
    (_, _, row) = markdown_table(("a", "b"), [(text, "x")])
    tokens = READER.parse("\n".join(markdown_table(("a", "b"), [(text, "x")])))
    assert sum(token.type == "td_open" for token in tokens) == 2, row


def test_names_are_not_littered_with_backslashes():
    assert (
        plain("content_recommender.yaml: 'posts' -> clicks (50%)") == "content_recommender.yaml: 'posts' → clicks (50%)"
    )


def test_picture_is_saved_beside_and_referred_to(tmp_path):
    (tmp_path / "my pictures").mkdir()
    (tmp_path / "texts").mkdir()
    target = recommender().save(tmp_path / "texts" / "r.md", picture=tmp_path / "my pictures" / "r.svg")
    (link,) = re.findall(r"!\[Content recommender\]\(([^)]*)\)", target.read_text("utf-8"))
    assert link == "../my%20pictures/r.svg"
    assert (tmp_path / "my pictures" / "r.svg").read_text("utf-8").startswith("<svg")
