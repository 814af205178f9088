"""The oracles agree with each other where the same thing is said in two ways."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycid_like import CID
from tests.laws.diagrams import diagrams, probing_diagrams
from tests.oracles.plain import Plain, one_agents_problem, pay
from tests.oracles.reduction import minimal_reduction, minimal_reduction_at_once, requisite
from tests.oracles.separation import separated, separated_by_every_path, separated_by_networkx, simple_paths
from tests.profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::pycid_like.errors.DiagramWarning")


def plain(text: str, decisions: str = "", utilities: str = "") -> Plain:
    """A diagram written as "A>B B>C"."""
    edges = frozenset(tuple(edge.split(">")) for edge in text.split())
    nodes = frozenset(node for edge in edges for node in edge)
    return Plain(nodes, edges, frozenset(decisions.split()), frozenset(utilities.split()))  # type: ignore[arg-type]


@examples(500)
@given(diagrams(nodes=(5, 8), agents=2, decisions=(1, 2)), st.integers(0, 2**64 - 1))
def test_three_ways_to_tell_d_separation(cid: CID, seed: int) -> None:
    chooser = random.Random(seed)
    problem = one_agents_problem(cid, cid.agents[0])
    nodes = sorted(problem.nodes)
    for _ in range(10):
        left, right, given_ = (chooser.sample(nodes, chooser.randint(0, 3)) for _ in range(3))
        answer = separated(problem, left, right, given_)
        assert answer is separated_by_networkx(problem, left, right, given_)
        assert answer is separated_by_every_path(problem, left, right, given_)


def test_d_separation_where_sets_overlap() -> None:
    chain = plain("A>B B>C")
    for ask in (separated, separated_by_networkx, separated_by_every_path):
        assert not ask(chain, {"A"}, {"A"}, set())
        assert ask(chain, {"A"}, {"A"}, {"A"})
        assert ask(chain, {"A"}, {"C"}, {"A"})
        assert ask(chain, set(), {"C"}, set())
        assert not ask(chain, {"A", "B"}, {"C"}, {"A"})


def test_simple_paths_are_all_and_once() -> None:
    square = plain("A>B A>C B>D C>D B>C")
    found = sorted("".join(path) for path in simple_paths(square, "A", "D"))
    assert found == ["ABCD", "ABD", "ACBD", "ACD"]


@examples(200)
@given(diagrams(nodes=(5, 9)), st.integers(0, 2**64 - 1))
def test_one_decision_is_reduced_at_once_or_one_by_one(cid: CID, seed: int) -> None:
    problem = one_agents_problem(cid, cid.agents[0])
    assert minimal_reduction_at_once(problem) == minimal_reduction(problem, random.Random(seed))


@examples(200)
@given(st.one_of(diagrams(nodes=(5, 8), decisions=(2, 3)), probing_diagrams()), st.integers(0, 2**64 - 1))
def test_the_reduction_does_not_depend_on_the_order(cid: CID, seed: int) -> None:
    problem = one_agents_problem(cid, cid.agents[0])
    assert minimal_reduction(problem) == minimal_reduction(problem, random.Random(seed))


@examples(200)
@given(diagrams(nodes=(5, 8), decisions=(1, 3)))
def test_requisite_links_by_paths_and_by_networkx(cid: CID) -> None:
    problem = one_agents_problem(cid, cid.agents[0])
    for node, decision in problem.edges:
        if decision in problem.decisions:
            assert requisite(problem, node, decision) is requisite(problem, node, decision, by=separated_by_networkx)


def test_several_decisions_may_not_be_reduced_at_once() -> None:
    # What D1 sees informs D2 through Z, until D2, which knows D1, stops looking at Z.
    problem = plain("X>D1 X>Z Z>D2 D1>D2 D1>U D2>U", "D1 D2", "U")
    assert problem.edges - minimal_reduction_at_once(problem).edges == {("Z", "D2")}
    assert problem.edges - minimal_reduction(problem).edges == {("Z", "D2"), ("X", "D1")}


def test_one_agents_problem_is_built_literally() -> None:
    cid = CID(
        [("X", "D1"), ("D1", "D2"), ("D2", "U1"), ("D2", "U2"), ("U1", "Y"), ("U2", "Z"), ("Y", "V1"), ("Z", "V1")],
        {"one": ["D1"], "two": ["D2"]},
        {"one": ["U1", "V1"], "two": ["U2", "V2"]},
        order=["X", "D1", "D2", "U1", "U2", "Y", "Z", "V1", "V2"],
        utility_children="allow",
    )
    one = one_agents_problem(cid, "one")
    assert one.decisions == {"D1"}
    assert one.utilities == {pay("U1"), "V1"}
    assert one.chance == {"X", "D2", "U1", "U2", "Y", "Z"}
    assert one.edges == {*cid.edges, ("U1", pay("U1"))}
