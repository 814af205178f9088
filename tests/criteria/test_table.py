"""All incentives at once: as text, as pandas, as HTML, and cell by cell."""

from __future__ import annotations

import pytest

from pycid_like import CID, InvalidCall, incentives
from pycid_like.diagrams.verdict import Answer

ONE = CID.parse("O -> M -> P -> I -> C; O -> I; P -> C", "P", "C", titles={"I": "influenced opinions"})
GAME = CID.parse(
    "X -> D1 -> D2; D1, D2 -> U1, U2; X -> U1", {"a": "D1", "b": "D2"}, {"a": "U1", "b": "U2"}, titles={"X": "<b>"}
)
TWO = CID.parse("X -> D1 -> D2 -> U; X -> U; D1 -> U", ["D1", "D2"], "U")


def test_text() -> None:
    assert str(incentives(ONE)).splitlines() == [
        "node                     role      VoI  RI   VoC  ICI  impact",
        "O                        chance    yes  yes  yes  no   no",
        "M                        chance    yes  yes  yes  no   no",
        "P                        decision  -    -    -    -    -",
        "influenced opinions (I)  chance    -    no   yes  yes  yes",
        "C                        utility   -    -    yes  yes  -",
    ]


def test_columns_name_the_decision_or_the_agent_where_there_are_several() -> None:
    assert incentives(GAME).headings == (
        *("node", "role", "VoI D1", "RI D1", "VoC a", "ICI D1", "impact D1"),
        *("VoI D2", "RI D2", "VoC b", "ICI D2", "impact D2"),
    )
    assert len(incentives(TWO).columns) == 9


def test_a_title_with_line_breaks_keeps_its_row() -> None:
    cid = CID([("D", "U")], "D", "U", titles={"D": "two\nlines"})
    assert len(str(incentives(cid)).splitlines()) == 3
    assert "two lines (D)" in str(incentives(cid))


def test_large_diagrams_show_their_first_rows() -> None:
    cid = CID([*((f"X{n}", "U") for n in range(150)), ("D", "U")], "D", "U")
    lines = str(incentives(cid)).splitlines()
    assert len(lines) == 102
    assert lines[-1] == "... and 52 nodes more"
    assert "first 100 of 152 nodes" in incentives(cid)._repr_html_()


def test_pandas() -> None:
    frame = incentives(GAME).to_pandas()
    assert list(frame.index) == list(GAME.nodes)
    assert frame.index.name == "node"
    assert frame.columns.names == ["incentive", "decision", "agent"]
    assert frame.loc["X", ("voi", "D1", "a")] == "yes"
    assert frame.loc["D1", ("voi", "D1", "a")] == "not applicable"
    assert frame.loc["U2", ("voc", "", "a")] == "no"
    assert (frame == "yes").sum().sum() == sum(1 for _ in incentives(GAME).verdicts([Answer.YES]))


def test_html_is_escaped() -> None:
    text = incentives(GAME)._repr_html_()
    assert "&lt;b&gt; (X)" in text
    assert "<b>" not in text
    assert text.count("<tr>") == len(GAME) + 1


def test_cells() -> None:
    table = incentives(ONE)
    assert table.answer("I", "ici") is Answer.YES
    assert table.verdict("I", "ici").path == ("P", "I", "C")
    assert table.nodes("voi") == ("O", "M")
    assert table.nodes("voi", answer=Answer.NOT_APPLICABLE) == ("P", "I", "C")
    assert incentives(TWO).answer("X", "voi", "D2") is Answer.YES
    assert incentives(TWO).answer("X", "voc", "D2") is incentives(TWO).answer("X", "voc") is Answer.YES
    assert incentives(GAME).answer("U2", "voc", agent="b") is Answer.YES
    assert incentives(GAME).answer("U2", "voc", "D1") is Answer.NO


def test_verdicts_come_by_node_and_then_by_column() -> None:
    found = [(verdict.node, verdict.incentive) for verdict in incentives(ONE).verdicts()]
    assert found == [
        *(("O", "voi"), ("O", "ri"), ("O", "voc"), ("M", "voi"), ("M", "ri"), ("M", "voc")),
        *(("I", "voc"), ("I", "ici"), ("I", "impact"), ("C", "voc"), ("C", "ici")),
    ]
    assert all(verdict.is_possible for verdict in incentives(TWO).verdicts())
    assert {verdict.answer for verdict in incentives(TWO).verdicts([Answer.NO])} == {Answer.NO}


def test_what_is_wanted_can_be_chosen() -> None:
    table = incentives(TWO, decisions="D2", criteria=["ri", "ici"])
    assert [(column.incentive, column.decision) for column in table.columns] == [("ri", "D2"), ("ici", "D2")]
    assert {column.agent for column in incentives(GAME, agent="b").columns} == {"b"}
    assert incentives(ONE, include_decision=True).answer("P", "ici") is Answer.YES
    assert incentives(ONE, include_decision=True).verdict("P", "ici").answer is Answer.YES


def test_without_decisions_only_control_is_left() -> None:
    paid = CID([("A", "U")], utilities="U")
    assert [column.incentive for column in incentives(paid).columns] == ["voc"]
    bare = incentives(CID([("A", "B")]))
    assert bare.columns == ()
    assert str(bare).splitlines() == ["node  role", "A     chance", "B     chance"]
    assert list(bare.to_pandas().index) == ["A", "B"]
    assert str(incentives(CID([]))) == "node  role"


def test_bad_questions() -> None:
    table = incentives(GAME)
    with pytest.raises(InvalidCall, match=r"unknown incentive 'vio'.*Did you mean 'voi'\?"):
        table.answer("X", "vio")
    with pytest.raises(InvalidCall, match="2 columns of 'voi'.*'D1', 'D2'"):
        table.answer("X", "voi")
    with pytest.raises(InvalidCall, match="unknown node 'D3'"):
        table.answer("X", "voi", "D3")
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        table.answer("Q", "voi", "D1")
    with pytest.raises(InvalidCall, match=r"unknown criterion 'vio'.*Did you mean 'voi'\?"):
        incentives(GAME, criteria=["vio"])
    with pytest.raises(InvalidCall, match="unknown decision 'D3'"):
        incentives(GAME, decisions=["D3"])
    with pytest.raises(InvalidCall, match="unknown decision 'D2'"):
        incentives(GAME, agent="a", decisions=["D2"])
    with pytest.raises(InvalidCall, match="unknown agent 'z'"):
        incentives(GAME, agent="z")
