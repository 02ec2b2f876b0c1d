from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

PACKAGES = ("checkers", "flows", "veredicto", "warehouse")


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("warehouse.writer", ("torch", "prefect", "httpx")),
        ("warehouse.query", ("torch", "prefect", "httpx")),
        ("veredicto.cli.main", ("rich", "torch", "prefect", "duckdb", "httpx")),
        ("checkers.verdicts.assess", ("torch", "prefect", "duckdb")),
    ],
)
def test_a_light_module_loads_nothing_heavy(module: str, heavy: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"

    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout

    assert shown.strip() == "[]"


def test_every_module_is_named_after_what_it_owns(root: Path) -> None:
    files = [p for package in PACKAGES for p in (root / package).rglob("*.py")]

    assert files
    assert not [p for p in files if p.stem in {"utils", "util", "helpers", "common", "misc"}]


def test_no_file_is_longer_than_500_lines(root: Path) -> None:
    folders = (*PACKAGES, "tests", "training")
    files = [
        p for folder in folders for p in (root / folder).rglob("*.py") if "build" not in p.parts
    ]

    assert not [p for p in files if len(p.read_text(encoding="utf-8").splitlines()) > 500]


def test_no_two_modules_of_tests_have_one_name(root: Path) -> None:
    # pytest imports them by their names alone.
    names = Counter(path.name for path in (root / "tests").rglob("test_*.py"))

    assert not [name for name, count in names.items() if count > 1]
