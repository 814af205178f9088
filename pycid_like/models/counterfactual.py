"""Counterfactuals: what would have been, in worlds that share all exogenous noise with the actual one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InvalidCall, Problem
from .bounds import Bounds, LinearProgramme
from .contraction import Factor, contract_scaled
from .counterfactual_answer import Counterfactual
from .coupled import coupled_factors
from .couplings import read_coupling
from .distribution import Distribution
from .policy import read_policy
from .potential import Asked, node_of
from .questions import Question, read_question
from .twin import Copy, TwinNetwork

if TYPE_CHECKING:
    from .model import Model


def counterfactual(
    model: Model,
    targets: Asked | Iterable[Asked],
    *,
    do: Mapping[str, Hashable] | None = None,
    given: Mapping[Asked, Hashable] | None = None,
    policy: Any = None,
    coupling: str | Mapping[str, str] | None = None,
) -> Counterfactual:
    """Return what nodes would have been, jointly, given what was seen, exactly.

    `targets` are nodes, as they actually are, and potential responses, `potential("Y", {"D": 1})`: what they would
    have been. All of these share the exogenous noise, and the policy is fixed before any intervention. With `do`, the
    targets are nodes under that one intervention, whose values may be potential responses too: a nested counterfactual.
    `given` maps nodes, and potential responses, to the outcomes that they were seen to have.

    Tables do not say how a node's outcomes in different contexts hang together. Where that matters, `coupling` must
    say it, for all nodes by one word or by a mapping from nodes; decisions with a mixed rule are among them. It is
    "independent", "monotone" (one uniform noise, outcomes in declared order), "gumbel" (Gumbel-max), or "bounds":
    every coupling, by linear programming over response functions. Bounds are exact for one node, and an outer bound
    where several nodes, with independent noise, are left open. What was used is in the answer. Nodes that are
    `Structural`, deterministic or without parents need no coupling and ignore it.

    Raises `InvalidCall` for unknown names and outcomes, a decision without a rule, a coupling that is missing, evidence
    of probability zero (under every coupling), and questions over the limits on size.

    Source: Pearl 2009, ch. 7; Balke & Pearl 1994 (twin networks, bounds); Everitt et al. 2021, sec. 2.

    In the model of Richens, Beard & Thompson 2022 both treatments help 8 patients in 10, but the second one also kills:

    >>> import pycid_like as pcl
    >>> from itertools import product
    >>> patients = {(a, b, c): 0.5 * (0.6 if b else 0.4) * (0.8 if c else 0.2) for a, b, c in product((0, 1), repeat=3)}
    >>> recovers = pcl.Structural(patients, lambda T, noise: (noise[0], max(noise[:2]), noise[2])[T])
    >>> cid = pcl.CID.parse("T -> R -> U", decisions="T", utilities="U")
    >>> model = pcl.Model(cid, T=[0, 1, 2], R=recovers, U=lambda R: R)
    >>> both = ["U", pcl.potential("U", {"T": 0})]
    >>> harm = lambda treated, untreated: max(0, untreated - treated)
    >>> [round(model.counterfactual(both, policy={"T": t}).expectation(harm), 9) for t in (1, 2)]
    [0.0, 0.1]

    A decision that copies the observation O = X xor N responds to X always, though its distribution never changes:

    >>> cid = pcl.CID.parse("X -> O; N -> O; O -> D -> U; O -> U", decisions="D", utilities="U")
    >>> coin = pcl.bernoulli(0.5)
    >>> model = pcl.Model(cid, X=coin, N=coin, O=lambda X, N: X ^ N, D=[0, 1], U=lambda O, D: O == D)
    >>> print(model.counterfactual("D", do={"X": 1}, given={"X": 0, "D": 0}, policy={"D": lambda O: O}))
    D[X=1]  probability
    0       0
    1       1
    no coupling needed
    """
    question, couplings = read_question(model, targets, do, given), read_coupling(model, coupling)
    network = TwinNetwork(model, read_policy(model, policy))
    factors, axes = _targets(network, question)
    seen = _seen(network, question)
    mechanisms, responses, used = coupled_factors(network, couplings, seen)
    joint, _ = contract_scaled([*mechanisms, *(f.at(seen) for f in factors)], [*(one.axis for one in responses), *axes])
    if not joint.max() > 0:
        raise _impossible(question)
    domains = tuple(model.domain(node_of(one)) for one in question.targets)
    if not responses:
        return Counterfactual(Distribution(question.axes, domains, joint / joint.sum()), None, used)
    weights = joint.reshape(*joint.shape[: len(responses)], -1)
    return Counterfactual(None, Bounds(question.axes, domains, LinearProgramme(responses, weights)), used)


def _targets(network: TwinNetwork, question: Question) -> tuple[list[Factor], list[Hashable]]:
    """Return an axis of its own for each target, and the factor that ties it to the network."""
    axes: list[Hashable] = [("target", place) for place in range(len(question.targets))]
    factors = []
    for axis, asked in zip(axes, question.targets, strict=True):
        ref, same = network.place(asked), np.eye(len(network.model.domain(node_of(asked))))
        factors.append(Factor((ref, axis), same) if isinstance(ref, Copy) else Factor((axis,), same[ref]))
    return factors, axes


def _seen(network: TwinNetwork, question: Question) -> dict[Hashable, int]:
    """Return the copies whose outcome is known, by position; refuse decisions without a rule."""
    found = [
        (network.place(one), network.model.domain(node_of(one)).position(outcome)) for one, outcome in question.seen
    ]
    if network.open_decisions:
        hint = "Give it a rule in policy=, or set it in every world that is asked about."
        message = "the answer depends on the decision {!r}, which is open"
        raise InvalidCall([Problem(message.format(node), hint=hint) for node in network.open_decisions])
    seen: dict[Hashable, int] = {}
    for ref, place in found:
        if place != (seen.setdefault(ref, place) if isinstance(ref, Copy) else ref):
            raise _impossible(question)
    return seen


def _impossible(question: Question) -> InvalidCall:
    hint = "Condition on something that can happen under this policy."
    return InvalidCall([Problem(f"the event {question.event} has probability zero", hint=hint)])
