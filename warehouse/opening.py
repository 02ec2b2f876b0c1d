"""Opens a warehouse for a moment, waiting for others to let go of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

import duckdb
import stamina

from checkers.errors import WarehouseLocked
from warehouse.attached import attached_file
from warehouse.duckdb_errors import explained
from warehouse.lake.attach import lake_for_reading, lake_for_writing
from warehouse.line import Ticket, ahead_of, join_line
from warehouse.place import Lake, Place, files_beside

Result = TypeVar("Result")

# What a warehouse contains comes from the web, and what is asked of it may, too: neither may reach
# files, the network or extensions.
CONFINED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

LOG_GROWS_TO = "2MB"
"""Beyond it the next commit brings the log into the file; whoever opens the file reads it first."""
OPENING_TAKES = 0.15
"""Seconds beyond which it does so, too: many small commits take long to read, however few bytes."""
_AT_ONCE = "0KB"

# The place in line of who is waiting now.
_ticket: ContextVar[Ticket | None] = ContextVar("ticket", default=None)


@contextmanager
def opened_for_writing(path: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write; the file or lake is made where there is none.

    Raises:
        WarehouseError: The file cannot be opened or written, by kind of reason.
    """
    if isinstance(path, Lake):
        with lake_for_writing(path) as connection:
            yield connection
        return
    before = _identity(path)
    _let_others_first(path)
    began = time.perf_counter()
    with explained(path), attached_file(path, read_only=False) as connection:
        slow = time.perf_counter() - began > OPENING_TAKES
        if before is not None and _identity(path) != before:
            # What is written to a file that has lost its name would be lost.
            message = f"the warehouse {path} was written anew: try again."
            raise WarehouseLocked(message, place=path)
        threshold = _AT_ONCE if slow else LOG_GROWS_TO
        connection.execute(f"SET GLOBAL checkpoint_threshold = '{threshold}'")
        yield connection


@contextmanager
def opened_for_reading(path: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can neither write nor change its settings.

    Raises:
        WarehouseError: The file cannot be opened or read, by kind of reason.
    """
    if isinstance(path, Lake):
        with lake_for_reading(path) as connection:
            yield connection
        return
    _let_others_first(path)
    with explained(path), attached_file(path, read_only=True) as connection:
        if ticket := _ticket.get():
            # Readers go together.
            ticket.leave()
        yield connection


def patiently(attempt: Callable[[], Result], patience_seconds: float) -> Result:
    """What `attempt` returns, once nobody else holds the file; those who wait go in turn.

    Raises:
        WarehouseLocked: It was still held after `patience_seconds`.
    """
    with ExitStack() as line:
        waits = False
        try:
            for trial in stamina.retry_context(
                on=WarehouseLocked,
                attempts=None if patience_seconds > 0 else 1,
                timeout=patience_seconds or None,
                wait_initial=0.02,
                wait_max=0.05,
                wait_jitter=0.02,
            ):
                with trial:
                    try:
                        return attempt()
                    except WarehouseLocked as error:
                        if not waits:
                            line.enter_context(_in_line(error.place))
                        waits = True
                        raise
        except WarehouseLocked as error:
            message = f"{error} Waited {patience_seconds:g} s."
            raise WarehouseLocked(message, place=error.place) from error
    raise AssertionError("a retry ends with a result or an error")  # pragma: no cover


@contextmanager
def _in_line(place: object) -> Iterator[None]:
    """Waits for the file at `place`, if it is one, in the line of all who do."""
    ticket = join_line(_line_for(place)) if isinstance(place, Path) else None
    token = _ticket.set(ticket)
    try:
        yield
    finally:
        _ticket.reset(token)
        if ticket is not None:
            ticket.leave()


def _let_others_first(place: Path) -> None:
    ahead = ahead_of(_line_for(place), _ticket.get())
    if ahead is not None:
        raise WarehouseLocked(
            f"the warehouse {place} is in use and {ahead.count} others wait for it before this one"
            f" (process {ahead.process} is next): try again when they have ended, or wait longer:"
            " VEREDICTO_PATIENCE_SECONDS.",
            place=place,
        )


def _line_for(path: Path) -> Path:
    return files_beside(path) / "line"


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells the file at a path from one that is put in its stead."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
