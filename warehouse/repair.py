"""Saves what can be saved of a damaged warehouse. Nothing is deleted: it is set aside."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checkers.errors import WarehouseDamaged, WarehouseError
from warehouse.backup import backups_of
from warehouse.file_copy import sync_folder
from warehouse.opening import opened_for_writing
from warehouse.soundness import read_through

LEFT_BEHIND_SECONDS = 3_600
LEFTOVERS = (".{name}.published*.unfinished*", "{name}*.part", "{name}*.compacting*")
# In what DuckDB says of a log with a wrong checksum.
TORN_AT = re.compile(r"entry at byte position (\d+)")


@dataclass(frozen=True, slots=True)
class Saved:
    """What was done, in words, and where what was damaged is now."""

    done: str
    aside: tuple[Path, ...]


def log_of(path: Path) -> Path:
    """Where DuckDB writes what is not in the file yet."""
    return path.with_name(f"{path.name}.wal")


def save(path: Path, spares: tuple[Path, ...]) -> Saved:
    """Makes the damaged warehouse at `path` one that opens, losing as little as can be.

    A torn log is cut where it is torn: what stands before is whole. A log that cannot be read at
    all is set aside. A damaged file gives way to the newest of its backups and `spares` that is
    whole.

    Raises:
        WarehouseError: There is nothing to restore it from, or the folder cannot be written.
    """
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        damage = _damage(path)
        saved = None
        if damage is not None and log_of(path).exists():
            saved = _without_torn_log(path, damage, stamp)
        return saved if saved is not None else _restored(path, spares, stamp)
    except OSError as error:
        raise WarehouseError(
            f"the warehouse {path} cannot be repaired ({error.strerror or error}): make room or"
            " give the right to write in its folder."
        ) from error


def leftovers_of(path: Path, *, now: float) -> tuple[Path, ...]:
    """Unfinished files beside the warehouse that nobody has written to for an hour."""
    return tuple(
        sorted(
            found
            for pattern in LEFTOVERS
            for found in path.parent.glob(pattern.format(name=path.stem))
            if now - found.stat().st_mtime > LEFT_BEHIND_SECONDS
        )
    )


def _without_torn_log(path: Path, damage: WarehouseDamaged, stamp: str) -> Saved | None:
    """What was saved if only the log was damaged, or None and everything is as it was."""
    log = log_of(path)
    size = log.stat().st_size
    aside = log.with_name(f"{log.name}.damaged-{stamp}")
    shutil.copy2(log, aside)
    torn = TORN_AT.search(str(damage.__cause__))
    if torn:
        os.truncate(log, int(torn[1]))
        if _damage(path) is None:
            done = (
                f"the log was torn at byte {int(torn[1]):,} of {size:,}: what stands before is in"
                " the warehouse, and what stood behind is lost"
            )
            return Saved(done, (aside,))
    log.unlink(missing_ok=True)
    if _damage(path) is None:
        done = f"the log of {size:,} bytes could not be read: what was only in it is lost"
        return Saved(done, (aside,))
    aside.replace(log)
    return None


def _restored(path: Path, spares: tuple[Path, ...], stamp: str) -> Saved:
    for spare in _newest_first((*backups_of(path), *spares)):
        if not _is_whole(spare):
            continue
        restored = path.with_name(f".{path.name}.restored")
        shutil.copy2(spare, restored)
        restored.chmod(path.stat().st_mode)
        aside = tuple(_set_aside(path, stamp))
        restored.replace(path)
        sync_folder(path.parent)
        as_of = datetime.fromtimestamp(spare.stat().st_mtime, UTC)
        done = (
            f"restored from {spare.name}: what was recorded after {as_of:%Y-%m-%d %H:%M:%S} UTC is"
            " lost"
        )
        return Saved(done, aside)
    raise WarehouseError(
        f"the warehouse {path} is damaged, and there is no backup and no copy for readers to"
        " restore it from: restore the file from a backup of the disk."
    )


def _set_aside(path: Path, stamp: str) -> Iterator[Path]:
    for damaged in (path, log_of(path)):
        if damaged.exists():
            yield damaged.replace(damaged.with_name(f"{damaged.name}.damaged-{stamp}"))


def _newest_first(spares: tuple[Path, ...]) -> list[Path]:
    return sorted(
        (spare for spare in spares if spare.is_file()),
        key=lambda it: it.stat().st_mtime_ns,
        reverse=True,
    )


def _damage(path: Path) -> WarehouseDamaged | None:
    """Why the file does not open; None if it does, and its log is worked into it."""
    try:
        with opened_for_writing(path):
            return None
    except WarehouseDamaged as error:
        return error


def _is_whole(path: Path) -> bool:
    try:
        read_through(path)
    except WarehouseError:
        return False
    return True
