"""The reinforcement-learning diagrams of the literature as templates, and what the criteria say of them over time.

A template says what happens in one step and how it leads to the next; `unroll` draws as many steps as are asked for.
After Everitt, Hutter, Kumar & Krakovna, "Reward tampering problems and solutions in reinforcement learning", 2021.
"""

from __future__ import annotations

import pycid_like as pcl

MDP = "S[t] -> A[t]; S[t], A[t] -> S[t+1]; S[t] -> R[t]"
POMDP = "S[t] -> O[t] -> A[t]; S[t], A[t] -> S[t+1]; S[t] -> R[t]"
WORLD = "S[t] -> A[t]; S[t], A[t] -> S[t+1]; Theta[t], A[t] -> Theta[t+1]"
TITLES = {"S": "state", "A": "action", "R": "reward"}
REWARD = {"Theta": "reward parameters"}

PROCESSES = {
    "MDP, dynamics known": pcl.Template.parse(MDP, "A", "R", remember="everything", titles=TITLES),
    "MDP, dynamics unknown": pcl.Template.parse(
        f"{MDP}; Theta -> S[t+1]", "A", "R", remember="everything", titles={**TITLES, "Theta": "dynamics"}
    ),
    "POMDP without memory": pcl.Template.parse(POMDP, "A", "R", remember="nothing", titles=TITLES),
    "POMDP with two steps of memory": pcl.Template.parse(POMDP, "A", "R", remember=2, titles=TITLES),
    "POMDP with memory": pcl.Template.parse(POMDP, "A", "R", remember="everything", titles=TITLES),
    # The reward of each step is what the parameters of that step say.
    "reward tampering": pcl.Template.parse(
        f"{WORLD}; S[t], Theta[t] -> R[t]", "A", "R", remember="nothing", titles=TITLES | REWARD
    ),
    # All rewards are judged by the parameters of the first step: they may change, and it does not pay.
    "current parameters, changes ignored": pcl.Template.parse(
        f"{WORLD}; S[t], Theta[1] -> R[t]", "A", "R", remember="nothing", titles=TITLES | REWARD
    ),
    # Each step has an agent of its own, who judges this and the next two steps by the parameters of its own step and
    # foresees that the next agents will go by theirs.
    "current parameters, changes considered": pcl.Template.parse(
        f"{WORLD}; Theta[t] -> A[t]; S[t] -> Theta[t+1];"
        "S[t], Theta[t] -> R0[t]; S[t+1], Theta[t] -> R1[t+1]; S[t+2], Theta[t] -> R2[t+2]",
        {"agent[t]": "A"},
        {"agent[t]": ["R0", "R1[t+1]", "R2[t+2]"]},
        remember="nothing",
        titles={"S": "state", "A": "action"} | REWARD,
    ),
}


def recall_of(process: str, steps: int = 6) -> None:
    """Print what kind of recall a process has, and what its agent need not look at."""
    cid = pcl.unroll(PROCESSES[process], steps)
    found = pcl.recall(cid)
    kind = "perfect" if found.perfect_recall else "imperfect"
    enough = "sufficient" if found.sufficient_recall else "insufficient"
    unneeded = pcl.requisite_graph(cid).removed_links
    print(f"{process}: {kind}, {enough} recall; {len(unneeded)} of the links to actions are of no use")


def tampering_in(process: str, steps: int = 3) -> None:
    """Print whether the first action has a reason to change the reward parameters of the next step."""
    cid = pcl.unroll(PROCESSES[process], steps)
    verdict = pcl.admits_ici(cid, "Theta[2]", "A[1]")
    print(f"{process}: {verdict.answer.value}")
    if verdict.path:
        print(f"  {' -> '.join(map(cid.title, verdict.path))}")


def main() -> None:
    """Say what the criteria say of each process."""
    print("A process is drawn as long as wanted; its nodes carry their step:")
    cid = pcl.unroll(PROCESSES["MDP, dynamics known"], 3)
    print(f"  {', '.join(cid.nodes)}; '{cid.title('S[2]')}' is of step {cid.step('S[2]')}\n")

    print("1. What needs to be remembered?\n")
    for process in [name for name in PROCESSES if "MDP" in name]:
        recall_of(process)
    for process in [name for name in PROCESSES if name.startswith("MDP")]:
        verdict = pcl.admits_voi(pcl.unroll(PROCESSES[process], 4), "S[1]", "A[3]")
        print(f"  {process}: is the first state of use at the third action? {verdict.answer.value}")

    print("\n2. Is there a reason to tamper with the reward?\n")
    for process in [name for name in PROCESSES if "parameters" in name or "tampering" in name]:
        tampering_in(process)

    print("\n3. ... and what is changed on the way, wanted or not?\n")
    ignoring = pcl.unroll(PROCESSES["current parameters, changes ignored"], 3)
    impact = pcl.admits_impact(ignoring, "Theta[2]", "A[1]")
    print(f"with changes ignored, an impact on '{ignoring.title('Theta[2]')}': {impact.answer.value}")
    considering = pcl.unroll(PROCESSES["current parameters, changes considered"], 3)
    print("with changes considered, who relies on whom:", pcl.relevance_graph(considering).edges)


if __name__ == "__main__":
    main()
