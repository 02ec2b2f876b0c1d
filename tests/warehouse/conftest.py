from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from prepared_warehouses import prepared
from recorded_reports import make_report

from checkers.nouns import Report
from warehouse.lake.instances import forget
from warehouse.place import Catalog, Lake, Place
from warehouse.query import run_sql
from warehouse.writer import Warehouse

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def report() -> Report:
    return make_report()


# What these modules say of a warehouse holds wherever it is.
ON_FILE_AND_LAKE = {
    "test_cited",
    "test_recorded",
    "test_recording",
    "test_standing",
    "test_verdicts_current",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "place" in metafunc.fixturenames and metafunc.module.__name__ in ON_FILE_AND_LAKE:
        metafunc.parametrize("place", ["file", "lake"], indirect=True)


@pytest.fixture(scope="session")
def prepared_lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake without rows, to be copied; making it takes a second."""
    lake = lake_in(tmp_path_factory.mktemp("lake"))
    Warehouse(lake).prepare()
    forget(lake)
    return lake


@pytest.fixture(scope="session")
def recorded_lake(prepared_lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with one report, to be copied; recording takes a second."""
    lake = copied(prepared_lake, tmp_path_factory.mktemp("lake") / "recorded")
    Warehouse(lake).record(make_report())
    forget(lake)
    return lake


def lake_in(folder: Path) -> Lake:
    return Lake(Catalog.SQLITE, str(folder / "catalog.sqlite"), f"{folder}/data/")


def copied(lake: Lake, folder: Path) -> Lake:
    shutil.copytree(Path(lake.connection).parent, folder)
    copy = lake_in(folder)
    with closing(sqlite3.connect(copy.connection)) as connection, connection:
        moved = "UPDATE ducklake_metadata SET value = ? WHERE key = 'data_path'"
        connection.execute(moved, [copy.data_path])
    return copy


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    folder = tmp_path / "newsroom"
    if getattr(request, "param", "file") == "file":
        return folder / "veredicto.duckdb"
    # What is recorded already for a test need not be recorded for it again.
    with_report = "recorded" in request.fixturenames
    return copied(
        request.getfixturevalue("recorded_lake" if with_report else "prepared_lake"), folder
    )


@pytest.fixture
def warehouse(place: Place) -> Iterator[Warehouse]:
    if isinstance(place, Lake):
        yield Warehouse(place, patience_seconds=5)
        forget(place)
        return
    yield prepared(place, patience_seconds=5)


@pytest.fixture
def recorded(warehouse: Warehouse, report: Report) -> Warehouse:
    """The warehouse with the report in it."""
    if not isinstance(warehouse.path, Lake):
        warehouse.record(report)
    return warehouse


@pytest.fixture
def counts(warehouse: Warehouse) -> Callable[[], dict[str, int]]:
    """The number of rows of each table now."""

    def count() -> dict[str, int]:
        tables = run_sql(warehouse.path, "SELECT table_name FROM duckdb_tables() ORDER BY 1").rows
        sql = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for (name,) in tables)  # noqa: S608 - names of our own tables
        return {str(name): int(str(rows)) for name, rows in run_sql(warehouse.path, sql).rows}

    return count


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a Python process that sees the builder of reports; it is gone after the test."""
    processes: list[subprocess.Popen[str]] = []

    def run(code: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB, where this machine lets one be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None:
        pytest.skip("there is no mount")
    command = [mount, "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("this user may not mount a disk")
    yield disk
    subprocess.run([unmount, str(disk)], check=True)
