"""The repository names no machine, is typed, licensed and installable."""

from __future__ import annotations

import subprocess
import tomllib

import pytest

import pycid_like
from tests.house.repository import forbidden_text, repository_files
from tests.house.rules_imports import third_party_names
from tests.house.source import PACKAGE, ROOT


def test_no_file_names_a_machine():
    files = repository_files(ROOT)
    assert ROOT / "pyproject.toml" in files
    assert forbidden_text(ROOT, files) == []


def slash(*parts: str) -> str:
    return "/" + "/".join(parts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f'open("{slash("work", "main", "x.py")}")', "a path of one machine"),
        (f"see {slash('tmp', 'x')}", "a path of one machine"),
        (slash("root", ".bashrc"), "a path of one machine"),
        (f"cd {slash('home', 'ann')}", "a path of one machine"),
        ("C:" + "\\" + "Users" + "\\ann", "a path of one Windows machine"),
        ("../" + "shared/x.json", "the folder beside the repository"),
        ("https://py" + "pi.org/simple", "the host of a package registry"),
        ("https://files.python" + "hosted.org/x", "the host of a package registry"),
    ],
)
def test_machine_is_seen(tmp_path, text, kind):
    (tmp_path / "a.md").write_text(f"fine\n{text}\n", "utf-8")
    (offence,) = forbidden_text(tmp_path, repository_files(tmp_path))
    assert offence.startswith(f"a.md:2 names {kind}")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/home/x",
        "./work/x",
        "a/work/b",
        "and/or",
        "<root>/x",
        "pycid_like/home/x.py",
        "#!/usr/bin/env bash",
    ],
)
def test_harmless_text_passes(tmp_path, text):
    (tmp_path / "a.md").write_text(text, "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe" + slash("work", "x").encode())
    assert forbidden_text(tmp_path, repository_files(tmp_path)) == []


def test_made_files_are_no_part_of_the_repository(tmp_path):
    def write(*names: str) -> None:
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("x", "utf-8")

    write("a.py", ".ci/run", ".venv/lib/x.py", "demo/x.svg", "pkg/__pycache__/x.pyc")
    assert [path.name for path in repository_files(tmp_path)] == ["run", "a.py"]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    write(".gitignore")
    (tmp_path / ".gitignore").write_text("/.venv/\n/demo/\n__pycache__/\n", "utf-8")
    assert [path.name for path in repository_files(tmp_path)] == ["run", ".gitignore", "a.py"]


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_version_is_the_same_everywhere(project):
    assert project["version"] == pycid_like.__version__
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_package_is_typed_and_licensed(project):
    assert (PACKAGE / "py.typed").exists()
    assert project["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text("utf-8")


def requirements(project: dict[str, object]) -> list[str]:
    extras = project["optional-dependencies"]
    assert isinstance(extras, dict)
    core = project["dependencies"]
    assert isinstance(core, list)
    return [*core, *(line for extra in extras.values() for line in extra)]


def test_dependencies_have_lower_bounds_only(project):
    for requirement in requirements(project):
        version = requirement.split(";")[0]
        assert ">=" in version, f"{requirement}: say what is the oldest version that works"
        assert not any(mark in version.replace(">=", "") for mark in ("<", "==", "~=", "!=")), requirement


def test_everything_imported_is_a_dependency(project):
    names = {"ruamel.yaml": "ruamel"}
    known = {requirement.split(">=")[0].split("[")[0] for requirement in requirements(project)}
    known = {names.get(name, name).replace("-", "_") for name in known}
    used = third_party_names(PACKAGE)
    assert "numpy" in used
    assert used - known == set()


def test_ci_can_be_run():
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
