"""What would not fit into memory is refused, with its size, before any memory is touched; what fits is answered."""

from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import pycid_like as pcl
from pycid_like.models import contraction, tabulation
from pycid_like.models.contraction import Factor, contract, contract_scaled


@pytest.fixture(autouse=True)
def _little_memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300e6


def message(error: type[Exception], call: Callable[[], object]) -> str:
    with pytest.raises(error) as raised:
        call()
    return str(raised.value)


def star(parents: int) -> pcl.CID:
    return pcl.CID([(f"p{number}", "X") for number in range(parents)])


def test_a_table_with_too_many_contexts() -> None:
    coins = {f"p{number}": pcl.bernoulli(0.5) for number in range(40)}
    text = message(pcl.InvalidModel, lambda: pcl.Model(star(40), coins, X=lambda **_: 0))
    assert "node 'X': a table of 1,099,511,627,776 entries (2 x 2 x" in text
    assert "over the limit of 50,000,000. Give it fewer parents" in text


@pytest.mark.parametrize("what", [np.broadcast_to(0.5, (10**6, 10**6)), np.broadcast_to(0.5, (2,) * 40)])
def test_an_array_that_would_be_copied(what: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    cid = pcl.CID.parse("S -> X; X -> U", utilities="U")
    text = message(pcl.InvalidModel, lambda: pcl.Model(cid, S=pcl.bernoulli(0.5), X=what, U=what))
    assert text.count("over the limit of 50,000,000") == 1  # U has to wait for what X's outcomes are
    assert "node 'X': a table of 1,0" in text


def test_the_limit_is_the_one_that_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabulation, "MOST_ENTRIES", 8)
    cid = pcl.CID.parse("A, B -> X")
    coins = {"A": pcl.bernoulli(0.5), "B": pcl.bernoulli(0.5)}
    assert pcl.Model(cid, coins, X=lambda A, B: A + B > 1).domain("X").outcomes == (False, True)
    text = message(pcl.InvalidModel, lambda: pcl.Model(cid, coins, X=lambda A, B: A + B))
    assert text == (
        "invalid model: node 'X': a table of 12 entries (2 x 2 x 3), over the limit of 8. "
        "Give it fewer parents, or parents with fewer outcomes."
    )


def test_rules_of_decisions() -> None:
    names = [f"p{number}" for number in range(30)]
    cid = pcl.CID([*((name, "D") for name in names), ("D", "U")], decisions="D", utilities="U")
    model = pcl.Model(cid, {name: pcl.bernoulli(0.5) for name in names}, D=[0, 1], U=lambda D: D)
    for rule in ("uniform", 1, lambda **_: 1):
        text = message(pcl.InvalidModel, lambda rule=rule: model.policy({"D": rule}))  # type: ignore[misc]
        assert "node 'D': a table of 2,147,483,648 entries" in text
    assert model.expected_utility(do={"D": 1}) == 1


def test_more_parents_than_an_array_has_axes() -> None:
    sure = {f"p{number}": pcl.point("on") for number in range(70)}
    text = message(pcl.InvalidModel, lambda: pcl.Model(star(70), sure, X=lambda **_: 0))
    assert "node 'X': 70 parents, over the limit of 63" in text


def test_sixty_parents_with_one_outcome_each() -> None:
    sure = {f"p{number}": pcl.point("on") for number in range(60)}
    model = pcl.Model(star(60), sure, X=lambda **_: "on")
    for _ in range(2):
        assert model.query("X", given={"p0": "on"})["on"] == 1
        assert dict(model.query(["p1", "X"])) == {("on", "on"): 1.0}


def test_an_answer_over_too_many_nodes() -> None:
    names = [f"x{number}" for number in range(30)]
    model = pcl.Model(pcl.CID([], chance=names), {name: pcl.bernoulli(0.5) for name in names})
    assert "the answer is a table of 1,073,741,824 entries" in message(pcl.InvalidCall, lambda: model.query(names))
    seen = dict.fromkeys(names, 1)
    assert "the answer is a table of" in message(pcl.InvalidCall, lambda: model.query(names, given=seen))
    assert model.query("x0", given=dict.fromkeys(names[1:], 1))[1] == 0.5


def grid(size: int) -> pcl.Model:
    """A square of bits, each the parity of its neighbours above and to the left, or a fault."""
    nodes = [f"{row} {column}" for row in range(size) for column in range(size)]
    edges = [(f"{r} {c}", f"{r + 1} {c}") for r in range(size - 1) for c in range(size)]
    edges += [(f"{r} {c}", f"{r} {c + 1}") for r in range(size) for c in range(size - 1)]
    cid = pcl.CID(edges, order=nodes)

    def bit(*above: int) -> dict[object, float]:
        return pcl.bernoulli(0.9 if sum(above) % 2 else 0.2)

    return pcl.Model(cid, dict.fromkeys(nodes, bit))


def test_an_intermediate_table_that_is_too_large() -> None:
    model = grid(30)
    corner = {f"29 {column}": 1 for column in range(0, 30, 3)}
    text = message(pcl.InvalidCall, lambda: model.query("0 0", given=corner))
    assert "the answer needs an intermediate table of" in text
    assert "over the limit of 134,217,728. Ask about fewer nodes at once, condition on more" in text
    # What the question does not depend on is no burden.
    assert model.query("0 0")[1] == pytest.approx(0.2)
    assert model.query("1 0", given={"0 0": 1})[1] == pytest.approx(0.9)


def test_summing_out_one_at_a_time_finds_what_the_first_way_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(0)
    ring = [Factor((number, (number + 1) % 9), generator.random((2, 2))) for number in range(9)]
    star_at = [Factor((number,), generator.random(2)) for number in range(9)]
    expected = contract([*ring, *star_at], [3])

    def all_at_once(scopes: list[object], *_: object) -> list[tuple[int, ...]]:
        # Pairs that share nothing first: outer products.
        return [(0, len(scopes) - 1 - step) for step in range(len(scopes) - 1)]

    monkeypatch.setattr(contraction, "_best_known_path", all_at_once)
    monkeypatch.setattr(contraction, "MOST_ENTRIES", 8)
    contraction._plan.cache_clear()
    assert np.allclose(contract([*ring, *star_at], [3]), expected)
    contraction._plan.cache_clear()
    monkeypatch.setattr(contraction, "MOST_ENTRIES", 3)
    assert "intermediate table of" in message(pcl.InvalidCall, lambda: contract([*ring, *star_at], [3]))
    contraction._plan.cache_clear()


def test_factors_by_the_hundred() -> None:
    generator = np.random.default_rng(1)
    factors = [Factor(("a",), 0.5 + generator.random(3)) for _ in range(300)]
    product = np.exp(sum(np.log(factor.values) for factor in factors))
    assert np.allclose(contract(factors, ["a"]), product)
    scaled, log = contract_scaled(factors, ["a"])
    assert np.allclose(scaled * np.exp(log), product)


def test_a_utility_with_too_many_different_values_to_be_a_chance_node() -> None:
    cid = pcl.CID.parse("A, B, D -> U", decisions="D", utilities="U")
    hundred = pcl.uniform(range(100))
    model = pcl.Model(cid, A=hundred, B=hundred, D=[0, 1], U=np.arange(20_000.0).reshape(100, 100, 2))
    assert model.expected_utility({"D": 1}) == pytest.approx(10_000)
    text = message(pcl.InvalidCall, lambda: model.query("U", policy={"D": 1}))
    assert "the distribution of 'U' needs a table of 400,000,000 entries (20,000 contexts x 20,000 values)" in text
    assert "Ask for its expected utility" in text


def test_what_queries_leave_behind_is_no_part_of_the_model() -> None:
    model, fresh = grid(3), grid(3)
    size = len(pickle.dumps(model))
    for _ in range(3):
        model.query("0 0", given={"2 2": 1})
    assert model.memo
    assert model == fresh
    assert hash(model) == hash(fresh)
    assert len(pickle.dumps(model)) == size
    again = pickle.loads(pickle.dumps(model))
    assert again == model
    assert not again.memo
    assert again.query("0 0", given={"2 2": 1})[1] == pytest.approx(model.query("0 0", given={"2 2": 1})[1])
