"""Graph and model written once: by name, by mapping, as a class, as a module."""

from __future__ import annotations

import functools
import types

import numpy as np
import pandas
import pytest
from pgmpy.factors.discrete import TabularCPD

import pycid_like as pcl

EDGES = [
    ("opinions", "posts"),
    ("opinions", "influenced"),
    ("posts", "influenced"),
    ("influenced", "clicks"),
    ("posts", "clicks"),
]
CID = pcl.CID(EDGES, decisions="posts", utilities="clicks", order=["opinions", "posts", "influenced", "clicks"])


def shift(opinions, posts):
    return {opinions: 0.75, posts: 0.25} if opinions != posts else opinions


def pay(influenced, posts):
    return 3 if influenced == posts else 1


def explicit() -> pcl.Model:
    return pcl.Model(
        CID, opinions=pcl.uniform(["calm", "angry"]), posts=["calm", "angry"], influenced=shift, clicks=pay
    )


NODES = {
    "opinions": pcl.uniform(["calm", "angry"]),
    "posts": pcl.decision(["calm", "angry"], observes="opinions"),
    "influenced": shift,
    "clicks": pcl.utility(pay),
}


class Recommender:
    """The same as a class."""

    _weight = 0.25
    NOTE = "passed over"
    limit = 3

    def opinions():
        return {"calm": 0.5, "angry": 0.5}

    posts = pcl.decision(["calm", "angry"], observes=["opinions"])

    @staticmethod
    def influenced(opinions, posts, weight=_weight):
        return {opinions: 1 - weight, posts: weight} if opinions != posts else opinions

    @staticmethod
    @pcl.utility
    def clicks(influenced, posts):
        return 3 if influenced == posts else 1


class PaidForPosts(Recommender):
    """A redesign as a subclass."""

    @staticmethod
    @pcl.utility
    def clicks(posts):
        return 3 if posts == "angry" else 1


MODULE = """
from __future__ import annotations
import math
import pycid_like as pcl
from pycid_like import bernoulli, utility
from tests.models.test_functions import shift

LIMIT = 3
_helper = lambda x: x

def opinions():
    return {"calm": 0.5, "angry": 0.5}

posts = pcl.decision(["calm", "angry"], observes="opinions")

def influenced(opinions, posts):
    return shift(opinions, posts)

@utility
def clicks(influenced, posts):
    return LIMIT if influenced == posts else 1
"""


def module() -> types.ModuleType:
    made = types.ModuleType("recommender_as_a_module")
    exec(MODULE, made.__dict__)
    return made


@pytest.mark.parametrize("source", [NODES, Recommender, module()], ids=["mapping", "class", "module"])
def test_same_model_from_every_source(source):
    assert pcl.Model.from_functions(source) == explicit()
    assert pcl.cid_from_functions(source) == CID


def test_same_model_by_name():
    assert pcl.Model.from_functions(**NODES) == explicit()
    first = {"opinions": NODES["opinions"]}
    rest = {name: given for name, given in NODES.items() if name != "opinions"}
    assert pcl.Model.from_functions(first, **rest) == explicit()


def test_same_numbers():
    model = pcl.Model.from_functions(Recommender)
    policy = {"posts": lambda opinions: "angry"}
    assert model.expected_utility(policy) == pytest.approx(explicit().expected_utility(policy)) == 0.5 * 3 + 0.5 * 1.5


def test_graph_is_judged_before_there_are_numbers():
    def fail(opinions, posts):
        raise AssertionError("called")

    def opinions(): ...

    cid = pcl.cid_from_functions(
        opinions=opinions,
        posts=pcl.decision([], observes="opinions"),
        influenced=fail,
        clicks=pcl.utility(lambda influenced, posts: fail(influenced, posts)),
    )
    assert cid == CID
    assert pcl.admits_ici(cid, "influenced").is_established


def test_subclass_replaces_a_node_and_keeps_the_order():
    cid = pcl.cid_from_functions(PaidForPosts)
    assert cid.nodes == CID.nodes
    assert cid.parents("clicks") == ("posts",)
    assert pcl.admits_ici(cid, "influenced").is_excluded


def test_decision_sees_what_it_observes_and_nothing_else():
    cid = pcl.cid_from_functions(
        A=pcl.bernoulli(0.5),
        B=pcl.bernoulli(0.5),
        D=pcl.decision([0, 1], observes=["B", "A"]),
        E=pcl.decision([0, 1]),
        U=pcl.utility(lambda D, E: D + E),
    )
    assert cid.parents("D") == ("B", "A")
    assert cid.parents("E") == ()


def test_nodes_may_be_declared_in_any_order():
    model = pcl.Model.from_functions(
        U=pcl.utility(lambda D, S: D == S), D=pcl.decision([0, 1], "S"), S=pcl.bernoulli(0.25)
    )
    assert model.cid.nodes == ("U", "D", "S")
    assert model.expected_utility({"D": lambda S: S}) == 1


def test_every_kind_of_mechanism_tells_its_parents():
    frame = pandas.DataFrame({"x": [0.25, 0.5], "y": [0.75, 0.5]}, index=pd_index("A", [0, 1]))
    cpd = TabularCPD("T", 2, [[0.5, 0.25], [0.5, 0.75]], ["A"], [2], {"T": ["s", "t"], "A": [0, 1]})
    nodes = {
        "A": pcl.bernoulli(0.25),
        "B": pcl.Structural(noise={0: 0.5, 1: 0.5}, f=lambda A, noise: A ^ noise),
        "C": pcl.noisy_copy(0.75, of="B"),
        "D": pcl.decision([0, 1], observes="C"),
        "E": pcl.chance(["lo", "hi"], [[0.5, 0.5], [0.25, 0.75]], axes=["D", "E"]),
        "F": pcl.chance([0, 1], lambda E: {0: 0.5, 1: 0.5}),
        "G": pcl.chance(["p", "q"], [0.25, 0.75]),
        "H": frame,
        "T": cpd,
        "K": functools.partial(lambda A, shift: A + shift, shift=2),
        "U": pcl.utility(np.array([[1.0, 2.0], [3.0, 4.0]]), axes=["A", "E"]),
        "V": pcl.utility(2),
    }
    model = pcl.Model.from_functions(nodes)
    parents = {node: model.cid.parents(node) for node in model.cid.nodes}
    assert parents == {
        "A": (),
        "B": ("A",),
        "C": ("B",),
        "D": ("C",),
        "E": ("D",),
        "F": ("E",),
        "G": (),
        "H": ("A",),
        "T": ("A",),
        "K": ("A",),
        "U": ("A", "E"),
        "V": (),
    }
    assert model.domain("K").outcomes == (2, 3)
    assert model.query("H", given={"A": 0})["y"] == pytest.approx(0.75)
    assert model.query("T", given={"A": 1})["t"] == pytest.approx(0.75)


def pd_index(name, values):
    return pandas.Index(values, name=name)


def test_agents_own_what_they_say():
    model = pcl.Model.from_functions(
        D1=pcl.decision([0, 1], agent="worker"),
        D2=pcl.decision([0, 1], observes="D1", agent="firm"),
        U1=pcl.utility(lambda D1, D2: D1 - D2, agent="worker"),
        U2=pcl.utility(lambda D2: D2, agent="firm"),
    )
    assert model.cid.agents == ("worker", "firm")
    assert model.cid.decisions_of("firm") == ("D2",)
    assert model.cid.utilities_of("worker") == ("U1",)


def problems(kind, **nodes):
    with pytest.raises(kind) as raised:
        pcl.Model.from_functions(**nodes)
    return [str(problem) for problem in raised.value.problems]


def test_all_problems_of_the_graph_come_at_once():
    found = problems(
        pcl.InvalidDiagram,
        opinions=pcl.bernoulli(0.5),
        posts=pcl.decision([0, 1], observes="opinion"),
        copy=pcl.noisy_copy(0.5),
        other=pcl.noisy_copy(0.5, of="copyy"),
        table=pcl.chance([0, 1], [[1, 0], [0, 1]]),
        row=[0.5, 0.5],
        number=3,
        mapping={0: {0: 1.0}},
        rest=lambda *opinions: 0,
        paid=pcl.utility([1, 2]),
        clicks=pcl.utility(lambda opinons: 0),
    )
    assert found == [
        "node 'posts': the decision observes 'opinion', which is no node. Did you mean 'opinions'?",
        "node 'copy': a noisy copy of nothing. Say of which node with of=.",
        "node 'other': the noisy copy is of 'copyy', which is no node. Did you mean 'copy'?",
        "node 'table': the table does not name its parents. Name its axes with axes=.",
        (
            "node 'row': [0.5, 0.5] is no mechanism."
            " Give a function of the parents, a distribution, point(outcome), decision([...]) or utility(...)."
        ),
        (
            "node 'number': 3 is no mechanism."
            " Give a function of the parents, a distribution, point(outcome), decision([...]) or utility(...)."
        ),
        "node 'mapping': a mapping by context does not name its parents. Give a function of them.",
        "node 'rest': the function takes *opinions, which names no parent. Name every parent.",
        "node 'paid': the table does not name its parents. Name its axes with axes=.",
        "node 'clicks': the function takes 'opinons', which is no node. Did you mean 'opinions'?",
    ]


def test_cycle_is_named():
    found = problems(pcl.InvalidDiagram, a=lambda b: b, b=lambda a: a)
    assert len(found) == 1
    assert "cycle" in found[0]


def test_unowned_node_among_agents_is_told():
    found = problems(pcl.InvalidDiagram, D=pcl.decision([0, 1], agent="firm"), U=pcl.utility(lambda D: D))
    assert found == ["node 'U': nobody owns it. With several agents say whose it is, with agent=."]


def test_options_are_needed_for_numbers_only():
    nodes = {"D": pcl.decision([]), "U": pcl.utility(lambda D: 1)}
    assert pcl.cid_from_functions(nodes).decisions == ("D",)
    assert "a domain without outcomes" in problems(pcl.InvalidModel, **nodes)[0]


@pytest.mark.parametrize("source", [3, "module", [1, 2]])
def test_strange_source_is_refused(source):
    with pytest.raises(pcl.InvalidDiagram, match="declares no nodes. Give a module, a class or a mapping"):
        pcl.cid_from_functions(source)


def test_node_declared_twice_is_told():
    with pytest.raises(pcl.InvalidDiagram, match="node 'posts': declared twice"):
        pcl.Model.from_functions(NODES, posts=pcl.decision([0]))


def test_builtin_that_hides_its_parameters_is_refused():
    with pytest.raises(pcl.InvalidDiagram, match="does not tell its parameters"):
        pcl.cid_from_functions(A=pcl.bernoulli(0.5), B=max)
