"""Copies a file of the warehouse whole, and keeps one from before each change of its schema."""

from __future__ import annotations

import errno
import secrets
from pathlib import Path

import duckdb

from checkers.errors import WarehouseError, WarehouseFull
from warehouse.file_copy import copy_file, sync_folder
from warehouse.opening import CONFINED

BACKUP_MARK = ".schema-v"
"""Stands in the name of a backup between the name of the file and the version of its schema."""


def backup_path(path: Path, version: int) -> Path:
    """Where the file at `path` is kept as it was at that version of the schema."""
    return path.with_name(f"{path.stem}{BACKUP_MARK}{version}{path.suffix}")


def backups_of(path: Path) -> tuple[Path, ...]:
    """The backups that migrations left beside the file at `path`, newest version first."""
    versions = {}
    for found in path.parent.glob(f"*{BACKUP_MARK}*"):
        number = found.name.removesuffix(path.suffix).rpartition(BACKUP_MARK)[2]
        if number.isdecimal() and found == backup_path(path, int(number)):
            versions[int(number)] = found
    return tuple(versions[number] for number in sorted(versions, reverse=True))


def back_up(connection: duckdb.DuckDBPyConnection, path: Path, version: int) -> Path:
    """Keeps the file at `path`, which `connection` holds open, beside it; where that is.

    Raises:
        WarehouseFull: The disk has no room for a copy.
        WarehouseError: The folder cannot be written, or the copy is not like the file.
    """
    backup = backup_path(path, version)
    copy_held(connection, path, backup)
    return backup


def copy_held(connection: duckdb.DuckDBPyConnection, path: Path, target: Path) -> None:
    """Copies the file at `path`, which `connection` may write, whole or not at all.

    What was committed is brought from the log into the file first. The copy is opened and compared
    before it takes its name, and what had that name is replaced.

    Raises:
        WarehouseFull: The disk has no room for a copy.
        WarehouseError: The folder cannot be written, or the copy is not like the file.
    """
    connection.execute("CHECKPOINT")
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        _copy(path, part)
        with duckdb.connect(part, read_only=True, config=CONFINED) as copy:
            if count_rows(copy) != count_rows(connection):
                raise WarehouseError(f"the copy of {path} is not like it: run again.")
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The number of rows of each table."""
    names = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    # The names come from the catalog of the file itself.
    counted = " UNION ALL ".join(
        f"SELECT '{name}', (SELECT count(*) FROM \"{name}\")"  # noqa: S608 (names of our own, never input)
        for (name,) in names
    )
    return dict(connection.execute(counted).fetchall()) if names else {}


def _copy(path: Path, target: Path) -> None:
    try:
        copy_file(path, target)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise WarehouseFull(
                f"the warehouse {path} is left as it is: its disk has no room for a copy of"
                f" {path.stat().st_size / 1e6:,.0f} MB. Free space and run again."
            ) from error
        raise WarehouseError(
            f"the warehouse {path} is left as it is: it cannot be copied to {target.parent}"
            f" ({error.strerror}). Give this user the right to write there and run again."
        ) from error
