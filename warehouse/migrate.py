"""Brings the file of a warehouse to the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb

from checkers.errors import WarehouseError, WarehouseTooNew
from warehouse.backup import back_up, count_rows
from warehouse.lake.attach import tables_of
from warehouse.lake.schema import lay_out
from warehouse.opening import LOG_GROWS_TO
from warehouse.place import Lake, Place
from warehouse.shipped_views import have_views, write_views
from warehouse.transactions import whole

VERSIONS_TABLE = """
CREATE TABLE IF NOT EXISTS schema_versions (
    version INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE schema_versions IS 'The migrations that made the schema of this file';
COMMENT ON COLUMN schema_versions.version IS 'Number of the migration, from 1 without gaps';
COMMENT ON COLUMN schema_versions.name IS 'What the migration does';
COMMENT ON COLUMN schema_versions.applied_at IS 'When it was applied to this file';
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: the number and name of its file, and its SQL."""

    version: int
    name: str
    sql: str


@cache
def shipped_migrations() -> tuple[Migration, ...]:
    """The migrations in `warehouse/schema/`, lowest number first."""
    scripts = sorted(
        (entry for entry in (files("warehouse") / "schema").iterdir() if entry.name[-4:] == ".sql"),
        key=lambda entry: entry.name,
    )
    return tuple(
        Migration(int(script.name[:4]), script.name[5:-4], script.read_text(encoding="utf-8"))
        for script in scripts
    )


def version_of(connection: duckdb.DuckDBPyConnection, path: Place) -> int:
    """The version of the schema in the file at `path`, 0 for an empty file.

    Raises:
        WarehouseError: The file holds tables of something else.
    """
    try:
        newest = connection.execute("SELECT coalesce(max(version), 0) FROM schema_versions")
    except duckdb.CatalogException as error:
        if not tables_of(connection):
            return 0
        raise WarehouseError(
            f"{path} holds the tables of another program: name a file of its own for the warehouse."
        ) from error
    row = newest.fetchone()
    return int(row[0]) if row else 0


def refuse_too_new(version: int, path: Place) -> None:
    """Refuses the file of a later version.

    Raises:
        WarehouseTooNew: `version` is beyond the newest migration that is shipped.
    """
    newest = shipped_migrations()[-1].version
    if version > newest:
        raise WarehouseTooNew(
            f"the warehouse {path} has schema version {version}, and this veredicto knows versions"
            f" up to {newest}: upgrade veredicto, or name another file."
        )


def migrate(connection: duckdb.DuckDBPyConnection, path: Place) -> None:
    """Applies the migrations that the file at `path` lacks, to a new file all at once.

    In an earlier one each has a transaction of its own, and what has rows is backed up first: see
    `backup.backups_of`. The shipped views are written anew where they are not those of this
    veredicto.

    Raises:
        WarehouseTooNew: The file was written by a later version.
        WarehouseFull: There is no room for the backup.
        WarehouseError: The file holds tables of something else, or cannot be backed up.
    """
    version = version_of(connection, path)
    refuse_too_new(version, path)
    lacking = [it for it in shipped_migrations() if it.version > version]
    if isinstance(path, Lake):
        # A lake keeps what it was before itself, as its snapshots.
        if lacking:
            lay_out(connection, version, shipped_migrations(), VERSIONS_TABLE)
        if not have_views(connection):
            write_views(connection)
        return
    if lacking and _has_rows(connection):
        back_up(connection, path, version)
    if not lacking and have_views(connection):
        return
    with _past_the_log(connection):
        # In a new file no step has anything to keep apart from the others.
        steps = [[it] for it in lacking] if version else [lacking]
        for step in steps:
            _apply(connection, *step)
        if not have_views(connection):
            write_views(connection)


@contextmanager
def _past_the_log(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commits straight into the file, which DuckDB does where a checkpoint would follow anyway.

    DuckDB 1.5 cannot replay every log with changes of the schema, and keeps types of ours from a
    transaction that ends in the middle: decision 0016.
    """
    connection.execute("SET checkpoint_threshold = '0KB'")
    try:
        yield
    finally:
        connection.execute(f"SET checkpoint_threshold = '{LOG_GROWS_TO}'")


def _has_rows(connection: duckdb.DuckDBPyConnection) -> bool:
    about_the_file = {"schema_versions", "shipped_views"}
    return any(
        rows for table, rows in count_rows(connection).items() if table not in about_the_file
    )


def _apply(connection: duckdb.DuckDBPyConnection, *migrations: Migration) -> None:
    with whole(connection):
        connection.execute(VERSIONS_TABLE)
        for migration in migrations:
            connection.execute(migration.sql)
            connection.execute(
                "INSERT INTO schema_versions VALUES (?, ?, now())",
                [migration.version, migration.name],
            )
