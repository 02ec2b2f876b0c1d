from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from recorded_reports import make_report, repeated_keys

from checkers.errors import WarehouseError, WarehouseFull, WarehouseLocked
from checkers.nouns import Report
from warehouse.query import run_sql
from warehouse.writer import Warehouse

Start = Callable[..., "subprocess.Popen[str]"]

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""

RECORD = """
import os, resource, sys
from pathlib import Path
from recorded_reports import make_report, repeated_keys
from checkers.errors import WarehouseError
from warehouse.writer import Warehouse
path, first, limit = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    for number in range(first, first + 1000):
        run = f"run-{number}"
        noise = os.urandom(200_000).hex()
        Warehouse(path).record(make_report(run=run, number=number, byline=noise))
        print(run, flush=True)
except WarehouseError as error:
    print(type(error).__name__, error, flush=True)
"""


def hold(start: Start, path: Path) -> subprocess.Popen[str]:
    """Another process that has the file open until a line is written to it."""
    holder = start(HOLD, str(path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def release(holder: subprocess.Popen[str]) -> None:
    holder.communicate("\n")


def recorded_runs(path: Path) -> set[str]:
    """The runs in the file, after a look that each is there whole."""
    halves = run_sql(
        path,
        "SELECT r.id FROM runs AS r WHERE"
        " (SELECT count(*) FROM run_claims AS c WHERE c.run_id = r.id) <> 3"
        " OR (SELECT count(*) FROM retrievals AS t WHERE t.run_id = r.id) <> 2"
        " OR (SELECT count(*) FROM run_failures AS f WHERE f.run_id = r.id) <> 1"
        " OR NOT EXISTS (FROM articles AS a WHERE a.id = r.article_id)",
    )
    assert halves.rows == ()
    strays = run_sql(path, "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM runs)")
    assert strays.rows == ()
    return {str(run) for (run,) in run_sql(path, "SELECT id FROM runs").rows}


def test_a_file_held_by_another_process_is_waited_for_and_then_reported(
    warehouse: Warehouse, report: Report, start: Start
) -> None:
    holder = hold(start, warehouse.path)
    began = time.monotonic()
    with pytest.raises(WarehouseLocked) as caught:
        Warehouse(warehouse.path, patience_seconds=0.5).record(report)
    assert 0.4 < time.monotonic() - began < 3
    assert f"held by another process (process {holder.pid})" in str(caught.value)
    assert "Waited 0.5 s" in str(caught.value)
    with pytest.raises(WarehouseLocked):
        run_sql(warehouse.path, "SELECT 1", patience_seconds=0)

    release(holder)
    warehouse.record(report)
    assert recorded_runs(warehouse.path) == {"run-1"}


def test_a_writer_and_a_reader_get_their_turn_when_the_file_is_let_go(
    warehouse: Warehouse, report: Report, start: Start
) -> None:
    holder = hold(start, warehouse.path)
    with ThreadPoolExecutor() as pool:
        written = pool.submit(warehouse.record, report)
        read = pool.submit(run_sql, warehouse.path, "SELECT 1", patience_seconds=5)
        time.sleep(0.3)
        assert not written.done()
        assert not read.done()
        release(holder)
        written.result(timeout=5)
        assert read.result(timeout=5).rows == ((1,),)
    assert recorded_runs(warehouse.path) == {"run-1"}


def test_threads_of_one_process_write_and_read_without_losing_a_run(warehouse: Warehouse) -> None:
    def record(number: int) -> None:
        warehouse.record(make_report(run=f"run-{number}", number=number % 2))

    def read(_: int) -> None:
        run_sql(warehouse.path, "FROM verdicts_current")

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, n) for n in range(8) for work in (record, read)]:
            done.result(timeout=30)
    assert recorded_runs(warehouse.path) == {f"run-{number}" for number in range(8)}


def test_a_folder_is_no_warehouse(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="is a folder: name a file in it"):
        Warehouse(tmp_path).prepare()


@pytest.mark.parametrize("content", [b"", b"hi", b"not a database " * 1000])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "conflict no space left.txt"
    path.write_bytes(content)
    with pytest.raises(WarehouseError, match="is not a DuckDB file"):
        Warehouse(path).prepare()
    assert path.read_bytes() == content


def test_a_truncated_file_is_called_damaged(warehouse: Warehouse) -> None:
    os.truncate(warehouse.path, 6000)
    with pytest.raises(WarehouseError, match="is damaged: restore it"):
        warehouse.prepare()


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError, match=r"the folder of the warehouse .* cannot be made"):
        Warehouse(tmp_path / "file" / "veredicto.duckdb").prepare()


def test_a_folder_that_is_gone_is_reported(warehouse: Warehouse, report: Report) -> None:
    shutil.rmtree(warehouse.path.parent)
    with pytest.raises(WarehouseError, match="in a folder that does not exist"):
        warehouse.record(report)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_reported(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WarehouseError, match="cannot be written: give this user the right"):
        Warehouse(tmp_path / "veredicto.duckdb").prepare()


def record_until_full(start: Start, path: Path, limit: int) -> None:
    """Records in another process until nothing fits; everything it acknowledged must be there.

    So may be the last run, whose commit was safe before there was no room to tidy up.
    """
    output, _ = start(RECORD, str(path), "0", str(limit)).communicate(timeout=60)
    *acknowledged, failure = output.splitlines()
    assert failure.startswith(f"{WarehouseFull.__name__} the warehouse {path} has no room to grow")
    assert acknowledged
    assert set(acknowledged) <= recorded_runs(path)
    assert len(recorded_runs(path)) <= len(acknowledged) + 1


def test_a_file_that_may_not_grow_loses_nothing_that_was_recorded(
    warehouse: Warehouse, start: Start
) -> None:
    record_until_full(start, warehouse.path, limit=5_000_000)
    after = make_report(run="after")
    warehouse.record(after)
    assert "after" in recorded_runs(warehouse.path)


def test_a_full_disk_loses_nothing_that_was_recorded(tiny_disk: Path, start: Start) -> None:
    path = tiny_disk / "veredicto.duckdb"
    Warehouse(path).prepare()
    record_until_full(start, path, limit=0)


def test_kills_in_the_middle_of_recording_lose_no_run_and_leave_no_half(
    warehouse: Warehouse, start: Start
) -> None:
    moments = random.Random(7)  # noqa: S311 - any moments do, the same ones each time are kinder
    acknowledged: set[str] = set()
    for kill in range(4):
        writer = start(RECORD, str(warehouse.path), str(kill * 1000), "0")
        assert writer.stdout is not None
        for _ in range(moments.randint(1, 3)):
            acknowledged.add(writer.stdout.readline().strip())
        time.sleep(moments.uniform(0, 0.3))
        writer.kill()
        output, _ = writer.communicate()
        # The last line may be cut off in the middle.
        acknowledged.update(
            line.strip() for line in output.splitlines(keepends=True) if line[-1] == "\n"
        )
        assert acknowledged <= recorded_runs(warehouse.path)
    assert len(acknowledged) > 4


SAME = """
import sys
from pathlib import Path
from recorded_reports import make_report, repeated_keys
from warehouse.writer import Warehouse
sys.stdin.readline()
for number in range(6):
    report = make_report(run=f"run-{number}", number=number % 3)
    Warehouse(Path(sys.argv[1]), patience_seconds=60).record(report)
"""


def test_two_processes_that_record_the_same_runs_leave_each_of_them_once(
    warehouse: Warehouse, start: Start
) -> None:
    writers = [start(SAME, str(warehouse.path)) for _ in range(2)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]

    assert recorded_runs(warehouse.path) == {f"run-{number}" for number in range(6)}
    assert run_sql(warehouse.path, repeated_keys()).rows == ()
