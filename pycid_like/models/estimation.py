"""Conditional probabilities estimated from records by pgmpy."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..diagrams.cid import CID
from .declarations import Chance, chance
from .records import Records


def estimated(cid: CID, records: Records, equivalent_sample_size: float | None) -> dict[str, Chance]:
    """Return a table for each chance node: with a BDeu prior of this many rows, or relative frequencies for None.

    With the prior, P(x | context) = (N(x, context) + s / (contexts * outcomes)) / (N(context) + s / contexts).
    pgmpy is given places instead of outcomes, so that labels of any type come back as they were.

    Source: Heckerman, Geiger & Chickering, "Learning Bayesian Networks", Machine Learning 20, 1995 (BDeu).
    """
    import pandas
    from pgmpy.models import DiscreteBayesianNetwork
    from pgmpy.parameter_estimator import DiscreteBayesianEstimator, DiscreteMLE

    if not cid.chances:
        return {}
    families = [node for node in cid.nodes if node in _family_members(cid)]
    network = DiscreteBayesianNetwork()
    network.add_nodes_from(families)
    network.add_edges_from([(parent, node) for node in cid.chances for parent in cid.parents(node)])
    states = {node: list(range(len(records.domains[node]))) for node in families}
    estimator: Any = DiscreteMLE(state_names=states)
    if equivalent_sample_size is not None:
        estimator = DiscreteBayesianEstimator(
            state_names=states, prior_type="BDeu", equivalent_sample_size=equivalent_sample_size
        )
    estimator.fit(network, pandas.DataFrame({node: records.places[node] for node in families}))
    tables = {table.variable: table for table in estimator.parameters_}
    return {node: _chance(tables[node], (*cid.parents(node), node), records) for node in cid.chances}


def _family_members(cid: CID) -> set[str]:
    return {member for node in cid.chances for member in (node, *cid.parents(node))}


def _chance(table: Any, axes: tuple[str, ...], records: Records) -> Chance:
    found = list(table.variables)
    return chance(records.domains[axes[-1]], np.transpose(table.values, [found.index(name) for name in axes]))
