"""The stored pages: what the record says of each beside what lies on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checkers.errors import BadInput, WarehouseError
from checkers.fetching.document import Document
from checkers.fetching.snapshot import SnapshotStore, StoredRecord
from veredicto.settings import Settings
from warehouse.kept_pages import KeptPage, find_page, kept_pages, text_of
from warehouse.recorded import RecordedRuns


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page with its record on disk, if there is one, and when it was last of use."""

    kept: KeptPage
    record: StoredRecord | None
    used_at: datetime


@dataclass(frozen=True, slots=True)
class PageLookedAt:
    """A page with what its record holds; `trouble` says why there is no `document`.

    `earlier` are the identifiers of other versions, newest first.
    """

    kept: KeptPage
    record: StoredRecord | None
    document: Document | None
    trouble: str | None
    text: str
    earlier: tuple[str, ...]


def open_record(settings: Settings) -> tuple[RecordedRuns, SnapshotStore]:
    """The recorded runs, and the pages that they retrieved; without models or clients."""
    runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)
    return runs, SnapshotStore(settings.snapshots)


def look_at(runs: RecordedRuns, store: SnapshotStore, name: str) -> PageLookedAt:
    """The stored page that is meant, newest version first, its hash checked.

    Raises:
        BadInput: There is no such page, or more than one.
        WarehouseError: The warehouse cannot be read.
    """
    versions = find_page(runs, name)
    kept = versions[0]
    record = store.record(kept.snapshot)
    document, trouble = _checked(kept, store)
    return PageLookedAt(
        kept=kept,
        record=record,
        document=document,
        trouble=trouble,
        text=text_of(runs, kept.source_id),
        earlier=tuple(one.source_id for one in versions[1:]),
    )


def stored_pages(
    runs: RecordedRuns, store: SnapshotStore, *, before: datetime | None, unused: bool
) -> tuple[StoredPage, ...]:
    """The pages of the record with their size and last use, the one unused for longest first.

    Args:
        runs: The record.
        store: Its snapshots.
        before: Only those that were last of use before it.
        unused: Only those that no current verdict and no review cites.
    """
    last = store.retrieved_last()
    pages = (
        StoredPage(
            kept,
            store.record(kept.snapshot),
            max(kept.used_at, last.get(kept.snapshot, kept.used_at)),
        )
        for kept in kept_pages(runs)
        if not (unused and kept.cited)
    )
    chosen = (page for page in pages if before is None or page.used_at < before)
    return tuple(sorted(chosen, key=lambda page: (page.used_at, page.kept.source_id)))


def write_page(page: PageLookedAt, out: Path) -> None:
    """Leaves the body of the page in a file.

    Raises:
        BadInput: The file is there or cannot be written, or there is no intact record.
    """
    document = page.document
    if document is None:
        raise BadInput(f"{page.trouble}, so there is nothing to write to {out}")
    _write(out, document.body)


def write_record(page: PageLookedAt, out: Path) -> None:
    """Leaves the WARC record of the page in a file; raises as `write_page`."""
    record = page.record
    if record is None or page.document is None:
        raise BadInput(f"{page.trouble}, so there is nothing to write to {out}")
    _write(out, record.path.read_bytes())


def _checked(kept: KeptPage, store: SnapshotStore) -> tuple[Document | None, str | None]:
    if kept.removed is not None and store.record(kept.snapshot) is None:
        gone = kept.removed
        return None, f"the snapshot was removed on {gone.removed_at:%Y-%m-%d}: {gone.reason}"
    try:
        document = store.get(kept.snapshot)
    except WarehouseError as error:
        return None, str(error)
    if kept.sha256 is not None and document.sha256 != kept.sha256:
        return None, (
            f"the stored page is not the one retrieved: its SHA-256 is {document.sha256}, not"
            f" {kept.sha256}"
        )
    return document, None


def _write(out: Path, content: bytes) -> None:
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise BadInput(f"{out} is there already: name another file") from error
    except OSError as error:
        raise BadInput(
            f"{out} cannot be written ({error.strerror or error}): name another place"
        ) from error
