"""What a newcomer runs first: the environment from nothing, and the demo. Pythons and the tool are played by scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are for POSIX; Windows uses the pip lines")

SYSTEM_TOOLS = ["sh", "cat", "cksum", "cut", "awk", "rm", "mkdir", "chmod", "touch", "dirname"]

# Answers the questions that setup_venv.sh asks a Python, and writes down what it is told to do.
FAKE_PYTHON = """\
#!/bin/sh
case "$*" in
    *"version_info < (3, 11)"*) exit {too_old} ;;
    *"import ensurepip, venv"*) exit {no_venv} ;;
    *"Python %d"*) echo "Python {version}.7" ;;
    *"python%d"*) echo "python{version}" ;;
    "-m venv "*)
        echo "{name} $*" >> log
        mkdir -p "$3/bin"
        printf '#!/bin/sh\\ncase "$*" in *"pip install"*) echo "$*" >> log; [ ! -e fail ];; esac\\n' > "$3/bin/python"
        chmod +x "$3/bin/python" ;;
    *) exit 1 ;;
esac
"""


class Machine:
    """A folder with a PATH of its own, on which there are only the Pythons that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "a project"
        self.bin = folder / "bin"
        for made in (self.project, self.bin):
            made.mkdir()
        for tool in SYSTEM_TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        shutil.copy(ROOT / "pyproject.toml", self.project)

    def add_python(self, name: str, version: str = "3.11", *, too_old: bool = False, no_venv: bool = False) -> None:
        text = FAKE_PYTHON.format(name=name, version=version, too_old=int(too_old), no_venv=int(no_venv))
        self._write(self.bin / name, text)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, "utf-8")
        path.chmod(0o755)

    def setup(self, want: str = "dev") -> subprocess.CompletedProcess[str]:
        return self.run("sh", str(ROOT / ".ci" / "setup_venv.sh"), ".venv", want)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": str(self.bin)}
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.project, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def log(self) -> list[str]:
        """What was done since the last look."""
        path = self.project / "log"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


INSTALL = "-m pip install --quiet --editable"


def test_environment_is_made_once(machine):
    machine.add_python("python3")
    first = machine.setup()
    assert (first.returncode, first.stderr) == (0, "")
    assert machine.log() == ["python3 -m venv .venv", f"{INSTALL} .[dev]"]
    second = machine.setup()
    assert (second.returncode, second.stdout, second.stderr, machine.log()) == (0, "", "", [])


def test_changed_project_file_installs_again_into_the_same_environment(machine):
    machine.add_python("python3")
    machine.setup()
    machine.log()
    with (machine.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    machine.setup()
    assert machine.log() == [f"{INSTALL} .[dev]"]


def test_runtime_is_enough_for_runtime_and_part_of_dev(machine):
    machine.add_python("python3")
    assert machine.setup("runtime").returncode == 0
    assert machine.log() == ["python3 -m venv .venv", f"{INSTALL} ."]
    machine.setup("runtime")
    assert machine.log() == []
    machine.setup("dev")
    assert machine.log() == [f"{INSTALL} .[dev]"]
    machine.setup("runtime")
    assert machine.log() == []


def test_failed_installation_is_tried_again(machine):
    machine.add_python("python3")
    (machine.project / "fail").touch()
    assert machine.setup().returncode != 0
    machine.log()
    (machine.project / "fail").unlink()
    assert machine.setup().returncode == 0
    assert machine.log() == [f"{INSTALL} .[dev]"]


def test_moved_environment_is_made_anew(machine):
    machine.add_python("python3")
    machine.setup()
    machine.log()
    machine.project = machine.project.rename(machine.project.with_name("elsewhere"))
    machine.setup()
    assert machine.log() == ["python3 -m venv .venv", f"{INSTALL} .[dev]"]


def test_broken_environment_is_made_anew(machine):
    machine.add_python("python3")
    machine.setup()
    machine.log()
    (machine.project / ".venv" / "bin" / "python").unlink()
    machine.setup()
    assert machine.log() == ["python3 -m venv .venv", f"{INSTALL} .[dev]"]


def test_first_python_that_answers_and_is_complete_is_taken(machine):
    machine.add_python("python3.13", too_old=True)  # as a shim that does not run
    machine.add_python("python3.12", "3.12", no_venv=True)
    machine.add_python("python3.11")
    machine.add_python("python3.14", "3.14")
    machine.setup()
    assert machine.log()[0] == "python3.11 -m venv .venv"


def test_newest_python_is_taken_where_it_is_the_only_one(machine):
    machine.add_python("python3.14", "3.14")
    machine.add_python("python3", "3.10", too_old=True)
    result = machine.setup()
    assert machine.log()[0] == "python3.14 -m venv .venv"
    assert "making .venv with Python 3.14.7" in result.stdout


def test_missing_venv_names_the_package_to_install(machine):
    machine.add_python("python3", no_venv=True)
    result = machine.setup()
    assert result.returncode == 1
    assert "sudo apt install python3-venv" in result.stderr
    assert "python3.11-venv" in result.stderr
    assert not (machine.project / ".venv").exists()


@pytest.mark.parametrize("old", [True, False])
def test_missing_python_says_what_is_needed(machine, old):
    if old:
        machine.add_python("python3", "3.9", too_old=True)
    result = machine.setup()
    assert result.returncode == 1
    assert "no Python 3.11 or later found" in result.stderr
    assert "python3-venv" in result.stderr


def test_wrong_use_is_refused(machine):
    machine.add_python("python3")
    assert machine.setup("everything").returncode == 2


# -- the demo ---------------------------------------------------------------------------------------------------------

FAKE_TOOL = """\
#!/bin/sh
echo "$*" >> log
case "$*" in
    "check examples/content_recommender.yaml --spec "*) exit {first} ;;
    "draw "*) {make} "$6"; exit {draw} ;;
    "report "*) echo html > "$6"; exit 0 ;;
    "check examples/content_recommender_predicted_clicks.yaml --spec "*) exit {second} ;;
esac
exit 9
"""


@pytest.fixture
def demo(machine):
    def start(**answers: object) -> subprocess.CompletedProcess[str]:
        given = {"first": 1, "draw": 0, "second": 0, "make": "echo svg >", **answers}
        machine._write(machine.bin / "pycid-like", FAKE_TOOL.format(**given))
        return machine.run("sh", str(ROOT / ".ci" / "demo.sh"), str(machine.bin / "pycid-like"))

    return start


def test_demo_runs_the_main_job_and_says_where_the_files_are(machine, demo):
    result = demo()
    assert result.returncode == 0, result.stderr
    spec = "--spec examples/content_recommender_safety.yaml"
    assert machine.log() == [
        f"check examples/content_recommender.yaml {spec}",
        f"draw examples/content_recommender.yaml {spec} -o demo/content_recommender.svg",
        f"report examples/content_recommender.yaml {spec} -o demo/content_recommender.html",
        f"check examples/content_recommender_predicted_clicks.yaml {spec}",
    ]
    for made in ("demo/content_recommender.svg", "demo/content_recommender.html"):
        assert made in result.stdout
        assert (machine.project / made).read_text("utf-8")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"first": 0}, "pycid-like check ended with status 0, expected 1"),
        ({"first": 2}, "pycid-like check ended with status 2, expected 1"),
        ({"first": 5}, "pycid-like check ended with status 5, expected 1"),
        ({"draw": 1}, "pycid-like draw ended with status 1, expected 0"),
        ({"second": 1}, "pycid-like check ended with status 1, expected 0"),
        ({"make": ": >"}, "demo/content_recommender.svg was not written"),
    ],
)
def test_demo_fails_on_any_other_answer(demo, answers, message):
    result = demo(**answers)
    assert result.returncode == 1
    assert message in result.stderr
