"""Where the rows that belong together lie, so that nothing is looked for in whole tables.

DuckDB skips what lies outside a range of rows, and reads column by column what lies within: a table
is read for a run in about a millisecond. A condition on another column, a join or a list of rows
would have it go through a hundred thousand rows first; so those are put as expressions, which it
asks of single rows only.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray

from checkers.errors import BadInput
from warehouse.earlier_checks import named_rows
from warehouse.keys import HEAD, HEADED, rows_by_id
from warehouse.lake.instances import literal

Row = dict[str, Any]
Spans = dict[int, tuple[int, int]]

# Rows of so many are stored together: to skip fewer of them saves nothing.
TOGETHER = 2048


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
        columns: str,
        times: Collection[int],
        condition: str,
    ) -> list[Row]:
        """The rows that were recorded at the times and meet an expression, as they were added."""

    def by_id(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: str,
        ids: Collection[str],
    ) -> list[Row]:
        """The rows of articles, sources or passages with these identifiers."""


class PlacesInFile:
    """The places in a file: rows of a run lie together, for they were added together.

    What is looked for first is looked up once for all.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, tuple[int, str]] | None = None
        self._times: dict[str, list[int]] = {}
        self._spans: dict[str, Spans] = {}
        self._heads: dict[str, tuple[NDArray[np.uint32], NDArray[np.int64]]] = {}

    def runs_of(self, connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[int, list[int]]:
        """As of `Places`."""
        with self._lock:
            if self._runs is None:
                self._runs = {}
                for run, article, time in connection.execute(
                    "SELECT id, article_id, epoch_us(recorded_at) FROM runs"
                ).fetchall():
                    self._runs[run] = (time, article)
                    self._times.setdefault(article, []).append(time)
        if run_id not in self._runs:
            raise BadInput(f"there is no run {run_id!r} in what the desk reads.")
        time, article = self._runs[run_id]
        return time, self._times[article]

    def rows(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: str,
        times: Collection[int],
        condition: str,
    ) -> list[Row]:
        """As of `Places`."""
        spans = self._spans_of(connection, table)
        wanted = sorted({spans[time] for time in times if time in spans})
        return _rows_within(connection, table, columns, wanted, condition)

    def by_id(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: str,
        ids: Collection[str],
    ) -> list[Row]:
        """As of `Places`."""
        heads, places = self._heads_of(connection, table)
        wanted = np.array(sorted({head_of(one) for one in ids}), np.uint32)
        firsts, lasts = (np.searchsorted(heads, wanted, side) for side in ("left", "right"))
        found = np.concatenate(
            [places[first:last] for first, last in zip(firsts, lasts, strict=True)]
            or [np.empty(0, np.int64)]
        )
        return _rows_within(connection, table, columns, _together(np.sort(found)), among("id", ids))

    def _spans_of(self, connection: duckdb.DuckDBPyConnection, table: str) -> Spans:
        with self._lock:
            if table not in self._spans:
                grouped = f"FROM {table} GROUP BY recorded_at"
                found = connection.execute(
                    f"SELECT epoch_us(recorded_at), min(rowid), max(rowid) {grouped}"
                ).fetchall()
                self._spans[table] = {time: (first, last) for time, first, last in found}
            return self._spans[table]

    def _heads_of(
        self, connection: duckdb.DuckDBPyConnection, table: str
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        with self._lock:
            if table not in self._heads:
                head = "id_head" if table in HEADED else HEAD
                found = connection.execute(
                    f"SELECT {head} AS head, rowid AS place FROM {table} ORDER BY head"  # noqa: S608 (names of our own tables)
                ).fetchnumpy()
                self._heads[table] = (np.asarray(found["head"]), np.asarray(found["place"]))
            return self._heads[table]


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
        columns: str,
        times: Collection[int],
        condition: str,
    ) -> list[Row]:
        """As of `Places`."""
        stamps = ", ".join(f"make_timestamptz({time})" for time in times)
        sql = f"SELECT {columns} FROM {table} WHERE recorded_at IN ({stamps}) AND {condition}"  # noqa: S608 (names of our own, numbers and literals)
        return named_rows(connection.execute(sql))

    def by_id(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: str,
        ids: Collection[str],
    ) -> list[Row]:
        """As of `Places`."""
        if table in HEADED:
            return named_rows(rows_by_id(connection, table, columns, list(dict.fromkeys(ids))))
        names = ", ".join(map(literal, ids))
        sql = f"SELECT {columns} FROM {table} WHERE id IN ({names})"  # noqa: S608 (names of our own and literals)
        return named_rows(connection.execute(sql))


def head_of(identifier: str) -> int:
    """The number in the column `id_head` of a row with that identifier (`warehouse.keys.HEAD`)."""
    low = hashlib.md5(identifier.encode(), usedforsecurity=False).digest()[8:]
    return int.from_bytes(low, "little") >> 32


def equal(column: str, value: str) -> str:
    """That a column has a value, as an expression that is asked of single rows only."""
    return f"{column} || '' = {literal(value)}"


def among(column: str, values: Iterable[str]) -> str:
    """That a column has one of the values, as an expression that is asked of single rows only."""
    return f"list_contains([{', '.join(map(literal, values))}]::VARCHAR[], {column})"


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


def _together(places: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Ranges that hold all of the places, in order; what lies near shares one."""
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > TOGETHER)
    firsts = np.concatenate([places[:1], places[breaks + 1]])
    lasts = np.concatenate([places[breaks], places[-1:]])
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]
