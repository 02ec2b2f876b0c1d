"""Opens the file of a warehouse for a moment, waiting for others to let go of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb
import stamina

from checkers.errors import WarehouseError, WarehouseLocked
from warehouse.duckdb_errors import explained
from warehouse.place import Lake, Place

Result = TypeVar("Result")

# What a warehouse contains comes from the web, and what is asked of it may, too: neither may reach
# files, the network or extensions.
CONFINED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

# Connections of one process to one file share their settings, and a lock on them is final.
_settling = threading.Lock()


@contextmanager
def opened_for_writing(path: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write; the file is made where there is none.

    Raises:
        WarehouseError: The file cannot be opened or written, by kind of reason.
    """
    before = _identity(path)
    with explained(path), duckdb.connect(_file(path), config=CONFINED) as connection:
        if before is not None and _identity(path) != before:
            # What is written to a file that has lost its name would be lost.
            raise WarehouseLocked(f"the warehouse {path} was written anew: try again.")
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        yield connection


@contextmanager
def opened_for_reading(path: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can neither write nor change its settings.

    Raises:
        WarehouseError: The file cannot be opened or read, by kind of reason.
    """
    with (
        explained(path),
        duckdb.connect(_file(path), read_only=True, config=CONFINED) as connection,
    ):
        _settle(connection)
        yield connection


def patiently(attempt: Callable[[], Result], patience_seconds: float) -> Result:
    """What `attempt` returns, once nobody else holds the file.

    Raises:
        WarehouseLocked: It was still held after `patience_seconds`.
    """
    try:
        for trial in stamina.retry_context(
            on=WarehouseLocked,
            attempts=None if patience_seconds > 0 else 1,
            timeout=patience_seconds or None,
            wait_initial=0.02,
            wait_max=0.5,
            wait_jitter=0.1,
        ):
            with trial:
                return attempt()
    except WarehouseLocked as error:
        raise WarehouseLocked(f"{error} Waited {patience_seconds:g} s.") from error
    raise AssertionError("a retry ends with a result or an error")  # pragma: no cover


def _file(place: Place) -> Path:
    if isinstance(place, Lake):
        raise WarehouseError(f"{place} cannot be opened yet: name a DuckDB file.")
    return place


def _identity(place: Place) -> tuple[int, int] | None:
    """What tells the file at a place from one that is put in its stead."""
    try:
        found = _file(place).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _settle(connection: duckdb.DuckDBPyConnection) -> None:
    with _settling:
        locked = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
        if locked == (True,):
            return
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        # A name in a statement must not mean a variable of this program.
        connection.execute("SET GLOBAL python_enable_replacements = false")
        connection.execute("SET GLOBAL lock_configuration = true")
