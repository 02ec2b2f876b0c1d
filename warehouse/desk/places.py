"""Where the rows that belong together lie, so that nothing is looked for in whole tables.

Rows of a run lie together, for they were added together: `recorded_at` tells where. DuckDB skips
what lies outside a range of rows, and reads a run's part of a table in a millisecond or two. Of a
warehouse that is not large the tables are held as Arrow, where that is some tenth of it; the texts
of pages stay in the file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Protocol, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from checkers.errors import BadInput
from warehouse.earlier_checks import named_rows
from warehouse.keys import HEAD, HEADED, head_of, rows_by_id
from warehouse.lake.instances import literal

Row = dict[str, Any]
Numbers = NDArray[np.int64]
Spans = dict[int, tuple[int, int]]
Made = TypeVar("Made")

HELD_UP_TO = 1_000_000
"""Pieces of evidence: so much of a warehouse takes half a gigabyte as Arrow."""
TOGETHER = 2048
"""DuckDB stores so many rows together; to skip fewer saves nothing."""
PAGE = (
    "id, url, final_url, publisher, retrieved_at, status_code, content_type, sha256, snapshot,"
    " title, language, published_at, extractor"
)


class Places(Protocol):
    """Finds rows of a state. Times are of `recorded_at`, in microseconds since 1970."""

    def runs_of(self, connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[int, list[int]]:
        """When the run was recorded, and when all runs of its article were.

        Raises:
            BadInput: There is no such run.
        """

    def rows(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        times: Collection[int],
        column: str,
        values: Collection[str],
    ) -> list[Row]:
        """The rows that were recorded at the times and have one of the values in a column."""

    def by_id(
        self, connection: duckdb.DuckDBPyConnection, table: str, ids: Collection[str]
    ) -> list[Row]:
        """The rows of articles, sources or passages with these identifiers.

        Sources are without their texts.
        """

    def texts(self, connection: duckdb.DuckDBPyConnection, ids: Collection[str]) -> dict[str, str]:
        """The texts of the sources with these identifiers."""


class PlacesInFile:
    """The places in a file; what leads to them is looked up once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[object, Any] = {}

    def runs_of(self, connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[int, list[int]]:
        """As of `Places`."""
        runs, times = self._once("runs", lambda: _runs(connection))
        if run_id not in runs:
            raise BadInput(f"there is no run {run_id!r} in what the desk reads.")
        article, time = runs[run_id]
        return time, times[article]

    def rows(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        times: Collection[int],
        column: str,
        values: Collection[str],
    ) -> list[Row]:
        """As of `Places`."""
        spans = self._once(("spans", table), lambda: _spans(connection, table))
        wanted = sorted({spans[time] for time in times if time in spans})
        return _rows_within(connection, table, "*", wanted, _among(column, values))

    def by_id(
        self, connection: duckdb.DuckDBPyConnection, table: str, ids: Collection[str]
    ) -> list[Row]:
        """As of `Places`."""
        columns = PAGE if table == "sources" else "*"
        return self._with_ids(connection, table, columns, ids)

    def texts(self, connection: duckdb.DuckDBPyConnection, ids: Collection[str]) -> dict[str, str]:
        """As of `Places`."""
        rows = self._with_ids(connection, "sources", "id, text", ids)
        return {row["id"]: row["text"] for row in rows}

    def _with_ids(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: str,
        ids: Collection[str],
    ) -> list[Row]:
        heads, places = self._once(("heads", table), lambda: _heads(connection, table))
        spans = _together(_places_of(heads, places, ids))
        return _rows_within(connection, table, columns, spans, _among("id", ids))

    def _once(self, key: object, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            made: Made = self._kept[key]
            return made


class PlacesInMemory(PlacesInFile):
    """The same with the tables held, each from when it is first asked for."""

    def rows(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        times: Collection[int],
        column: str,
        values: Collection[str],
    ) -> list[Row]:
        """As of `Places`."""
        held, spans = self._once(("held", table), lambda: _held(connection, table))
        found: list[Row] = []
        for first, last in sorted({spans[time] for time in times if time in spans}):
            found += _picked(held.slice(first, last - first + 1), column, values)
        return found

    def by_id(
        self, connection: duckdb.DuckDBPyConnection, table: str, ids: Collection[str]
    ) -> list[Row]:
        """As of `Places`."""
        held, heads, places = self._once(("ids", table), lambda: _held_by_id(connection, table))
        return _picked(held.take(_places_of(heads, places, ids)), "id", ids)


class PlacesInLake:
    """A lake has no places of rows; it skips files by the time when they were written."""

    def runs_of(self, connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[int, list[int]]:
        """As of `Places`."""
        rows = connection.execute(
            "SELECT epoch_us(recorded_at), id = $run FROM runs WHERE article_id IN"
            " (SELECT article_id FROM runs WHERE id = $run)",
            {"run": run_id},
        ).fetchall()
        if not rows:
            raise BadInput(f"there is no run {run_id!r} in what the desk reads.")
        return next(time for time, own in rows if own), [time for time, _ in rows]

    def rows(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        times: Collection[int],
        column: str,
        values: Collection[str],
    ) -> list[Row]:
        """As of `Places`."""
        stamps = ", ".join(f"make_timestamptz({time})" for time in times)
        condition = f"recorded_at IN ({stamps}) AND {_among(column, values)}"
        return named_rows(connection.execute(f"FROM {table} WHERE {condition}"))

    def by_id(
        self, connection: duckdb.DuckDBPyConnection, table: str, ids: Collection[str]
    ) -> list[Row]:
        """As of `Places`."""
        if table in HEADED:
            columns = PAGE if table == "sources" else "*"
            return named_rows(rows_by_id(connection, table, columns, list(dict.fromkeys(ids))))
        return named_rows(connection.execute(f"FROM {table} WHERE {_among('id', ids)}"))

    def texts(self, connection: duckdb.DuckDBPyConnection, ids: Collection[str]) -> dict[str, str]:
        """As of `Places`."""
        wanted = list(dict.fromkeys(ids))
        return dict(rows_by_id(connection, "sources", "id, text", wanted).fetchall())


def places_in(connection: duckdb.DuckDBPyConnection) -> Places:
    """The places of a file, held in memory where that is not large."""
    ((pieces,),) = connection.execute("SELECT count(*) FROM evidence").fetchall()
    return PlacesInMemory() if pieces <= HELD_UP_TO else PlacesInFile()


def _runs(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, tuple[str, int]], dict[str, list[int]]]:
    """Article and time of each run, and the times of each article."""
    runs: dict[str, tuple[str, int]] = {}
    times: dict[str, list[int]] = {}
    for run, article, time in connection.execute(
        "SELECT id, article_id, epoch_us(recorded_at) FROM runs"
    ).fetchall():
        runs[run] = (article, time)
        times.setdefault(article, []).append(time)
    return runs, times


def _spans(connection: duckdb.DuckDBPyConnection, table: str) -> Spans:
    """The first and the last row of each time."""
    grouped = f"FROM {table} GROUP BY recorded_at"
    found = connection.execute(
        f"SELECT epoch_us(recorded_at), min(rowid), max(rowid) {grouped}"
    ).fetchall()
    return {time: (first, last) for time, first, last in found}


def _heads(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[NDArray[np.uint32], Numbers]:
    """The heads of the identifiers in order, and the row of each."""
    head = "id_head" if table in HEADED else HEAD
    found = connection.execute(f"SELECT {head} AS head, rowid AS place FROM {table}").fetchnumpy()  # noqa: S608 (names of our own tables)
    heads, places = np.asarray(found["head"]), np.asarray(found["place"])
    order = np.argsort(heads, kind="stable")
    return heads[order], places[order]


def _held(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[pa.Table, Spans]:
    """The table, and the first and the last of its rows of each time."""
    rows = _whole(connection, table, "* EXCLUDE (recorded_at), epoch_us(recorded_at) AS recorded")
    times = rows.column("recorded").to_numpy()
    breaks = np.flatnonzero(np.diff(times)) + 1
    firsts = np.concatenate([[0], breaks]) if len(times) else breaks
    lasts = np.concatenate([breaks, [len(times)]]) - 1
    spans: Spans = {}
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=False):
        time = int(times[first])
        spans[time] = (spans.get(time, (first, last))[0], last)
    return rows.drop_columns("recorded"), spans


def _held_by_id(
    connection: duckdb.DuckDBPyConnection, table: str
) -> tuple[pa.Table, NDArray[np.uint32], Numbers]:
    """The table without texts of pages, the heads of its identifiers, and the place of each."""
    head = "id_head" if table in HEADED else HEAD
    rows = _whole(connection, table, f"{PAGE if table == 'sources' else '*'}, {head} AS head")
    heads = rows.column("head").to_numpy()
    order = np.argsort(heads, kind="stable")
    return rows.drop_columns("head"), heads[order], order


def _whole(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> pa.Table:
    return connection.execute(f"SELECT {columns} FROM {table}").to_arrow_table().combine_chunks()  # noqa: S608 (names of our own tables)


def _picked(rows: pa.Table, column: str, values: Iterable[str]) -> list[Row]:
    wanted = pc.is_in(rows.column(column), value_set=pa.array(list(values), pa.string()))
    found: list[Row] = rows.filter(wanted).to_pylist(maps_as_pydicts="strict")
    return found


def _places_of(heads: NDArray[np.uint32], places: Numbers, ids: Collection[str]) -> Numbers:
    """The rows that may have the identifiers, in order."""
    wanted = np.array(sorted({head_of(one) for one in ids}), np.uint32)
    firsts, lasts = (np.searchsorted(heads, wanted, side) for side in ("left", "right"))
    found = [places[first:last] for first, last in zip(firsts, lasts, strict=True)]
    return np.sort(np.concatenate([np.empty(0, np.int64), *found]))


def _together(places: Numbers) -> list[tuple[int, int]]:
    """Ranges that hold all of the rows, in order; what lies near shares one."""
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > TOGETHER)
    firsts = np.concatenate([places[:1], places[breaks + 1]])
    lasts = np.concatenate([places[breaks], places[-1:]])
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _rows_within(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    spans: Sequence[tuple[int, int]],
    condition: str,
) -> list[Row]:
    if not spans:
        return []
    sql = " UNION ALL ".join(
        f"SELECT {columns} FROM {table} WHERE rowid BETWEEN {first} AND {last} AND {condition}"  # noqa: S608 (names of our own, numbers and literals)
        for first, last in spans
    )
    return named_rows(connection.execute(sql))


def _among(column: str, values: Iterable[str]) -> str:
    """That a column has one of the values, as DuckDB asks it of single rows only.

    A plain condition it would ask of all that is stored together, before it looks at the range.
    """
    return f"list_contains([{', '.join(map(literal, values))}]::VARCHAR[], {column})"
