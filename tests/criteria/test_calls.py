"""What may be asked, what may be left out, and how a bad question is met."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pycid_like import (
    CID,
    InvalidCall,
    Verdict,
    admits_ici,
    admits_impact,
    admits_ri,
    admits_voc,
    admits_voi,
)
from pycid_like.criteria import CRITERIA
from pycid_like.diagrams.verdict import INCENTIVE_NAMES, Answer

ONE = CID.parse("X -> D -> Y -> U; X -> U", "D", "U", titles={"Y": "opinions", "D": "posts"})
TWO = CID.parse("X -> D1 -> D2 -> U; X -> U; D1 -> U", ["D1", "D2"], "U")
GAME = CID.parse("X -> D1 -> D2; D1, D2 -> U1, U2; X -> U1", {"a": "D1", "b": "D2"}, {"a": "U1", "b": "U2"})
ALL = sorted(CRITERIA)


def test_the_five_criteria() -> None:
    assert set(CRITERIA) == set(INCENTIVE_NAMES)
    assert list(CRITERIA.values()) == [admits_voi, admits_ri, admits_voc, admits_ici, admits_impact]


@pytest.mark.parametrize("name", ALL)
def test_one_decision_may_be_left_out(name: str) -> None:
    criterion = CRITERIA[name]
    assert criterion(ONE, "X").to_dict() == criterion(ONE, "X", "D", agent="agent").to_dict()
    assert criterion(ONE, "X").incentive == name
    assert criterion(ONE, "X").decision == (None if name == "voc" else "D")
    assert criterion(ONE, "X").agent == "agent"
    assert criterion(ONE, "X").cid is ONE


@pytest.mark.parametrize("name", ALL)
def test_unknown_names_are_met_by_the_nearest(name: str) -> None:
    criterion = CRITERIA[name]
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        criterion(ONE, "Q")
    with pytest.raises(InvalidCall, match=r"unknown decision 'D3'.*Did you mean 'D1'\?|unknown decision 'D3'"):
        criterion(TWO, "X", "D3")
    with pytest.raises(InvalidCall, match="'X' is a chance node"):
        criterion(TWO, "X", "X")
    with pytest.raises(InvalidCall, match="unknown agent 'z'"):
        criterion(GAME, "X", agent="z")
    with pytest.raises(InvalidCall, match=r"the decision 'D1' is not one of 'b'.*agent='a'"):
        criterion(GAME, "X", "D1", agent="b")


@pytest.mark.parametrize("name", ["voi", "ri", "ici"])
def test_one_of_several_decisions_must_be_named(name: str) -> None:
    with pytest.raises(InvalidCall, match="has 2 decisions.*'D1', 'D2'"):
        CRITERIA[name](TWO, "X")
    with pytest.raises(InvalidCall, match="has 2 decisions"):
        CRITERIA[name](GAME, "X")
    assert CRITERIA[name](GAME, "X", agent="b").decision == "D2"
    assert CRITERIA[name](GAME, "X", "D1").agent == "a"


def test_control_and_impact_may_be_asked_of_all_decisions_together() -> None:
    assert admits_voc(TWO, "X").decision is None
    assert admits_impact(TWO, "D1").decision is None
    assert admits_impact(TWO, "D1", "D1").decision == "D1"
    for criterion in (admits_voc, admits_impact):
        with pytest.raises(InvalidCall, match="there are 2 agents.*agent=.*'a', 'b'"):
            criterion(GAME, "X")
    assert admits_voc(GAME, "X", agent="b").agent == "b"
    assert admits_voc(GAME, "X", "D1").to_dict() == admits_voc(GAME, "X", agent="a").to_dict()


@pytest.mark.parametrize("name", ALL)
def test_diagrams_without_decisions(name: str) -> None:
    bare, paid = CID([("A", "B")]), CID([("A", "U")], utilities="U")
    with pytest.raises(InvalidCall, match="Declare"):
        CRITERIA[name](bare, "A")
    if name == "voc":
        verdict = admits_voc(paid, "A")
        assert (verdict.answer, verdict.evidence.check(paid)) == (Answer.YES, ())
        assert "no decision" in verdict.scope
    else:
        with pytest.raises(InvalidCall, match="no decision"):
            CRITERIA[name](paid, "A")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("cid", [ONE, TWO, GAME], ids=["one", "two", "game"])
def test_every_verdict_explains_itself(name: str, cid: CID) -> None:
    for decision in cid.decisions:
        for node in cid.nodes:
            verdict: Verdict = CRITERIA[name](cid, node, decision)
            text = verdict.explain()
            assert text.splitlines()[0] == verdict.headline == str(verdict)
            for part in (verdict.reason, verdict.theorem, verdict.scope, cid.title(node), verdict.answer.value):
                assert part in text
            assert json.loads(json.dumps(verdict.to_dict()))["answer"] == verdict.answer.value
            assert list(verdict.path) == verdict.to_dict()["path"]
            assert (" (agent " in verdict.headline) is (cid is GAME)


def test_titles_are_used_in_words_and_names_in_data() -> None:
    verdict = admits_ici(ONE, "Y")
    assert verdict.headline == "yes: instrumental control incentive on 'opinions' for 'posts'"
    assert "path: posts -> opinions -> U" in verdict.explain()
    assert verdict.path == ("D", "Y", "U")
    assert verdict.to_dict()["node"] == "Y"


def test_verdicts_name_their_source() -> None:
    sources: dict[str, Callable[..., Verdict]] = {
        "Theorem 9": admits_voi,
        "Theorem 12": admits_ri,
        "Theorem 16": admits_voc,
        "Theorem 18": admits_ici,
        "Def. 12": admits_impact,
    }
    for theorem, criterion in sources.items():
        assert theorem in criterion(ONE, "X").theorem


def test_scope_says_how_far_the_verdict_reaches() -> None:
    assert admits_voi(ONE, "X").scope == "one decision: sound and complete"
    assert admits_voi(ONE, "Y").scope == "outside the definition"
    assert admits_ri(GAME, "X", "D1").scope == "one decision: sound and complete; the other agents' rules held fixed"
    assert admits_ici(TWO, "D2", "D1").scope == "2 decisions: not excluded; completeness for several decisions is open"
    assert admits_voi(TWO, "X", "D2").scope == "2 decisions: some model has it"
