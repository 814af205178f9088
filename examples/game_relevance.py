"""The tree-killer game: who relies on whom, in which order it is solved, and what each decision is after."""

from __future__ import annotations

import pycid_like as pcl

design = pcl.gallery.get("tree_killer")
game = design.cid
print(f"{design.title} ({design.citation})\n")

print("Who relies on whom, and by which path:")
relevance = pcl.relevance_graph(game)
for (decision, other), path in zip(relevance.edges, relevance.paths, strict=True):
    print(f"  '{game.title(decision)}' relies on '{game.title(other)}' (by {' - '.join(path)})")
order = [" with ".join(f"'{game.title(decision)}'" for decision in group) for group in relevance.components]
print(f"  so it is solved in the order: {', '.join(order)}\n")

print("Recall, for each agent with the other's rules held fixed:")
for agent in game.agents:
    print(f"  {agent}: {pcl.sufficient_recall(game, agent)}")

for agent in game.agents:
    print(f"\nWhat the decisions of {agent} may be after (instrumental control incentives):")
    table = pcl.incentives(game, agent=agent, criteria=["ici"])
    for decision in game.decisions_of(agent):
        for answer in (pcl.Answer.YES, pcl.Answer.UNKNOWN):
            nodes = table.nodes("ici", decision, answer=answer)
            if nodes:
                print(f"  '{game.title(decision)}', {answer.value}: {', '.join(map(game.title, nodes))}")

print("\nA reason to poison the tree that runs through what Bob does about it:")
print(pcl.admits_ici(game, "TDoc", "PT").explain())
