"""Adds rows to a lake as a file would take them: each once, and none that breaks a rule."""

from __future__ import annotations

import threading
from functools import cache

import duckdb
import pyarrow as pa

from warehouse.migrate import shipped_migrations

# The database in memory is one, and two threads that try the same row there would conflict.
_checking = threading.Lock()


def add_to_lake(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Adds those of the rows that the table of the lake does not have.

    Raises:
        duckdb.ConstraintException: A row breaks a rule of the table.
    """
    same = " AND ".join(f't."{column}" = i."{column}"' for column in keys()[table])
    connection.register("incoming", checked(table, rows))
    # The names come from our own schema; values go through Arrow.
    connection.execute(
        f'INSERT INTO "{table}" BY NAME SELECT i.* FROM incoming AS i'  # noqa: S608
        f' WHERE NOT EXISTS (FROM "{table}" AS t WHERE {same})'
    )
    connection.unregister("incoming")


def checked(table: str, rows: pa.Table) -> pa.Table:
    """The rows as a table of a file takes them: of its types, each once."""
    columns = ", ".join(f'"{name}"' for name in rows.column_names)
    with _checking:
        model = _model().cursor()
        model.begin()
        try:
            model.register("incoming", rows)
            model.execute(
                f'INSERT INTO "{table}" BY NAME SELECT * FROM incoming ON CONFLICT DO NOTHING'  # noqa: S608
            )
            return model.execute(f'SELECT {columns} FROM "{table}"').to_arrow_table()  # noqa: S608
        finally:
            model.rollback()
            model.close()


@cache
def keys() -> dict[str, list[str]]:
    """The columns that tell the rows of each table apart."""
    with _checking:
        return dict(
            _model()
            .execute(
                "SELECT table_name, constraint_column_names FROM duckdb_constraints()"
                " WHERE constraint_type = 'PRIMARY KEY'"
            )
            .fetchall()
        )


@cache
def _model() -> duckdb.DuckDBPyConnection:
    """A database in memory of the newest schema, without rows."""
    model = duckdb.connect(":memory:")
    for migration in shipped_migrations():
        model.execute(migration.sql)
    return model
