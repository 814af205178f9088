"""The diagram as a value: what it says of itself, that it stays as it is, when two are the same."""

from __future__ import annotations

import copy
import pickle
import warnings

import pytest
from hypothesis import given

from pycid_like import CID, DiagramWarning, InvalidCall, Role
from tests.laws.diagrams import diagrams
from tests.profiles import examples


def recommender(**keywords: object) -> CID:
    declared = {
        "titles": {"I": "influenced opinions"},
        "descriptions": {"O": "what users think"},
        "tags": {"I": ["user-values", "opinions"], "O": "user-values"},
        "steps": {"O": 0, "I": 1},
        "rationale": {("P", "I"): "posts persuade"},
        "name": "recommender",
    }
    edges = [("O", "M"), ("O", "I"), ("M", "P"), ("P", "I"), ("I", "C"), ("P", "C")]
    return CID(edges, **{"decisions": "P", "utilities": "C", **declared, **keywords})


def game() -> CID:
    edges = [("D1", "D2"), ("D1", "U1"), ("D2", "U1"), ("D2", "U2"), ("X", "U2")]
    return CID(edges, {"worker": ["D1"], "firm": "D2"}, {"firm": ["U2"], "worker": ["U1"], "bank": []})


def test_nodes_and_edges_in_declared_order() -> None:
    cid = recommender()
    assert cid.nodes == ("O", "M", "I", "P", "C")
    assert cid.edges == (("O", "M"), ("O", "I"), ("M", "P"), ("P", "I"), ("I", "C"), ("P", "C"))
    assert (cid.decisions, cid.utilities, cid.chances) == (("P",), ("C",), ("O", "M", "I"))
    assert cid.parents("C") == ("I", "P")
    assert cid.children("O") == ("M", "I")
    assert len(cid) == 5
    assert "O" in cid
    assert "Q" not in cid
    assert cid.name == "recommender"


def test_order_is_the_order_of_everything() -> None:
    cid = recommender(order=["C", "P", "I", "M", "O", "Q"])
    assert cid.nodes == ("C", "P", "I", "M", "O", "Q")
    assert cid.chances == ("I", "M", "O", "Q")
    assert cid.parents("Q") == cid.children("Q") == ()
    assert cid.edges == recommender().edges


def test_decisions_come_in_the_order_of_nodes_not_of_declaration() -> None:
    cid = CID([("A", "U"), ("B", "U")], decisions=["B", "A"], utilities="U")
    assert cid.decisions == ("A", "B")


def test_roles_and_owners() -> None:
    cid = game()
    assert [cid.role(node) for node in ("D1", "X", "U2")] == [Role.DECISION, Role.CHANCE, Role.UTILITY]
    assert [cid.owner(node) for node in ("D1", "X", "U2")] == ["worker", None, "firm"]
    assert cid.agents == ("worker", "firm", "bank")
    assert cid.decisions_of("firm") == ("D2",)
    assert cid.utilities_of("firm") == ("U2",)
    assert cid.decisions_of("bank") == cid.utilities_of("bank") == ()
    assert recommender().agents == ("agent",)
    assert recommender().owner("P") == "agent"


def test_annotations() -> None:
    cid = recommender()
    assert (cid.title("I"), cid.title("O")) == ("influenced opinions", "O")
    assert (cid.description("O"), cid.description("I")) == ("what users think", None)
    assert (cid.tags("I"), cid.tags("O"), cid.tags("M")) == (("user-values", "opinions"), ("user-values",), ())
    assert (cid.step("O"), cid.step("M")) == (0, None)
    assert (cid.why("P", "I"), cid.why("O", "I")) == ("posts persuade", None)
    assert dict(cid.annotations.titles) == {"I": "influenced opinions"}


@pytest.mark.parametrize("method", ["parents", "children", "role", "owner", "title", "description", "tags", "step"])
def test_an_unknown_node_is_met_by_the_nearest_name(method: str) -> None:
    cid = CID([("posts", "clicks")], decisions="posts", utilities="clicks")
    with pytest.raises(InvalidCall, match=r"unknown node 'psots'.*Did you mean 'posts'\?"):
        getattr(cid, method)("psots")
    with pytest.raises(InvalidCall, match="unknown node 7"):
        getattr(cid, method)(7)


def test_an_unknown_agent_is_met_by_the_nearest_name() -> None:
    with pytest.raises(InvalidCall, match=r"unknown agent 'frim'.*Did you mean 'firm'\?"):
        game().decisions_of("frim")
    with pytest.raises(InvalidCall, match="'worker', 'firm', 'bank'"):
        game().utilities_of("zzz")


def test_why_wants_known_nodes() -> None:
    with pytest.raises(InvalidCall, match="unknown node 'X'"):
        recommender().why("P", "X")


def test_diagrams_without_decisions_or_utilities_are_valid() -> None:
    assert CID([]).nodes == ()
    assert CID([("A", "B")]).agents == ()
    bare = CID([("A", "B")], utilities="B")
    assert (bare.decisions, bare.utilities, bare.agents) == ((), ("B",), ("agent",))


def test_utilities_with_children_where_allowed() -> None:
    cid = CID([("D", "U"), ("U", "X")], decisions="D", utilities="U", utility_children="allow")
    assert cid.children("U") == ("X",)
    assert cid.utility_children == "allow"
    assert recommender().utility_children == "refuse"


def test_chance_nodes_may_be_listed() -> None:
    assert recommender(chance=["O", "M", "I"]) == recommender()
    assert recommender(chance=["O", "M", "I", "Q"]).chances == ("O", "M", "I", "Q")


def test_names_are_any_text() -> None:
    cid = CID([("Ω ↦ 'x'", "🎯"), ("\n", "🎯")], decisions="Ω ↦ 'x'", utilities="🎯")
    assert cid.nodes == ("Ω ↦ 'x'", "🎯", "\n")


# -- frozen ------------------------------------------------------------------------------------------------------------


def test_frozen() -> None:
    cid = recommender()
    for attribute in ("name", "nodes", "anything"):
        with pytest.raises(AttributeError):
            setattr(cid, attribute, "x")
    with pytest.raises(TypeError):
        cid.annotations.titles["O"] = "x"
    assert cid == recommender()


def test_the_arrays_of_a_diagram_cannot_be_written_to() -> None:
    cid = recommender()
    for array in (cid.adjacency.sources, cid.adjacency.targets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 3
    assert cid == recommender()


def test_what_was_declared_may_change_afterwards() -> None:
    edges, titles, owners = [("D", "U")], {"D": "the decision"}, {"a": ["D"]}
    cid = CID(edges, owners, {"a": ["U"]}, titles=titles)
    edges.append(("X", "U"))
    titles["D"] = "changed"
    owners["a"].append("X")
    assert (cid.edges, cid.title("D"), cid.decisions) == ((("D", "U"),), "the decision", ("D",))


def test_iterators_are_read_once() -> None:
    cid = CID(iter([("D", "U")]), decisions=iter(["D"]), utilities=iter(["U"]), order=iter(["U", "D"]))
    assert (cid.nodes, cid.decisions) == (("U", "D"), ("D",))


# -- equality ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"titles": {}},
        {"descriptions": {}},
        {"tags": {}},
        {"steps": {"O": 1}},
        {"rationale": {}},
        {"order": ["C", "P", "I", "M", "O"]},
    ],
)
def test_equality_looks_at_annotations_and_order_and_same_graph_does_not(change: dict[str, object]) -> None:
    one, other = recommender(), recommender(**change)
    assert one != other
    assert one.same_graph(other)
    assert other.same_graph(one)


def test_equality_does_not_look_at_the_name_or_the_order_of_edges() -> None:
    one = recommender()
    assert one == recommender(name="other")
    other = CID(
        one.edges[::-1],
        "P",
        "C",
        order=one.nodes,
        **one.annotations.as_keywords(),
    )
    assert one == other
    assert hash(one) == hash(other)


def test_roles_and_agents_and_edges_are_part_of_the_graph() -> None:
    one = CID([("A", "B"), ("B", "U")], decisions="A", utilities="U")
    for other in (
        CID([("A", "B"), ("B", "U")], decisions="B", utilities="U"),
        CID([("A", "B"), ("B", "U")], decisions=["A", "B"], utilities="U"),
        CID([("A", "B"), ("B", "U")], decisions={"x": "A"}, utilities={"x": "U"}),
        CID([("A", "B"), ("B", "U"), ("A", "U")], decisions="A", utilities="U"),
        CID([("A", "B"), ("B", "U")], decisions="A", utilities="U", order=["A", "B", "U", "C"]),
    ):
        assert one != other
        assert not one.same_graph(other)


def test_nothing_else_equals_a_diagram() -> None:
    assert recommender() != "recommender"
    assert recommender() != 3


@examples(60)
@given(diagrams(nodes=(4, 8), decisions=(1, 3), agents=3))
@pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")
def test_copies_are_equal(cid: CID) -> None:
    for twin in (copy.copy(cid), copy.deepcopy(cid), pickle.loads(pickle.dumps(cid))):
        assert twin == cid
        assert hash(twin) == hash(cid)
        assert twin.nodes == cid.nodes
        assert twin.edges == cid.edges
        assert twin.agents == cid.agents
        assert twin.utility_children == cid.utility_children


def test_a_copy_keeps_annotations_and_name_and_is_frozen() -> None:
    cid = recommender()
    for twin in (copy.deepcopy(cid), pickle.loads(pickle.dumps(cid))):
        assert twin == cid
        assert twin.name == "recommender"
        assert twin.why("P", "I") == "posts persuade"
        with pytest.raises(AttributeError, match="frozen"):
            twin.anything = 1
        with pytest.raises(TypeError):
            twin.annotations.titles["O"] = "x"


def test_diagrams_are_keys() -> None:
    assert len({recommender(), recommender(name="other"), recommender(titles={})}) == 2


# -- shown, warned -----------------------------------------------------------------------------------------------------


def test_repr_says_what_it_is() -> None:
    assert repr(recommender()) == "<CID 'recommender'; 5 nodes, 6 edges; decisions P; utilities C>"
    assert "agents worker, firm, bank" in repr(game())
    many = CID([(f"D{n}", "U") for n in range(9)], decisions=[f"D{n}" for n in range(9)], utilities="U")
    assert "D5 and 3 more" in repr(many)


def test_a_decision_that_reaches_no_utility_is_warned_of() -> None:
    with pytest.warns(DiagramWarning, match="the decision 'D2' reaches no utility: nothing it does") as caught:
        cid = CID([("D1", "U"), ("D2", "X")], decisions=["D1", "D2"], utilities="U")
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert [remark.message.split(":")[0] for remark in cid.remarks] == ["the decision 'D2' reaches no utility"]


def test_warnings_can_be_left_out() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cid = CID([("D", "X")], decisions="D", utilities="U", order=["D", "X", "U"], warn=False)
    assert len(cid.remarks) == 1


def test_a_decision_must_reach_a_utility_of_its_own_agent() -> None:
    with pytest.warns(DiagramWarning, match="'D2' reaches no utility of 'b'"):
        CID([("D1", "U"), ("D2", "U"), ("X", "V")], {"a": "D1", "b": "D2"}, {"a": "U", "b": "V"})


def test_nothing_is_warned_of_without_need() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert recommender().remarks == ()
        assert game().remarks == ()
        assert CID([("A", "B")]).remarks == ()
