"""No public call changes an argument, ever."""

from __future__ import annotations

import inspect
from operator import attrgetter

import pytest

import pycid_like
from tests.house.calls import CALLS
from tests.house.freeze import freeze
from tests.house.public_api import public_functions


def mutated(call, arguments, keywords):
    """Call, and return the positions and names of the arguments that are not what they were."""
    given = {**dict(enumerate(arguments)), **keywords}
    before = {name: freeze(value) for name, value in given.items()}
    call(*arguments, **keywords)
    return [name for name, value in given.items() if freeze(value) != before[name]]


@pytest.mark.parametrize("name", sorted(CALLS))
def test_call_leaves_its_arguments_alone(name, tmp_path):
    arguments, keywords = CALLS[name](pycid_like, tmp_path)
    assert mutated(attrgetter(name)(pycid_like), arguments, keywords) == []


def calls_wanted() -> set[str]:
    methods = {
        f"{kind.__name__}.{name}"
        for kind in (pycid_like.CID, pycid_like.Model)
        for name, member in vars(kind).items()
        if not name.startswith("_") and _is_method(member)
    }
    return {*public_functions(pycid_like), "CID", "Model", *methods}


def _is_method(member: object) -> bool:
    return inspect.isfunction(member) or isinstance(member, classmethod | staticmethod)


def test_every_public_function_and_method_of_a_diagram_or_model_is_called():
    assert sorted(calls_wanted() - set(CALLS)) == [], "add a call to tests/house/calls.py"


def test_every_call_is_of_something_public():
    assert sorted(set(CALLS) - calls_wanted()) == []


def test_mutation_is_seen():
    def polite(items, *, options):
        return [*items, options]

    def rude(items, *, options):
        items.append(1)
        options["nodes"][0].clear()

    assert mutated(polite, ([1],), {"options": {}}) == []
    assert mutated(rude, ([1],), {"options": {"nodes": [{"a": 1}]}}) == [0, "options"]


def test_mutation_of_a_diagram_is_seen():
    cid, _ = CALLS["CID.to_networkx"](pycid_like, None)
    assert mutated(lambda diagram: diagram.__dict__.update(_name="other"), cid, {}) == [0]
    graph = cid[0].to_networkx()
    assert mutated(lambda g: g.add_node("X"), (graph,), {}) == [0]
