"""The mechanisms of a twin network: the copies of each node tied together by its noise, or by a coupling."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping

from ..errors import InvalidCall, Problem
from .contraction import Factor
from .couplings import COUPLINGS, joint_factor
from .meetings import Meeting, meet
from .response_functions import ResponseFunctions, check_count, response_functions
from .twin import Copy, TwinNetwork


def coupled_factors(
    network: TwinNetwork, couplings: Mapping[str, str], seen: dict[Hashable, int]
) -> tuple[list[Factor], tuple[ResponseFunctions, ...], dict[str, str]]:
    """Return the factors of all copies, the response functions left open, and the couplings used.

    Nodes of which only a table is known are taken parents first: what their parents' couplings make impossible can
    settle how their own outcomes hang together.
    """
    factors, loose = _structural_factors(network, seen)
    apart = {node: [network.own_factor(copy, seen).at(seen) for copy in copies] for node, copies in loose.items()}
    unsettled: dict[str, Meeting] = {}
    for node, copies in loose.items():
        meeting = meet(network, copies, [*factors, *(factor for some in apart.values() for factor in some)], seen)
        name = couplings.get(node) if not meeting.is_settled else "independent"  # where settled, all couplings agree
        if not meeting.is_settled:
            unsettled[node] = meeting
        if name is not None and name != "bounds":
            factors.append(joint_factor(meeting, name).at(seen))
            del apart[node]
    used = _used(network, couplings, list(unsettled))
    open_ones = tuple(response_functions(unsettled[node]) for node, name in used.items() if name == "bounds")
    check_count(open_ones)
    for one in open_ones:
        factors += [factor.at(seen) for factor in one.factors(network, seen)]
    return factors, open_ones, used


def _structural_factors(network: TwinNetwork, seen: dict[Hashable, int]) -> tuple[list[Factor], dict[str, list[Copy]]]:
    """Return the factors of the copies that leave no choice, and the copies of the other nodes."""
    factors = [network.own_factor(copy, seen).at(seen) for copy in network.copies if copy.translation is not None]
    loose: dict[str, list[Copy]] = {}
    for node, copies in network.copies_by_node.items():
        form = network.table(node).structural
        if len(copies) == 1 or (form is not None and len(form.noise) == 1):
            factors += [network.own_factor(copy, seen).at(seen) for copy in copies]
        elif form is not None:
            factors += [factor.at(seen) for factor in network.structural_factors(copies, form, seen)]
        else:
            loose[node] = copies
    return factors, loose


def _used(network: TwinNetwork, couplings: Mapping[str, str], unsettled: Collection[str]) -> dict[str, str]:
    """Return the coupling of each node where it matters; an `InvalidCall` with every node that has none."""
    wanted = [node for node in network.model.cid.nodes if node in unsettled]
    missing = [node for node in wanted if node not in couplings]
    if not missing:
        return {node: couplings[node] for node in wanted}
    words = ", ".join(f'"{name}" ({meaning})' for name, meaning in COUPLINGS.items())
    hint = f"Give coupling= one of {words}, or a mapping from nodes to these; or declare the node with Structural(...)."
    problems = []
    for number, node in enumerate(missing):
        what = "mixed rule" if node in network.model.decisions else "table"
        message = (
            f"the answer depends on how outcomes in different contexts hang together, which the {what} does not say"
        )
        last = number == len(missing) - 1
        problems.append(Problem(message, where=f"node {node!r}", hint=hint if last else None))
    raise InvalidCall(problems)
