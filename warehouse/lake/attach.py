"""Opens a lake for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import duckdb

from checkers.errors import WarehouseError, WarehouseLocked
from warehouse.duckdb_errors import explained
from warehouse.lake.instances import attached, forget
from warehouse.lake.meanings import MEANINGS
from warehouse.lake.turn import turn_of
from warehouse.place import Lake


@contextmanager
def lake_for_writing(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write the lake, and is the only one that does.

    Raises:
        WarehouseError: The lake cannot be opened or written, by kind of reason.
    """
    with (
        _told(lake),
        closing(attached(lake, read_only=False)) as connection,
        turn_of(connection, lake),
    ):
        yield connection


@contextmanager
def lake_for_reading(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can neither write the lake nor change its own settings.

    Raises:
        WarehouseError: The lake cannot be opened or read, by kind of reason.
    """
    with _told(lake), closing(attached(lake, read_only=True)) as connection:
        yield connection


def is_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the tables of the connection are those of a lake."""
    kind = connection.execute(
        "SELECT type FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchone()
    return kind == ("ducklake",)


def tables_of(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of the tables; those of a lake are in its catalog.

    To name them DuckDB would look into every table of a lake.
    """
    catalog = "__ducklake_metadata_lake.ducklake_table WHERE end_snapshot IS NULL"
    source = catalog if is_lake(connection) else "duckdb_tables()"
    rows = connection.execute(f"SELECT table_name FROM {source}").fetchall()  # noqa: S608 (names of our own, never input)
    return {str(name) for (name,) in rows}


@contextmanager
def _told(lake: Lake) -> Iterator[None]:
    try:
        with explained(lake, MEANINGS):
            yield
    except WarehouseLocked:
        raise
    except WarehouseError:
        forget(lake)
        raise
