"""Edits: each returns a new diagram and leaves the old one as it was."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from pycid_like import CID, InvalidCall, InvalidDiagram, Role

ONE = CID(
    [("X", "D"), ("D", "Y"), ("Y", "U"), ("X", "U")],
    decisions="D",
    utilities="U",
    titles={"X": "the state", "Y": "the outcome"},
    tags={"Y": ["sensitive"]},
    steps={"Y": 2},
    descriptions={"Y": "what happens"},
    rationale={("X", "D"): "it is seen", ("Y", "U"): "it is paid"},
    name="one",
)
GAME = CID(
    [("D1", "D2"), ("D1", "U1"), ("D2", "U1"), ("D2", "U2"), ("X", "U2")],
    {"worker": ["D1"], "firm": ["D2"]},
    {"worker": ["U1"], "firm": ["U2"]},
)

EDITS: dict[str, Callable[[CID], CID]] = {
    "with_edge": lambda cid: cid.with_edge("D", "U", why="a cost"),
    "without_edge": lambda cid: cid.without_edge("X", "U"),
    "with_node": lambda cid: cid.with_node("Z", parents=["X"], children=["D"], title="z"),
    "without_node": lambda cid: cid.without_node("Y").with_edge("D", "U"),
    "with_annotations": lambda cid: cid.with_annotations("X", title="other", tags="new", step=4, description="d"),
    "as_chance": lambda cid: cid.as_chance("D"),
    "as_decision": lambda cid: cid.as_decision("X"),
    "as_utility": lambda cid: cid.without_edge("Y", "U").as_utility("Y"),
    "renamed": lambda cid: cid.renamed({"X": "state"}),
}


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edit_makes_another_diagram(name: str) -> None:
    before = copy.deepcopy(ONE)
    changed = EDITS[name](ONE)
    assert changed is not ONE
    assert changed != ONE
    assert before == ONE
    assert ONE.name == "one" == changed.name


def test_every_edit_is_tested() -> None:
    named = {name for name in vars(CID) if name.startswith(("with_", "without_", "as_")) or name == "renamed"}
    assert named == set(EDITS)


def test_with_edge() -> None:
    changed = ONE.with_edge("D", "U", why="a cost")
    assert changed.edges == (*ONE.edges, ("D", "U"))
    assert changed.why("D", "U") == "a cost"
    assert changed.why("X", "D") == "it is seen"
    assert changed.nodes == ONE.nodes


def test_with_edge_is_validated() -> None:
    with pytest.raises(InvalidDiagram, match="stands twice"):
        ONE.with_edge("X", "D")
    with pytest.raises(InvalidDiagram, match="cycle: D -> Y -> D|cycle: Y -> D -> Y"):
        ONE.with_edge("Y", "D")
    with pytest.raises(InvalidDiagram, match="self-loop"):
        ONE.with_edge("X", "X")
    with pytest.raises(InvalidDiagram, match="the utility 'U' has children"):
        ONE.with_node("W").with_edge("U", "W")
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        ONE.with_edge("X", "Q")


def test_without_edge() -> None:
    changed = ONE.without_edge("X", "D")
    assert changed.edges == (("D", "Y"), ("Y", "U"), ("X", "U"))
    assert changed.why("X", "D") is None
    assert changed.why("Y", "U") == "it is paid"
    assert changed.with_edge("X", "D").same_graph(ONE)
    with pytest.raises(InvalidCall, match=r"there is no edge D -> X\. Did you mean 'D -> Y'\?|there is no edge D -> X"):
        ONE.without_edge("D", "X")
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        ONE.without_edge("Q", "X")


def test_edits_do_not_warn_but_remarks_tell() -> None:
    # pytest turns every DiagramWarning into an error.
    changed = ONE.without_edge("D", "Y")
    assert ["'D' reaches no utility" in str(remark) for remark in changed.remarks] == [True]
    assert changed.with_edge("D", "U").remarks == ()


def test_with_node() -> None:
    changed = ONE.with_node(
        "Z", parents=["X"], children=["D", "Y"], title="z", description="new", tags=["a", "b"], step=3
    )
    assert changed.nodes == (*ONE.nodes, "Z")
    assert changed.parents("D") == ("X", "Z")
    assert changed.parents("Z") == ("X",)
    assert (changed.title("Z"), changed.description("Z"), changed.tags("Z"), changed.step("Z")) == (
        "z",
        "new",
        ("a", "b"),
        3,
    )
    assert changed.role("Z") is Role.CHANCE
    assert changed.title("X") == "the state"


def test_with_node_of_each_role() -> None:
    assert ONE.with_node("E", "decision", children=["U"]).decisions == ("D", "E")
    assert ONE.with_node("V", Role.UTILITY, parents=["D"]).utilities == ("U", "V")
    assert GAME.with_node("V", "utility", agent="firm", parents=["D2"]).utilities_of("firm") == ("U2", "V")
    assert GAME.with_node("V", "utility", agent="bank", parents=["D2"]).agents == ("worker", "firm", "bank")


def test_with_node_is_validated() -> None:
    with pytest.raises(InvalidCall, match="there is a node 'X' already"):
        ONE.with_node("X")
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        ONE.with_node("Z", parents=["Q"])
    with pytest.raises(InvalidCall, match=r"whose decision is 'Z'\?.*one of"):
        GAME.with_node("Z", "decision", children=["U1"])
    with pytest.raises(InvalidCall, match="a chance node has no agent"):
        GAME.with_node("Z", agent="firm")
    with pytest.raises(InvalidDiagram, match="named ''"):
        ONE.with_node("")


def test_without_node() -> None:
    changed = ONE.with_edge("D", "U").without_node("Y")
    assert changed.nodes == ("X", "D", "U")
    assert changed.edges == (("X", "D"), ("X", "U"), ("D", "U"))
    assert dict(changed.annotations.titles) == {"X": "the state"}
    assert dict(changed.annotations.rationale) == {("X", "D"): "it is seen"}
    assert ONE.without_node("D").decisions == ()
    assert GAME.without_node("D1").decisions == ("D2",)
    with pytest.raises(InvalidDiagram, match="'agent' has decisions but no utility"):
        ONE.without_node("U")
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        ONE.without_node("Q")


def test_with_annotations() -> None:
    changed = ONE.with_annotations("Y", title="other")
    assert (changed.title("Y"), changed.tags("Y"), changed.step("Y")) == ("other", ("sensitive",), 2)
    assert ONE.with_annotations("Y", tags="new").tags("Y") == ("new",)
    assert ONE.with_annotations("Y") == ONE
    assert ONE.with_annotations("X", step=0).step("X") == 0
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        ONE.with_annotations("Q", title="x")
    with pytest.raises(InvalidDiagram, match="steps: 'two' for the node 'Y'"):
        ONE.with_annotations("Y", step="two")


def test_roles_change() -> None:
    assert ONE.as_decision("X").decisions == ("X", "D")
    assert ONE.as_decision("X").as_chance("D", "X").decisions == ()
    assert GAME.as_chance("D1").owner("D1") is None
    assert GAME.as_decision("X", "firm").decisions_of("firm") == ("D2", "X")
    assert GAME.as_decision("D1", "firm").decisions_of("firm") == ("D1", "D2")
    assert GAME.as_decision("D1", "firm").decisions_of("worker") == ()
    assert ONE.without_edge("X", "U").with_edge("D", "U").without_edge("Y", "U").as_utility("Y").utilities == ("Y", "U")
    with pytest.raises(InvalidCall, match="whose utility is 'X'"):
        GAME.as_utility("X")
    with pytest.raises(InvalidDiagram, match="the utility 'X' has children"):
        ONE.as_utility("X")
    with pytest.raises(InvalidDiagram, match="'agent' has decisions but no utility"):
        ONE.as_chance("U")


def test_an_edit_keeps_who_is_who() -> None:
    changed = GAME.with_edge("X", "U1")
    assert [changed.owner(node) for node in ("D1", "D2", "U1", "U2")] == ["worker", "firm", "worker", "firm"]
    allowed = CID([("D", "U"), ("U", "X")], "D", "U", utility_children="allow").with_edge("D", "X")
    assert allowed.utility_children == "allow"


def test_an_edit_keeps_the_agents_and_their_order() -> None:
    # Declared order, which is not the order of their nodes, and an agent that owns nothing yet.
    cid = CID(
        [("D1", "U1"), ("D2", "U2")],
        {"second": ["D2"], "first": ["D1"]},
        {"second": ["U2"], "first": ["U1"], "nobody": []},
        order=["D1", "D2", "U1", "U2"],
    )
    assert cid.agents == ("second", "first", "nobody")
    for changed in (
        cid.with_edge("D1", "D2"),
        cid.with_node("X"),
        cid.renamed({"D1": "E"}),
        cid.without_edge("D1", "U1"),
    ):
        assert changed.agents == cid.agents


def test_renamed() -> None:
    changed = ONE.renamed({"X": "state", "Y": "X"})
    assert changed.nodes == ("state", "D", "X", "U")
    assert changed.edges == (("state", "D"), ("D", "X"), ("X", "U"), ("state", "U"))
    assert (changed.title("state"), changed.title("X"), changed.tags("X"), changed.step("X")) == (
        "the state",
        "the outcome",
        ("sensitive",),
        2,
    )
    assert changed.why("state", "D") == "it is seen"
    assert ONE.renamed({"X": "Y", "Y": "X"}).renamed({"X": "Y", "Y": "X"}) == ONE
    assert GAME.renamed({"D1": "offer"}).owner("offer") == "worker"
    with pytest.raises(InvalidCall, match="two nodes would have one name"):
        ONE.renamed({"X": "Y"})
    with pytest.raises(InvalidCall, match="unknown node 'Q'"):
        ONE.renamed({"Q": "R"})
    with pytest.raises(InvalidDiagram, match="named ''"):
        ONE.renamed({"X": ""})
