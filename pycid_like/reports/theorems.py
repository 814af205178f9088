"""Which theorems the answers rest on, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..criteria.table import IncentiveTable
from ..diagrams.verdict import Answer, Verdict


@dataclass(frozen=True)
class Ground:
    """A theorem that answers about an incentive rest on, with its scope."""

    incentive: str
    theorem: str
    scope: str


def grounds(table: IncentiveTable, explained: Iterable[Verdict]) -> tuple[Ground, ...]:
    """Return each theorem once, in the order of the incentives: those of the verdicts, and of a "no" in each column.

    >>> import pycid_like as pcl
    >>> table = pcl.incentives(pcl.CID.parse("P -> I -> C", decisions="P", utilities="C"), criteria=["ici"])
    >>> [ground.scope for ground in grounds(table, [])]
    ['one decision: sound and complete']
    """
    found = dict.fromkeys(
        Ground(verdict.incentive, verdict.theorem, verdict.scope) for verdict in (*explained, *_one_of_each(table))
    )
    order = list(dict.fromkeys(column.incentive for column in table.columns))
    return tuple(sorted(found, key=lambda ground: order.index(ground.incentive)))


def _one_of_each(table: IncentiveTable) -> Iterator[Verdict]:
    """Yield a verdict of each kind of answer in each column, so that no answer stands without its theorem."""
    for column in table.columns:
        for answer in (Answer.YES, Answer.UNKNOWN, Answer.NO):
            decision = column.decision
            node = next(iter(table.nodes(column.incentive, decision, agent=column.agent, answer=answer)), None)
            if node is not None:
                yield table.verdict(node, column.incentive, decision, agent=column.agent)
