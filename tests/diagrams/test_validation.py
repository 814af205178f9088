"""What is no diagram is refused with everything that is wrong with it, and with what was probably meant."""

from __future__ import annotations

from typing import Any

import pytest

from pycid_like import CID, InvalidDiagram, Problem


def refused(*args: Any, **keywords: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidDiagram) as caught:
        CID(*args, **keywords)
    return caught.value.problems


def only(*args: Any, **keywords: Any) -> str:
    (problem,) = refused(*args, **keywords)
    return str(problem)


GOOD: dict[str, Any] = {"decisions": "D", "utilities": "U"}


def test_a_cycle_is_named() -> None:
    assert only([("A", "B"), ("B", "C"), ("C", "A"), ("D", "U"), ("A", "U")], **GOOD) == (
        "the edges form a cycle: A -> B -> C -> A. Take out or turn one of these edges."
    )


def test_a_long_cycle_is_shortened() -> None:
    ring = [(f"N{n}", f"N{(n + 1) % 50}") for n in range(50)]
    message = only([*ring, ("D", "U")], **GOOD)
    assert " -> ... -> N" in message
    assert len(message) < 200


def test_what_hangs_on_a_cycle_is_not_part_of_it() -> None:
    message = only([("Z", "A"), ("A", "B"), ("B", "A"), ("B", "Y"), ("D", "U")], **GOOD)
    assert "Z" not in message
    assert "Y" not in message


@pytest.mark.parametrize(
    ("edges", "part"),
    [
        ([("D", "U"), ("A", "A")], "'A' -> 'A' is a self-loop. Take the edge out."),
        ([("D", "U"), ("D", "U")], "the edge 'D' -> 'U' stands twice. Keep one."),
        ([("D", "U"), ("", "U")], "named ''. Node names are non-empty strings."),
        ([("D", "U"), (7, "U")], "named 7. Node names are non-empty strings."),
        ([("D", "U"), ("A", None)], "named None. Node names are non-empty strings."),
        ([("D", "U"), ("A", "B", "C")], "('A', 'B', 'C') is no edge. An edge is a pair (parent, child) of node names."),
        ([("D", "U"), "AB"], "'AB' is no edge."),
        ([("D", "U"), None], "None is no edge."),
    ],
)
def test_edges(edges: list[Any], part: str) -> None:
    assert part in only(edges, **GOOD)


def test_edges_as_one_text() -> None:
    assert only("D -> U") == "the edges are one text. Use CID.parse(text, ...), or give (parent, child) pairs."


def test_edges_as_lists_are_edges() -> None:
    assert CID([["D", "U"]], **GOOD).edges == (("D", "U"),)


@pytest.mark.parametrize(
    ("keywords", "part"),
    [
        ({"decisions": ["Posts", "U"], "utilities": "U"}, "'U' is declared as decision and as utility"),
        ({"decisions": "Posts", "utilities": "U", "chance": ["X", "Posts"]}, "declared as decision and as chance"),
        ({"decisions": ["Posts", "Posts"], "utilities": "U"}, "the decision 'Posts' is declared twice"),
        ({"decisions": {"a": "Posts", "b": "Posts"}, "utilities": {"a": "U", "b": []}}, "the agents 'a' and 'b'"),
        ({"decisions": {"a": ["Posts", "Posts"]}, "utilities": {"a": "U"}}, "'Posts' is declared twice"),
        ({"decisions": 5, "utilities": "U"}, "5 where the names of decision nodes belong. Give a list of names."),
        ({"decisions": b"Posts", "utilities": "U"}, "where the names of decision nodes belong"),
        ({"decisions": ["Posts", ""], "utilities": "U"}, "a decision node is named ''"),
        ({"decisions": {"a": None}, "utilities": {"a": "U"}}, "None where the names of decision nodes belong"),
        ({"decisions": {"": "Posts"}, "utilities": {"a": "U"}}, "an agent is named ''. Agents are non-empty strings."),
        ({"decisions": {3: "Posts"}, "utilities": {"a": "U"}}, "an agent is named 3"),
        ({"decisions": {"a": "Posts"}, "utilities": "U"}, "named for one role only, not for the utilities"),
        ({"decisions": "Posts", "utilities": {"a": "U"}}, "named for one role only, not for the decisions"),
        ({"decisions": "Posts"}, "the agent 'agent' has decisions but no utility"),
        ({"decisions": {"firm": "Posts"}, "utilities": {"frim": "U"}}, "Did you mean 'frim'? Declare its utility"),
        ({"decisions": "Psots", "utilities": "U"}, "decisions: unknown node 'Psots': it is in no edge. Did you mean"),
        ({"decisions": "Posts", "utilities": "V"}, "utilities: unknown node 'V'"),
        ({"decisions": "Posts", "utilities": "U", "chance": ["X"], "titles": {"Post": "x"}}, "Did you mean 'Posts'?"),
        ({"decisions": "Posts", "utilities": "U", "chance": []}, "unknown node 'X' in the edges"),
        ({"decisions": "Posts", "utilities": "U", "chance": ["Xx"]}, "Did you mean 'Xx'? Otherwise add it to chance"),
        ({"decisions": "Posts", "utilities": "U", "chance": ["X", "X"]}, "'X' stands twice in chance"),
        ({"decisions": "Posts", "utilities": "U", "chance": ["X", ""]}, "a node in chance is named ''"),
        ({"decisions": "Posts", "utilities": "U", "order": ["Posts", "U"]}, "unknown node 'X' in the diagram"),
        ({"decisions": "Posts", "utilities": "U", "order": ["X", "U", "X", "Posts"]}, "'X' stands twice in order"),
        ({"decisions": "Posts", "utilities": "U", "chance": ["X"], "order": ["X", "U", "Posts", "Y"]}, "'Y' in order"),
        ({"decisions": "Posts", "utilities": "U", "utility_children": "maybe"}, "Give 'refuse' or 'allow'."),
        ({"decisions": "Posts", "utilities": "U", "name": 3}, "the name is 3. Give a text, or leave it out."),
        ({"decisions": "Posts", "utilities": "U", "titles": {"X": 3}}, "titles: 3 for the node 'X'. Give a text."),
        ({"decisions": "Posts", "utilities": "U", "descriptions": {"Xx": "x"}}, "descriptions: unknown node 'Xx'. Did"),
        ({"decisions": "Posts", "utilities": "U", "steps": {"X": 1.5}}, "steps: 1.5 for the node 'X'. Give a whole"),
        ({"decisions": "Posts", "utilities": "U", "steps": {"X": True}}, "steps: True for the node 'X'"),
        ({"decisions": "Posts", "utilities": "U", "tags": {"X": ["a", ""]}}, "tags: '' for the node 'X'. Tags are"),
        ({"decisions": "Posts", "utilities": "U", "tags": {"X": 5}}, "tags: 5 for the node 'X'"),
        ({"decisions": "Posts", "utilities": "U", "tags": {"Y": "a"}}, "tags: unknown node 'Y'"),
        (
            {"decisions": "Posts", "utilities": "U", "rationale": {("X", "Posts"): "x"}},
            "no edge X -> Posts. Did you mean",
        ),
        ({"decisions": "Posts", "utilities": "U", "rationale": {("X", "U"): 3}}, "rationale: 3 for the edge X -> U"),
        ({"decisions": "Posts", "utilities": "U", "rationale": {"X": "x"}}, "rationale: there is no edge X"),
    ],
)
def test_one_problem_at_a_time(keywords: dict[str, Any], part: str) -> None:
    assert part in only([("Posts", "X"), ("X", "U")], **keywords)


def test_a_utility_with_children_is_refused_with_both_ways_out() -> None:
    message = only([("D", "U"), ("U", "X"), ("U", "Y")], **GOOD)
    assert message.startswith("the utility 'U' has children: 'X', 'Y'.")
    assert "Declare an observed copy (a chance node with the parents of 'U')" in message
    assert 'utility_children="allow"' in message


def test_names_that_stand_in_no_edge_are_typos_unless_listed() -> None:
    message = only([("D", "U")], decisions=["D", "E"], utilities="U")
    assert "order=[...]" in message
    with pytest.warns(match="'E' reaches no utility"):
        assert CID([("D", "U")], decisions=["D", "E"], utilities="U", order=["D", "E", "U"]).nodes == ("D", "E", "U")


def test_typos_in_edges_are_caught_where_chance_nodes_are_listed() -> None:
    message = only(
        [("opinions", "posts"), ("opinons", "clicks"), ("posts", "clicks")], "posts", "clicks", chance=["opinions"]
    )
    assert message == "unknown node 'opinons' in the edges. Did you mean 'opinions'? Otherwise add it to chance=[...]."


def test_every_problem_is_reported_at_once() -> None:
    problems = refused(
        [("A", "B"), ("B", "A"), ("A", "A"), ("A", "B"), ("D", "U"), ("U", "X"), ("", "Z")],
        decisions=["D", "Dd", "U"],
        utilities="U",
        titles={"Bb": "b"},
        steps={"A": "one"},
        tags={"A": [1]},
        rationale={("A", "Z"): "why"},
        name=3,
        utility_children="maybe",
    )
    text = "\n".join(map(str, problems))
    for part in (
        "self-loop",
        "stands twice",
        "named ''",
        "as decision and as utility",
        "unknown node 'Dd'",
        "cycle: A -> B -> A",
        "'U' has children",
        "titles: unknown node 'Bb'",
        "steps: 'one'",
        "tags: 1",
        "rationale: there is no edge A -> Z",
        "the name is 3",
        "utility_children='maybe'",
    ):
        assert part in text
    assert len(problems) == 13


def test_the_error_numbers_its_problems() -> None:
    with pytest.raises(InvalidDiagram, match=r"invalid diagram: 2 problems\n  1\. .*\n  2\. ") as caught:
        CID([("A", "A"), ("B", "B")])
    assert [problem.hint for problem in caught.value.problems] == ["Take the edge out."] * 2


def test_a_refused_diagram_warns_of_nothing() -> None:
    # pytest turns every DiagramWarning into an error, which would show here instead of InvalidDiagram.
    assert "self-loop" in only([("D", "X"), ("Y", "U"), ("A", "A")], **GOOD)
