from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from filled_warehouses import contents, fill

from checkers.errors import WarehouseLocked
from warehouse.compaction import UNFINISHED, compact, free_bytes
from warehouse.opening import opened_for_writing
from warehouse.query import run_sql

Start = Callable[..., "subprocess.Popen[str]"]

WRITERS, RUNS = 2, 6
WRITE = f"""
import sys
from pathlib import Path
from recorded_reports import make_report
from warehouse.writer import Warehouse
path, writer = Path(sys.argv[1]), int(sys.argv[2])
for number in range({RUNS}):
    Warehouse(path).record(make_report(run=f"run-{{writer}}-{{number}}", number=number))
    print(writer, number, flush=True)
"""
REPLACE_ONCE_OPEN = """
import sys, shutil, os
path = sys.argv[1]
shutil.copy(path, path + ".new")
os.replace(path + ".new", path)
"""


def schema_of(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(
            "SELECT table_name, comment, sql FROM duckdb_tables() UNION ALL"
            " SELECT view_name, comment, sql FROM duckdb_views() WHERE NOT internal UNION ALL"
            " SELECT table_name || '.' || column_name, comment, data_type FROM duckdb_columns()"
            " WHERE NOT internal UNION ALL"
            " SELECT type_name, comment, labels::VARCHAR FROM duckdb_types() WHERE NOT internal"
            " ORDER BY 1"
        ).fetchall()


def test_the_new_file_has_every_row_and_comment_and_none_of_what_was_deleted(
    tmp_path: Path,
) -> None:
    path = tmp_path / "veredicto.duckdb"
    fill(path)
    phrase = "Nadie debe leer esta frase nunca más"
    with duckdb.connect(path) as connection:
        connection.execute(
            "INSERT INTO search_results SELECT 'q' || i, 'p', 'u', ?, repeat('x', 200), 1, NULL,"
            " now() FROM range(20000) AS t(i)",
            [phrase],
        )
        connection.execute("CHECKPOINT")
        connection.execute("DELETE FROM search_results WHERE provider = 'p'")
        connection.execute("CHECKPOINT")
    before, schema = contents(path), schema_of(path)
    path.chmod(0o640)

    done = compact(path)

    assert contents(path) == before
    assert schema_of(path) == schema
    assert phrase.encode() not in path.read_bytes()
    assert done.after == path.stat().st_size <= done.before
    assert free_bytes(path) == 0
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_would_not_get_smaller_stays_when_only_a_smaller_one_is_wanted(
    tmp_path: Path,
) -> None:
    path = tmp_path / "veredicto.duckdb"
    fill(path)
    compact(path)
    before, inode = contents(path), path.stat().st_ino

    done = compact(path, only_smaller=True)

    assert done.after == done.before == path.stat().st_size
    assert path.stat().st_ino == inode
    assert contents(path) == before
    assert list(tmp_path.iterdir()) == [path]


def test_no_row_of_other_processes_is_lost_while_the_file_is_written_anew(
    tmp_path: Path, start: Start
) -> None:
    path = tmp_path / "veredicto.duckdb"
    fill(path)
    before = run_sql(path, "SELECT count(*) FROM runs").rows[0][0]
    assert isinstance(before, int)
    writers = [start(WRITE, str(path), str(number)) for number in range(WRITERS)]

    rounds = 0
    while any(writer.poll() is None for writer in writers):
        compact(path)
        rounds += 1

    acknowledged = [writer.communicate()[0].split("\n")[:-1] for writer in writers]
    assert [len(lines) for lines in acknowledged] == [RUNS] * WRITERS
    assert rounds > 1
    assert run_sql(path, "SELECT count(*) FROM runs").rows == ((before + WRITERS * RUNS,),)


def test_a_file_that_was_replaced_while_it_was_opened_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "veredicto.duckdb"
    fill(path)
    connect = duckdb.connect

    def overtaken(*arguments: object, **options: object) -> object:
        connection = connect(*arguments, **options)  # type: ignore[call-overload]  # passed on as they came
        subprocess.run([sys.executable, "-c", REPLACE_ONCE_OPEN, str(path)], check=True)
        return connection

    monkeypatch.setattr("warehouse.opening.duckdb.connect", overtaken)

    with pytest.raises(WarehouseLocked, match="written anew"), opened_for_writing(path):
        pytest.fail("it was opened")


def test_a_file_that_another_process_holds_is_left_as_it_is(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "veredicto.duckdb"
    fill(path)
    holder = start(
        "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True);"
        " sys.stdin.read()",
        str(path),
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    identity = path.stat().st_ino

    with pytest.raises(WarehouseLocked, match=r"held by another process .*Waited 0\.2 s"):
        compact(path, patience_seconds=0.2)

    assert path.stat().st_ino == identity
    assert not path.with_name(path.name + UNFINISHED).exists()
