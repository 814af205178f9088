"""What usually helps when a contract is broken; specs may say something better fitting."""

from __future__ import annotations

#: What removes an incentive that is forbidden, by incentive.
WHEN_FORBIDDEN = {
    "voi": (
        "Let the decision observe something that screens this off from the utility, or take away its influence on the"
        " utility. Hiding it does not help: value of information is about what the agent would gain from seeing it."
    ),
    "ri": (
        "Take away the observations through which the decision learns of this, or let the utility not depend on what"
        " they tell (as a grade predictor is blinded to the high school). Look at what accuracy that costs."
    ),
    "voc": "Cut a link on every path from this to the utility, or pay for something that does not depend on it.",
    "ici": (
        "Pay for a prediction made from what the decision cannot influence (as clicks predicted from the original"
        " opinions), cut the influence of the decision on this, or judge the objective along paths that avoid it (a"
        " path-specific objective)."
    ),
    "impact": (
        "Cut the influence of the decision on this, or add a cost on its deviation from a baseline. Paying for"
        " something else does not help by itself: a side effect needs no path to the utility."
    ),
}

#: What brings about an incentive that is required, by incentive.
WHEN_REQUIRED = {
    "voi": "Let this matter to the utility beyond what the decision already observes.",
    "ri": "Let the decision observe this, or an effect of it, and let the best choice depend on what is observed.",
    "voc": "Give this a directed path to the utility.",
    "ici": "Give the decision a directed path through this to the utility.",
    "impact": "Give the decision a directed path to this.",
}


def generic_remedy(mode: str, incentive: str) -> str:
    """Return what usually helps against a breach of a contract.

    Sources: Everitt et al. 2021 (arXiv 2102.01685), Fig. 3b and 4b; Farquhar, Carey & Everitt 2022 (arXiv
    2204.10018) for path-specific objectives; Carey et al. 2025 (arXiv 2001.07118v3) for impact.

    >>> generic_remedy("require", "voc")
    'Give this a directed path to the utility.'
    """
    return (WHEN_FORBIDDEN if mode == "forbid" else WHEN_REQUIRED)[incentive]
