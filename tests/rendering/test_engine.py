"""The engine is quiet, and its failures say what to do."""

from __future__ import annotations

import os
import threading

import pytest

import pycid_like as pcl
from pycid_like.rendering.engine import run
from tests.rendering.diagrams import recommender


def test_broken_dot_is_a_rendering_error():
    with pytest.raises(pcl.RenderingError, match=r"the layout failed.*Save as \.dot"):
        run("digraph { a [", "dot", "svg")


def test_an_unknown_format_or_program_is_a_rendering_error():
    for program, form in (("dot", "nonsense"), ("nonsense", "svg")):
        with pytest.raises(pcl.RenderingError):
            run("digraph { a }", program, form)


def test_warnings_of_the_engine_are_kept_from_the_terminal(capfd):
    run('digraph { a [width=0.1 fixedsize=true label="far too long for this"] }', "dot", "svg")
    assert capfd.readouterr() == ("", "")


def test_what_is_printed_afterwards_is_seen(capfd):
    run("digraph { a }", "dot", "svg")
    os.write(2, b"seen")
    assert capfd.readouterr().err == "seen"


def test_drawing_warns_of_nothing(capfd, recwarn):
    cid = recommender()
    picture = pcl.draw(cid, pcl.incentives(cid), title="x")
    for form in ("svg", "png", "pdf"):
        picture.to_bytes(form)
    assert capfd.readouterr() == ("", "")
    assert [str(warning.message) for warning in recwarn] == []


def test_without_a_standard_error_it_still_draws():
    kept = os.dup(2)
    os.close(2)
    try:
        made = run("digraph { a }", "dot", "svg")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
    assert b"<svg" in made


def test_threads_may_draw_at_once():
    cid = recommender()
    expected, found = pcl.draw(cid).svg, []
    threads = [threading.Thread(target=lambda: found.append(pcl.draw(cid).svg)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
