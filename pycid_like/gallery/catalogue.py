"""The designs that ship with the package, by name."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from ..errors import InvalidCall, Problem, did_you_mean
from ..formats import Design, load

_SUFFIX = ".yaml"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the designs, in alphabetical order.

    >>> names()[2:4]
    ('content_recommender', 'content_recommender_predicted_clicks')
    """
    files = (file.name for file in _folder().iterdir())
    return tuple(sorted(file.removesuffix(_SUFFIX) for file in files if file.endswith(_SUFFIX)))


def get(name: str) -> Design:
    """Return a design by its name: the diagram with its story, citation and expected verdicts.

    Raises `InvalidCall` with the nearest name where there is no such design.

    >>> design = get("content_recommender")
    >>> design.title, design.cid.title("I"), design.cid.tags("I")
    ('Content recommender', 'influenced opinions', ('user-values',))
    >>> get("content_recomender")
    Traceback (most recent call last):
    pycid_like.errors.InvalidCall: invalid call: unknown design 'content_recomender'. Did you mean 'content_recommender'?
    """
    return load(_file(name).read_bytes(), format="yaml")


def text(name: str) -> str:
    """Return the file of a design as it stands, comments included, to be copied and changed.

    Raises `InvalidCall` with the nearest name where there is no such design.

    >>> print(text("mdp_one_step").splitlines()[1])
    name: mdp_one_step
    """
    return _file(name).read_text("utf-8")


def _folder() -> Traversable:
    """Return the folder of the design files: beside this module, in the wheel too."""
    return resources.files(__package__) / "designs"


def _file(name: str) -> Traversable:
    if name not in names():
        raise InvalidCall([Problem(f"unknown design {name!r}", hint=did_you_mean(str(name), names()))])
    return _folder() / f"{name}{_SUFFIX}"
