"""SQLite's errors as errors of veredicto."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checkers.errors import (
    BadInput,
    WarehouseDamaged,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
)

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY = 0xFF
"""The part of an error's code that tells its family."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raises what SQLite or the file system says about the file as a `WarehouseError`, by kind.

    What no SQLite file can hold, such as half a sign or an endless number, is a `BadInput`.
    """
    try:
        yield
    except (UnicodeEncodeError, OverflowError) as error:
        raise BadInput("a text or a number cannot be stored as it is: write it anew") from error
    except sqlite3.Error as error:
        raise _error_of(error, path) from error
    except OSError as error:
        raise WarehouseError(
            f"the desk's book {path} cannot be opened ({error.strerror or error}): see to the"
            " folder, or name another warehouse."
        ) from error


def _error_of(error: sqlite3.Error, path: Path) -> WarehouseError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code in _DAMAGED:
        return damaged(path, str(error))
    if code in _LOCKED:
        return WarehouseLocked(f"another process holds the desk's book {path}: try again.")
    if code == sqlite3.SQLITE_FULL:
        return WarehouseFull(f"the disk is full: nothing was written to the desk's book {path}.")
    return WarehouseError(f"the desk's book {path} cannot be used ({error}).")


def damaged(path: Path, why: str) -> WarehouseDamaged:
    """The error for a file that cannot be trusted."""
    return WarehouseDamaged(
        f"the desk's book {path} is damaged ({why}): move it away and veredicto restore a backup."
    )
