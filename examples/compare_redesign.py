"""Judge a design and its redesign by the same safety spec, and see what the redesign changed and what it left."""

from __future__ import annotations

from pathlib import Path

import pycid_like as pcl

here = Path(__file__).parent
before = pcl.load(here / "content_recommender.yaml")
after = pcl.load(here / "content_recommender_predicted_clicks.yaml")
spec = pcl.load_spec(here / "content_recommender_safety.yaml")

for design in (before, after):
    findings = pcl.check(design.cid, spec)
    print(f"{design.title}: {len(findings)} {'finding' if len(findings) == 1 else 'findings'}")
    for finding in findings:
        print(f"  {finding}")
        print(f"  path:   {finding.path_text}")
        print(f"  reason: {finding.reason}")
        print(f"  remedy: {finding.remedy}")
    print()

print("What the redesign changes:")
old, new = pcl.incentives(before.cid), pcl.incentives(after.cid)
for node in before.cid.nodes:
    for incentive in ("voi", "ri", "voc", "ici", "impact"):
        was, now = old.answer(node, incentive), new.answer(node, incentive)
        if was is not now:
            print(f"  {incentive:6} {before.cid.title(node)}: {was.value} -> {now.value}")

print("\nWhat remains:")
side_effect = pcl.admits_impact(after.cid, "I")
print(f"  {side_effect}")
print(f"  path to it: {' -> '.join(after.cid.title(node) for node in side_effect.path)}")
print("  The recommender has no reason to use its users' opinions, but nothing keeps it from moving them by accident.")
