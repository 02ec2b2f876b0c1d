"""What a DuckDB takes of the process for as long as a warehouse is open in it.

What is in the log of a file is read into blocks of memory, at least two for each column that a row
is for, however few rows there are. A batch opens the file several times an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
from filled_warehouses import contents, fill
from prepared_warehouses import prepared
from recorded_reports import make_report

from warehouse.compaction import compact
from warehouse.opening import opened_for_reading, opened_for_writing

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 64 * 2**20
DUCKDB_BLOCK = 262_144


def bytes_taken(path: Path) -> int:
    with opened_for_reading(path) as connection:
        told = connection.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()
    assert told is not None
    return int(told[0])


def block_of(path: Path) -> int:
    with duckdb.connect(path, read_only=True) as connection:
        told = connection.execute("SELECT block_size FROM pragma_database_size()").fetchone()
    assert told is not None
    return int(told[0])


def test_an_article_in_the_log_of_a_file_that_has_others_takes_little(tmp_path: Path) -> None:
    warehouse = prepared(tmp_path / "veredicto.duckdb")
    warehouse.record(make_report(run="run-1"))
    with opened_for_writing(warehouse.path) as connection:
        connection.execute("CHECKPOINT")
    in_the_file = bytes_taken(warehouse.path)
    warehouse.record(make_report(run="run-2", number=2))

    assert in_the_file < bytes_taken(warehouse.path) < MOST_BYTES


def test_an_older_file_gets_small_blocks_when_it_is_written_anew(tmp_path: Path) -> None:
    path, older = tmp_path / "veredicto.duckdb", tmp_path / "older.duckdb"
    fill(path)
    before = contents(path)
    with duckdb.connect(config={"default_block_size": str(DUCKDB_BLOCK)}) as connection:
        connection.execute(f"ATTACH '{path}' AS here (READ_ONLY); ATTACH '{older}' AS older")
        connection.execute("COPY FROM DATABASE here TO older")

    assert block_of(older) == DUCKDB_BLOCK
    compact(older)

    assert block_of(older) == block_of(path) < DUCKDB_BLOCK
    assert contents(older) == before
