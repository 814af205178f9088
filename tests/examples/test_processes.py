"""The processes of the literature, unrolled, are the published diagrams, with their verdicts."""

from __future__ import annotations

import runpy
from typing import Any

import pytest

from pycid_like import CID, Template, admits_ici, unroll
from pycid_like.diagrams.verdict import Answer
from tests.golden.catalogue import ENTRIES, diagram
from tests.golden.test_golden import admitted
from tests.golden.test_subgames import game
from tests.house.source import ROOT

PROCESSES: dict[str, Template] = runpy.run_path(str(ROOT / "examples" / "reinforcement_learning.py"))["PROCESSES"]

TAMPERING = "S[t] -> A[t]; S[t], A[t] -> S[t+1]; Theta[t], A[t] -> Theta[t+1]; S[t], Theta[t] -> R[t]"

# Published diagram -> template, number of steps, and nodes of the figure that it draws beyond the last step.
SAME: dict[str, tuple[Template, int, tuple[str, ...]]] = {
    "mdp_one_step": (
        Template.parse("S[t] -> A[t]; S[t], A[t] -> S[t+1] -> R[t+1]", "A", "R", remember="nothing"),
        2,
        (),
    ),
    "rf_tampering_standard": (PROCESSES["reward tampering"], 2, ("S3",)),
    "rf_tampering_current_rf_TI_ignoring": (PROCESSES["current parameters, changes ignored"], 2, ("S3",)),
    "rf_tampering_full": (
        Template.parse(
            f"{TAMPERING}; Star -> Theta[t]; S[t] -> Theta[t+1]; Theta[t] -> A[t]", "A", "R", remember="everything"
        ),
        3,
        (),
    ),
    "rf_input_tampering": (
        Template.parse(
            "S[t], Om[t] -> O[t] -> A[t], R[t]; S[t], A[t] -> S[t+1]; Om[t], A[t] -> Om[t+1]",
            "A",
            "R",
            remember="nothing",
        ),
        2,
        (),
    ),
    "delicate_mdp": (
        Template.parse("S[t], Z[t] -> A[t], U[t]; S[t], Z[t], A[t] -> S[t+1], Z[t+1]", "A", "U", remember="nothing"),
        2,
        (),
    ),
    "mona_ordinary_rl": (
        Template.parse("S[t] -> A[t]; S[t], A[t] -> S[t+1], R[t]", "A", "R", remember="everything"),
        2,
        (),
    ),
}


def plainly(cid: CID) -> CID:
    """The diagram with the names of the figures: S2 for S[2], Th2 for Theta[2], ThStar for Star."""
    short = {node: node.replace("[", "").replace("]", "").replace("Theta", "Th") for node in cid.nodes}
    return cid.renamed({node: name.replace("Star", "ThStar") for node, name in short.items()})


@pytest.mark.parametrize("name", sorted(SAME))
def test_the_published_diagram(name: str) -> None:
    template, steps, beyond = SAME[name]
    published, found = diagram(name), plainly(unroll(template, steps))
    for node in beyond:
        published = published.without_node(node)
    assert found.same_graph(published)
    for incentive, nodes in ENTRIES[name]["computed"].get("verdicts", {}).items():
        wanted = set(nodes) - set(beyond)
        assert admitted(found, incentive) - (set(found.utilities) if incentive == "voi" else set()) == wanted


def test_one_agent_for_each_step() -> None:
    cid = unroll(PROCESSES["current parameters, changes considered"], 3)
    names = {"R0[1]": "R1_1", "R1[2]": "R2_1", "R2[3]": "R3_1", "R0[2]": "R2_2", "R1[3]": "R3_2"}
    names |= {
        f"{stem}[{step}]": f"{short}{step}"
        for stem, short in zip(("S", "A", "Theta"), "SAT", strict=True)
        for step in (1, 2, 3)
        if f"{stem}[{step}]" in cid
    }
    found, published = cid.renamed(names), game("TI_considering")
    # The figure ends with the state: what the parameters of the last step are is drawn here beside it.
    found = found.without_node("T3").without_node("R0[3]")
    assert set(found.edges) == set(published.edges)
    for node in published.nodes:
        assert found.role(node) is published.role(node)
        owner = published.owner(node)
        assert found.owner(node) == (None if owner is None else f"agent[{owner}]")
    # Claim 2: a reason to preserve the reward parameters, by what the next agent does.
    assert admits_ici(cid, "Theta[2]", "A[1]").path == ("A[1]", "Theta[2]", "A[2]", "S[3]", "R2[3]")


@pytest.mark.parametrize("steps", [2, 3, 6])
def test_claims_of_the_paper_hold_for_any_length(steps: int) -> None:
    def answers(process: str, **whose: Any) -> set[Answer]:
        cid = unroll(PROCESSES[process], steps)
        return {
            admits_ici(cid, f"Theta[{later}]", f"A[{now}]", **whose).answer
            for now in range(1, steps)
            for later in range(now + 1, steps + 1)
        }

    assert Answer.YES in answers("reward tampering")
    assert answers("current parameters, changes ignored") == {Answer.NO}
