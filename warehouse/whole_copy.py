"""A warehouse as one file that can be carried away, and put in the place of another."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from checkers.errors import WarehouseError, WarehouseLocked
from warehouse.compaction import attach, copy_whole, opened_aside
from warehouse.duckdb_errors import explained
from warehouse.file_copy import sync_folder
from warehouse.forget_effects import Effects
from warehouse.migrate import migrate, refuse_too_new, version_of
from warehouse.opening import opened_for_reading, opened_for_writing, patiently
from warehouse.removals import FOR_GOOD, Removal, removals_in
from warehouse.removing import apply
from warehouse.transactions import roll_back


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: the version of its schema, its runs, the identifiers of its removals."""

    version: int
    runs: int
    removals: frozenset[str]


def copy_to(path: Path, target: Path, *, patience_seconds: float) -> None:
    """Copies the warehouse to a new file as it is between two writes; writers wait.

    Raises:
        WarehouseLocked: A writer held it longer than `patience_seconds`.
        WarehouseError: It cannot be read, or the copy not written.
    """

    def attempt() -> None:
        with explained(path), opened_aside() as connection:
            attach(connection, path, "old", read_only=True)
            copy_whole(connection, path, target)

    patiently(attempt, patience_seconds)


def seen(path: Path) -> Contents:
    """What is in the file, which opens and is of a known version.

    Raises:
        WarehouseTooNew: It was written by a later version.
        WarehouseError: It is no warehouse, or damaged.
    """
    with opened_for_reading(path) as connection:
        version = version_of(connection, path)
        refuse_too_new(version, path)
        if version == 0:
            raise WarehouseError(f"{path} holds no tables: name another backup.")
        row = connection.execute("SELECT count(*) FROM runs").fetchone()
        removals = frozenset(it.id for it in removals_in(connection, *FOR_GOOD))
        return Contents(version, int(row[0]) if row else 0, removals)


def recorded_removals(path: Path) -> tuple[Removal, ...]:
    """What was forgotten for good in a warehouse; none where it is not there or cannot be read."""
    if not path.is_file():
        return ()
    try:
        with opened_for_reading(path) as connection:
            return removals_in(connection, *FOR_GOOD)
    except WarehouseLocked:
        raise
    except (WarehouseError, duckdb.Error):
        # One that is damaged is a reason to restore; the journal has them, too.
        return ()


def removed_again(path: Path, removals: tuple[Removal, ...]) -> Effects:
    """Forgets in the file what was forgotten elsewhere since.

    Raises:
        WarehouseError: It cannot be written.
    """
    with opened_for_writing(path) as connection:
        migrate(connection, path)
        connection.begin()
        try:
            effects = apply(connection, removals)
            connection.commit()
        except (duckdb.Error, WarehouseError):
            roll_back(connection)
            raise
        return effects


def put_in_place(new: Path, path: Path, aside: Path, *, patience_seconds: float) -> bool:
    """Gives the new file the name of the warehouse; whether there was one, which is `aside` now.

    Raises:
        WarehouseLocked: Another process held the one there longer than `patience_seconds`.
        WarehouseError: It cannot be renamed.
    """
    path = path.resolve()
    return patiently(lambda: _put_in_place(new, path, aside), patience_seconds)


def _put_in_place(new: Path, path: Path, aside: Path) -> bool:
    there = path.exists()
    with opened_aside() as connection:
        attach(connection, new, "new")
        held = there and _held(connection, path)
        if there:
            os.link(path, aside)
        log = path.with_name(f"{path.name}.wal")
        if log.exists():
            # Of a file that cannot be opened: what it says belongs to that one.
            log.replace(aside.with_name(f"{aside.name}.wal"))
        new.replace(path)
        sync_folder(path.parent)
        if held:
            connection.execute("DETACH old")
        connection.execute("DETACH new")
    return there


def _held(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Holds the file against writers, its log worked in; False for one that cannot be opened."""
    try:
        with explained(path):
            attach(connection, path, "old")
            connection.execute("CHECKPOINT old")
    except WarehouseLocked:
        raise
    except WarehouseError:
        return False
    return True
