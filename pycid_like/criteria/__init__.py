"""What the graph alone admits: one incentive a file, each with its theorem, scope and evidence."""

from __future__ import annotations

from collections.abc import Callable

from ..diagrams.verdict import Verdict
from .impact_incentive import admits_impact
from .instrumental_control_incentive import admits_ici
from .response_incentive import admits_ri
from .value_of_control import admits_voc
from .value_of_information import admits_voi

#: The criterion behind each short name.
CRITERIA: dict[str, Callable[..., Verdict]] = {
    "voi": admits_voi,
    "ri": admits_ri,
    "voc": admits_voc,
    "ici": admits_ici,
    "impact": admits_impact,
}

__all__ = ["CRITERIA", "admits_ici", "admits_impact", "admits_ri", "admits_voc", "admits_voi"]
