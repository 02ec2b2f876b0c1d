"""Sees that a lake gets no rows that break a rule: it has none of its own."""

from __future__ import annotations

import threading
from functools import cache

import duckdb
import pyarrow as pa

from warehouse.keys import extra_columns
from warehouse.migrate import shipped_migrations

# The database in memory is one, and two threads that try the same row there would conflict.
_checking = threading.Lock()


def checked(table: str, rows: pa.Table) -> pa.Table:
    """The rows as a table of a file takes them: of its types.

    Raises:
        duckdb.ConstraintException: A row breaks a rule of the table.
    """
    columns = ", ".join(f'"{name}"' for name in rows.column_names)
    with _checking:
        model = _model().cursor()
        model.begin()
        try:
            model.register("incoming", rows)
            model.execute(
                f'INSERT INTO "{table}" BY NAME SELECT *{extra_columns(table)} FROM incoming'  # noqa: S608 (names of our own, never input)
            )
            return model.execute(f'SELECT {columns} FROM "{table}"').to_arrow_table()  # noqa: S608 (names of our own, never input)
        finally:
            model.rollback()
            model.close()


@cache
def _model() -> duckdb.DuckDBPyConnection:
    """A database in memory of the newest schema, without rows."""
    model = duckdb.connect(":memory:", config={"threads": 1})
    for migration in shipped_migrations():
        model.execute(migration.sql)
    return model
