"""From a template of a process to the diagram of so many steps of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import InvalidCall, InvalidDiagram, Problem
from ..graph.adjacency import Adjacency
from .cid import CID
from .places import Place, named
from .roles import Role
from .templates import Template

#: A node of the process: its stem, and its step where it has one.
Spot = tuple[str, "int | None"]


def unroll(template: Template, steps: int, *, first: int = 1) -> CID:
    """Return the diagram of a process over `steps` steps, the first of which is number `first`.

    Nodes are named `S[3]` and carry their step; nodes outside time come first, then step by step. Titles get the step
    too, tags and descriptions are those of the stem. At the end, decisions are left out for which every arrow onwards
    would lead beyond the last step, and what only they would observe. What the template says is remembered becomes information links: a decision sees
    what its agent did before, within so many steps, and what is drawn as observed there; decisions of one step see
    each other in the order of the arrows. Raises `InvalidCall` where the template names a step that is not among these.

    >>> from pycid_like.diagrams.templates import Template
    >>> template = Template.parse("S[t] -> A[t] -> S[t+1]; S[t] -> S[t+1], R[t]", "A", "R", remember="everything")
    >>> cid = unroll(template, 3)
    >>> cid.decisions, cid.parents("A[2]"), cid.step("A[2]")
    (('A[1]', 'A[2]'), ('S[2]', 'S[1]', 'A[1]'), 2)
    """
    _check(template, steps, first)
    now = range(first, first + steps)
    arrows, spots = _standing(template, now)
    arrows, spots = _without_idle_decisions(template, arrows, spots)
    order = {stem: place for place, stem in enumerate(template.stems)}
    spots = sorted(spots, key=lambda spot: (spot[1] is not None, spot[1] or 0, order[spot[0]]))
    owners = _owners(template, spots, now)
    links = dict.fromkeys([*arrows, *_remembered(template, spots, arrows, owners)])
    return CID(
        [(named(*source), named(*target)) for source, target in links],
        _by_agent(owners, Role.DECISION),
        _by_agent(owners, Role.UTILITY),
        order=[named(*spot) for spot in spots],
        name=template.name,
        utility_children=template.utility_children,
        **_notes(template, spots),
    )


Arrow = tuple[Spot, Spot]


def _check(template: Template, steps: int, first: int) -> None:
    problems = []
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        problems.append(Problem(f"steps={steps!r}", hint="Give a number of steps, at least 1."))
    if isinstance(first, bool) or not isinstance(first, int):
        problems.append(Problem(f"first={first!r}", hint="Give the number of the first step."))
    if not problems:
        last = first + steps - 1
        problems = [
            Problem(
                f"{place} is not among the steps {first} to {last}", hint="Unroll more steps, or count from another."
            )
            for place in template.places
            if place.fixed is not None and not first <= place.fixed <= last
        ]
    if problems:
        raise InvalidCall(problems)


def _standing(template: Template, now: range) -> tuple[list[Arrow], list[Spot]]:
    """Return the arrows that stand, step by step, and the nodes that are there."""
    arrows: dict[Arrow, None] = {}
    for t in now:
        for source, target in template.arrows:
            ends = _spot(source, t), _spot(target, t)
            if all(_there(spot, now) for spot in ends) and not _back_in_time(*ends):
                arrows[ends] = None
    linked = {place for arrow in template.arrows for place in arrow}
    alone = [_spot(place, t) for place in template.places if place not in linked for t in now]
    spots = dict.fromkeys([*(spot for arrow in arrows for spot in arrow), *(s for s in alone if _there(s, now))])
    return list(arrows), list(spots)


def _spot(place: Place, t: int) -> Spot:
    return place.stem, place.step(t)


def _there(spot: Spot, now: range) -> bool:
    return spot[1] is None or spot[1] in now


def _back_in_time(source: Spot, target: Spot) -> bool:
    return source[1] is not None and target[1] is not None and target[1] < source[1]


def _without_idle_decisions(
    template: Template, arrows: list[Arrow], spots: list[Spot]
) -> tuple[list[Arrow], list[Spot]]:
    """Leave out the decisions with arrows in the template of which none is left, and what only they would observe."""
    decides = {owner.stem for owner in template.owners if owner.role is Role.DECISION}
    acts = {source.stem for source, _ in template.arrows} & decides
    linked = {spot for arrow in arrows for spot in arrow}
    while True:
        busy = {source for source, _ in arrows}
        kept = [arrow for arrow in arrows if arrow[1][0] not in acts or arrow[1] in busy]
        if len(kept) == len(arrows):
            break
        arrows = kept
    left = {spot for arrow in arrows for spot in arrow}
    return arrows, [spot for spot in spots if spot in left or spot not in linked]


def _owners(template: Template, spots: Iterable[Spot], now: range) -> dict[Spot, tuple[Role, str]]:
    """Return the role and the agent of every decision and utility."""
    known = {owner.stem: owner for owner in template.owners}
    problems, found = [], {}
    for stem, step in spots:
        owner = known.get(stem)
        if owner is None:
            continue
        if owner.offset is not None and step is not None and step - owner.offset not in now:
            hint = f"Write its arrows so that it stands at [t{owner.offset:+d}] for steps t that are there."
            problems.append(Problem(f"{named(stem, step)} would belong to {owner.at(step)!r}, of no step", hint=hint))
        found[stem, step] = (owner.role, owner.at(step))
    if problems:
        raise InvalidDiagram(problems)
    return found


def _remembered(
    template: Template, spots: list[Spot], arrows: list[Arrow], owners: dict[Spot, tuple[Role, str]]
) -> Iterator[Arrow]:
    """Yield the information links of memory."""
    number = {spot: place for place, spot in enumerate(spots)}
    graph = Adjacency.from_edges(len(spots), [(number[source], number[target]) for source, target in arrows])
    rank = {spots[node]: place for place, node in enumerate(graph.topological_order)}
    seen: dict[Spot, list[Spot]] = {}
    for source, target in arrows:
        seen.setdefault(target, []).append(source)
    spans = dict(template.remember)
    memory_of = {owner.stem: spans.get(owner.remembers_as, 0) for owner in template.owners}
    made: dict[str, list[tuple[int, Spot]]] = {}
    for spot in sorted((s for s in spots if s in rank), key=lambda spot: (spot[1] or 0, rank[spot])):
        if spot not in owners or owners[spot][0] is not Role.DECISION:
            continue
        step, span = spot[1] or 0, memory_of[spot[0]]
        earlier = made.setdefault(owners[spot][1], [])
        if span != 0:
            for then, other in earlier:
                if span is None or step - then <= span:
                    yield from ((node, spot) for node in (*seen.get(other, ()), other))
        earlier.append((step, spot))


def _by_agent(owners: dict[Spot, tuple[Role, str]], role: Role) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for spot, (one, agent) in owners.items():
        if one is role:
            found.setdefault(agent, []).append(named(*spot))
    return found


def _notes(template: Template, spots: Iterable[Spot]) -> dict[str, Any]:
    """Return the annotations of the nodes: those of their stems, titles with the step, and the steps."""
    notes = template.annotations
    return {
        "titles": {named(*spot): named(notes.titles[spot[0]], spot[1]) for spot in spots if spot[0] in notes.titles},
        "descriptions": {named(*s): notes.descriptions[s[0]] for s in spots if s[0] in notes.descriptions},
        "tags": {named(*spot): notes.tags[spot[0]] for spot in spots if spot[0] in notes.tags},
        "steps": {named(*spot): spot[1] for spot in spots if spot[1] is not None},
    }
