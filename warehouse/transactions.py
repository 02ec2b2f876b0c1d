"""Does several things to a warehouse as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from checkers.errors import WarehouseError


@contextmanager
def whole(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is written within is kept, or nothing of it where something fails."""
    connection.begin()
    try:
        yield
        connection.commit()
    except (duckdb.Error, WarehouseError):
        roll_back(connection)
        raise


def roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Ends the transaction, if DuckDB has not ended it already."""
    try:
        connection.rollback()
    except duckdb.TransactionException:
        # A failed commit leaves no transaction behind; the failure itself is what is reported.
        return
