"""The HTML report: sound, self-contained, harmless, accessible, and saying what the analysis says."""

from __future__ import annotations

import itertools
import re
import shutil

import pytest

from pycid_like import gallery, incentives
from pycid_like.rendering.palette import contrast
from pycid_like.reports import report
from tests.house.source import PACKAGE
from tests.reports.designs import EVIL, evil, grown, recommender, redesign
from tests.reports.pages import read

CSS = (PACKAGE / "reports" / "report.css").read_text("utf-8")

MAKERS = {
    "recommender": recommender,
    "redesign": redesign,
    "evil": evil,
    "game": lambda: report(gallery.get("tree_killer")),
    "insufficient recall": lambda: report(gallery.get("insufficient_recall")),
    **{f"{size} nodes": lambda size=size: report(grown(size, 1 + size // 30)) for size in (5, 20, 60, 100)},
}


@pytest.fixture(scope="module", params=MAKERS)
def made(request):
    return MAKERS[request.param]()


@pytest.fixture(scope="module")
def page(made):
    return read(made.to_html())


def test_page_refers_to_nothing_outside_and_runs_nothing(page):
    assert {node.tag for node in page} & {"script", "link", "img", "iframe", "object", "embed", "base", "form"} == set()
    for node in page:
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name != "src"
            if name.endswith("href"):
                assert node.tag == "a"
                assert value.startswith(("#", "https://", "http://"))
            if name == "style":
                assert "url(" not in value
    for style in page.all("style"):
        assert not re.search(r"url\(|@import|expression", style.text)
    (policy,) = [node.attributes["content"] for node in page.all("meta") if "http-equiv" in node.attributes]
    assert policy.startswith("default-src 'none'")


def test_ids_are_unique_and_links_within_the_page_lead_somewhere(page):
    ids = [node.attributes["id"] for node in page if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in page:
        target = node.attributes.get("href", "")
        if target.startswith("#"):
            assert target[1:] in ids
        for named in node.attributes.get("aria-labelledby", "").split():
            assert named in ids


def test_headings_form_an_outline(page):
    levels = [int(node.tag[1]) for node in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))


def test_page_is_accessible(page):
    (html,) = page.all("html")
    assert html.attributes["lang"] == "en"
    assert page.all("title")[0].text
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
    for table in page.all("table"):
        assert table.children[0].tag == "caption"
        assert table.children[0].text
        assert all(cell.attributes.get("scope") in {"row", "col", "colgroup"} for cell in table.all("th"))
        widths = {_width(row) for row in table.all("tbody")[0].all("tr")}
        assert len(widths) == 1
    for picture in page.all("svg"):
        assert picture.attributes["role"] == "img"
        assert picture.attributes["aria-labelledby"]
    for arrow in page:
        if arrow.attributes.get("class") == "arrow":
            assert arrow.attributes["aria-label"] in {
                "leads to",
                "is influenced by",
                "leads to (a link that is only asked about)",
            }


def _width(row) -> int:
    return sum(int(cell.attributes.get("colspan", 1)) for cell in row.all("td", "th"))


def test_every_answer_is_in_the_tables(made, page):
    table = incentives(made.cid)
    shown = [[cell.text for cell in row.all("td")][1:] for row in _answer_rows(page)]
    expected = [
        [{"not applicable": "–"}.get(answer.value, answer.value) for answer in row.answers]
        for part in made.tables
        for row in part.rows
    ]
    assert shown == expected
    assert sum(map(len, shown)) == len(table.columns) * len(made.cid)


def _answer_rows(page):
    for table in page.all("table"):
        if table.attributes.get("class") == "answers":
            yield from table.all("tbody")[0].all("tr")


def test_every_path_is_on_the_page(made, page):
    shown = [[stop.text for stop in path.all("bdi")] for path in page.all("ol") if path.attributes["class"] == "path"]
    for verdict in made.verdicts:
        if len(verdict.path) > 1:
            assert [" ".join(made.cid.title(node).split()) for node in verdict.path] in shown


def test_recommender_says_what_is_wrong_why_and_what_helps():
    page = read(recommender().to_html())
    (finding,) = page.all("article")
    assert finding.all("h3")[0].text == "✗ error instrumental control incentive on 'influenced opinions'"
    assert [stop.text for stop in finding.all("bdi")] == ["posts", "influenced opinions", "clicks"]
    assert "Pay for clicks that are predicted" in finding.text
    assert "content_recommender.yaml, line 20, column 3" in finding.text
    assert "The contract is broken." in page.all("header")[0].text
    assert "undesirable path" in page.all("svg")[0].text


def test_redesign_is_told_apart():
    page = read(redesign().to_html())
    assert page.all("article") == []
    assert "The contract is met." in page.all("header")[0].text


def test_what_strangers_write_stays_text():
    html = evil().to_html()
    page = read(html)
    assert "<script" not in html
    assert "<img" not in html
    for whole in (EVIL, f"'{EVIL}'"):
        assert " ".join(whole.split()) in page.text
    assert "javascript:alert(3)" in page.text
    assert all(node.attributes["href"] != "javascript:alert(3)" for node in page.all("a"))
    assert page.all("title")[0].text.startswith(EVIL)


def test_fragment_for_a_notebook_keeps_its_style_to_itself():
    made = recommender()
    fragment = made._repr_html_()
    assert fragment in made.to_html()
    page = read(fragment)
    assert {node.tag for node in page} & {"html", "head", "body", "meta"} == set()
    heads = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL))
    selectors = [head.strip() for head in heads if not head.strip().startswith("@media")]
    assert len(selectors) > 40
    for selector in selectors:
        assert all(part.strip().startswith((".pycid-report", "body:has(")) for part in selector.split(",")), selector


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme):
    blocks = [
        dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r"\{([^{}]*--paper[^{}]*)\}", CSS)
    ]
    colours = blocks[0] if scheme == "light" else {**blocks[0], **blocks[1]}
    for back in ("paper", "soft", "card"):
        for ink in ("ink", "faint", "link", "bad", "doubt", "good", "yes"):
            assert contrast(colours[ink], colours[back]) >= 4.5, (ink, back)
    for kind in ("bad", "doubt", "good", "plain"):
        assert contrast(colours[kind], colours[f"{kind}-soft"]) >= 4.5, kind
        assert contrast(colours["ink"], colours[f"{kind}-soft"]) >= 7, kind


def test_page_is_the_same_every_time():
    assert recommender().to_html() == recommender().to_html()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_in_a_browser(scheme, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in ("recommender", "evil", "game", "100 nodes"):
            target = tmp_path / f"{scheme}.html"
            MAKERS[name]().save(target)
            for width in (380, 1100):
                _look_at(
                    browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}), target, scheme
                )
        browser.close()


def _look_at(context, target, scheme):
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: said.append(request.url) if request.url != target.as_uri() else None)
    page.goto(target.as_uri())
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it must be scrolled sideways"
    paper = page.evaluate("getComputedStyle(document.querySelector('.pycid-report')).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) == (scheme == "dark")
    context.close()
