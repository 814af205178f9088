"""Samples from a model: many rows at once, the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import InvalidCall, Problem
from .domain import Domain
from .interventions import positions_of
from .mechanism import FloatArray
from .policy import Policy, read_policy

if TYPE_CHECKING:
    import pandas

    from .model import Model

#: Rows that are drawn at a time: what is needed beside the answer stays in the processor's cache.
BLOCK = 1 << 16
#: The largest sample that is made, in cells (rows times nodes; 8 GiB where every outcome is a number).
MOST_CELLS = 1 << 30

Codes = npt.NDArray[np.unsignedinteger[Any]]


def sample(
    model: Model, n: int, *, seed: int, policy: Any = None, do: Mapping[str, Hashable] | None = None
) -> pandas.DataFrame:
    """Return n independent rows of outcomes under a policy, a column for each node in declared order.

    Columns are plain where all outcomes are numbers or all are truth values, and utilities are floats; other columns
    are categorical, with the outcomes as categories in declared order. A decision without a rule is an `InvalidCall`
    unless `do` sets it. The same seed gives the same rows, and a longer sample begins with the shorter one. Each node
    has random numbers of its own: under one seed, two policies meet the same luck.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID.parse("S -> D -> U; S -> U", decisions="D", utilities="U")
    >>> model = pcl.Model(cid, S=pcl.bernoulli(0.3), D=["stay", "go"], U=lambda S, D: S if D == "go" else 0.25)
    >>> rows = model.sample(10_000, seed=0, policy={"D": lambda S: "go" if S else "stay"})
    >>> print(rows.head(3).to_string())
       S     D     U
    0  1    go  1.00
    1  0  stay  0.25
    2  1    go  1.00
    >>> abs(float(rows.U.mean()) - 0.475) < 0.02
    True
    """
    do = do or {}
    import pandas

    fixed = _checked(model, n, seed, policy, do)
    drawn = _drawn(model, n, seed, read_policy(model, policy), fixed)
    columns = {node: _column(model.domain(node), drawn.pop(node)) for node in model.cid.nodes}
    return pandas.DataFrame(columns, index=pandas.RangeIndex(n), copy=False)


def _checked(model: Model, n: int, seed: int, policy: Any, do: Mapping[str, Hashable]) -> dict[str, int]:
    """Return the nodes that are set with the places of their outcomes, after a look at all arguments."""
    problems = [
        Problem(f"{name}={value!r}", hint="Give a whole number that is not negative.")
        for name, value in (("n", n), ("seed", seed))
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0
    ]
    if not problems and n * len(model.cid) > MOST_CELLS:
        size = f"{n:,} rows of {len(model.cid)} nodes, over the limit of {MOST_CELLS:,} cells"
        problems.append(Problem(size, hint="Take several samples with different seeds."))
    fixed = positions_of(model, do, "do")
    rules = read_policy(model, policy)
    hint = "Give it a rule in policy=, or set it with do=."
    problems += [
        Problem(f"sampling needs a rule for the decision {node!r}", hint=hint)
        for node in model.decisions
        if node not in rules and node not in fixed
    ]
    if problems:
        raise InvalidCall(problems)
    return fixed


def _drawn(model: Model, n: int, seed: int, policy: Policy, fixed: Mapping[str, int]) -> dict[str, Codes]:
    """Return the places of the drawn outcomes, one array for each node.

    Every node has a stream of random numbers of its own, so that what is set or replaced elsewhere does not change
    them: samples with the same seed are paired.
    """
    nodes = [model.cid.nodes[place] for place in model.cid.adjacency.topological_order]
    samplers = {node: _sampler(model, node, policy) for node in nodes if node not in fixed}
    seeds = np.random.SeedSequence(int(seed)).spawn(len(model.cid))
    streams = {node: np.random.default_rng(seeds[model.cid.position(node)]) for node in samplers}
    drawn: dict[str, Codes] = {
        node: np.full(n, fixed.get(node, 0), dtype=np.min_scalar_type(len(model.domain(node)) - 1)) for node in nodes
    }
    for start in range(0, n, BLOCK):
        block = slice(start, min(start + BLOCK, n))
        for node, sampler in samplers.items():
            context = sampler.contexts({parent: drawn[parent][block] for parent in sampler.cards})
            drawn[node][block] = sampler.draw(context, block.stop - start, streams[node])
    return drawn


@dataclass(frozen=True, eq=False)
class _Sampler:
    """How a node's outcome is drawn given its parents.

    `certain` holds the place of the only possible outcome of each context, where there is only one everywhere.
    Otherwise `bounds` holds, for each context, the probability of an outcome up to and with each but the last, filled
    up with infinity to `width` = 2**k - 1 numbers, in which k comparisons find the place of a random number.
    """

    cards: Mapping[str, int]
    certain: npt.NDArray[np.intp] | None
    bounds: FloatArray
    width: int

    def contexts(self, parents: Mapping[str, Codes]) -> npt.NDArray[np.intp] | int:
        """Return the number of each row's context, the first parent varying slowest."""
        number: Any = 0
        for parent, codes in parents.items():
            if isinstance(number, int):
                number = codes.astype(np.intp)
            else:
                number *= self.cards[parent]
                number += codes
        return number  # type: ignore[no-any-return]

    def draw(self, context: npt.NDArray[np.intp] | int, rows: int, stream: np.random.Generator) -> Any:
        """Return the places of the outcomes of these rows; what is certain takes nothing from the stream."""
        if self.certain is not None:
            return self.certain[context]
        chosen = stream.random(rows)
        base = context * self.width - 1
        step = (self.width + 1) // 2
        place: Any = np.multiply(chosen >= self.bounds[base + step], step, dtype=np.intp)
        while step > 1:
            step //= 2
            place += np.multiply(chosen >= self.bounds[base + place + step], step, dtype=np.intp)
        return place


def _sampler(model: Model, node: str, policy: Policy) -> _Sampler:
    cards = {parent: len(model.domain(parent)) for parent in model.cid.parents(node)}
    if node in model.utilities:
        table = model.utilities[node]
        places = np.searchsorted(np.array(table.domain.outcomes), table.values.reshape(-1))
        return _Sampler(cards, places, np.empty(0), 0)
    rule = policy[node] if node in policy else model.chances[node]
    rows = rule.probabilities.reshape(-1, len(rule.domain))
    if np.all((rows == 0) | (rows == 1)):
        return _Sampler(cards, rows.argmax(axis=1), np.empty(0), 0)
    width = (1 << (len(rule.domain) - 1).bit_length()) - 1
    return _Sampler(cards, None, _bounds(rows, width).reshape(-1), width)


def _bounds(rows: FloatArray, width: int) -> FloatArray:
    bounds = np.full((len(rows), width), np.inf)
    upto = bounds[:, : rows.shape[1] - 1]
    upto[:] = rows.cumsum(axis=1)[:, :-1]
    # Rounding may leave the sum below 1 where nothing remains: an outcome of probability zero must not come up.
    upto[rows[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:] == 0] = np.inf
    return bounds


def _column(domain: Domain, codes: Codes) -> Any:
    """Return the outcomes as numbers where all are numbers of one kind, and else as a categorical in declared order."""
    import pandas

    numbers = _numbers(domain)
    if numbers is not None:
        return numbers[codes]
    words = all(isinstance(outcome, str) for outcome in domain)
    labels = pandas.Index(list(domain), dtype=None if words else object, tupleize_cols=False)
    if labels.hasnans:  # None and the like, which pandas has as outcomes in columns of objects only
        return pandas.Series(labels.to_numpy()[codes], dtype=object)
    return pandas.Categorical.from_codes(codes.astype(np.int64), categories=labels)


def _numbers(domain: Domain) -> npt.NDArray[Any] | None:
    kinds = {"bool" if isinstance(o, (bool, np.bool_)) else "number" for o in domain}
    if len(kinds) > 1 or not all(isinstance(o, (bool, int, float, np.bool_, np.integer, np.floating)) for o in domain):
        return None
    numbers = np.array(domain.outcomes)
    # What does not fit, as 2**80 or not-a-number, stays what it is.
    same = numbers.dtype.kind in "bif" and numbers.tolist() == list(domain.outcomes)
    return numbers if same else None
