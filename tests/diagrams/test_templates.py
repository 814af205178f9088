"""Templates and unrolling by example; the laws are in tests/laws/test_processes.py."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from pycid_like import CID, InvalidCall, InvalidDiagram, Template, unroll
from pycid_like.diagrams.places import Place, read_place
from pycid_like.errors import Problem

AMOUNTS = "Give 'nothing', 'everything', a number of steps, or one of these for each agent."
MDP = "S[t] -> A[t]; S[t], A[t] -> S[t+1]; S[t] -> R[t]"


def template(text: str = MDP, decisions: Any = "A", utilities: Any = "R", **keywords: Any) -> Template:
    return Template.parse(text, decisions, utilities, **{"remember": "nothing"} | keywords)


def edges(cid: CID) -> list[str]:
    return [f"{source}>{target}" for source, target in cid.edges]


def test_places() -> None:
    assert read_place("S[t]") == Place("S", offset=0)
    assert read_place("S [ t - 2 ] ") == Place("S", offset=-2)
    assert read_place("S[-1]") == Place("S", fixed=-1)
    assert read_place("my state[t+10]") == Place("my state", offset=10)
    assert read_place("[t]") == Place("[t]")  # there is no stem before it: a name like any other
    for wrong in ("S[t+]", "S[s]", "S[]", "S[1.5]", "S[t*2]", "S[t][t]", "S[t+99999999999]"):
        assert isinstance(read_place(wrong), (Problem, Place))
    for wrong in ("S[t+]", "S[s]", "S[]", "S[1.5]", "S[t*2]"):
        assert isinstance(read_place(wrong), Problem)


def test_a_markov_decision_process() -> None:
    cid = unroll(template(titles={"S": "state"}, tags={"S": ["world", "x"]}, name="mdp"), 3)
    assert cid.nodes == ("S[1]", "A[1]", "R[1]", "S[2]", "A[2]", "R[2]", "S[3]", "R[3]")
    assert cid.decisions == ("A[1]", "A[2]")  # A[3] would lead beyond the last step
    assert [cid.step(node) for node in cid.nodes] == [1, 1, 1, 2, 2, 2, 3, 3]
    assert (cid.title("S[2]"), cid.tags("S[2]"), cid.title("A[2]"), cid.name) == (
        "state[2]",
        ("world", "x"),
        "A[2]",
        "mdp",
    )
    assert cid.remarks == ()


def test_the_last_decision_stays_where_it_is_paid() -> None:
    assert unroll(template(f"{MDP}; A[t] -> R[t]"), 2).decisions == ("A[1]", "A[2]")


def test_decisions_that_lead_only_to_idle_ones_are_idle() -> None:
    cid = unroll(template("S[t] -> A[t] -> B[t] -> S[t+1] -> R[t+1]; A[t] -> B[t+1]", ["A", "B"], ["R"]), 3)
    assert cid.decisions == ("A[1]", "B[1]", "A[2]", "B[2]")


def test_one_step() -> None:
    cid = unroll(template(), 1)
    assert (cid.nodes, cid.decisions) == (("S[1]", "R[1]"), ())


def test_t_is_a_step_and_arrows_stand_where_both_ends_do() -> None:
    later = unroll(template("S[t] -> A[t]; S[t], A[t] -> S[t+1] -> R[t+1]"), 2)
    assert "R[1]" not in later
    assert edges(later) == ["S[1]>A[1]", "S[1]>S[2]", "A[1]>S[2]", "S[2]>R[2]"]
    assert unroll(template(), 2, first=5).nodes == ("S[5]", "A[5]", "R[5]", "S[6]", "R[6]")
    assert unroll(template(), 2, first=-1).nodes[-1] == "R[0]"


def test_fixed_steps_static_nodes_and_lone_ones() -> None:
    text = f"{MDP}; Theta, World -> R[t]; Start -> S[1]; S[2] -> R[t]; S[1] -> S[3]; Noise[t]; R[t] -> Total; Lonely"
    cid = unroll(template(text, "A", ["Total", "R"], utility_children="allow"), 3)
    assert cid.nodes[:5] == ("Theta", "World", "Start", "Total", "Lonely")
    assert [cid.step(node) for node in cid.nodes[:5]] == [None] * 5
    assert {"Start>S[1]", "S[2]>R[3]", "S[1]>S[3]", "R[3]>Total", "World>R[1]"} <= set(edges(cid))
    assert "S[2]>R[1]" not in edges(cid)  # it would lead back in time
    assert "Noise[3]" in cid
    assert edges(cid).count("S[2]>R[2]") == 1


def test_memory() -> None:
    pomdp = "S[t] -> O[t] -> A[t]; S[t], A[t] -> S[t+1]; S[t] -> R[t]"
    parents = {
        remember: set(unroll(template(pomdp, remember=remember), 5).parents("A[4]"))
        for remember in ("nothing", 1, 2, "everything")
    }
    assert parents["nothing"] == {"O[4]"}
    assert parents[1] == {"O[4]", "O[3]", "A[3]"}
    assert parents[2] == parents[1] | {"O[2]", "A[2]"}
    assert parents["everything"] == parents[2] | {"O[1]", "A[1]"}


def test_memory_is_each_agents_own() -> None:
    text = "A[t], B[t] -> S[t+1] -> R[t+1], U[t+1]; S[t] -> A[t], B[t]"
    owners = ({"a": "A", "b": "B"}, {"a": "R", "b": "U"})
    cid = unroll(Template.parse(text, *owners, remember={"b": 1, "a": "nothing"}), 3)
    assert set(cid.parents("A[2]")) == {"S[2]"}
    assert set(cid.parents("B[2]")) == {"S[2]", "S[1]", "B[1]"}


def test_decisions_of_one_step_remember_each_other_in_the_order_of_the_arrows() -> None:
    text = "X[t] -> B[t]; B[t] -> A[t]; A[t], B[t] -> R[t]"
    assert set(unroll(template(text, ["A", "B"], remember=1), 1).parents("A[1]")) == {"B[1]", "X[1]"}
    assert set(unroll(template(text, ["A", "B"], remember="nothing"), 1).parents("A[1]")) == {"B[1]"}


def test_an_agent_for_each_step() -> None:
    text = "S[t], A[t] -> S[t+1]; S[t] -> A[t], R[t]; S[t+1] -> Q[t+1]"
    cid = unroll(Template.parse(text, {"i [t]": "A"}, {"i [t]": ["R", "Q[t+1]"]}, remember={"i[t]": "everything"}), 3)
    assert cid.agents == ("i[1]", "i[2]", "i[3]")
    assert [cid.owner(node) for node in ("A[2]", "R[2]", "Q[2]", "Q[3]")] == ["i[2]", "i[2]", "i[1]", "i[2]"]
    assert cid.parents("A[2]") == ("S[2]",)  # nobody acts twice
    with pytest.raises(InvalidDiagram, match=r"Q\[1\] would belong to 'i\[0\]', of no step"):
        unroll(Template.parse("S[t] -> Q[t]; A[t] -> Q[t]", {"i[t]": "A"}, {"i[t]": "Q[t+1]"}, remember=1), 2)


def test_templates_are_values() -> None:
    one = template(tags={"S": "x"})
    assert one == template(tags={"S": "x"})
    assert one != template(tags={"S": "y"})
    assert pickle.loads(pickle.dumps(one)) == one
    assert one.stems == ("S", "A", "R")


def problems(*arguments: Any, **keywords: Any) -> list[str]:
    with pytest.raises(InvalidDiagram) as caught:
        template(*arguments, **keywords)
    return list(map(str, caught.value.problems))


def test_all_problems_at_once_with_the_nearest_names() -> None:
    found = problems(
        "State[t] -> Action[t]; State[s] -> X[t]; Action[t+1] -> State[t]; State -> X[t]; X[t] -> X[t]; "
        "Action[t] -> State[t+1]; Action[t-1] -> State[t]",
        "Acton",
        ["Reward", "State[3]"],
        remember="all",
        titles={"Stat": "state"},
        tags={"X": [""]},
    )
    assert found == [
        "'s' in 'State[s]' is no step. Write [t], [t+1], [t-1], or a fixed step such as [1].",
        "the arrow Action[t+1] -> State[t] leads back in time. Causes come before effects, or in the same step.",
        "X[t] -> X[t] is a self-loop. Take the arrow out, or let it lead to [t+1].",
        "the arrow Action[t-1] -> State[t] stands twice. Keep one.",
        "'State' stands with and without a step. Give it a step everywhere, or nowhere.",
        "decisions: unknown stem 'Acton'. Did you mean 'Action'?",
        "utilities: unknown stem 'Reward'. There are: 'State', 'Action', 'X'.",
        "State[3] cannot belong to 'agent'. Owners go by stem, or as R[t+1] for 'agent[t]'.",
        "remember: 'all'. Give 'nothing', 'everything', a number of steps, or one of these for each agent.",
        "titles: unknown node 'Stat'. Did you mean 'State'?",
        "tags: '' for the node 'X'. Tags are non-empty strings.",
    ]


@pytest.mark.parametrize("remember", [0, -1, True, 1.5, None, "some", {"agent": 0}])
def test_what_is_remembered_must_be_said(remember: Any) -> None:
    assert "Give 'nothing', 'everything', a number of steps" in problems(remember=remember)[0]


def test_owners() -> None:
    assert problems(decisions=["A", "A[t]"]) == ["'A' is declared twice. A stem has one role and one owner."]
    assert "declared as decision and as utility" in problems(utilities=["R", "A"])[0]
    assert "R[t+1] cannot belong to 'agent', an agent of all steps" in problems(utilities="R[t+1]")[0]
    assert "'Theta' needs a step to be a decision" in problems(f"{MDP}; Theta -> R[t]", ["A", "Theta"])[0]
    assert "agents are named for one role only" in problems(decisions={"a": "A"})[0]
    assert problems(remember={"agnt": 1}) == [
        "remember: 'agnt' is no agent with decisions. Did you mean 'agent'?",
        f"remember: nothing is said of the agent 'agent'. {AMOUNTS}",
    ]


def test_listed_chance_nodes_catch_misspellings() -> None:
    assert template(chance="S").stems == ("S", "A", "R")
    assert problems(f"{MDP}; St[t] -> R[t]", chance=["S"]) == ["the arrows: unknown stem 'St'. Did you mean 'S'?"]
    assert problems(chance=["S", "T"]) == ["chance: unknown stem 'T'. There are: 'S', 'A', 'R'."]
    assert problems(chance=["S", "A"]) == ["'A' is declared as decision and as chance. A stem has one role."]


@pytest.mark.parametrize("steps", [0, -1, True, 2.0, "3", None])
def test_how_many_steps(steps: Any) -> None:
    with pytest.raises(InvalidCall, match="steps=.*at least 1"):
        unroll(template(), steps)


def test_steps_that_are_not_there() -> None:
    with pytest.raises(InvalidCall, match=r"S\[7\] is not among the steps 1 to 3. Unroll more steps"):
        unroll(template(f"{MDP}; S[7] -> R[t]"), 3)
    with pytest.raises(InvalidCall, match="first='a'"):
        unroll(template(), 3, first="a")  # type: ignore[arg-type]
    with pytest.raises(InvalidDiagram, match="the utility 'R.1.' has children"):
        unroll(template(f"{MDP}; R[t] -> S[t+1]"), 2)
