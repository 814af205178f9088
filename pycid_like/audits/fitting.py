"""Whether a spec fits a diagram: what it names must be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ..diagrams.cid import CID
from ..documents import MOST_PROBLEMS, hint_among
from ..errors import Problem
from .contract import Contract
from .spec import Spec


def misfits(cid: CID, spec: Spec) -> tuple[Problem, ...]:
    """Return every node, tag, decision and agent that a spec names and the diagram does not have.

    A tag that no node carries is one of them unless its contract calls it optional: a misspelt tag would otherwise
    forbid nothing and pass.

    >>> from pycid_like.audits import load_spec
    >>> cid = CID([("D", "X"), ("X", "U")], decisions="D", utilities="U", tags={"X": ["delicate"]})
    >>> spec = load_spec({"pycid_like_spec": 1, "contracts": [{"forbid": "ici", "on": {"tag": "delicat"}}]})
    >>> print(misfits(cid, spec)[0])
    contract 'forbid-ici-delicat': no node carries the tag 'delicat'. Did you mean 'delicate'? Or add optional: true.
    """
    found = (problem for contract in spec.contracts for problem in _contract_misfits(cid, contract))
    return tuple(islice(found, 2 * MOST_PROBLEMS))


def _contract_misfits(cid: CID, contract: Contract) -> Iterator[Problem]:
    on = contract.on
    if on.by == "node":
        yield from _unknown(contract, "node", on.names, cid.nodes)
    if on.by == "tag" and not on.optional:
        tags = list(dict.fromkeys(tag for node in cid.nodes for tag in cid.tags(node)))
        for tag in on.names:
            if tag not in tags:
                hint = f"{hint_among(tag, tags)} Or add optional: true."
                yield _problem(contract, f"no node carries the tag {tag!r}", hint)
    if contract.agent is not None:
        yield from _unknown(contract, "agent", [contract.agent], cid.agents)
    if contract.decision is not None:
        yield from _decision_misfits(cid, contract, contract.decision)
    elif contract.mode == "require" and not judged_decisions(cid, contract):
        yield _problem(contract, "required of a decision, and there is none", "Declare one, or forbid instead.")


def _decision_misfits(cid: CID, contract: Contract, decision: str) -> Iterator[Problem]:
    if decision in cid and decision not in cid.decisions:
        message = f"{decision!r} is a {cid.role(decision).value} node, not a decision"
        yield _problem(contract, message, hint_among(decision, cid.decisions))
        return
    yield from _unknown(contract, "decision", [decision], cid.decisions)
    if decision in cid and contract.agent in cid.agents and cid.owner(decision) != contract.agent:
        hint = f"It belongs to {cid.owner(decision)!r}: leave the agent out."
        yield _problem(contract, f"{decision!r} is no decision of the agent {contract.agent!r}", hint)


def judged_decisions(cid: CID, contract: Contract) -> tuple[str, ...]:
    """Return the decisions that a contract is judged for: the one it names, its agent's, or all."""
    if contract.decision is not None:
        return (contract.decision,)
    if contract.agent is None:
        return cid.decisions
    return cid.decisions_of(contract.agent) if contract.agent in cid.agents else ()


def _unknown(contract: Contract, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    known = dict.fromkeys(known)
    for name in names:
        if name not in known:
            yield _problem(contract, f"unknown {what} {name!r}", hint_among(name, known))


def _problem(contract: Contract, message: str, hint: str) -> Problem:
    place = contract.place
    return Problem(
        message,
        where=f"contract {contract.id!r}",
        hint=hint,
        line=place.line if place else None,
        column=place.column if place else None,
    )
