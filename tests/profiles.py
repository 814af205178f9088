"""How hard hypothesis looks: "ci" is the same every time and quick, "nightly" is random and long."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A test file stays under about 90 s with the examples of "ci"; "nightly" looks at this many times more.
NIGHTLY_FACTOR = 20
DEFAULT_EXAMPLES = 100


def register() -> str:
    """Register both profiles, load the one that HYPOTHESIS_PROFILE names ("ci" where it is not set), return its name."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings.register_profile(
        "ci", max_examples=DEFAULT_EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=slow
    )
    settings.register_profile(
        "nightly",
        max_examples=DEFAULT_EXAMPLES * NIGHTLY_FACTOR,
        derandomize=False,
        deadline=None,
        print_blob=True,
        suppress_health_check=slow,
    )
    name = active()
    settings.load_profile(name)
    return name


def active() -> str:
    """Return the name of the profile that the environment asks for."""
    return os.environ.get("HYPOTHESIS_PROFILE") or "ci"


def examples(count: int) -> settings:
    """Return settings for a law that needs `count` examples in "ci", and proportionally more in "nightly".

    It is a decorator, `@examples(400)` above `@given(...)`. `@settings(max_examples=400)` would pin the number in every
    profile.
    """
    return settings(max_examples=count * (NIGHTLY_FACTOR if active() == "nightly" else 1))
