"""A safety specification: contracts under one name, and the plain tree that it is written as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..errors import InvalidSpec, Problem
from .contract import Contract, Selection, generated_id

#: The key that holds the version of the schema, and the versions that are read.
VERSION_KEY = "pycid_like_spec"
VERSIONS = (1,)


@dataclass(frozen=True)
class Spec:
    """What an analyst forbids and requires of a diagram.

    Contracts have ids, each once: one that is generated and already taken gets a number, one that was given twice is
    an `InvalidSpec`.

    >>> on = Selection("node", ("I",))
    >>> [contract.id for contract in Spec((Contract("forbid", ("ici",), on), Contract("forbid", ("ici",), on)))]
    ['forbid-ici-I', 'forbid-ici-I-2']
    """

    contracts: tuple[Contract, ...] = ()
    name: str | None = None
    description: str | None = None

    def __post_init__(self) -> None:
        given = Counter(contract.id for contract in self.contracts if contract.id != generated_id(contract))
        twice = [
            Problem(
                f"the id {contract.id!r} stands twice",
                hint="Every contract has its own.",
                line=contract.place.line if contract.place else None,
                column=contract.place.column if contract.place else None,
            )
            for contract in self.contracts
            if given[contract.id] > 1
        ]
        if twice:
            raise InvalidSpec(twice)
        object.__setattr__(self, "contracts", tuple(_numbered(self.contracts, set(given))))

    def __iter__(self) -> Iterator[Contract]:
        return iter(self.contracts)

    def __len__(self) -> int:
        return len(self.contracts)


def _numbered(contracts: Iterable[Contract], taken: set[str]) -> Iterator[Contract]:
    """Yield the contracts with generated ids that are taken already made different."""
    for contract in contracts:
        if contract.id != generated_id(contract):
            yield contract
            continue
        name, number = contract.id, 1
        while name in taken:
            number += 1
            name = f"{contract.id}-{number}"
        taken.add(name)
        yield replace(contract, id=name)


def spec_tree(spec: Spec) -> dict[str, Any]:
    """Return a spec as the plain tree that is written to files; reading it gives an equal spec.

    >>> spec_tree(Spec((Contract("forbid", ("ici",), Selection("tag", ("user-values",))),), name="safety"))
    {'pycid_like_spec': 1, 'name': 'safety', 'contracts': [{'id': 'forbid-ici-user-values', 'forbid': 'ici', 'on': {'tag': 'user-values'}}]}
    """
    head = {VERSION_KEY: VERSIONS[-1], "name": spec.name, "description": spec.description}
    tree: dict[str, Any] = {key: value for key, value in head.items() if value is not None}
    tree["contracts"] = [_contract_tree(contract) for contract in spec.contracts]
    return tree


def _contract_tree(contract: Contract) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "id": contract.id,
        contract.mode: _one_or_many(contract.incentives),
        "on": _selection_tree(contract.on),
        "decision": contract.decision,
        "agent": contract.agent,
        "severity": None if contract.severity == "error" else contract.severity,
        "reason": contract.reason,
        "remedy": contract.remedy,
    }
    return {key: value for key, value in tree.items() if value is not None}


def _selection_tree(selection: Selection) -> Any:
    if selection.by == "all":
        return "all"
    names = _one_or_many(selection.names)
    if selection.by == "node" and names != "all":
        return names
    return {selection.by: names, **({"optional": True} if selection.optional else {})}


def _one_or_many(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)
