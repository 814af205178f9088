"""Declare a diagram, ask what its graph admits, read why, and re-check the answer without the search that found it."""

from __future__ import annotations

import pycid_like as pcl

recommender = pcl.CID.parse(
    "O -> M -> P -> I -> C; O -> I; P -> C",
    decisions="P",
    utilities="C",
    titles={
        "O": "original opinions",
        "M": "model of opinions",
        "P": "posts",
        "I": "influenced opinions",
        "C": "clicks",
    },
    name="recommender",
)

print("1. Does the graph give the recommender a reason to control its users' opinions?\n")
verdict = pcl.admits_ici(recommender, "I")
print(verdict.explain())

print("\n2. The original opinions matter too, but the posts come too late to change them:\n")
print(pcl.admits_voc(recommender, "O"))
print(pcl.admits_ici(recommender, "O"))

print("\n3. Evidence stands on its own: it is re-checked by the definition, on any diagram.\n")
print("on this diagram:    ", "; ".join(verdict.evidence.check(recommender)) or "it stands")
other = recommender.without_edge("I", "C").with_edge("M", "C")
print("paid by the model:  ", "; ".join(verdict.evidence.check(other)) or "it stands")
print("and the new verdict:", pcl.admits_ici(other, "I"))

print("\n4. Everything at once (- where an incentive is not defined):\n")
print(pcl.incentives(recommender))
