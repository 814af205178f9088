"""A diagram against a spec: every contract judged by the graph criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..criteria import CRITERIA
from ..diagrams.cid import CID
from ..diagrams.verdict import Answer, Verdict
from ..documents import Place
from ..errors import InvalidSpec
from .contract import Contract
from .finding import Finding
from .findings import ContractResult, Findings
from .fitting import judged_decisions, misfits
from .spec import Spec


def check(cid: CID, spec: Spec, *, places: Mapping[str, Place] | None = None) -> Findings:
    """Judge every contract of a spec on a diagram and return what is broken or undetermined.

    A contract that names no decision is judged for every decision; value of control belongs to no single decision and
    is judged for every agent. What is forbidden is broken by `yes` and by `unknown`: it must be excluded. What is
    required is met by `yes`, broken by `no` and `not applicable`, and undetermined where only `unknown` can be said.
    `places` says where nodes stand in their file (`design.where.nodes`), for findings to show.

    Raises `InvalidSpec` where the spec names what the diagram does not have.

    >>> from pycid_like.audits import load_spec
    >>> cid = CID.parse("O -> M -> P -> I -> C; O -> I; P -> C", decisions="P", utilities="C", titles={"I": "opinions"})
    >>> spec = load_spec({"pycid_like_spec": 1, "contracts": [{"id": "hands-off", "forbid": "ici", "on": "I"}]})
    >>> findings = check(cid, spec)
    >>> print(findings[0], findings[0].path)
    error: instrumental control incentive on 'opinions' [hands-off] ('P', 'I', 'C')
    """
    problems = misfits(cid, spec)
    if problems:
        raise InvalidSpec(problems, subject=spec.name)
    results = tuple(ContractResult(contract, tuple(_verdicts(cid, contract))) for contract in spec.contracts)
    findings = tuple(
        Finding(result.contract, verdict, (places or {}).get(verdict.node))
        for result in results
        for verdict in result.verdicts
        if _counts(result.contract, verdict)
    )
    return Findings(findings, results, cid, spec)


def _verdicts(cid: CID, contract: Contract) -> Iterator[Verdict]:
    for incentive in contract.incentives:
        criterion = CRITERIA[incentive]
        for node in contract.on.nodes(cid):
            for decision, agent in _askers(cid, contract, incentive):
                verdict = criterion(cid, node, decision, agent=agent)
                # "All nodes" and "all of a kind" mean those for which the incentive is defined.
                wholesale = contract.on.by in {"all", "kind"}
                if not (wholesale and verdict.answer is Answer.NOT_APPLICABLE):
                    yield verdict


def _askers(cid: CID, contract: Contract, incentive: str) -> Iterator[tuple[str | None, str]]:
    """Yield (decision, agent) for everyone whose incentive is judged."""
    owners = [(decision, str(cid.owner(decision))) for decision in judged_decisions(cid, contract)]
    if incentive == "voc":
        yield from dict.fromkeys((None, agent) for _, agent in owners)
    else:
        yield from owners


def _counts(contract: Contract, verdict: Verdict) -> bool:
    """Return whether a verdict breaks the contract or leaves it undetermined."""
    return verdict.is_possible if contract.mode == "forbid" else not verdict.is_established
