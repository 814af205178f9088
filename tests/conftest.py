"""What every test run needs: the hypothesis profile, and in CI the policy on skipped tests."""

from __future__ import annotations

import pytest

from tests import profiles, skip_policy


def pytest_configure(config: pytest.Config) -> None:
    profiles.register()
    skip_policy.install(config)


def pytest_report_header() -> str:
    return f"hypothesis profile: {profiles.active()}; skips fail the run: {'yes' if skip_policy.is_ci() else 'no'}"
