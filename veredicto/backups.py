"""Backs the warehouse up with its stored pages and the desk's book in one file, and restores it."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from checkers.errors import BadInput, WarehouseError
from checkers.fetching.snapshot import SnapshotStore
from checkers.forgotten import Forgotten
from veredicto.desk.book.head import head_file
from veredicto.desk.book.opened import Book
from veredicto.desk.forgetting import forget_in_book
from veredicto.settings import Settings
from veredicto.vacuum import warehouse_file
from warehouse.compaction import compact
from warehouse.forgotten_claims import claims_of_forgotten
from warehouse.removals import Removal, forgotten_in
from warehouse.removals_journal import NAME as JOURNAL
from warehouse.removals_journal import journal_of, read_journal, union, write_journal
from warehouse.whole_copy import copy_to, put_in_place, recorded_removals, removed_again, seen

DATABASE = "warehouse.duckdb"
MANIFEST = "veredicto-backup.json"
SNAPSHOTS = "snapshots"
BESIDE = ("policy.json", JOURNAL)
"""Files of the folder beside the warehouse that go with it."""
DESK = "desk.sqlite"
_HEAD = head_file(Path(DESK)).name
TIME = "%Y%m%dT%H%M%SZ"
ASIDE = "%Y%m%dT%H%M%S-%fZ"
"""For what is set aside, to the microsecond: a restore may follow another at once."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made: its file, the runs and stored pages in it."""

    file: Path
    runs: int
    pages: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore left: `aside` is where the file that was there is now."""

    runs: int
    pages: int
    forgotten: int
    aside: Path | None


def back_up(settings: Settings, out: Path | None, *, now: datetime) -> BackedUp:
    """Leaves a backup in a file, whole or not at all; it was opened and counted before.

    Raises:
        BadInput: The file is there, or cannot be written, or there is no warehouse.
        WarehouseError: The warehouse cannot be read.
    """
    path = warehouse_file(settings)
    out = out or path.with_name(f"{path.stem}-{now.astimezone(UTC):{TIME}}.backup.zip")
    if out.exists():
        raise BadInput(f"{out} is there already: name another file")
    unfinished = out.with_name(f".{out.name}.unfinished")
    with _told_if_unwritable(out), _folder_beside(out) as folder:
        database = folder / DATABASE
        # The book first: what the desk tells the warehouse meanwhile it tells again, which is no
        # matter; a book that is later than its warehouse would say that it has been told.
        desk = _desk_copied(settings, folder)
        copy_to(path, database, patience_seconds=settings.patience_seconds)
        contents = seen(database)
        pages = tuple(SnapshotStore(settings.snapshots).records())
        manifest = {
            "format": 1,
            "made_at": now.isoformat(),
            "schema_version": contents.version,
            "runs": contents.runs,
            "pages": len(pages),
        }
        try:
            unfinished.unlink(missing_ok=True)
            # Who has an account is nobody else's business.
            unfinished.touch(mode=0o600 if desk else 0o666)
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
                file.writestr(MANIFEST, json.dumps(manifest, indent=1))
                file.write(database, DATABASE)
                for copied in desk:
                    file.write(copied, copied.name)
                for name in BESIDE:
                    if (settings.files / name).is_file():
                        file.write(settings.files / name, name)
                for found in sorted(settings.snapshots.rglob("*")):
                    if found.is_file() and found.suffix != ".part":
                        inner = found.relative_to(settings.snapshots).as_posix()
                        # WARC is packed already.
                        file.write(found, f"{SNAPSHOTS}/{inner}", zipfile.ZIP_STORED)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    return BackedUp(out, contents.runs, len(pages))


def restore(settings: Settings, file: Path, *, force: bool, now: datetime) -> Restored:
    """Puts the warehouse of a backup in its place; what was there is set aside, never lost.

    Stored pages are added to those there are; a book of the desk stays where there is one. What was
    forgotten since the backup, here or by its own journal, is forgotten again before anything is
    put in its place.

    Raises:
        BadInput: It is no backup, or there is a warehouse and no `force`.
        WarehouseTooNew: It is of a later version.
        WarehouseError: A file cannot be written, or the warehouse is held by another process.
    """
    place = settings.warehouse
    if not isinstance(place, Path):
        raise BadInput(f"{place} is a lake: a backup is of a DuckDB file of this machine")
    if place.exists() and not force:
        raise BadInput(f"there is a warehouse at {place}: --force sets it aside and restores")
    with _told_if_unwritable(place), _folder_beside(place) as folder:
        _unpack(file, folder)
        contents = seen(folder / DATABASE)
        beside = (read_journal(folder / JOURNAL), read_journal(journal_of(place)))
        removals = union(*beside, recorded_removals(place))
        missing = tuple(it for it in removals if it.id not in contents.removals)
        _forget_again(folder, missing, desk=not settings.desk.exists())
        compact(folder / DATABASE)
        pages = merge_pages(folder / SNAPSHOTS, settings.snapshots)
        if (folder / "policy.json").is_file() and not (settings.files / "policy.json").exists():
            settings.files.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / "policy.json", settings.files / "policy.json")
        _put_desk_in_place(folder / DESK, settings.desk, now)
        # The index of the archive is made again from the warehouse.
        for leftover in (settings.files / "indexes").glob("archive.sqlite*"):
            leftover.unlink(missing_ok=True)
        aside = place.with_name(f"{place.stem}.before-restore-{now:{ASIDE}}{place.suffix}")
        there = put_in_place(
            folder / DATABASE, place, aside, patience_seconds=settings.patience_seconds
        )
    write_journal(place, patience_seconds=settings.patience_seconds)
    return Restored(contents.runs, pages, len(missing), aside if there else None)


def _unpack(file: Path, folder: Path) -> None:
    """Unpacks a backup; only what a backup has is taken out of it."""
    try:
        with zipfile.ZipFile(file) as packed:
            manifest: dict[str, Any] = json.loads(packed.read(MANIFEST))
            if manifest["format"] != 1:
                raise BadInput(f"{file} was made by a later veredicto: upgrade to restore it")
            for entry in packed.infolist():
                if _belongs(entry.filename):
                    packed.extract(entry, folder)
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {file}") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise BadInput(f"{file} is no whole backup of veredicto ({error}): name another") from error
    if not (folder / DATABASE).is_file():
        raise BadInput(f"{file} is no whole backup of veredicto: it has no warehouse")


def _belongs(name: str) -> bool:
    parts = PurePosixPath(name).parts
    plain = ".." not in parts and not name.startswith("/")
    return plain and (name in {DATABASE, DESK, _HEAD, *BESIDE} or parts[:1] == (SNAPSHOTS,))


def _desk_copied(settings: Settings, folder: Path) -> tuple[Path, ...]:
    """A copy of the desk's book with its head; nothing where there is none."""
    if not settings.desk.is_file():
        return ()
    with Book(settings.desk, resume=False) as book:
        book.copy_to(folder / DESK)
    return (folder / DESK, folder / _HEAD)


def _put_desk_in_place(copy: Path, place: Path, now: datetime) -> None:
    """Gives the book of a backup its place, unless there is one: that has what was done since."""
    if not copy.is_file() or place.exists():
        return
    # Whether it is a book shows here.
    whole = copy.with_name("whole.sqlite")
    with Book(copy, resume=False) as book:
        book.copy_to(whole)
    place.parent.mkdir(parents=True, exist_ok=True)
    lost = head_file(place)
    if lost.exists():
        # It tells how far the book went that is not there any more.
        lost.replace(lost.with_name(f"{lost.stem}.before-restore-{now:{ASIDE}}{lost.suffix}"))
    for log in ("-wal", "-shm"):
        # Of a book that is not there any more.
        place.with_name(f"{place.name}{log}").unlink(missing_ok=True)
    (head_file(copy) if head_file(copy).exists() else head_file(whole)).replace(head_file(place))
    whole.replace(place)


def _forget_again(folder: Path, removals: tuple[Removal, ...], *, desk: bool) -> None:
    if not removals:
        return
    from veredicto.forget import pages_of

    forgotten: Forgotten = forgotten_in(removals)
    if desk:
        claims = claims_of_forgotten(folder / DATABASE, forgotten)
        newest = removals[-1]
        forget_in_book(folder / DESK, forgotten, claims, by=newest.removed_by, reason=newest.reason)
    effects = removed_again(folder / DATABASE, removals)
    store = SnapshotStore(folder / SNAPSHOTS)
    store.remove(effects.snapshots | set(pages_of(store, forgotten)))


def merge_pages(source: Path, target: Path) -> int:
    """Adds the files that are not there yet; gives the number of stored pages among them."""
    pages = 0
    for found in sorted(source.rglob("*")):
        wanted = target / found.relative_to(source)
        if found.is_file() and not wanted.exists():
            wanted.parent.mkdir(parents=True, exist_ok=True)
            fresh = wanted.with_name(f"{wanted.name}.part")
            shutil.copy2(found, fresh)
            fresh.replace(wanted)
            pages += found.name.endswith(".warc.gz")
    return pages


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """A folder on the same disk, gone at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".veredicto-", dir=path.parent) as folder:
        yield Path(folder)


@contextmanager
def _told_if_unwritable(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WarehouseError(
            f"{out} cannot be written ({error.strerror or error}): make room or name another place."
            " What was there is left as it was."
        ) from error
