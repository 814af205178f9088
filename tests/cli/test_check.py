"""The command `check`."""

from __future__ import annotations

import json

import pytest

from tests.cli.terminal import DANGLING, OPEN_QUESTION, RECOMMENDER, REDESIGN, SAFETY, TWO_DECISIONS, run, write

WITH_SPEC = """\
pycid_like: 1
title: ein Entwurf
nodes: {P: decision, I: {tags: [user-values]}, C: utility}
edges: [P -> I -> C, P -> C]
spec:
  contracts:
    - {id: hands-off, forbid: ici, on: {tag: user-values}, severity: warning}
    - {id: nobody, forbid: ici, on: {tag: nowhere, optional: true}}
    - {id: useful, require: voc, on: I}
"""


def test_own_spec_is_used_where_none_is_given(tmp_path):
    outcome = run("check", write(tmp_path, "own.yaml", WITH_SPEC))
    assert outcome.status == 0  # the finding is a warning
    assert "checked against its own" in outcome.out
    assert "warning: instrumental control incentive on 'I' [hands-off]" in outcome.out
    assert "P -> I -> C" in outcome.out
    assert "met: require value of control on 'I' [useful]" in outcome.out
    assert "3 contracts: 1 broken, 2 met" in outcome.out


def test_contract_about_nothing_is_not_passed_over_in_silence(tmp_path):
    design = write(tmp_path, "own.yaml", WITH_SPEC)
    assert "[nobody] (no node is concerned)" in run("check", design).out
    assert "(no node is concerned)" in run("check", design, "--format", "md").out


def test_given_spec_wins_over_the_own(tmp_path):
    outcome = run("check", write(tmp_path, "own.yaml", WITH_SPEC), "--spec", SAFETY)
    assert outcome.status == 1
    assert "hands-off" not in outcome.out
    assert "no-opinion-manipulation" in outcome.out


def test_undetermined_is_a_note_in_every_format(tmp_path):
    words = ["check", write(tmp_path, "two.yaml", TWO_DECISIONS), "--spec", write(tmp_path, "o.yaml", OPEN_QUESTION)]
    assert "note: value of information of 'A' for 'B' is required; it is not excluded" in run(*words).out
    assert "❓ undetermined" in run(*words, "--format", "md").out
    (file,) = json.loads(run(*words, "--strict", "--format", "json").out)["files"]
    assert (file["status"], file["contracts"][0]["state"]) == (4, "undetermined")


def test_json_tells_of_files_that_could_not_be_checked(tmp_path):
    broken = write(tmp_path, "broken.yaml", "pycid_like: 1\nnodes: {D: decison, U: utilty}\n")
    outcome = run("check", broken, RECOMMENDER, "--spec", SAFETY, "--format", "json")
    tree = json.loads(outcome.out)
    assert (outcome.status, tree["status"]) == (3, 3)
    assert [file["status"] for file in tree["files"]] == [3, 1]
    error = tree["files"][0]["error"]
    assert error["kind"] == "InvalidDesign"
    assert [problem["line"] for problem in error["problems"]] == [2, 2]
    assert "findings" not in tree["files"][0]
    assert tree["files"][1]["findings"][0]["path"] == ["P", "I", "C"]
    assert "broken.yaml" in outcome.err


def test_markdown_tells_of_files_that_could_not_be_checked(tmp_path):
    outcome = run("check", tmp_path / "gone.yaml", REDESIGN, "--spec", SAFETY, "--format", "md")
    assert "no such file" in outcome.out
    assert "✅ met" in outcome.out


def test_design_or_spec_on_standard_input():
    outcome = run("check", "-", "--spec", SAFETY, stdin=RECOMMENDER.read_bytes())
    assert outcome.status == 1
    assert "<stdin>:20:3" in outcome.out
    assert run("check", RECOMMENDER, "--spec", "-", stdin=SAFETY.read_bytes()).status == 1
    assert run("check", "-", "--spec", SAFETY, stdin=b"").status == 3
    assert run("check", "-", "--spec", SAFETY, stdin=b"\xff\xfe\x00").status == 3
    assert run("check", "-", "--spec", SAFETY, stdin=b" " * 10_000_001).status == 3


@pytest.mark.parametrize("form", ["text", "json", "md"])
def test_output_to_a_file_whose_folders_are_made(form, tmp_path):
    target = tmp_path / "new" / "folders" / "out.txt"
    words = ["check", RECOMMENDER, "--spec", SAFETY, "--format", form]
    outcome = run(*words, "-o", target)
    assert outcome.status == 1
    assert outcome.out == f"wrote {target}\n"
    assert target.read_text("utf-8") == run(*words).out == run(*words, "-o", "-").out


def test_output_that_cannot_be_written_is_a_usage_problem(tmp_path):
    blocked = write(tmp_path, "file", "x")
    for target in (tmp_path, blocked / "out.txt"):
        outcome = run("check", RECOMMENDER, "--spec", SAFETY, "-o", target)
        assert outcome.status == 2
        assert "cannot be written" in outcome.err
    assert blocked.read_text("utf-8") == "x"


def test_paths_with_spaces_braces_and_unicode(tmp_path):
    for name in ("my designs/größe ✓.yaml", "{x}.yaml"):
        design = write(tmp_path, name, RECOMMENDER.read_text("utf-8"))
        outcome = run("check", design, "--spec", SAFETY)
        assert outcome.status == 1
        assert f"{design}:20:3" in outcome.out


def test_warning_is_one_tidy_line_each_once(tmp_path):
    design = write(tmp_path, "dangling.yaml", DANGLING)
    spec = write(tmp_path, "s.yaml", "pycid_like_spec: 1\ncontracts: [{forbid: ici, on: X}]\n")
    outcome = run("check", design, design, "--spec", spec)
    assert outcome.err.count("warning: ") == 1
    assert len(outcome.err.splitlines()) == 1
    assert "reaches no utility" in outcome.err
    assert "reaches no utility" not in outcome.out
