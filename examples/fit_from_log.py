"""From a log of interactions to a model: learn the mechanisms, see how well, and judge a policy that nobody has tried."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas

import pycid_like as pcl


def clicks(influenced: str, posts: str) -> float:
    """Angry users click on what is heated, moderate ones on anything."""
    if influenced == "moderate":
        return 3
    return 5 if posts == "heated" else 1


# The world that writes the log. Whoever has only the log does not know its numbers.
truth = pcl.Model.from_functions(
    opinions={"moderate": 0.8, "angry": 0.2},
    profile=pcl.noisy_copy(0.9, of="opinions"),
    posts=pcl.decision(["calm", "heated"], observes="profile"),
    influenced=lambda opinions, posts: (
        {"moderate": 0.6, "angry": 0.4} if (opinions, posts) == ("moderate", "heated") else opinions
    ),
    clicks=pcl.utility(clicks),
)

with tempfile.TemporaryDirectory() as folder:
    log = Path(folder) / "interactions.csv"
    # Posts were shown at random: then every context turns up, and what posts do is what the log says they do.
    truth.sample(20_000, seed=42, policy="uniform").to_csv(log, index=False)
    data = pandas.read_csv(log)
print(f"A log of {len(data):,} interactions, the first three:\n")
print(data.head(3).to_string(index=False))

# The diagram comes from the analyst, the numbers from the log; a file forgets the order of outcomes, so it is declared.
levels = ["moderate", "angry"]
learned = pcl.Model.fit(
    truth.cid,
    data,
    decisions={"posts": ["calm", "heated"]},
    domains={"opinions": levels, "profile": levels, "influenced": levels},
    utilities={"clicks": "mean"},
)

print("\nLearned and true mechanisms:\n")
questions = {
    "P(angry at first)": ("opinions", {}, {}),
    "P(profile right | angry)": ("profile", {"opinions": "angry"}, {}),
    "P(angry | moderate, shown calm)": ("influenced", {"opinions": "moderate"}, {"posts": "calm"}),
    "P(angry | moderate, shown heated)": ("influenced", {"opinions": "moderate"}, {"posts": "heated"}),
}
for words, (node, given, do) in questions.items():
    found, exact = (model.query(node, given=given, do=do)["angry"] for model in (learned, truth))
    print(f"   {words:34} learned {found:.3f}   true {exact:.3f}")
worst = max(
    abs(learned.chances[node].probabilities - truth.chances[node].probabilities).max() for node in truth.chances
)
print(f"   largest error of any probability: {worst:.3f}")

print("\nA policy that was never run: heated posts for everybody\n")
policy = {"posts": "heated"}
for words, model in (("learned", learned), ("true", truth)):
    both = model.query(["opinions", "influenced"], policy=policy)
    shifted = both.expectation(lambda opinions, influenced: float(opinions != influenced))
    print(f"   {words:8} {model.expected_utility(policy):.2f} clicks, {shifted:.0%} of users shifted")

print("\nWhat a log cannot say: the contexts that are not in it\n")
quiet = data[data["posts"] == "calm"]
try:
    pcl.Model.fit(truth.cid, quiet, decisions={"posts": ["calm", "heated"]}, utilities={"clicks": clicks})
except pcl.InvalidCall as error:
    for problem in error.problems:
        print(f"   {problem.where}: {problem.message}\n   {problem.hint}")
