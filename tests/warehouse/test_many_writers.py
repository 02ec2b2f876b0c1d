from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from recorded_reports import make_report

from benchmarks import kills, many_writers
from checkers.errors import WarehouseLocked
from warehouse.line import ahead_of, join_line
from warehouse.migrate import shipped_migrations
from warehouse.query import run_sql
from warehouse.writer import Warehouse

Start = Callable[..., "subprocess.Popen[str]"]

WAIT = """
import sys
from pathlib import Path
from warehouse.line import join_line
ticket = join_line(Path(sys.argv[1]))
print("waits", flush=True)
sys.stdin.readline()
"""
MIGRATE_AND_DIE = """
import os, sys
from pathlib import Path
from warehouse import migrate
from warehouse.opening import opened_for_writing
with opened_for_writing(Path(sys.argv[1])) as connection:
    migrate.migrate(connection, Path(sys.argv[1]))
    os._exit(9)
"""
# As versions of veredicto did that wrote the log of a migration first.
MIGRATE_BY_THE_LOG_AND_DIE = """
import os, sys
from pathlib import Path
from warehouse import migrate
from warehouse.opening import opened_for_writing
with opened_for_writing(Path(sys.argv[1])) as connection:
    for migration in migrate.shipped_migrations()[:int(sys.argv[2])]:
        migrate._apply(connection, migration)
    os._exit(9)
"""


def line_of(warehouse: Warehouse) -> Path:
    return warehouse.path.with_suffix(".files") / "line"


def test_processes_that_write_into_one_file_lose_and_repeat_nothing(tmp_path: Path) -> None:
    counts = many_writers.measure(tmp_path / "veredicto.duckdb", writers=3, seconds=2)

    assert counts.acknowledged > 3
    assert (counts.lost, counts.repeated_or_half, counts.refused) == (0, 0, 0)


def test_writers_killed_at_random_moments_lose_nothing_and_leave_no_half(tmp_path: Path) -> None:
    counts = kills.measure(tmp_path, kills=8, seed=11)

    assert counts.acknowledged > 1
    assert (counts.lost, counts.halves) == (0, 0)


def test_who_came_first_goes_first(tmp_path: Path) -> None:
    first, second, third = (join_line(tmp_path) for _ in range(3))
    assert first is not None
    assert second is not None
    assert third is not None

    assert ahead_of(tmp_path, first) is None
    behind = ahead_of(tmp_path, third)
    assert behind is not None
    assert (behind.count, behind.process) == (2, str(os.getpid()))
    first.leave()
    first.leave()
    assert ahead_of(tmp_path, second) is None
    assert ahead_of(tmp_path, None) is not None
    second.leave()
    third.leave()
    assert ahead_of(tmp_path, None) is None
    assert list(tmp_path.iterdir()) == []


def test_a_writer_lets_those_go_first_who_wait_already(warehouse: Warehouse, start: Start) -> None:
    waiting = start(WAIT, str(line_of(warehouse)))
    assert waiting.stdout is not None
    waiting.stdout.readline()

    with pytest.raises(WarehouseLocked) as caught:
        Warehouse(warehouse.path, patience_seconds=0.2).record(make_report())
    assert f"1 others wait for it before this one (process {waiting.pid} is next)" in str(
        caught.value
    )
    with ThreadPoolExecutor() as pool:
        written = pool.submit(warehouse.record, make_report())
        waiting.kill()
        waiting.wait()
        written.result(timeout=30)
    assert list(line_of(warehouse).iterdir()) == []


def test_a_writer_killed_after_it_migrated_leaves_no_log(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "veredicto.duckdb"
    start(MIGRATE_AND_DIE, str(path)).communicate()
    assert [it.name for it in tmp_path.iterdir()] == ["veredicto.duckdb"]

    newest = shipped_migrations()[-1].version
    assert run_sql(path, "SELECT max(version) FROM schema_versions").rows == ((newest,),)


@pytest.mark.parametrize("version", [1, 2, len(shipped_migrations())])
def test_a_log_of_migrations_is_opened_and_brought_on(
    tmp_path: Path, start: Start, version: int
) -> None:
    path = tmp_path / "veredicto.duckdb"
    start(MIGRATE_BY_THE_LOG_AND_DIE, str(path), str(version)).communicate()
    assert path.with_name("veredicto.duckdb.wal").exists()

    assert run_sql(path, "SELECT max(version) FROM schema_versions").rows == ((version,),)
    Warehouse(path).record(make_report())
    assert run_sql(path, "SELECT id FROM runs").rows == (("run-1",),)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_log_that_ends_in_the_middle_of_its_first_migration_is_no_obstacle(
    tmp_path: Path, start: Start, share: float
) -> None:
    path = tmp_path / "veredicto.duckdb"
    start(MIGRATE_BY_THE_LOG_AND_DIE, str(path), "1").communicate()
    log = path.with_name("veredicto.duckdb.wal")
    os.truncate(log, int(log.stat().st_size * share))

    Warehouse(path).record(make_report())
    assert run_sql(path, "SELECT id FROM runs").rows == (("run-1",),)
