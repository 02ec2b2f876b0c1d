"""Gives back what the record no longer needs: old pages, leftovers, and room in the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checkers.errors import BadInput
from checkers.fetching.snapshot import StoredRecord
from flows.journal import Journal
from veredicto.retention import UNDER_WAY, Leaving, Retention, leaving, orphans
from veredicto.settings import Settings
from veredicto.snapshots import open_record, stored_pages
from veredicto.who import user_name
from warehouse.compaction import Compacted, compact, free_bytes
from warehouse.kept_pages import article_addresses
from warehouse.removals import Removal, RemovalKind
from warehouse.removing import record_removals


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What went, or would go: `compacted` is None where nothing was done; sizes are bytes."""

    leaving: tuple[Leaving, ...]
    orphans: tuple[StoredRecord, ...]
    leftovers: int
    free: int
    compacted: Compacted | None

    @property
    def freed(self) -> int:
        """Bytes in all."""
        files = sum(it.record.size for it in self.leaving) + sum(it.size for it in self.orphans)
        room = self.free
        if self.compacted is not None:
            room = self.compacted.before - self.compacted.after
        return files + self.leftovers + room


def vacuum(settings: Settings, retention: Retention, *, now: datetime, dry_run: bool) -> Vacuumed:
    """Removes what the retention lets go, and writes the warehouse anew without its empty blocks.

    The record says of each snapshot that it goes before it does, so that a call that was killed can
    be made again.

    Raises:
        BadInput: There is no warehouse, or it is no file of this machine.
        WarehouseError: The warehouse or a file beside it cannot be read or written.
    """
    path = warehouse_file(settings)
    patience = settings.patience_seconds
    runs, store = open_record(settings)
    pages = stored_pages(runs, store, before=None, unused=False)
    going = leaving(pages, retention, now=now)
    named = frozenset(page.kept.snapshot for page in pages)
    lost = orphans(store, named, article_addresses(runs), now=now)
    if dry_run:
        free = free_bytes(path, patience_seconds=patience)
        return Vacuumed(going, lost, 0, free, None)
    removals = tuple(_removal(one, now) for one in going)
    if removals:
        record_removals(path, removals, patience_seconds=patience)
    identifiers = [it.record.identifier for it in going] + [it.identifier for it in lost]
    if identifiers:
        store.remove(identifiers)
    before = now - UNDER_WAY
    leftovers = store.sweep(before=before) + Journal(settings.files).sweep(before=before)
    compacted = compact(path, patience_seconds=patience, only_smaller=True)
    return Vacuumed(going, lost, leftovers, 0, compacted)


def warehouse_file(settings: Settings) -> Path:
    """The file of the warehouse.

    Raises:
        BadInput: There is none, or the warehouse is a lake, which has its own means.
    """
    place = settings.warehouse
    if not isinstance(place, Path):
        raise BadInput(f"{place} is a lake: this works on a DuckDB file of this machine only")
    if not place.is_file():
        raise BadInput(f"there is no warehouse at {place}: check an article first")
    return place


def _removal(one: Leaving, now: datetime) -> Removal:
    return Removal.of(
        RemovalKind.SNAPSHOT,
        one.record.identifier,
        reason=one.reason,
        removed_by=user_name(),
        removed_at=now,
        counts={"bytes": one.record.size},
    )
