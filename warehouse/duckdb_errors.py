"""Says what a failure of DuckDB means for the warehouse, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from checkers.errors import (
    WarehouseDamaged,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseTooNew,
)
from warehouse.place import Place, without_password


@dataclass(frozen=True, slots=True)
class Meaning:
    """What messages of DuckDB that match `pattern` mean; `advice` follows the path."""

    pattern: re.Pattern[str]
    error: type[WarehouseError]
    advice: str


def _meaning(pattern: str, error: type[WarehouseError], advice: str) -> Meaning:
    return Meaning(re.compile(pattern, re.IGNORECASE), error, advice)


# DuckDB tells these apart by their text alone: all of them are one IOException. The first match
# counts, so the disk comes before the commit that failed because of it.
MEANINGS = (
    _meaning(
        r"no space left|file too large|quota exceeded|max_temp_directory_size",
        WarehouseFull,
        "has no room to grow: free space on its disk and run again."
        " Everything recorded before is kept.",
    ),
    _meaning(
        r"could not set lock",
        WarehouseLocked,
        "is held by another process{holder}: wait for it to end, or close the program that has"
        " the file open.",
    ),
    _meaning(
        r"different configuration|unique file handle conflict",
        WarehouseLocked,
        "is being read or written elsewhere in this process: try again when that has ended.",
    ),
    # Rows that are there are skipped, so a duplicate is one that another thread has just added.
    _meaning(
        r"conflict|duplicate key",
        WarehouseLocked,
        "was changed by another writer at the same moment: try again.",
    ),
    _meaning(
        r"database file with version number|serialized .*version",
        WarehouseTooNew,
        "was written by another version of DuckDB: upgrade duckdb, or name another file.",
    ),
    _meaning(
        r"no such file|not a directory",
        WarehouseError,
        "is in a folder that does not exist: make the folder, or name another file.",
    ),
    _meaning(r"is a directory", WarehouseError, "is a folder: name a file in it."),
    _meaning(
        r"not a valid duckdb",
        WarehouseDamaged,
        "is not a DuckDB file: name another file for the warehouse.",
    ),
    _meaning(
        r"permission denied|read-only file system",
        WarehouseError,
        "cannot be written: give this user the right to write the file and its folder,"
        " or name another file.",
    ),
    _meaning(
        r"corrupt|checksum|could not read enough bytes|failure while replaying wal",
        WarehouseDamaged,
        "is damaged: restore it from a backup, which veredicto doctor --repair does, or name"
        " another file.",
    ),
)


@contextmanager
def explained(path: Place, meanings: Sequence[Meaning] = MEANINGS) -> Iterator[None]:
    """Turns DuckDB's errors about the file at `path` into those of veredicto."""
    try:
        yield
    except duckdb.Error as error:
        raise explain(error, path, meanings) from error


def explain(
    error: duckdb.Error, path: Place, meanings: Sequence[Meaning] = MEANINGS
) -> WarehouseError:
    """The error of veredicto that says what `error` means for the file at `path`."""
    # Paths and values stand in quotes, and could match by accident; so does the whole of what led
    # to a fatal error, which is what counts.
    text = re.sub(r'"[^"]*"', "", str(error).replace('Original error: "', "Original error: "))
    for one in meanings:
        if one.pattern.search(text):
            advice = one.advice.replace("{holder}", _holder(text))
            said = one.error(f"the warehouse {path} {advice}")
            if isinstance(said, WarehouseLocked):
                said.place = path
            return said
    return WarehouseError(f"the warehouse {path} cannot be used: {one_line(error)}.")


def one_line(error: duckdb.Error) -> str:
    """DuckDB's message on one line, without its pointer into the statement and passwords."""
    line = " ".join(str(error).split("\n\nLINE ")[0].split()).rstrip(".")
    return without_password(line)


def _holder(text: str) -> str:
    found = re.search(r"PID (\d+)", text)
    return f" (process {found[1]})" if found else ""
