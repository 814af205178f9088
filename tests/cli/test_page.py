"""How output is laid out: plain in a pipe, rich on a terminal, harmless everywhere."""

from __future__ import annotations

import io
import os
import re
import subprocess

import pytest

from pycid_like.cli.page import Page, PlainPage, RichPage, visible
from tests.cli.terminal import EXAMPLES, OPEN_QUESTION, RECOMMENDER, SAFETY, TWO_DECISIONS, command, shell, write

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CHECK = ["check", RECOMMENDER, "--spec", SAFETY]


def rich_page(width: int = 80, *, colour: bool = True) -> tuple[RichPage, io.StringIO]:
    from rich.console import Console

    kept = io.StringIO()
    system = "truecolor" if colour else None
    console = Console(
        file=kept, width=width, force_terminal=True, color_system=system, highlight=False, markup=False, emoji=False
    )
    return RichPage(console), kept


def fill(page: Page) -> None:
    page.line("a design", "heading")
    page.line("error: [bold]something[/bold] :smile:")
    page.details([("path", "posts -> opinions"), ("why", "because " * 30)])
    page.table(["node", "ICI"], [["posts", "-"], ["a long title " * 8, "yes"], ["[red]x[/red]", "no"]])


def test_plain_page_neither_colours_nor_wraps():
    page = PlainPage()
    fill(page)
    assert ANSI.search(page.text) is None
    assert f"  why:   {'because ' * 30}".rstrip() in page.text
    assert max(map(len, page.text.splitlines())) > 200
    assert all(line == line.rstrip() for line in page.text.splitlines())


@pytest.mark.parametrize("width", [40, 80, 200])
def test_rich_page_keeps_its_width_and_says_the_same(width):
    rich, kept = rich_page(width)
    plain = PlainPage()
    fill(rich)
    fill(plain)
    text = ANSI.sub("", kept.getvalue())
    assert ANSI.search(kept.getvalue())
    assert max(map(len, text.splitlines())) <= width

    def words(shown: str) -> list[str]:
        return sorted(re.findall(r"[\w\[\]/:-]+", shown.replace("path:", "path").replace("why:", "why")))

    assert [word for word in words(text) if "─" not in word] == words(plain.text)


def test_rich_page_cuts_a_table_that_is_too_wide_and_loses_no_cell():
    rich, kept = rich_page(60)
    headings = ["node", *(f"column {number}" for number in range(20))]
    rich.table(headings, [["the first", *(f"cell {number}" for number in range(20))]])
    text = ANSI.sub("", kept.getvalue())
    assert max(map(len, text.splitlines())) <= 60
    assert re.findall(r"column \d+", text) == headings[1:]
    assert re.findall(r"cell \d+", text) == [f"cell {number}" for number in range(20)]
    assert text.count("the first") == text.count("node") > 3


def test_pages_keep_empty_lines_and_indents_and_wrap_prose():
    rich, kept = rich_page(60)
    plain = PlainPage()
    for page in (rich, plain):
        page.line("one")
        page.line()
        page.line("  " + "two " * 20)
        page.prose("three\n" * 60)
    lines = ANSI.sub("", kept.getvalue()).splitlines()
    assert [line.rstrip() for line in lines[:2]] == ["one", ""]
    assert all(line.startswith("  two") for line in lines[2:4])
    assert plain.text.splitlines()[:3] == ["one", "", "  " + "two " * 20]
    assert max(map(len, plain.text.splitlines()[3:])) <= 100


def test_colour_never_stands_alone():
    """Every look is that of a line or cell that says the same in a word."""
    rich, kept = rich_page()
    rich.line("error: bad")
    rich.line("met: good")
    rich.table(["x"], [["yes"], ["unknown"]])
    assert {"error:", "met:", "yes", "unknown"} <= set(ANSI.sub("", kept.getvalue()).split())


@pytest.mark.parametrize("make", [PlainPage, lambda: rich_page()[0]])
def test_control_signs_of_strangers_do_not_reach_the_terminal(make):
    page = make()
    evil = "a\x1b]0;owned\x07\x1b[2J\x9b31m\u202eb"
    page.line(evil)
    page.details([("name", evil)])
    page.table(["x"], [[evil]])
    text = page.text if isinstance(page, PlainPage) else ANSI.sub("", page._console.file.getvalue())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "\\x1b]0;owned" in text


def test_signs_that_scripts_and_emoji_need_stay():
    assert visible("نامه\u200cای 👩\u200d🔬 größe 価値") == "نامه\u200cای 👩\u200d🔬 größe 価値"


def test_a_pipe_gets_plain_text_whatever_the_environment_says():
    usual = shell(*CHECK)
    assert "\x1b" not in usual.out + usual.err
    for environment in ({"FORCE_COLOR": "1"}, {"NO_COLOR": "1"}, {"COLUMNS": "20"}, {"TERM": "xterm-256color"}):
        assert shell(*CHECK, **environment) == usual


def test_output_is_the_same_under_any_hash_seed():
    first = [shell(*words, PYTHONHASHSEED="1") for words in (CHECK, ["table", RECOMMENDER])]
    assert first == [shell(*words, PYTHONHASHSEED="2") for words in (CHECK, ["table", RECOMMENDER])]


def on_a_terminal(*words: object, **environment: str) -> tuple[int, str]:
    """Run the program with a terminal 100 columns wide as its standard output; return its status and what it shows."""
    pty = pytest.importorskip("pty")
    screen, end = pty.openpty()
    settings = {"COLUMNS": "100", "TERM": "xterm-256color", **environment}
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "TERM"}}
    with subprocess.Popen(
        command(*words),
        cwd=EXAMPLES,
        stdin=subprocess.DEVNULL,
        stdout=end,
        stderr=subprocess.PIPE,
        env={**kept, **settings},
    ) as process:
        os.close(end)
        shown = b""
        while True:
            try:
                piece = os.read(screen, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        os.close(screen)
    return process.returncode, shown.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_wrapped_text():
    status, shown = on_a_terminal(*CHECK)
    assert status == 1
    assert ANSI.search(shown)
    text = ANSI.sub("", shown)
    assert "error: instrumental control incentive on 'influenced opinions'" in text
    assert "posts -> influenced opinions -> clicks" in text
    assert max(map(len, text.splitlines())) <= 100 < max(map(len, shell(*CHECK).out.splitlines()))


def test_no_color_is_respected():
    _, shown = on_a_terminal(*CHECK, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)
    assert "error: instrumental control incentive" in ANSI.sub("", shown)


def test_dumb_terminal_gets_plain_text():
    _, shown = on_a_terminal("table", RECOMMENDER, TERM="dumb")
    assert shown == shell("table", RECOMMENDER).out


def test_output_survives_a_terminal_that_knows_only_ascii(tmp_path):
    design = write(
        tmp_path, "d.yaml", "pycid_like: 1\ntitle: größe ✓\nnodes: {D: decision, U: utility}\nedges: [D -> U]\n"
    )
    outcome = shell("table", design, PYTHONIOENCODING="ascii")
    assert outcome.status == 0
    assert "gr\\xf6\\xdfe \\u2713" in outcome.out


def test_reader_that_goes_away_is_no_mistake(tmp_path):
    nodes = ", ".join(f"X{number}: chance" for number in range(3000))
    text = f"pycid_like: 1\nnodes: {{D: decision, U: utility, {nodes}}}\nedges: [D -> U]\n"
    words = command("table", write(tmp_path, "large.yaml", text))
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(20)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 0


def test_status_of_a_check_holds_though_nobody_reads_on(tmp_path):
    files = [str(RECOMMENDER)] * 400
    words = command("check", *files, "--spec", SAFETY)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read(20)
        process.stdout.close()
        assert process.wait(60) == 1
    two, open_question = write(tmp_path, "two.yaml", TWO_DECISIONS), write(tmp_path, "open.yaml", OPEN_QUESTION)
    assert shell("check", two, "--spec", open_question, "--strict", "-o", os.devnull).status == 4
