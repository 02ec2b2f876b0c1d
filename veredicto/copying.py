"""Copies a warehouse to another place, with what is kept beside it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from veredicto.backups import merge_pages
from veredicto.settings import Settings
from warehouse.copying import copy_warehouse
from warehouse.place import Place, files_beside
from warehouse.removals_journal import write_journal


@dataclass(frozen=True, slots=True)
class CopiedAll:
    """What a copy holds: runs and rows of all tables, and the stored pages that were added."""

    runs: int
    rows: int
    pages: int


def copy_all(settings: Settings, target: Place) -> CopiedAll:
    """Copies the warehouse of the settings and its stored pages; the book of the desk stays.

    Pages first, since a copy whose verdicts cannot be replayed is not one.

    Raises:
        BadInput, WarehouseError: as `copy_warehouse`.
    """
    beside = files_beside(target)
    shared = beside.absolute() == settings.files.absolute()
    pages = 0 if shared else merge_pages(settings.snapshots, beside / "snapshots")
    copied = copy_warehouse(settings.warehouse, target, patience_seconds=settings.patience_seconds)
    policy = settings.files / "policy.json"
    if policy.is_file() and not (beside / policy.name).exists():
        beside.mkdir(parents=True, exist_ok=True)
        shutil.copy(policy, beside / policy.name)
    write_journal(target, patience_seconds=settings.patience_seconds)
    return CopiedAll(copied.rows["runs"], copied.total, pages)
