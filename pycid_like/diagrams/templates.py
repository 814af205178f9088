"""Templates of processes in time: what stands in one step, and how it leads to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..errors import InvalidDiagram, Problem
from .annotations import Annotations, read_annotations
from .parse import parse_edges
from .places import Place, read_place
from .roles import Ownership, Role, read_ownership
from .template_parts import Owner, Remembered, read_memory, read_owners


@dataclass(frozen=True)
class Template:
    """A process in time: arrows between places, who decides and is paid, what is remembered. Made by `Template.parse`.

    `remember` holds for each agent how many steps back it knows what it knew and did there, None for all of them and
    0 for nothing. `unroll` makes a diagram of it.

    >>> Template.parse("S[t] -> A[t] -> S[t+1]; S[t] -> S[t+1], R[t]", "A", "R", remember="nothing").stems
    ('S', 'A', 'R')
    """

    arrows: tuple[tuple[Place, Place], ...]
    places: tuple[Place, ...]
    owners: tuple[Owner, ...]
    remember: tuple[tuple[str, int | None], ...]
    annotations: Annotations = field(repr=False)
    name: str | None = None
    utility_children: str = "refuse"

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems, in order of appearance."""
        return tuple(dict.fromkeys(place.stem for place in self.places))

    @classmethod
    def parse(
        cls,
        text: str,
        decisions: Ownership = (),
        utilities: Ownership = (),
        *,
        remember: Remembered,
        chance: Iterable[str] | None = None,
        titles: Mapping[str, str] | None = None,
        descriptions: Mapping[str, str] | None = None,
        tags: Mapping[str, str | Iterable[str]] | None = None,
        name: str | None = None,
        utility_children: str = "refuse",
    ) -> Template:
        """Return the template whose arrows are written as text, in the grammar of `CID.parse`.

        `S[t]` is S at any step, `S[t+1]` at the next, `S[1]` at step 1, and `Theta`, without a step, outside time. An
        arrow stands at every step t at which both of its ends are there and it does not lead back in time. Decisions,
        utilities, titles, descriptions and tags go by stem, `chance` lists all other stems where a misspelt one is
        to be an error. An agent written as `"name[t]"` is another one at each step: it owns a stem at its own step, or
        at `"R[t+1]"` the one after it.

        `remember` says what decisions know beside what is drawn: "nothing", "everything" that their agent knew and
        did before, or what it knew and did in the last k steps (a number); or one of these for each agent. Raises
        `InvalidDiagram` with every problem at once.

        >>> memory = Template.parse("S[t] -> O[t] -> A[t] -> S[t+1]; S[t] -> S[t+1], R[t]", "A", "R", remember=1)
        >>> memory.remember
        (('agent', 1),)
        >>> Template.parse("S[t] -> A[t]; A[t+1] -> S[t]", "B", "S", remember="all")
        Traceback (most recent call last):
        pycid_like.errors.InvalidDiagram: invalid diagram: 3 problems
          1. the arrow A[t+1] -> S[t] leads back in time. Causes come before effects, or in the same step.
          2. decisions: unknown stem 'B'. There are: 'S', 'A'.
          3. remember: 'all'. Give 'nothing', 'everything', a number of steps, or one of these for each agent.
        """
        edges, names = parse_edges(text)
        problems: list[Problem] = []
        read = {name: place for name in names if (place := _place(name, problems)) is not None}
        arrows = tuple((read[a], read[b]) for a, b in edges if a in read and b in read)
        stems: dict[str, bool] = {}
        for place in read.values():
            stems.setdefault(place.stem, place.in_time)
        problems += _arrow_problems(arrows) + _stem_problems(read.values())
        owned = read_ownership(Role.DECISION, decisions), read_ownership(Role.UTILITY, utilities)
        owners = read_owners(owned, stems, chance, problems)
        memory = read_memory(remember, dict.fromkeys(owned[0].owners.values()), problems)
        notes = read_annotations(
            dict.fromkeys(stems, 0),
            (),
            problems,
            titles=titles,
            descriptions=descriptions,
            tags=tags,
            steps=None,
            rationale=None,
        )
        if problems:
            raise InvalidDiagram(problems)
        return cls(arrows, tuple(read.values()), owners, memory, notes, name, utility_children)


def _place(name: str, problems: list[Problem]) -> Place | None:
    found = read_place(name)
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return found


def _arrow_problems(arrows: Iterable[tuple[Place, Place]]) -> list[Problem]:
    """Return the arrows that could never stand, and those that say the same twice."""
    problems, seen = [], set[object]()
    for source, target in arrows:
        arrow = f"{source} -> {target}"
        apart = None
        if source.offset is not None and target.offset is not None:
            apart = target.offset - source.offset
        elif source.fixed is not None and target.fixed is not None:
            apart = target.fixed - source.fixed
        said = (
            (source.stem, target.stem, apart) if source.offset is not None and apart is not None else (source, target)
        )
        if apart is not None and apart < 0:
            hint = "Causes come before effects, or in the same step."
            problems.append(Problem(f"the arrow {arrow} leads back in time", hint=hint))
        elif source == target or (apart == 0 and source.stem == target.stem):
            problems.append(Problem(f"{arrow} is a self-loop", hint="Take the arrow out, or let it lead to [t+1]."))
        elif said in seen:
            problems.append(Problem(f"the arrow {arrow} stands twice", hint="Keep one."))
        seen.add(said)
    return problems


def _stem_problems(places: Iterable[Place]) -> list[Problem]:
    """Return the stems that stand with and without a step."""
    kinds: dict[str, set[bool]] = {}
    for place in places:
        kinds.setdefault(place.stem, set()).add(place.in_time)
    hint = "Give it a step everywhere, or nowhere."
    return [Problem(f"{stem!r} stands with and without a step", hint=hint) for stem in kinds if len(kinds[stem]) > 1]
