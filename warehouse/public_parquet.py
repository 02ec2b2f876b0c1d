"""The tables as Parquet files by month, for readers who have no DuckDB.

`veredicto.parquet/verdicts/month=2026-11/verdicts.parquet`: the layout that DuckDB, pandas, polars,
Spark and Arrow call hive partitioning. A month is that of recording, in UTC. Each file is replaced
whole, those that others point to first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.export.content import Content, tables_of, write_parquet

MADE_FROM = "veredicto_warehouse"
NO_MONTH = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class Time:
    """When a row was recorded: SQL over the row `t`."""

    sql: str


@dataclass(frozen=True, slots=True)
class Via:
    """A row belongs to the month of the row of `table` whose id is in its column `key`."""

    key: str
    table: str


# Rows that others point to stand first. Only tables are named here whose rows are never changed; a
# table that is not named is one file.
RECORDED: dict[str, Time | Via] = {
    "articles": Time("(SELECT min(r.finished_at) FROM runs AS r WHERE r.article_id = t.id)"),
    "claims": Via("article_id", "articles"),
    "claim_entities": Via("claim_id", "claims"),
    "claim_quantities": Via("claim_id", "claims"),
    "claim_periods": Via("claim_id", "claims"),
    "claim_ordinals": Via("claim_id", "claims"),
    "claim_traces": Via("claim_id", "claims"),
    "queries": Via("claim_id", "claims"),
    "search_results": Via("query_id", "queries"),
    "sources": Time("t.retrieved_at"),
    "passages": Via("source_id", "sources"),
    "evidence": Via("source_id", "sources"),
    "verdicts": Time("t.decided_at"),
    "verdict_evidence": Via("verdict_id", "verdicts"),
    "opinions": Time("t.asked_at"),
    "opinion_quotes": Via("opinion_id", "opinions"),
    "fact_checks": Time("t.imported_at"),
    "fact_check_traces": Via("fact_check_id", "fact_checks"),
    "runs": Time("t.finished_at"),
    "run_claims": Via("run_id", "runs"),
    "run_searches": Via("run_id", "runs"),
    "run_failures": Via("run_id", "runs"),
    "provider_answers": Via("run_id", "runs"),
    "run_fact_checks": Via("run_id", "runs"),
    "retrievals": Via("run_id", "runs"),
    "reviews": Time("t.reviewed_at"),
    "feed_looks": Time("t.looked_at"),
    "watched_items": Time("t.seen_at"),
}


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is to be there: its content, and how many rows that is; None if unknown."""

    path: Path
    content: Content
    rows: int | None


def write_months(connection: duckdb.DuckDBPyConnection, folder: Path, *, anew: bool) -> int:
    """Leaves the files of every table in the folder; gives how many were written.

    Rows are only ever added, so that a file with the right number of rows is left as it is, unless
    `anew` or it was made from another warehouse or schema.

    Raises:
        OSError: The folder or a file in it cannot be written.
        duckdb.Error: The warehouse cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    noted = {MADE_FROM: _identity(connection)}
    written, wanted = 0, set()
    for file in _files(connection, folder):
        wanted.add(file.path)
        if not anew and file.rows is not None and _rows_of(file.path, noted) == file.rows:
            continue
        file.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.path.with_name(f".{file.path.name}.unfinished")
        try:
            write_parquet(connection, file.content, unfinished, noted)
            unfinished.replace(file.path)
        finally:
            unfinished.unlink(missing_ok=True)
        written += 1
    _remove_others(folder, wanted)
    return written


def _files(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[_File]:
    order = list(RECORDED)
    tables = sorted(
        tables_of(connection), key=lambda it: order.index(it.name) if it.name in order else -1
    )
    for table in tables:
        place = folder / table.name
        if table.name not in RECORDED:
            yield _File(place / f"{table.name}.parquet", table, None)
            continue
        dated = _with_month(table.name)
        months = connection.execute(
            f"SELECT month, count(*) FROM ({dated}) GROUP BY ALL ORDER BY ALL"  # noqa: S608 - tables named above
        ).fetchall()
        # An empty table has a file, too: a pattern that finds none is an error to its reader.
        for month, rows in ({None: 0} | dict(months)).items():
            chosen = f"month = '{month}'" if month else "month IS NULL"
            sql = f"SELECT * EXCLUDE (month) FROM ({dated}) WHERE {chosen}"  # noqa: S608 - as above
            path = place / f"month={month or NO_MONTH}" / f"{table.name}.parquet"
            yield _File(path, replace(table, sql=sql), rows)


def _with_month(table: str) -> str:
    recorded = RECORDED[table]
    if isinstance(recorded, Time):
        return f"SELECT t.*, strftime({recorded.sql}, '%Y-%m') AS month FROM {table} AS t"  # noqa: S608 - tables named above
    return (
        f"SELECT t.*, of.month FROM {table} AS t"  # noqa: S608 - as above
        f" LEFT JOIN (SELECT id, month FROM ({_with_month(recorded.table)})) AS of"
        f" ON of.id = t.{recorded.key}"
    )


def _identity(connection: duckdb.DuckDBPyConnection) -> str:
    """What tells one warehouse at one schema from another."""
    row = connection.execute(
        "SELECT max(version) || ' ' || epoch_us(min(applied_at)) FROM schema_versions"
    ).fetchone()
    return str(row[0]) if row else ""


def _rows_of(path: Path, noted: dict[str, str]) -> int | None:
    """How many rows the file has; None if it is not there, damaged, or made from something else."""
    found = _noted_in(path)
    if any(found.get(name.encode()) != it.encode() for name, it in noted.items()):
        return None
    return int(pq.read_metadata(path).num_rows)


def _noted_in(path: Path) -> dict[bytes, bytes]:
    """The metadata of a Parquet file; nothing where there is none."""
    try:
        return pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowException):
        return {}


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    """Removes files of ours that are not wanted: forgotten months, tables that are no more."""
    for path in list(folder.glob("*/**/*.parquet")):
        if path in wanted or MADE_FROM.encode() not in _noted_in(path):
            continue
        path.unlink()
        for emptied in (path.parent, path.parent.parent):
            if emptied != folder and not any(emptied.iterdir()):
                emptied.rmdir()
