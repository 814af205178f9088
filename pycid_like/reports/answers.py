"""The answers of all criteria as tables that fit on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..criteria.answers import ANSWERS
from ..criteria.table import Column, IncentiveTable
from ..diagrams.verdict import Answer

#: What each answer says, by the word that stands in tables.
MEANINGS = {
    "yes": "some system with this graph has the incentive; yours may or may not",
    "no": "no system with this graph has it, whatever its numbers",
    "unknown": "not excluded, and no published theorem settles the case",
    "-": "not defined for this node",
}

#: The short name of each incentive as tables show it.
LABELS = {"voi": "VoI", "ri": "RI", "voc": "VoC", "ici": "ICI", "impact": "impact"}

#: What each incentive is about, in one line.
SAYINGS = {
    "voi": "the agent would do better if it knew this before it decides",
    "ri": "the agent's best choice may respond to changes of this",
    "voc": "the agent would do better if it could set this",
    "ici": "the agent can do better by changing this: it is a means to its end",
    "impact": "acting well may change this, whether as a means or as a side effect",
}

_MOST_DECISIONS_A_TABLE = 3


@dataclass(frozen=True)
class ColumnGroup:
    """Columns that stand together: the incentives of one decision, or (`decision` None) of all of an agent's jointly.

    `heading` is empty where the diagram has a single decision.
    """

    heading: str
    decision: str | None
    agent: str
    incentives: tuple[str, ...]


@dataclass(frozen=True)
class AnswerRow:
    """The answers about one node, in the order of the columns."""

    node: str
    title: str
    role: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class AnswerTable:
    """The answers of one agent for a few decisions, a row a node."""

    caption: str
    groups: tuple[ColumnGroup, ...]
    rows: tuple[AnswerRow, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The short names of the incentives, a column each."""
        return tuple(LABELS[incentive] for group in self.groups for incentive in group.incentives)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain data, ready for JSON."""
        columns = [
            {"incentive": incentive, "decision": group.decision, "agent": group.agent}
            for group in self.groups
            for incentive in group.incentives
        ]
        rows = [
            {
                "node": row.node,
                "title": row.title,
                "role": row.role,
                "answers": [answer.value for answer in row.answers],
            }
            for row in self.rows
        ]
        return {"caption": self.caption, "columns": columns, "rows": rows}


def answer_tables(table: IncentiveTable) -> tuple[AnswerTable, ...]:
    """Return the table of all incentives cut into tables of one agent and at most three decisions each.

    >>> import pycid_like as pcl
    >>> (small,) = answer_tables(pcl.incentives(pcl.CID.parse("P -> I -> C", decisions="P", utilities="C")))
    >>> small.labels, [answer.value for answer in small.rows[1].answers]
    (('VoI', 'RI', 'VoC', 'ICI', 'impact'), ['not applicable', 'no', 'yes', 'yes', 'yes'])
    """
    return tuple(found for agent in table.cid.agents for found in _of_agent(table, agent))


def _of_agent(table: IncentiveTable, agent: str) -> Iterator[AnswerTable]:
    cid, columns = table.cid, [column for column in table.columns if column.agent == agent]
    caption = "Incentives" + (f" of the agent {agent}" if len(cid.agents) > 1 else "") + ", node by node"
    if not columns:
        return
    if len(cid.decisions) == 1 and len(cid.agents) == 1:
        yield _cut(table, caption, [("", columns)])
        return
    joint = [column for column in columns if column.decision is None]
    parts = [("jointly", joint)] if joint else []
    for decision in cid.decisions_of(agent):
        own = [column for column in columns if column.decision == decision]
        if own:
            parts.append((cid.title(decision), own))
    # Value of control, which belongs to no single decision, stands before the first ones.
    size = _MOST_DECISIONS_A_TABLE + len(parts[:1]) if joint else _MOST_DECISIONS_A_TABLE
    pieces = [parts[:size]]
    pieces += [parts[at : at + _MOST_DECISIONS_A_TABLE] for at in range(size, len(parts), _MOST_DECISIONS_A_TABLE)]
    for number, piece in enumerate(pieces, start=1):
        yield _cut(table, f"{caption}, part {number} of {len(pieces)}" if len(pieces) > 1 else caption, piece)


def _cut(table: IncentiveTable, caption: str, parts: Sequence[tuple[str, Sequence[Column]]]) -> AnswerTable:
    cid = table.cid
    groups = tuple(
        ColumnGroup(
            heading, columns[0].decision if heading else None, columns[0].agent, tuple(c.incentive for c in columns)
        )
        for heading, columns in parts
    )
    chosen = [column.codes.tolist() for _, columns in parts for column in columns]
    rows = tuple(
        AnswerRow(node, cid.title(node), cid.role(node).value, tuple(ANSWERS[codes[place]] for codes in chosen))
        for place, node in enumerate(cid.nodes)
    )
    return AnswerTable(caption, groups, rows)
