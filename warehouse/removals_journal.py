"""What was forgotten, beside the warehouse: hashes that an older backup cannot take back.

A line of JSON a removal. It is written from the table, so that a call that was killed in between
loses nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from checkers.errors import WarehouseError
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Place, files_beside
from warehouse.removals import FOR_GOOD, Removal, RemovalKind, removals_in

NAME = "removals.jsonl"


def journal_of(place: Place) -> Path:
    """Where the journal of a warehouse is."""
    return files_beside(place) / NAME


def write_journal(place: Place, *, patience_seconds: float = 30.0) -> None:
    """Leaves every removal of an address or a person in the journal.

    Raises:
        WarehouseError: The warehouse cannot be read, or the journal not written.
    """

    def read() -> tuple[Removal, ...]:
        with opened_for_reading(place) as connection:
            return removals_in(connection, *FOR_GOOD)

    path = journal_of(place)
    removals = union(read_journal(path), patiently(read, patience_seconds))
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8") as file:
            file.writelines(_line(removal) for removal in removals)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise WarehouseError(
            f"the journal of removals {path} cannot be written ({error.strerror}):"
            " make room or give this user the right to, and run again."
        ) from error


def read_journal(path: Path) -> tuple[Removal, ...]:
    """The removals in a journal, oldest first; none where there is none.

    Raises:
        WarehouseError: It is damaged.
    """
    try:
        return tuple(_removal(line) for line in path.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WarehouseError(
            f"the journal of removals {path} cannot be read ({error}): restore it from a backup, or"
            " move it away if what it says need not be forgotten again."
        ) from error


def union(*many: Iterable[Removal]) -> tuple[Removal, ...]:
    """Every removal once, oldest first."""
    by_id = {removal.id: removal for removals in many for removal in removals}
    return tuple(sorted(by_id.values(), key=lambda removal: (removal.removed_at, removal.id)))


def _line(removal: Removal) -> str:
    row = asdict(removal) | {"removed_at": removal.removed_at.isoformat()}
    return json.dumps(row, ensure_ascii=False) + "\n"


def _removal(line: str) -> Removal:
    row = json.loads(line)
    return Removal(
        id=row["id"],
        kind=RemovalKind(row["kind"]),
        subject=row["subject"],
        keys=tuple(row["keys"]),
        reason=row["reason"],
        removed_by=row["removed_by"],
        removed_at=datetime.fromisoformat(row["removed_at"]),
        counts=tuple((name, count) for name, count in row["counts"]),
    )
