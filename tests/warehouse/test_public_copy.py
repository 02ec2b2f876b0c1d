from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from recorded_reports import NOON, make_report

from benchmarks.readers import measure
from checkers.errors import BadInput, WarehouseError, WarehouseLocked
from checkers.nouns import Report
from warehouse.public_copy import PublicCopy
from warehouse.query import run_sql
from warehouse.writer import Warehouse

Start = Callable[..., "subprocess.Popen[str]"]

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""
LEAVE_A_LOG = """
import os, sys
from pathlib import Path
from recorded_reports import make_report
from warehouse.opening import opened_for_writing
from warehouse.rows import batches_of
from warehouse.writer import add
with opened_for_writing(Path(sys.argv[1])) as connection:
    add(connection, batches_of(make_report(run="logged", number=1)))
    os._exit(9)
"""


@pytest.fixture
def copy(warehouse: Warehouse) -> PublicCopy:
    return PublicCopy(warehouse.path)


def recorded_in(month: int, run: str) -> Report:
    return make_report(run=run, number=month, at=NOON.replace(month=month))


def runs_in(path: Path) -> set[str]:
    return {str(run) for (run,) in run_sql(path, "SELECT id FROM runs").rows}


def parquet_runs(copy: PublicCopy, column: str = "id") -> set[str]:
    sql = f"SELECT {column} FROM read_parquet('{copy.parquet}/runs/**/*.parquet')"  # noqa: S608 (names of our own, never input)
    return {str(row[0]) for row in duckdb.sql(sql).fetchall()}


def test_the_copy_answers_as_the_warehouse_does(
    warehouse: Warehouse, report: Report, copy: PublicCopy
) -> None:
    warehouse.record(report)
    done = copy.refresh()

    assert copy.is_current
    assert done.as_of == copy.as_of
    views = "SELECT view_name, sql, comment FROM duckdb_views() WHERE NOT internal"
    for question in ("FROM verdicts_current", "FROM verdict_history", views):
        there = sorted(map(str, run_sql(copy.database, question).rows))
        assert there == sorted(map(str, run_sql(warehouse.path, question).rows))
    hidden = {path.name for path in warehouse.path.parent.iterdir() if path.name[0] == "."}
    assert hidden == {".veredicto.published.duckdb.lock"}


def test_parquet_has_every_row_of_every_table_and_what_the_schema_says(
    warehouse: Warehouse, report: Report, copy: PublicCopy
) -> None:
    warehouse.record(report)
    copy.refresh()

    with duckdb.connect(warehouse.path, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        assert len(tables) > 15
        for (table,) in tables:
            files = (
                f"read_parquet('{copy.parquet}/{table}/**/*.parquet', hive_partitioning = false)"
            )
            here = connection.execute(f'FROM "{table}" ORDER BY ALL').fetchall()
            there = connection.execute(f"FROM {files} ORDER BY ALL").fetchall()
            assert sorted(map(str, there)) == sorted(map(str, here)), table
    march = pq.read_schema(copy.parquet / "runs" / "month=2026-03" / "runs.parquet")
    assert march.metadata[b"comment"]
    assert march.field("version").metadata[b"comment"]


def test_only_months_with_something_new_are_written_again(
    warehouse: Warehouse, copy: PublicCopy
) -> None:
    warehouse.record(recorded_in(3, "in-march"))
    copy.refresh()
    march = copy.parquet / "runs" / "month=2026-03" / "runs.parquet"
    written = march.stat().st_mtime_ns
    assert copy.refresh().copied is False

    warehouse.record(recorded_in(4, "in-april"))
    assert copy.is_current is False
    assert copy.refresh().parquet_files > 0

    assert march.stat().st_mtime_ns == written
    assert parquet_runs(copy) == runs_in(copy.database) == {"in-march", "in-april"}
    assert parquet_runs(copy, "month") == {"2026-03", "2026-04"}
    copy.refresh(anew=True)
    assert march.stat().st_mtime_ns > written


def test_what_was_taken_away_leaves_the_copy_when_it_is_written_anew(
    warehouse: Warehouse, copy: PublicCopy
) -> None:
    warehouse.record(recorded_in(3, "in-march"))
    warehouse.record(recorded_in(4, "in-april"))
    copy.refresh()
    notes = copy.parquet / "notes" / "mine.parquet"
    notes.parent.mkdir()
    duckdb.sql(f"COPY (SELECT 1) TO '{notes}'")
    with duckdb.connect(warehouse.path) as connection:
        connection.execute("DELETE FROM runs WHERE id = 'in-april'")
    copy.refresh(anew=True)

    assert parquet_runs(copy) == runs_in(copy.database) == {"in-march"}
    assert not (copy.parquet / "runs" / "month=2026-04").exists()
    assert notes.exists()


def test_a_new_warehouse_in_the_place_of_the_old_one_gets_files_of_its_own(
    warehouse: Warehouse, copy: PublicCopy
) -> None:
    warehouse.record(make_report(run="old"))
    copy.refresh()
    warehouse.path.unlink()
    warehouse.record(make_report(run="new"))
    copy.refresh()

    assert parquet_runs(copy) == runs_in(copy.database) == {"new"}


def test_what_a_killed_writer_left_in_its_log_is_in_the_copy(
    warehouse: Warehouse, copy: PublicCopy, start: Start
) -> None:
    copy.refresh()
    start(LEAVE_A_LOG, str(warehouse.path)).communicate()
    assert warehouse.path.with_name("veredicto.duckdb.wal").exists()
    assert copy.is_current is False
    copy.refresh()

    assert runs_in(copy.database) == {"logged"}
    assert list(copy.database.parent.glob("*published*.wal")) == []


def test_the_copy_is_read_while_a_writer_holds_the_warehouse(
    warehouse: Warehouse, report: Report, copy: PublicCopy, start: Start
) -> None:
    warehouse.record(report)
    copy.refresh()
    holder = start(HOLD, str(warehouse.path))
    assert holder.stdout is not None
    holder.stdout.readline()

    assert runs_in(copy.database) == parquet_runs(copy) == {"run-1"}
    with pytest.raises(WarehouseLocked, match="Waited"):
        copy.refresh(anew=True, patience_seconds=0.1)
    assert runs_in(copy.database) == {"run-1"}


def test_the_copy_may_lie_elsewhere(warehouse: Warehouse, tmp_path: Path) -> None:
    copy = PublicCopy(warehouse.path, tmp_path / "for" / "readers")
    copy.refresh()

    assert copy.database == tmp_path / "for" / "readers" / "veredicto.published.duckdb"
    assert runs_in(copy.database) == set()


def test_a_copy_that_cannot_be_written_says_so(warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError, match=r"VEREDICTO_PUBLISH_TO.*recorded is kept"):
        PublicCopy(warehouse.path, tmp_path / "file" / "in").refresh()
    with pytest.raises(BadInput, match="there is no warehouse"):
        PublicCopy(tmp_path / "none.duckdb").refresh()


def test_readers_of_the_copy_meet_no_error_and_no_half_run_during_writes(tmp_path: Path) -> None:
    seen = measure(tmp_path, writes=12, readers=2)

    assert {one.form for one in seen} == {"DuckDB", "Parquet"}
    assert [(one.errors, one.halves, one.steps_back, one.runs) for one in seen] == [
        ((), 0, 0, 12)
    ] * 2
    assert all(len(one.seconds) > 1 for one in seen)
