"""Looks at the warehouse and at what lies beside it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from checkers.errors import VeredictoError, WarehouseDamaged
from veredicto.diagnosis.finding import Finding, State
from veredicto.refreshing import public_copy
from veredicto.settings import Settings
from warehouse.migrate import shipped_migrations, version_of
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Lake, Place, is_there
from warehouse.public_copy import PublicCopy
from warehouse.repair import leftovers_of, log_of, save
from warehouse.soundness import dangling, read_through

LEAST_FREE = 1_000_000_000
MEGABYTE = 1_000_000


def look_at_warehouse(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether it opens, at which version of the schema, and whether every row can be read."""
    place = settings.warehouse
    if not is_there(place):
        advice = "check an article, which makes it, or name another with --warehouse"
        yield Finding("warehouse", State.WARNING, f"there is none at {place}", advice)
        return
    repaired = None
    try:
        said = _opened(settings)
    except WarehouseDamaged as damage:
        if not (repair and isinstance(place, Path)):
            yield Finding("warehouse", State.FAILED, str(damage), "veredicto doctor --repair")
            return
        try:
            saved = save(place, _spares(settings))
            said = _opened(settings)
        except VeredictoError as error:
            yield Finding("warehouse", State.FAILED, str(damage), str(error))
            return
        aside = ", ".join(path.name for path in saved.aside)
        repaired = f"{saved.done}; the damaged part is kept as {aside}"
    except VeredictoError as error:
        yield Finding("warehouse", State.FAILED, str(error))
        return
    yield Finding("warehouse", State.OK, said, repaired=repaired)
    yield _rows(place, settings.patience_seconds)


def look_at_log(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """How much is still in the log beside the file, which a copy of the file needs, too."""
    del repair
    place = settings.warehouse
    if isinstance(place, Lake) or not place.is_file():
        return
    log = log_of(place)
    if log.exists():
        size = log.stat().st_size
        said = f"{log.name} has {size:,} bytes that a writer works into the file: keep it there"
        yield Finding("log", State.OK, said)
    else:
        yield Finding("log", State.OK, "everything is in the file")


def look_at_leftovers(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether killed commands left unfinished files."""
    if isinstance(settings.warehouse, Lake):
        return
    left = leftovers_of(settings.warehouse, now=time.time())
    names = ", ".join(path.name for path in left)
    if not left:
        yield Finding("leftovers", State.OK, "no unfinished files")
    elif repair:
        for path in left:
            path.unlink()
        yield Finding("leftovers", State.OK, "no unfinished files", repaired=f"removed {names}")
    else:
        advice = "veredicto doctor --repair removes them"
        yield Finding("leftovers", State.WARNING, f"unfinished files: {names}", advice)


def look_at_disk(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether there is room beside the warehouse to grow and to be copied."""
    del repair
    place = settings.warehouse
    if isinstance(place, Lake):
        return
    folder = next(it for it in place.absolute().parents if it.is_dir())
    free = shutil.disk_usage(folder).free
    size = place.stat().st_size if place.is_file() else 0
    said = f"{free / MEGABYTE:,.0f} MB free, the warehouse takes {size / MEGABYTE:,.0f} MB"
    if free < max(LEAST_FREE, 2 * size):
        advice = "free some: backups and the copy for readers take the room of the file each"
        yield Finding("disk", State.WARNING, said, advice)
    else:
        yield Finding("disk", State.OK, said)


def look_at_copy(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """How old the copy for readers is."""
    del repair
    if isinstance(settings.warehouse, Lake) or not settings.warehouse.is_file():
        return
    if not settings.publish:
        yield Finding("copy for readers", State.OK, "switched off: VEREDICTO_PUBLISH")
        return
    copy = public_copy(settings)
    as_of = copy.as_of
    if as_of is None:
        yield Finding("copy for readers", State.WARNING, "there is none", "veredicto refresh")
    elif copy.is_current:
        yield Finding("copy for readers", State.OK, f"up to date, as of {as_of:%Y-%m-%d %H:%M} UTC")
    else:
        hours = (datetime.now(UTC) - as_of).total_seconds() / 3_600
        said = f"older than the warehouse: as of {as_of:%Y-%m-%d %H:%M} UTC, {hours:,.1f} hours ago"
        yield Finding("copy for readers", State.WARNING, said, "veredicto refresh")


def _opened(settings: Settings) -> str:
    """The place and version of the warehouse, once every row of it was read."""
    place = settings.warehouse

    def version() -> int:
        with opened_for_reading(place) as connection:
            return version_of(connection, place)

    found = patiently(version, settings.patience_seconds)
    if isinstance(place, Path):
        patiently(lambda: read_through(place), settings.patience_seconds)
    newest = shipped_migrations()[-1].version
    later = "" if found == newest else f" (the next check brings it to {newest})"
    return f"{place} opens, schema version {found}{later}"


def _rows(place: Place, patience_seconds: float) -> Finding:
    try:
        strays = dangling(place, patience_seconds=patience_seconds)
    except VeredictoError as error:
        return Finding("rows", State.FAILED, str(error))
    if not strays:
        return Finding("rows", State.OK, "every row that another names is there")
    advice = "restore a backup, and please report how it came to be: nothing of veredicto does so"
    return Finding("rows", State.FAILED, "; ".join(map(str, strays)), advice)


def _spares(settings: Settings) -> tuple[Path, ...]:
    if isinstance(settings.warehouse, Lake):
        return ()
    return (PublicCopy(settings.warehouse, settings.publish_to).database,)
