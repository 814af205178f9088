"""The five criteria for one decision, each by the text of its theorem: True for yes, False for no."""

from __future__ import annotations

from tests.oracles.plain import Plain
from tests.oracles.reduction import minimal_reduction_at_once, requisite
from tests.oracles.separation import separated, separated_by_networkx


def voi(plain: Plain, node: str, decision: str) -> bool:
    """Everitt et al. 2021, Theorem 9: the link is literally added and then tested."""
    linked = plain.plus((node, decision))
    answer = requisite(linked, node, decision)
    assert answer is requisite(linked, node, decision, by=separated_by_networkx)
    return answer


def ri(plain: Plain, node: str, decision: str) -> bool:
    """Theorem 12, and the unpacked form of arXiv 2001.07118v3; they must agree."""
    answer = minimal_reduction_at_once(plain).leads(node, decision)
    assert answer is _ri_unpacked(plain, node, decision)
    return answer


def _ri_unpacked(plain: Plain, node: str, decision: str) -> bool:
    """Node => O, an observation; D => U; and O connected to U given all else that D knows and D."""
    family = plain.parents(decision) | {decision}
    return any(
        plain.leads(node, observed) and not separated(plain, {observed}, {utility}, family - {observed})
        for observed in plain.parents(decision)
        for utility in plain.utilities_of(decision)
    )


def voc(plain: Plain, node: str) -> bool:
    """Theorem 16: node => U in the minimal reduction."""
    return minimal_reduction_at_once(plain).leads_to_utility(node)


def ici(plain: Plain, node: str, decision: str) -> bool:
    """Theorem 18: D => node => U."""
    return plain.leads(decision, node) and plain.leads_to_utility(node)


def impact(plain: Plain, node: str, decision: str) -> bool:
    """ArXiv 2001.07118v3, Def. 12: D => node and D => U."""
    return plain.leads(decision, node) and plain.leads_to_utility(decision)
