from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from requirements.lock import digest, digest_in, locked_in, normal

FILES = ("runtime", "build", "development", "cpu", "cuda")


def text_of(root: Path, name: str) -> str:
    return (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def releases(root: Path, *names: str) -> dict[str, Requirement]:
    return {
        one.name: Requirement(one.text.partition(" \\")[0])
        for name in names
        for one in locked_in(text_of(root, name))
    }


def released(requirement: Requirement) -> Version:
    (one,) = requirement.specifier
    return Version(one.version)


@pytest.mark.parametrize("name", FILES)
def test_lock_files_are_of_the_pyproject_and_constraints_of_today(root: Path, name: str) -> None:
    assert digest_in(text_of(root, name)) == digest(), "run `make lock`"


@pytest.mark.parametrize(
    ("table", "files"),
    [
        ("dependencies", ("runtime",)),
        ("lake", ("runtime",)),
        ("build", ("build",)),
        ("test", ("runtime", "build", "development")),
        ("lint", ("runtime", "build", "development")),
    ],
)
def test_every_dependency_is_locked_in_a_release_that_it_admits(
    root: Path, table: str, files: tuple[str, ...]
) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    tables = {
        "dependencies": project["project"]["dependencies"],
        **project["project"]["optional-dependencies"],
        **project["dependency-groups"],
    }
    locked = releases(root, *files)

    for wanted in map(Requirement, tables[table]):
        assert released(locked[normal(wanted.name)]) in wanted.specifier


def test_every_locked_release_is_hashed_and_the_one_that_constraints_name(root: Path) -> None:
    written = (root / "constraints.txt").read_text(encoding="utf-8")
    named = {normal(k): v for k, v in re.findall(r"^([\w.-]+)==(\S+)$", written, re.MULTILINE)}

    for name in FILES:
        for one in locked_in(text_of(root, name)):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}$", one.text), one.name
            there = released(Requirement(one.text.partition(" \\")[0])).public
            assert name == "cuda" or named.get(one.name, there) == there


def test_no_lock_file_names_an_index_or_a_path(root: Path) -> None:
    for name in FILES:
        assert not re.search(r"://|^-|^--(?:index|find)", text_of(root, name), re.MULTILINE)


def test_what_runs_here_is_what_is_locked(root: Path) -> None:
    for name, wanted in releases(root, "runtime", "development").items():
        try:
            here = Version(version(name))
        except PackageNotFoundError:
            assert wanted.marker is not None, name
            assert not wanted.marker.evaluate(), name
        else:
            assert here.public == str(released(wanted)), name
