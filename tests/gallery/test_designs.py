"""Every design of the gallery is whole, is read without a warning, and has the verdicts that it says it has."""

from __future__ import annotations

import re
import warnings

import pytest

from pycid_like import gallery
from pycid_like.criteria.table import incentives
from pycid_like.diagrams.verdict import INCENTIVE_NAMES, Answer
from pycid_like.formats import disagreements, load, save
from tests.gallery.page import redesign_of
from tests.house.source import PACKAGE, ROOT

FOLDER = PACKAGE / "gallery" / "designs"
EXAMPLES = ROOT / "examples"

WANTED = {
    "content_recommender", "content_recommender_predicted_clicks", "grade_prediction", "grade_prediction_blind",
    "mdp_one_step", "fitness_tracker", "rf_tampering_standard", "rf_tampering_current_rf_TI_ignoring",
    "shutdown_chatbot", "taxi_competition", "tree_killer",
}  # fmt: skip

every_design = pytest.mark.parametrize("name", gallery.names())


def test_names_are_those_of_the_files():
    assert list(gallery.names()) == sorted(path.stem for path in FOLDER.iterdir())
    assert set(gallery.names()) >= WANTED
    assert len(gallery.names()) >= 24


@every_design
def test_design_is_read_without_a_warning(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        design = gallery.get(name)
    assert design.name == name
    assert design.where.nodes[design.cid.nodes[0]].line > 1


@every_design
def test_design_says_what_it_is_and_where_it_comes_from(name):
    design = gallery.get(name)
    assert design.title
    assert design.title != name
    paragraphs = design.story.strip().split("\n\n")
    assert len(paragraphs) == 2
    assert 2 <= len(re.findall(r"\.(?=\s|$)", paragraphs[0])) <= 7
    assert re.match(r"Edges: (as published|derived from the text or\s+equations of the source)\.", paragraphs[1])
    assert len(design.citation.text) > 10
    assert design.citation.url is None or design.citation.url.startswith("https://arxiv.org/abs/")


@every_design
def test_nodes_have_titles_for_people(name):
    cid = gallery.get(name).cid
    titles = [cid.title(node) for node in cid.nodes]
    assert len(set(titles)) == len(titles)
    assert [node for node in cid.nodes if cid.title(node) == node or len(cid.title(node)) < 4] == []


@every_design
def test_names_in_stories_are_designs(name):
    mentioned = re.findall(r"\b[a-zA-Z]+(?:_\w+)+", gallery.get(name).story)
    assert [word for word in mentioned if word not in gallery.names()] == []


@every_design
def test_verdicts_are_as_expected(name):
    design = gallery.get(name)
    assert disagreements(design.cid, design.expected) == ()


@every_design
def test_expected_verdicts_leave_no_yes_open(name):
    design = gallery.get(name)
    listed = {
        (e.incentive, e.decision, e.agent): set(e.nodes)
        for e in design.expected
        if e.complete and e.answer == Answer.YES.value
    }
    several = len(design.cid.decisions) > 1
    for column in incentives(design.cid).columns:
        by_agent = column.decision is None and len(design.cid.agents) > 1
        key = column.incentive, column.decision if several else None, column.agent if by_agent else None
        found = incentives(design.cid).nodes(column.incentive, column.decision, agent=column.agent)
        assert listed[key] == set(found), key


@every_design
def test_evidence_of_every_verdict_stands(name):
    cid = gallery.get(name).cid
    verdicts = list(incentives(cid).verdicts(Answer))
    assert {verdict.incentive for verdict in verdicts} == set(INCENTIVE_NAMES)
    assert [(str(verdict), found) for verdict in verdicts if (found := verdict.evidence.check(cid))] == []


@every_design
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_design_is_saved_and_read_back(name, suffix, tmp_path):
    design = gallery.get(name)
    save(design, tmp_path / f"copy{suffix}")
    assert load(tmp_path / f"copy{suffix}") == design


def test_wrong_verdict_would_be_seen():
    expected = gallery.get("content_recommender").expected
    assert disagreements(gallery.get("content_recommender_predicted_clicks").cid, expected)


# Redesign -> what the redesign is for: the incentive (for the decision) on the node that is gone, and whether the
# node may still be moved as a side effect.
REDESIGNS = {
    "content_recommender_predicted_clicks": ("ici", "I", None, True),
    "grade_prediction_blind": ("ri", "R", None, False),
    "rf_tampering_current_rf_TI_ignoring": ("ici", "Th2", None, True),
    "qa_counterfactual_oracle": ("ici", "W", None, True),
    "delicate_mdp_pso": ("ici", "Z2", None, False),
    "mona_myopic_approval": ("ici", "S2", "A1", True),
}


@pytest.mark.parametrize("name", REDESIGNS)
def test_redesign_does_what_its_story_says(name):
    incentive, node, decision, side_effect = REDESIGNS[name]
    after = gallery.get(name)
    before = gallery.get(redesign_of(after))
    assert incentives(before.cid).answer(node, incentive, decision) is Answer.YES
    assert incentives(after.cid).answer(node, incentive, decision) is Answer.NO
    assert (incentives(after.cid).answer(node, "impact", decision) is Answer.YES) == side_effect
    assert before.cid.nodes[0] == after.cid.nodes[0]


def test_redesigns_are_linked():
    linked = {name for name in gallery.names() if redesign_of(gallery.get(name))}
    assert linked == {*REDESIGNS, "music_test_A_feature"}
    assert redesign_of(gallery.get("music_test_A_feature")) == "music_test"
    for name in linked:
        original = redesign_of(gallery.get(name))
        assert name in gallery.get(original).story, f"{original} does not mention its redesign {name}"


def test_examples_are_the_designs_of_the_gallery():
    shared = [path for path in sorted(EXAMPLES.glob("*.yaml")) if path.stem in gallery.names()]
    assert {path.stem for path in shared} == {"content_recommender", "content_recommender_predicted_clicks"}
    for path in shared:
        assert load(path) == gallery.get(path.stem)
        assert path.read_text("utf-8") == gallery.text(path.stem)
