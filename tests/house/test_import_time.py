"""The measurement of the import time is put together rightly; the time itself is never asserted."""

from __future__ import annotations

import pytest

from tests.benchmarks import import_time


def test_runs_alternate_and_medians_are_compared():
    asked = []
    times = {import_time.BASELINE: iter([1.0, 9.0, 2.0]), import_time.OURS: iter([3.0, 2.0, 2.5])}

    def measure(code):
        asked.append(code)
        return next(times[code])

    result = import_time.compare(import_time.BASELINE, import_time.OURS, rounds=3, measure=measure)
    assert asked == [import_time.BASELINE, import_time.OURS] * 3
    assert (result.baseline, result.ours, result.ratio) == (2.0, 2.5, 1.25)


def test_a_fresh_interpreter_is_measured():
    assert 0 < import_time.seconds_to_run("import json") < 60
    assert import_time.seconds_to_run("import time; time.sleep(0.05)") >= 0.05


def test_statement_that_fails_is_an_error():
    with pytest.raises(RuntimeError, match="no_such_package"):
        import_time.seconds_to_run("import no_such_package")


def test_ratio_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(import_time, "seconds_to_run", lambda code: 0.2 if code == import_time.BASELINE else 0.1)
    import_time.main(["--rounds", "2"])
    printed = capsys.readouterr().out
    assert "ratio 0.50" in printed
    assert "at most 1.5" in printed
