"""All tables of a model, made node by node, parents first, so that one error can tell all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..diagrams.cid import CID
from ..diagrams.roles import Role
from ..errors import InvalidModel, Problem
from .calling import NOISE, by_context
from .chance_tables import chance_table
from .declarations import Chance, Structural, Utility
from .domain import Domain
from .mechanism import ChanceTable, DecisionOptions, UtilityTable
from .tabulation import Refused, Tabulation
from .utility_tables import decision_options, utility_table

_WANTED = {
    Role.CHANCE: "Give its mechanism: a distribution, a function of its parents or a table.",
    Role.DECISION: "Give the list of its options.",
    Role.UTILITY: "Give a function of its parents or a table of reals.",
}


class Tables:
    """The tables made so far of a diagram's nodes, and the problems found."""

    def __init__(self, cid: CID, problems: list[Problem]) -> None:
        self.cid, self.problems = cid, problems
        self.chances: dict[str, ChanceTable] = {}
        self.decisions: dict[str, DecisionOptions] = {}
        self.utilities: dict[str, UtilityTable] = {}
        self._domains: dict[str, Domain] = {}

    def add(self, node: str, given: Mapping[str, Any]) -> None:
        """Make the node's table, its parents' having been tried; note what is wrong with it."""
        role = self.cid.role(node)
        if node not in given:
            self.problems.append(Problem("no mechanism is given", where=f"node {node!r}", hint=_WANTED[role]))
            return
        try:
            if role is Role.DECISION:
                self._add_decision(node, given[node])
            elif all(parent in self._domains for parent in self.cid.parents(node)):
                self._add_table(node, given[node], role)
            else:
                self._look_at(node, given[node])
        except Refused:
            return
        except InvalidModel as error:  # a domain with an outcome twice, or with none
            self.problems += [Problem(p.message, where=f"node {node!r}", hint=p.hint) for p in error.problems]

    def _add_decision(self, node: str, given: Any) -> None:
        options = decision_options(Tabulation(node, (), {}, self.problems), given)
        self.decisions[node] = DecisionOptions(node, self.cid.parents(node), options.domain)
        self._domains[node] = options.domain

    def _add_table(self, node: str, given: Any, role: Role) -> None:
        at = Tabulation(node, self.cid.parents(node), self._domains, self.problems)
        if role is Role.UTILITY:
            self.utilities[node] = utility_table(at, given)
            if self.cid.children(node):
                self._domains[node] = self.utilities[node].domain
        else:
            self.chances[node] = chance_table(at, given)
            self._domains[node] = self.chances[node].domain

    def _look_at(self, node: str, given: Any) -> None:
        """Check what can be checked while a parent's own table is missing: which arguments a function takes."""
        while isinstance(given, (Chance, Utility)):
            given = given.mechanism
        extra = NOISE if isinstance(given, Structural) else None
        function = given.f if isinstance(given, Structural) else given
        if callable(function):
            by_context(function, self.cid.parents(node), f"node {node!r}", self.problems, extra=extra)
