"""How long `import pycid_like` takes, next to `import networkx, numpy`, which whoever works with graphs pays anyway.

    python -m tests.benchmarks.import_time

Each import runs in a fresh interpreter and is timed inside it; the two alternate, so that a busy moment of the machine
hits both. The medians are compared. Nothing is asserted: a time is a measurement, not a test.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

BASELINE = "import networkx, numpy"
OURS = "import pycid_like"
FIRST_VALUE = 'import pycid_like; pycid_like.CID([("D", "U")], decisions="D", utilities="U")'
MOST = 1.5

_TIMED = "import time; start = time.perf_counter()\n{code}\nprint(time.perf_counter() - start)"


@dataclass(frozen=True)
class Comparison:
    """Two medians, in seconds."""

    baseline: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.baseline


def seconds_to_run(code: str) -> float:
    """Return the seconds that the code takes in a fresh interpreter, the start of the interpreter not counted."""
    command = [sys.executable, "-c", _TIMED.format(code=code)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if result.returncode:
        raise RuntimeError(result.stderr)
    return float(result.stdout)


def compare(baseline: str, ours: str, *, rounds: int, measure: Callable[[str], float] = seconds_to_run) -> Comparison:
    """Measure both `rounds` times, alternating, and return the two medians."""
    pairs = [(measure(baseline), measure(ours)) for _ in range(rounds)]
    return Comparison(statistics.median(first for first, _ in pairs), statistics.median(second for _, second in pairs))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the comparison for the bare import and for the import with a first diagram."""
    parser = argparse.ArgumentParser(description="import time against `import networkx, numpy`")
    parser.add_argument("--rounds", type=int, default=15, help="how often each is measured")
    rounds = parser.parse_args(arguments).rounds
    seconds_to_run(BASELINE), seconds_to_run(FIRST_VALUE)  # once, so that the compiled files are there
    for code in (OURS, FIRST_VALUE):
        found = compare(BASELINE, code, rounds=rounds, measure=seconds_to_run)
        print(f"{code}")
        print(f"  {found.ours * 1000:.0f} ms against {found.baseline * 1000:.0f} ms of `{BASELINE}`:", end=" ")
        print(f"ratio {found.ratio:.2f} (wanted: at most {MOST})")


if __name__ == "__main__":
    main()
