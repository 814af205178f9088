"""Graph and model written once, as functions whose parameters are their parents."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from ..diagrams.cid import CID
from ..errors import InvalidDiagram, Problem, did_you_mean
from .calling import NOISE
from .declarations import Chance, Decision, NoisyCopy, Structural, Utility
from .expressions import Expression
from .labelled import is_labelled
from .namespaces import declared_in

if TYPE_CHECKING:
    from .model import Model

Source = ModuleType | type | Mapping[str, Any] | None


def cid_from_functions(functions: Source = None, /, **by_name: Any) -> CID:
    """Return the diagram that functions describe: a node for each, its parents the function's parameters.

    No function is called and no number needed: the graph can be judged while the bodies are still to be written
    (``def opinions(): ...``, ``pcl.decision([], observes="opinions")``). `Model.from_functions` takes the same and
    makes the model.

    A function is a chance node, `utility(function)` a utility, `decision(options, observes=...)` a decision that sees
    what `observes` names, and nothing else; a distribution is a chance node without parents; `chance`, `Structural`
    and `noisy_copy(..., of=...)` are what they are in a `Model`. A parameter with a default is a constant, not a
    parent. The nodes are given by name, by a mapping, or by a module or class of functions: there names that begin
    with an underscore, what is imported, and whatever could be no mechanism are passed over, and a class has the nodes
    of its base classes first, so that a redesign can be a subclass. With several agents each decision and utility says
    whose it is with `agent=`.

    Raises `InvalidDiagram` with every problem at once.

    >>> import pycid_like as pcl
    >>> cid = pcl.cid_from_functions(
    ...     opinions=pcl.uniform(["calm", "angry"]),
    ...     posts=pcl.decision(["calm", "angry"], observes="opinions"),
    ...     influenced=lambda opinions, posts: ...,
    ...     clicks=pcl.utility(lambda influenced, posts: ...),
    ... )
    >>> pcl.admits_ici(cid, "influenced").path
    ('posts', 'influenced', 'clicks')
    """
    return _cid(_nodes(functions, by_name))


def from_functions(kind: type[Model], functions: Source = None, /, **by_name: Any) -> Model:
    """Return the model that functions describe: a node for each, its parents the function's parameters.

    Takes what `cid_from_functions` takes, which makes the diagram alone: nodes by name, a mapping, a module or a
    class. What a decision sees is declared with `decision(options, observes=...)`.

    Raises `InvalidDiagram` or `InvalidModel`, each with every problem of its kind.

    >>> import pycid_like as pcl
    >>> model = pcl.Model.from_functions(
    ...     opinions=pcl.uniform(["calm", "angry"]),
    ...     posts=pcl.decision(["calm", "angry"], observes="opinions"),
    ...     clicks=pcl.utility(lambda opinions, posts: 3 if posts == opinions else 1),
    ... )
    >>> model.cid.edges, model.expected_utility({"posts": "calm"})
    ((('opinions', 'posts'), ('opinions', 'clicks'), ('posts', 'clicks')), 2.0)
    """
    nodes = _nodes(functions, by_name)
    return kind(_cid(nodes), nodes)


def _nodes(functions: Source, by_name: Mapping[str, Any]) -> dict[str, Any]:
    if functions is None:
        return dict(by_name)
    if isinstance(functions, (ModuleType, type)):
        nodes = declared_in(functions)
    elif isinstance(functions, Mapping):
        nodes = dict(functions)
    else:
        hint = "Give a module, a class or a mapping, or the nodes by name."
        raise InvalidDiagram([Problem(f"{functions!r} declares no nodes", hint=hint)])
    twice = [Problem("declared twice", where=f"node {n!r}", hint="Declare it once.") for n in by_name if n in nodes]
    if twice:
        raise InvalidDiagram(twice)
    return {**nodes, **by_name}


def _cid(nodes: Mapping[str, Any]) -> CID:
    problems: list[Problem] = []
    parents = {node: _Parents(node, nodes, problems).of(given) for node, given in nodes.items()}
    decisions = {node: given.agent for node, given in nodes.items() if isinstance(given, Decision)}
    utilities = {node: given.agent for node, given in nodes.items() if isinstance(given, Utility)}
    owned = {**decisions, **utilities}
    named = any(agent is not None for agent in owned.values())
    problems += [
        Problem("nobody owns it", where=f"node {node!r}", hint="With several agents say whose it is, with agent=.")
        for node, agent in owned.items()
        if named and agent is None
    ]
    if problems:
        raise InvalidDiagram(problems)
    edges = [(parent, node) for node in nodes for parent in parents[node]]
    if not named:
        return CID(edges, list(decisions), list(utilities), order=list(nodes))
    return CID(edges, _by_agent(decisions), _by_agent(utilities), order=list(nodes))


def _by_agent(owners: Mapping[str, str | None]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, agent in owners.items():
        found.setdefault(str(agent), []).append(node)
    return found


class _Parents:
    """The search for one node's parents in how it was declared."""

    def __init__(self, node: str, nodes: Mapping[str, Any], problems: list[Problem]) -> None:
        self.node, self.nodes, self.problems = node, nodes, problems

    def of(self, given: Any) -> tuple[str, ...]:
        """Return the parents, every problem noted."""
        if isinstance(given, Decision):
            return self._known(given.observes, "the decision observes")
        if isinstance(given, (Chance, Utility)):
            if given.axes is not None:
                return self._known([axis for axis in given.axes if axis != self.node], "the table has the axis")
            if np.isscalar(given.mechanism) or isinstance(given.mechanism, (list, tuple, np.ndarray)):
                return self._of_array(given.mechanism, isinstance(given, Chance))
            return self.of(given.mechanism)
        if isinstance(given, NoisyCopy):
            if given.parent is None:
                return self._refuse("a noisy copy of nothing", "Say of which node with of=.")
            return self._known([given.parent], "the noisy copy is of")
        if isinstance(given, Structural):
            return self._of_function(given.f, {NOISE})
        if is_labelled(given):
            names = given.variables if hasattr(given, "variables") else given.index.names
            return self._known([n for n in names if n not in (None, self.node)], "the table has the axis")
        if isinstance(given, Mapping):
            if any(isinstance(value, Mapping) for value in given.values()):
                return self._refuse("a mapping by context does not name its parents", "Give a function of them.")
            return ()
        if callable(given):
            return self._of_function(given, set())
        hint = "Give a function of the parents, a distribution, point(outcome), decision([...]) or utility(...)."
        return self._refuse(f"{given!r} is no mechanism", hint)

    def _of_array(self, array: Any, of_chance: bool) -> tuple[str, ...]:
        axes = np.ndim(array) if not isinstance(array, (list, tuple)) else 1 + _is_nested(array)
        if axes <= int(of_chance):
            return ()
        return self._refuse("the table does not name its parents", "Name its axes with axes=.")

    def _of_function(self, function: Callable[..., Any], own: set[str]) -> tuple[str, ...]:
        if isinstance(function, Expression):
            return self._known([name for name in function.names if name not in own], "the expression speaks of")
        try:
            parameters = list(inspect.signature(function).parameters.values())
        except (TypeError, ValueError):
            return self._refuse("the function does not tell its parameters", "Wrap it in a lambda that names them.")
        nameless = [p for p in parameters if p.kind not in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
        if nameless:
            shown = ", ".join(map(str, nameless))
            return self._refuse(f"the function takes {shown}, which names no parent", "Name every parent.")
        wanted = [p.name for p in parameters if p.default is p.empty and p.name not in own]
        return self._known(wanted, "the function takes")

    def _known(self, names: Iterable[str], what: str) -> tuple[str, ...]:
        listed = list(names)
        self.problems += [
            Problem(
                f"{what} {n!r}, which is no node", where=f"node {self.node!r}", hint=did_you_mean(str(n), self.nodes)
            )
            for n in listed
            if n not in self.nodes
        ]
        return tuple(name for name in listed if name in self.nodes)

    def _refuse(self, message: str, hint: str) -> tuple[str, ...]:
        self.problems.append(Problem(message, where=f"node {self.node!r}", hint=hint))
        return ()


def _is_nested(array: list[Any] | tuple[Any, ...]) -> bool:
    return any(isinstance(item, (list, tuple, np.ndarray)) for item in array)
