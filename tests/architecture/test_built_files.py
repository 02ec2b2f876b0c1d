from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from requirements.release import build, digest, install, watch, wheel_of

PACKAGES = {"checkers", "flows", "veredicto", "warehouse"}
SHIPPED = ("*.onnx", "*.crfsuite", "*.npz", "tokenizer.json")
"""Weights: `make build` packs them; here they would take half a minute."""


def tree(root: Path, into: Path, *, age: float) -> Path:
    """The source tree without weights, whose files were all changed at one time."""
    ignored = shutil.ignore_patterns("__pycache__", *SHIPPED)
    for name in sorted([*PACKAGES, "examples"]):
        shutil.copytree(root / name, into / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(root / name, into / name)
    for path in into.rglob("*"):
        os.utime(path, (age, age))
    return into


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("built")
    return build(tree(root, folder / "source", age=1_700_000_000), folder / "dist")


def test_sdist_and_wheel_come_out_the_same_to_the_byte_wherever_and_whenever_they_are_built(
    root: Path, built: tuple[Path, Path], tmp_path: Path
) -> None:
    again = build(tree(root, tmp_path / "elsewhere", age=1_800_000_000), tmp_path / "dist")

    assert [digest(it) for it in again] == [digest(it) for it in built]
    assert digest(wheel_of(built[0], tmp_path)) == digest(built[1])


def test_the_wheel_holds_the_packages_and_their_examples_and_nothing_else(
    root: Path, built: tuple[Path, Path]
) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        names = set(wheel.namelist())
    ours = {it for it in names if ".dist-info/" not in it}

    assert {it.partition("/")[0] for it in ours} == PACKAGES
    assert "veredicto/examples/article.es.txt" in ours
    for package in PACKAGES:
        for path in (root / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(root)
                assert str(name) in ours or any(name.match(it) for it in SHIPPED), name


def test_the_installed_wheel_runs_without_the_source_tree(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    binaries = install(built[1], tmp_path / "environment")
    watch(tmp_path / "environment", tmp_path / "opened")
    env = {name: it for name, it in os.environ.items() if not name.startswith("PYTHON")}

    ended = subprocess.run(
        [binaries / "veredicto", "eval", "--help"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert "averitec" in ended.stdout
    assert not (tmp_path / "opened").exists(), (tmp_path / "opened").read_text()
