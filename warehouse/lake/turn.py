"""Lets one writer of a lake go after another.

DuckLake takes the rows of two writers at once, also where both add the same ones: it has no keys.
So each looks for what is there and adds what is missing while the others wait. Readers never do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from filelock import FileLock, Timeout

from checkers.errors import WarehouseLocked
from warehouse.place import Catalog, Lake
from warehouse.transactions import roll_back

SECONDS = 2.0
"""So long a try waits for the others; how often it is tried is for the caller to say."""
KEY = 0x76657265_64696374
"""Of our lock among the advisory locks of a PostgreSQL database."""


@contextmanager
def turn_of(connection: duckdb.DuckDBPyConnection, lake: Lake) -> Iterator[None]:
    """The only turn to write there is, given back at the end; a process that dies gives it back.

    Raises:
        WarehouseLocked: Others wrote all the time.
    """
    turn = _locked_file if lake.catalog is Catalog.SQLITE else _locked_database
    with turn(connection, lake):
        yield


@contextmanager
def _locked_file(_: duckdb.DuckDBPyConnection, lake: Lake) -> Iterator[None]:
    try:
        with FileLock(f"{lake.connection}.lock", timeout=SECONDS):
            yield
    except Timeout as error:
        message = f"the warehouse {lake} is being written by others."
        raise WarehouseLocked(message, place=lake) from error


@contextmanager
def _locked_database(connection: duckdb.DuckDBPyConnection, _: Lake) -> Iterator[None]:
    # A transaction of its own beside the one that writes: it ends after that one, and the lock
    # with it.
    holder = connection.cursor()
    holder.begin()
    try:
        for ask in (
            f"SELECT set_config(''lock_timeout'', ''{SECONDS}s'', true)",
            f"SELECT pg_advisory_xact_lock({KEY})::text",
        ):
            holder.execute(f"FROM postgres_query('__ducklake_metadata_lake', '{ask}')").fetchall()
        yield
    finally:
        roll_back(holder)
        holder.close()
