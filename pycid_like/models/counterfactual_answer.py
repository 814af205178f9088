"""The answer to a counterfactual question, and how it came to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .. import display
from .bounds import Bounds, Interval
from .distribution import Distribution

_MOST_SHOWN = 40


@dataclass(frozen=True, eq=False)
class Counterfactual(Mapping[Any, "float | Interval"]):
    """The answer to a counterfactual question: a mapping from outcomes to probabilities, or to intervals of them.

    `distribution` holds it where it is determined, or was made so by named couplings, otherwise `bounds` does.
    `coupling` says which coupling was used for each node where one mattered; it is empty where the model alone decides.

    >>> import pycid_like as pcl
    >>> cid = pcl.CID.parse("T -> R -> U", decisions="T", utilities="U")
    >>> model = pcl.Model(cid, T=[0, 1], R=[[0.5, 0.5], [0.2, 0.8]], U=lambda R: R)
    >>> print(model.counterfactual("R", do={"T": 0}, given={"R": 1}, policy={"T": 1}, coupling="bounds"))
    R[T=0]  lower  upper
    0       0.375  0.625
    1       0.375  0.625
    every coupling of R: tight bounds
    """

    distribution: Distribution | None
    bounds: Bounds | None
    coupling: Mapping[str, str]

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of the targets, such as "U[X=X[D=1]]"."""
        return self._answer.axes

    @property
    def tight(self) -> bool:
        """Whether the answer is exact: a distribution, or bounds each end of which some coupling attains."""
        return self.bounds is None or self.bounds.tight

    def expectation(self, f: Callable[..., float] | None = None) -> float | Interval:
        """Return the mean of `f` of the targets, by name or in order; of the outcomes where there is one and no `f`.

        A number, or for bounds an interval with the ends of this mean, which are no worse than those of the outcomes
        would give.
        """
        return self._answer.expectation(f)

    @property
    def _answer(self) -> Distribution | Bounds:
        answer = self.distribution if self.bounds is None else self.bounds
        assert answer is not None
        return answer

    def __getitem__(self, key: Any) -> float | Interval:
        return self._answer[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._answer)

    def __len__(self) -> int:
        return len(self._answer)

    @property
    def _note(self) -> str:
        if not self.coupling:
            return "no coupling needed"
        named = [node for node, name in self.coupling.items() if name == "bounds"]
        words = [f"every coupling of {', '.join(named)}: {'tight' if self.tight else 'outer'} bounds"] if named else []
        words += [f"coupling of {node}: {name}" for node, name in self.coupling.items() if name != "bounds"]
        return "; ".join(words)

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for key, value in islice(self.items(), _MOST_SHOWN):
            ends = (value.lower, value.upper) if isinstance(value, Interval) else (value,)
            yield (*map(str, key if len(self.axes) > 1 else (key,)), *(f"{end:.6g}" for end in ends))

    @property
    def _headings(self) -> tuple[str, ...]:
        return (*self.axes, *(("probability",) if self.bounds is None else ("lower", "upper")))

    def __repr__(self) -> str:
        lines = display.table_lines([self._headings, *self._rows()])
        if len(self) > _MOST_SHOWN:
            lines.append(f"... and {len(self) - _MOST_SHOWN} rows more")
        return "\n".join([*lines, self._note])

    def _repr_html_(self) -> str:
        return display.table_html(self._headings, list(self._rows()), self._note)
