"""What a diagram breaks of a spec, or leaves undetermined: one finding for each verdict that does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..diagrams.pathway import path_text
from ..diagrams.verdict import INCENTIVE_NAMES, Answer, Verdict
from ..documents import Place
from .contract import Contract
from .remedies import generic_remedy


@dataclass(frozen=True)
class Finding:
    """A contract that a verdict breaks, or that it leaves undetermined (required, but only `unknown` can be said).

    `place` is where the node stands in the file of the design, where that is known.

    >>> from pycid_like.audits import check, load_spec
    >>> from pycid_like.diagrams.cid import CID
    >>> cid = CID.parse("P -> I -> C", decisions="P", utilities="C", titles={"I": "opinions"})
    >>> finding = check(cid, load_spec({"pycid_like_spec": 1, "contracts": [{"forbid": "ici", "on": "I"}]}))[0]
    >>> finding.message, finding.path_text
    ("instrumental control incentive on 'opinions'", 'P -> opinions -> C')
    """

    contract: Contract
    verdict: Verdict = field(repr=False)
    place: Place | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """The id of the contract."""
        return self.contract.id

    @property
    def incentive(self) -> str:
        """The short name of the incentive."""
        return self.verdict.incentive

    @property
    def node(self) -> str:
        """The node it is about."""
        return self.verdict.node

    @property
    def decision(self) -> str | None:
        """The decision that was judged; None where the incentive belongs to all of the agent's together."""
        return self.verdict.decision

    @property
    def agent(self) -> str:
        """The agent whose incentive it is."""
        return self.verdict.agent

    @property
    def answer(self) -> Answer:
        """The answer of the verdict."""
        return self.verdict.answer

    @property
    def is_undetermined(self) -> bool:
        """Whether the contract is neither met nor broken here: required, and only `unknown` can be said."""
        return self.contract.mode == "require" and self.answer is Answer.UNKNOWN

    @property
    def severity(self) -> str:
        """How bad it is: "error", "warning" or "note"; what is undetermined is a note."""
        return "note" if self.is_undetermined else self.contract.severity

    @property
    def path(self) -> tuple[str, ...]:
        """The nodes of the path behind the verdict, empty where there is none."""
        return self.verdict.path

    @property
    def path_text(self) -> str:
        """The path in words: titles with arrows as they point, empty where there is none."""
        return path_text(self.verdict.cid, self.path)

    @property
    def subject(self) -> str:
        """The incentive and the node in words, with the decision and the agent where there are several."""
        cid, name = self.verdict.cid, INCENTIVE_NAMES[self.incentive]
        text = f"{name} {'of' if self.incentive in {'voi', 'voc'} else 'on'} '{cid.title(self.node)}'"
        if self.decision is not None and len(cid.decisions) > 1:
            text += f" for '{cid.title(self.decision)}'"
        return f"{text} (agent {self.agent})" if len(cid.agents) > 1 else text

    @property
    def message(self) -> str:
        """What was found, in one line."""
        if self.contract.mode == "forbid":
            return f"{self.subject} is not excluded" if self.answer is Answer.UNKNOWN else self.subject
        if self.is_undetermined:
            return f"{self.subject} is required; it is not excluded, but not established either"
        return f"no {self.subject}, though it is required"

    @property
    def reason(self) -> str | None:
        """Why it matters, as the spec says."""
        return self.contract.reason

    @property
    def remedy(self) -> str:
        """What to do: what the spec says, else what usually helps."""
        return self.contract.remedy or generic_remedy(self.contract.mode, self.incentive)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, ready for JSON."""
        return {
            "id": self.id,
            "mode": self.contract.mode,
            "severity": self.severity,
            "undetermined": self.is_undetermined,
            "incentive": self.incentive,
            "node": self.node,
            "decision": self.decision,
            "agent": self.agent,
            "answer": self.answer.value,
            "message": self.message,
            "path": list(self.path),
            "path_text": self.path_text,
            "why": self.verdict.reason,
            "theorem": self.verdict.theorem,
            "reason": self.reason,
            "remedy": self.remedy,
            "line": self.place.line if self.place else None,
            "column": self.place.column if self.place else None,
        }

    def __str__(self) -> str:
        return f"{self.severity}: {self.message} [{self.id}]"
