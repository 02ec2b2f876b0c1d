"""Copies what a warehouse holds into another one: a file into a lake, a lake into a file."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from checkers.errors import BadInput, WarehouseError
from warehouse.keys import KEYS, writing
from warehouse.opening import opened_for_writing, patiently
from warehouse.place import Place
from warehouse.recorded import RecordedRuns
from warehouse.transactions import roll_back
from warehouse.writer import Warehouse

AT_ONCE = 100_000
"""So many rows are held in memory."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: rows by table."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """The rows of all tables."""
        return sum(self.rows.values())


def copy_warehouse(source: Place, target: Place, *, patience_seconds: float = 30.0) -> Copied:
    """Copies every row in one transaction and counts both; the target is made, or has no rows yet.

    A copy that was cut off leaves no rows, so that the same call begins anew. What is copied is of
    one moment: who writes a file waits, who writes a lake does not.

    Raises:
        BadInput: There is no warehouse at the source, or the target has rows.
        WarehouseError: The one cannot be read or the other not written, by kind.
    """
    if source == target:
        raise BadInput(f"{source} would be copied onto itself: name another place.")
    runs = RecordedRuns(source, patience_seconds=patience_seconds)
    # Before the target is made.
    runs.read(lambda _: None)
    Warehouse(target, patience_seconds=patience_seconds).prepare()

    def into_target(reading: duckdb.DuckDBPyConnection) -> Copied:
        def attempt() -> Copied:
            with opened_for_writing(target) as connection:
                _refuse_rows(connection, target)
                with writing(connection):
                    for table in KEYS:
                        _copy_rows(reading, connection, table)
                    return Copied(_compared(reading, connection, source))

        return patiently(attempt, patience_seconds)

    def of_one_moment(reading: duckdb.DuckDBPyConnection) -> Copied:
        reading.begin()
        try:
            return into_target(reading)
        finally:
            roll_back(reading)

    return runs.read(of_one_moment)


def _copy_rows(
    source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection, table: str
) -> None:
    reader = source.execute(f"SELECT * FROM {table}").to_arrow_reader(AT_ONCE)  # noqa: S608 (names of our own tables)
    target.register("incoming", reader)
    try:
        target.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")  # noqa: S608 (names of our own tables)
    finally:
        target.unregister("incoming")


def _refuse_rows(connection: duckdb.DuckDBPyConnection, target: Place) -> None:
    there = {table: rows for table, rows in _counted(connection).items() if rows}
    if there:
        table, rows = max(there.items(), key=lambda found: found[1])
        raise BadInput(
            f"{target} has rows already ({rows:,} in {table}): a copy is made where there are none."
            " Name another place, or remove what is there."
        )


def _compared(
    source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection, place: Place
) -> dict[str, int]:
    wanted, found = _counted(source), _counted(target)
    for table, rows in wanted.items():
        if found[table] != rows:
            raise WarehouseError(
                f"the copy of {place} was not like it ({found[table]:,} rows of {rows:,} in"
                f" {table}) and is not kept: run again."
            )
    return found


def _counted(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counted = " UNION ALL ".join(
        f"SELECT '{table}', (SELECT count(*) FROM {table})"  # noqa: S608 (names of our own tables)
        for table in KEYS
    )
    return dict(connection.execute(counted).fetchall())
