"""Writes the file of a warehouse anew, so that what was removed is gone from the disk, too.

DuckDB reuses the blocks of removed rows and never gives them back. The new file takes the place of
the old one by a rename, under the locks on both: nobody writes to either meanwhile, and a process
that had opened the old one before notices (`opening.opened_for_writing`) and opens the new one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from checkers.errors import WarehouseError
from warehouse.backup import count_rows
from warehouse.blocks import FRUGAL
from warehouse.duckdb_errors import explained
from warehouse.file_copy import sync_folder
from warehouse.migrate import migrate
from warehouse.opening import opened_for_reading, opened_for_writing, patiently

UNFINISHED = ".compacting"
"""Ends the name of the new file until it is whole."""

# No text of the record is run as a statement here, and ATTACH is access to a file.
_WITHOUT_EXTENSIONS = FRUGAL | {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@dataclass(frozen=True, slots=True)
class Compacted:
    """Bytes of the file before and after."""

    before: int
    after: int


def free_bytes(path: Path, *, patience_seconds: float = 30.0) -> int:
    """What `compact` gives back at least: the blocks of the file that hold nothing any more.

    Raises:
        WarehouseError: The file cannot be read.
    """

    def read() -> int:
        with opened_for_reading(path) as connection:
            sizes = connection.execute(
                "SELECT block_size * free_blocks FROM pragma_database_size()"
                " WHERE database_name = current_database()"
            )
            row = sizes.fetchone()
            return int(row[0]) if row and row[0] else 0

    return patiently(read, patience_seconds)


def compact(path: Path, *, patience_seconds: float = 30.0, only_smaller: bool = False) -> Compacted:
    """Writes the file at `path` anew; the old one stays as it is until the new one is whole.

    Each table takes a block of its own in a new file, which makes a small warehouse larger: with
    `only_smaller` the old file stays then.

    Raises:
        WarehouseLocked: Another process held the file longer than `patience_seconds`.
        WarehouseFull: There is no room for the new file beside the old one.
        WarehouseError: The file cannot be read, or the new one is not like it.
    """
    # A link would be replaced by the file that it leads to.
    path = path.resolve()

    def prepare() -> None:
        with opened_for_writing(path) as connection:
            migrate(connection, path)

    patiently(prepare, patience_seconds)
    return patiently(lambda: _compact(path, only_smaller=only_smaller), patience_seconds)


def _compact(path: Path, *, only_smaller: bool) -> Compacted:
    new = path.with_name(path.name + UNFINISHED)
    with explained(path), opened_aside() as connection:
        attach(connection, path, "old")
        # Under the lock: what lies there is what was left when a call was killed.
        discard(new)
        try:
            connection.execute("CHECKPOINT old")
            before = path.stat().st_size
            copy_whole(connection, path, new)
            shutil.copymode(path, new)
            after = new.stat().st_size
            if only_smaller and after >= before:
                connection.execute("DETACH new")
                discard(new)
                return Compacted(before, before)
            new.replace(path)
            sync_folder(path.parent)
        except BaseException:
            discard(new)
            raise
        # The old one first: its log has the name of the new one's, and goes with it.
        connection.execute("DETACH old")
        connection.execute("DETACH new")
    return Compacted(before, after)


def copy_whole(connection: duckdb.DuckDBPyConnection, path: Path, target: Path) -> None:
    """Copies the database `old` of the connection to a new file, attached as `new`.

    Raises:
        WarehouseError: The copy is not like what was copied.
    """
    attach(connection, target, "new")
    connection.execute("COPY FROM DATABASE old TO new")
    connection.execute("CHECKPOINT new")
    counted = []
    for name in ("old", "new"):
        connection.execute(f"USE {name}")
        counted.append(count_rows(connection))
    connection.execute("USE memory")
    if counted[0] != counted[1]:
        raise WarehouseError(
            f"the warehouse {path} is left as it is: the new file was not like it. Run again."
        )


def discard(unfinished: Path) -> None:
    """Removes a file that was not finished, with its log."""
    unfinished.unlink(missing_ok=True)
    unfinished.with_name(unfinished.name + ".wal").unlink(missing_ok=True)


def opened_aside() -> duckdb.DuckDBPyConnection:
    """A connection to no file, for files to be attached to."""
    return duckdb.connect(":memory:", config=_WITHOUT_EXTENSIONS)


def attach(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, *, read_only: bool = False
) -> None:
    """Opens the file at `path` under a name."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name}{' (READ_ONLY)' if read_only else ''}")
