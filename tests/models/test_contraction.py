"""Sums of products, the small cases by hand."""

from __future__ import annotations

import numpy as np

import pycid_like as pcl
from pycid_like.models.contraction import Factor, contract


def test_one_factor_is_kept_as_it_is() -> None:
    assert contract([Factor(("a",), np.array([0.25, 0.75]))], ["a"]).tolist() == [0.25, 0.75]


def test_one_factor_is_summed_out() -> None:
    assert float(contract([Factor(("a", "b"), np.array([[1.0, 2.0], [3.0, 4.0]]))], [])) == 10.0
    assert contract([Factor(("a", "b"), np.array([[1.0, 2.0], [3.0, 4.0]]))], ["b", "a"]).tolist() == [[1, 3], [2, 4]]


def test_no_factor_is_one() -> None:
    assert float(contract([], [])) == 1.0


def test_a_model_of_one_node_answers_with_its_distribution() -> None:
    model = pcl.Model(pcl.CID([], chance=["X"]), X=pcl.bernoulli(0.25))
    assert dict(model.query("X")) == {0: 0.75, 1: 0.25}
