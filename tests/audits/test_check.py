"""Contracts against diagrams, with the real criteria."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from pycid_like.audits import BrokenContracts, Findings, check, load_spec, misfits
from pycid_like.audits.remedies import WHEN_FORBIDDEN, WHEN_REQUIRED
from pycid_like.criteria import CRITERIA
from pycid_like.diagrams.cid import CID
from pycid_like.diagrams.verdict import Answer
from pycid_like.documents import Place
from pycid_like.errors import InvalidCall, InvalidSpec
from tests.audits.recommender import GAME, RECOMMENDER, REDESIGNED, TWO_STEPS


def judged(cid: CID, *contracts: dict[str, Any], **keywords: Any) -> Findings:
    return check(cid, load_spec({"pycid_like_spec": 1, "contracts": list(contracts)}), **keywords)


def states(findings: Findings) -> list[str]:
    return [result.state for result in findings.contracts]


OPINIONS = {
    "id": "no-opinion-manipulation",
    "forbid": "ici",
    "on": {"tag": "user-values"},
    "reason": "users' opinions are not ours to shift",
    "remedy": "pay for clicks predicted from the old opinions",
}


def test_the_recommender_breaks_exactly_one_contract_by_posts_opinions_clicks() -> None:
    findings = judged(RECOMMENDER, OPINIONS, {"forbid": "voi", "on": "I"}, {"require": "ri", "on": "M"})
    assert states(findings) == ["broken", "met", "met"]
    (finding,) = findings
    assert finding.path == ("P", "I", "C")
    assert finding.path_text == "posts -> influenced opinions -> clicks"
    assert finding.message == "instrumental control incentive on 'influenced opinions'"
    assert (finding.id, finding.severity, finding.node, finding.decision) == (OPINIONS["id"], "error", "I", "P")
    assert (finding.incentive, finding.agent, finding.answer) == ("ici", "agent", Answer.YES)
    assert finding.reason == OPINIONS["reason"]
    assert finding.remedy == OPINIONS["remedy"]
    assert not finding.verdict.evidence.check(RECOMMENDER)
    assert {verdict.node for verdict in findings.contracts[0].verdicts} == {"I", "O"}


def test_the_redesign_breaks_none() -> None:
    findings = judged(REDESIGNED, OPINIONS)
    assert not findings
    assert states(findings) == ["met"]
    assert findings.worst is None
    findings.raise_if("note")


def test_unknown_breaks_what_is_forbidden_and_says_not_excluded() -> None:
    contract = {"forbid": "voi", "on": "D1", "decision": "D2", "severity": "warning"}
    (finding,) = judged(TWO_STEPS, contract)
    assert finding.answer is Answer.UNKNOWN
    assert finding.message == "value of information of 'D1' for 'D2' is not excluded"
    assert finding.severity == "warning"
    assert not finding.is_undetermined


def test_unknown_leaves_what_is_required_undetermined_as_a_note() -> None:
    findings = judged(TWO_STEPS, {"require": "voi", "on": "D1", "decision": "D2"})
    assert states(findings) == ["undetermined"]
    assert findings.is_undetermined
    (finding,) = findings
    assert (finding.severity, finding.is_undetermined) == ("note", True)
    assert "required; it is not excluded, but not established either" in finding.message
    assert findings.worst == "note"
    findings.raise_if("warning")


@pytest.mark.parametrize("node", ["I", "P"])
def test_no_and_not_applicable_break_what_is_required(node: str) -> None:
    findings = judged(RECOMMENDER, {"require": "ri", "on": node})
    assert states(findings) == ["broken"]
    assert findings[0].answer in {Answer.NO, Answer.NOT_APPLICABLE}
    assert findings[0].message.startswith("no response incentive on '")
    assert findings[0].message.endswith(", though it is required")
    assert findings[0].remedy == WHEN_REQUIRED["ri"]


def test_a_contract_is_judged_for_every_decision_unless_it_names_one() -> None:
    contract = {"forbid": "ici", "on": "U"}
    assert [finding.decision for finding in judged(TWO_STEPS, contract)] == ["D1", "D2"]
    assert [finding.decision for finding in judged(TWO_STEPS, {**contract, "decision": "D2"})] == ["D2"]


def test_value_of_control_is_judged_once_for_each_agent() -> None:
    assert [(f.decision, f.agent) for f in judged(TWO_STEPS, {"forbid": "voc", "on": "X"})] == [(None, "agent")]
    findings = judged(GAME, {"forbid": "voc", "on": "Y"})
    assert [finding.agent for finding in findings] == ["worker", "firm"]
    assert findings[0].message == "value of control of 'Y' (agent worker)"
    assert [f.agent for f in judged(GAME, {"forbid": "voc", "on": "Y", "decision": "D2"})] == ["firm"]


def test_an_agent_alone_means_its_decisions() -> None:
    findings = judged(GAME, {"forbid": "ici", "on": "Y"}, {"forbid": "ici", "on": "Y", "agent": "firm"})
    assert states(findings) == ["broken", "met"]
    assert findings[0].message == "instrumental control incentive on 'Y' for 'D1' (agent worker)"


def test_all_and_kinds_leave_out_nodes_for_which_the_incentive_is_not_defined() -> None:
    results = judged(RECOMMENDER, {"require": "ri", "on": "all"}, {"forbid": "ici", "on": {"kind": "chance"}}).contracts
    assert [verdict.node for verdict in results[0].verdicts] == ["O", "M", "I"]
    assert [verdict.node for verdict in results[1].verdicts] == ["O", "M", "I"]


def test_several_incentives_in_one_contract() -> None:
    findings = judged(REDESIGNED, {"forbid": ["ici", "impact"], "on": "I"})
    assert [finding.incentive for finding in findings] == ["impact"]


def test_findings_know_their_lines_where_the_file_is_known() -> None:
    findings = judged(RECOMMENDER, OPINIONS, places={"I": Place(7, 3)})
    assert findings[0].place == Place(7, 3)
    assert findings[0].to_dict()["line"] == 7
    assert "line:    7" in str(findings)


def test_generic_remedies_cover_every_incentive() -> None:
    assert set(WHEN_FORBIDDEN) == set(WHEN_REQUIRED) == set(CRITERIA)
    (finding,) = judged(RECOMMENDER, {"forbid": "ici", "on": "I"})
    assert finding.remedy == WHEN_FORBIDDEN["ici"]


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ({"on": "II"}, "unknown node 'II'. Did you mean 'I'?"),
        ({"on": ["I", "clicks"]}, "unknown node 'clicks'. There are: 'O', 'M', 'I', 'P', 'C'."),
        (
            {"on": {"tag": "user-value"}},
            "no node carries the tag 'user-value'. Did you mean 'user-values'? Or add optional",
        ),
        ({"on": "I", "decision": "PP"}, "unknown decision 'PP'. Did you mean 'P'?"),
        ({"on": "I", "decision": "I"}, "'I' is a chance node, not a decision"),
        ({"on": "I", "agent": "agnet"}, "unknown agent 'agnet'. Did you mean 'agent'?"),
    ],
)
def test_a_spec_that_does_not_fit_the_diagram_is_an_error(contract: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidSpec) as caught:
        judged(RECOMMENDER, {"id": "first", "forbid": "ici", **contract}, {"forbid": "ici", "on": "nowhere"})
    first, second = caught.value.problems
    assert str(first).startswith(f"contract 'first': {expected}")
    assert "unknown node 'nowhere'" in second.message


def test_problems_of_fit_have_the_lines_of_the_spec() -> None:
    spec = load_spec("pycid_like_spec: 1\ncontracts:\n- {forbid: ici, on: I}\n- {forbid: ici, on: II}\n")
    (problem,) = misfits(RECOMMENDER, spec)
    assert (problem.line, problem.column) == (4, 3)


def test_a_decision_of_another_agent_and_no_decision_at_all() -> None:
    with pytest.raises(InvalidSpec, match=r"'D2' is no decision of the agent 'worker'. It belongs to 'firm'"):
        judged(GAME, {"forbid": "ici", "on": "Y", "decision": "D2", "agent": "worker"})
    bare = CID.parse("X -> U", utilities="U")
    assert states(judged(bare, {"forbid": "ici", "on": "X"})) == ["met"]
    with pytest.raises(InvalidSpec, match="required of a decision, and there is none"):
        judged(bare, {"require": "ici", "on": "X"})


def test_an_optional_tag_may_be_carried_by_no_node() -> None:
    findings = judged(RECOMMENDER, {"forbid": "ici", "on": {"tag": "weights", "optional": True}})
    assert states(findings) == ["met"]


def test_severities_decide_what_is_raised() -> None:
    findings = judged(
        RECOMMENDER,
        {"forbid": "ici", "on": "I", "severity": "note"},
        {"forbid": "impact", "on": "I", "severity": "warning"},
    )
    assert findings.worst == "warning"
    assert [finding.severity for finding in findings.at_least("warning")] == ["warning"]
    assert len(findings.at_least("note")) == 2
    findings.raise_if("error")
    with pytest.raises(BrokenContracts, match="1 finding") as caught:
        findings.raise_if("warning")
    assert caught.value.findings == findings.at_least("warning")
    assert pickle.loads(pickle.dumps(caught.value)).args == caught.value.args
    with pytest.raises(InvalidCall, match=r"unknown severity 'eror'. Did you mean 'error'"):
        findings.raise_if("eror")


def test_findings_as_text_markdown_html_and_json() -> None:
    findings = judged(RECOMMENDER, OPINIONS)
    assert str(findings).splitlines()[:4] == [
        "1 contract: 1 broken",
        "",
        "error: instrumental control incentive on 'influenced opinions' [no-opinion-manipulation]",
        "  path:    posts -> influenced opinions -> clicks",
    ]
    assert "  remedy:  pay for clicks predicted from the old opinions" in str(findings)
    markdown = findings.to_markdown()
    assert "### ✗ error: instrumental control incentive on 'influenced opinions'" in markdown
    assert "- **path**: posts → influenced opinions → clicks" in markdown
    html = findings._repr_html_()
    assert "<em>path</em>: posts -&gt; influenced opinions -&gt; clicks" in html
    data = json.loads(json.dumps(findings.to_dict()))
    assert data["worst"] == "error"
    assert data["contracts"][0]["state"] == "broken"
    assert data["findings"][0]["path"] == ["P", "I", "C"]
    assert data["findings"][0]["answer"] == "yes"


def test_titles_cannot_break_out_of_html_or_markdown() -> None:
    cid = CID.parse("D -> X -> U", decisions="D", utilities="U", titles={"X": "<b>*x*</b>"})
    findings = judged(cid, {"forbid": "ici", "on": "X"})
    assert "<b>" not in findings._repr_html_()
    assert "&lt;b&gt;*x*" in findings._repr_html_()
    assert "\\<b\\>\\*x\\*" in findings.to_markdown()


def test_an_empty_spec_checks_nothing() -> None:
    assert str(judged(RECOMMENDER)) == "0 contracts: nothing to check"
