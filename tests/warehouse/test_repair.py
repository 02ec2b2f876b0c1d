from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from recorded_reports import make_report

from checkers.errors import WarehouseDamaged, WarehouseError
from warehouse.backup import backup_path
from warehouse.public_copy import PublicCopy
from warehouse.query import run_sql
from warehouse.repair import leftovers_of, log_of, save
from warehouse.soundness import dangling, read_through
from warehouse.writer import Warehouse

Start = Callable[..., "subprocess.Popen[str]"]

LEAVE_A_LOG = """
import os, sys
from pathlib import Path
from recorded_reports import make_report
from warehouse.opening import opened_for_writing
from warehouse.rows import batches_of
from warehouse.writer import add
log = sys.argv[1] + ".wal"
with opened_for_writing(Path(sys.argv[1])) as connection:
    for number in range(1, 4):
        add(connection, batches_of(make_report(run=f"logged-{number}", number=number)))
        print(os.path.getsize(log), flush=True)
    os._exit(9)
"""


@pytest.fixture
def path(warehouse: Warehouse) -> Path:
    warehouse.record(make_report(run="in-the-file"))
    with duckdb.connect(warehouse.path) as connection:
        connection.execute("CHECKPOINT")
    return warehouse.path


@pytest.fixture
def ends(path: Path, start: Start) -> list[int]:
    """Where each of three runs ends in the log that a killed writer left."""
    output, _ = start(LEAVE_A_LOG, str(path)).communicate()
    return [int(line) for line in output.split()]


def runs_in(path: Path) -> set[str]:
    return {str(run) for (run,) in run_sql(path, "SELECT id FROM runs").rows}


def spoil(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 255
    path.write_bytes(content)


def test_a_log_that_ends_in_the_middle_of_a_run_gives_every_whole_one(
    path: Path, ends: list[int]
) -> None:
    os.truncate(log_of(path), ends[1] + 100)

    assert runs_in(path) == {"in-the-file", "logged-1", "logged-2"}
    assert dangling(path) == ()


def test_a_torn_log_is_cut_where_it_is_torn_and_kept(path: Path, ends: list[int]) -> None:
    spoil(log_of(path), ends[1] + 100)
    damaged = log_of(path).read_bytes()
    with pytest.raises(WarehouseDamaged, match="veredicto doctor --repair"):
        runs_in(path)

    saved = save(path, ())

    assert "was torn at byte" in saved.done
    assert runs_in(path) == {"in-the-file", "logged-1", "logged-2"}
    assert [aside.read_bytes() for aside in saved.aside] == [damaged]
    assert dangling(path) == ()


def test_a_truncated_file_is_restored_from_the_newest_whole_copy(path: Path) -> None:
    old = backup_path(path, 3)
    shutil.copy(path, old)
    os.utime(old, (1_700_000_000, 1_700_000_000))
    copy = PublicCopy(path)
    copy.refresh()
    Warehouse(path).record(make_report(run="not-copied", number=1))
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(WarehouseDamaged):
        read_through(path)

    saved = save(path, (copy.database,))

    assert "restored from veredicto.published.duckdb: what was recorded after" in saved.done
    assert runs_in(path) == {"in-the-file"}
    # With its log, which would say nothing of use about the copy.
    assert {aside.name.partition(".damaged-")[0] for aside in saved.aside} == {
        "veredicto.duckdb",
        "veredicto.duckdb.wal",
    }
    Warehouse(path).record(make_report(run="after", number=2))


def test_a_damaged_copy_is_passed_over_for_an_older_one_that_is_whole(path: Path) -> None:
    old = backup_path(path, 3)
    shutil.copy(path, old)
    os.utime(old, (1_700_000_000, 1_700_000_000))
    copy = PublicCopy(path)
    copy.refresh()
    copy.database.chmod(0o644)
    spoil(copy.database, 4096 * 2 + 100)
    path.write_bytes(b"no database any more")

    assert "restored from veredicto.schema-v3.duckdb" in save(path, (copy.database,)).done
    assert runs_in(path) == {"in-the-file"}


def test_without_anything_to_restore_from_everything_is_left_as_it_is(path: Path) -> None:
    os.truncate(path, 6000)
    before = {it.name: it.read_bytes() for it in path.parent.iterdir() if it.is_file()}

    with pytest.raises(WarehouseError, match="no backup and no copy for readers"):
        save(path, (path.with_name("none.duckdb"),))
    assert {it.name: it.read_bytes() for it in path.parent.iterdir() if it.is_file()} == before


def test_rows_that_name_others_that_are_gone_are_counted(path: Path) -> None:
    assert dangling(path) == ()
    with duckdb.connect(path) as connection:
        connection.execute("DELETE FROM passages")
        connection.execute("DELETE FROM runs")

    found = {(it.table, it.column) for it in dangling(path)}
    assert {("evidence", "passage_id"), ("run_claims", "run_id"), ("articles", "id")} <= found


def test_only_unfinished_files_that_nobody_writes_to_are_leftovers(path: Path) -> None:
    old = path.with_name("veredicto.duckdb.compacting")
    new = path.with_name(".veredicto.published.duckdb.unfinished")
    for unfinished in (old, new):
        unfinished.write_bytes(b"half")
    two_hours_ago = time.time() - 7_200
    os.utime(old, (two_hours_ago, two_hours_ago))

    assert leftovers_of(path, now=time.time()) == (old,)
