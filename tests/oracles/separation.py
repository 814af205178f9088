"""d-separation by its definition, simple path by simple path, and once more by networkx.

Both follow the overlap rule of THEORY section 1: sets may overlap, and an end point that is conditioned on blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import networkx

from tests.oracles.plain import Plain


def simple_paths(plain: Plain, source: str, target: str, given: frozenset[str] | None = None) -> Iterator[list[str]]:
    """Yield every simple path between two different nodes, arrows disregarded; with `given` only the active ones."""
    trail = [source]

    def grow() -> Iterator[list[str]]:
        here = trail[-1]
        if here == target:
            yield list(trail)
            return
        for other in sorted({*plain.graph.predecessors(here), *plain.graph.successors(here)}):
            if other in trail:
                continue
            if given is not None and len(trail) > 1 and not passes(plain, trail[-2], here, other, given):
                continue
            trail.append(other)
            yield from grow()
            trail.pop()

    yield from grow()


def passes(plain: Plain, before: str, node: str, after: str, given: frozenset[str]) -> bool:
    """Whether a path passes through an inner node: a collider with an observed descendant, or an unobserved other."""
    is_collider = (before, node) in plain.edges and (after, node) in plain.edges
    return not plain.below(node).isdisjoint(given) if is_collider else node not in given


def is_active(plain: Plain, path: list[str], given: frozenset[str]) -> bool:
    """Whether a simple path is active given a set, by Pearl's definition."""
    if path[0] in given or path[-1] in given:
        return False
    return all(passes(plain, *three, given) for three in zip(path, path[1:], path[2:], strict=False))


def separated(plain: Plain, left: Iterable[str], right: Iterable[str], given: Iterable[str]) -> bool:
    """Whether no simple path between the sets is active."""
    known = frozenset(given)
    one, other = set(left) - known, set(right) - known
    if one & other:
        return False
    return not any(next(simple_paths(plain, a, b, known), None) for a in sorted(one) for b in sorted(other))


def separated_by_every_path(plain: Plain, left: Iterable[str], right: Iterable[str], given: Iterable[str]) -> bool:
    """The same without cutting any path short: every simple path is written out and judged whole."""
    known = frozenset(given)
    one, other = set(left) - known, set(right) - known
    if one & other:
        return False
    return not any(is_active(plain, path, known) for a in one for b in other for path in simple_paths(plain, a, b))


def separated_by_networkx(plain: Plain, left: Iterable[str], right: Iterable[str], given: Iterable[str]) -> bool:
    """The same by networkx, which refuses overlaps."""
    known = set(given)
    one, other = set(left) - known, set(right) - known
    if one & other:
        return False
    return not one or not other or bool(networkx.is_d_separator(plain.graph, one, other, known))
