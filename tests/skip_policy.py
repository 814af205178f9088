"""In CI a test that did not run has not passed: a skip or xfail fails the run unless it is listed with a reason."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ALLOWED = Path(__file__).with_name("allowed_skips.txt")


def is_ci() -> bool:
    """Return whether the environment says that this is CI, as every CI service does."""
    return os.environ.get("CI", "").casefold() not in {"", "0", "false"}


def read_allowed(text: str) -> dict[str, str]:
    """Return node id -> reason of the lines `node id  # reason`; a line without a reason is an error."""
    allowed = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        node_id, mark, reason = line.partition("  # ")
        if not mark or not reason.strip():
            message = (
                f"allowed_skips.txt, line {number}: write `node id  # reason` (two spaces before the #), got {line!r}"
            )
            raise pytest.UsageError(message)
        allowed[node_id.strip()] = reason.strip()
    return allowed


class SkipPolicy:
    """Collects what was skipped or xfailed, and fails the run over what nobody allowed."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)
        self.not_run: dict[str, str] = {}

    def _note(self, node_id: str, kind: str, report: pytest.TestReport | pytest.CollectReport) -> None:
        if any(node_id == entry or fnmatchcase(node_id, entry) for entry in self.allowed):
            return
        reason = getattr(report, "wasxfail", "")
        if not reason and isinstance(report.longrepr, tuple):
            reason = str(report.longrepr[2])
        self.not_run.setdefault(node_id, f"{kind}: {reason}" if reason else kind)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self._note(report.nodeid, "xfailed" if hasattr(report, "wasxfail") else "skipped", report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._note(report.nodeid, "skipped while collecting", report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.not_run and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.not_run:
            return
        terminalreporter.section("not run, and not allowed in CI", red=True)
        for node_id, why in self.not_run.items():
            terminalreporter.line(f"{node_id}  {why}")
        terminalreporter.line("Make each run, or list it in tests/allowed_skips.txt as `node id  # reason`.")


def install(config: pytest.Config) -> None:
    """Put the policy to work in CI; elsewhere a skip is only reported."""
    if is_ci():
        config.pluginmanager.register(SkipPolicy(read_allowed(ALLOWED.read_text("utf-8"))), "skip-policy")
