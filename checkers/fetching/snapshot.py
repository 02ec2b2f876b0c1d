"""The pages that were retrieved, kept as they were.

    folder/
    ├── records/ab/<id>.warc.gz          id: hash of URL and body, so a record proves itself
    └── retrievals/cd/<hash of URL>/
        └── 20261125T103000000000Z_<id>  an empty file a retrieval: its time, and what came

An entry appears whole or not at all, and two processes never write the same one, so there is no
index that a crash could tear.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from checkers.errors import WarehouseError, WarehouseFull
from checkers.fetching.document import Document
from checkers.fetching.warc import DamagedSnapshot, read_warc, write_warc

_TIME = "%Y%m%dT%H%M%S%fZ"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """The file of a snapshot: `stored_at` is when it was written, `size` its bytes on disk."""

    identifier: str
    path: Path
    size: int
    stored_at: datetime


class SnapshotStore:
    """Documents as WARC files under one folder, which is made when the first one is stored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._records = folder / "records"
        self._retrievals = folder / "retrievals"

    def put(self, document: Document) -> str:
        """The identifier of the stored document; the same content is written once.

        Raises:
            WarehouseFull: The disk has no room.
            WarehouseError: The folder cannot be written.
        """
        identifier = snapshot_of(document)
        with _mapped_errors(self._folder):
            if self._read(identifier) is None:
                self._write(identifier, document)
            self._note(identifier, document)
        return identifier

    def get(self, identifier: str) -> Document:
        """The stored document, checked against its identifier.

        Raises:
            WarehouseError: There is none, or it is torn or altered; the message says which.
        """
        document = self._read(identifier)
        if document is None:
            there = self._path(identifier).is_file()
            what = "is damaged or was altered" if there else "is missing"
            message = (
                f"there is no intact snapshot {identifier} in {self._folder}, it {what}: "
                "fetch the page again or restore the folder from a backup"
            )
            raise WarehouseError(message)
        return document

    def find(self, url: str, *, since: datetime) -> Document | None:
        """The newest intact document that was retrieved for `url` at or after `since`."""
        folder = self._retrievals_of(url)
        for entry in sorted(folder.glob("*_*"), reverse=True):
            stamp, _, identifier = entry.name.partition("_")
            retrieved_at = _parse_time(stamp)
            if retrieved_at is None or retrieved_at < since:
                continue
            document = self._read(identifier)
            if document is not None and document.url == url:
                return replace(document, retrieved_at=retrieved_at)
        return None

    def record(self, identifier: str) -> StoredRecord | None:
        """The file of a snapshot, which may be damaged; None where there is none."""
        path = self._path(identifier)
        try:
            found = path.stat()
        except OSError:
            return None
        stored_at = datetime.fromtimestamp(found.st_mtime, UTC)
        return StoredRecord(identifier, path, found.st_size, stored_at)

    def records(self) -> Iterator[StoredRecord]:
        """Every snapshot that there is, in the order of their identifiers."""
        for path in sorted(self._records.glob("*/*.warc.gz")):
            record = self.record(path.name.removesuffix(".warc.gz"))
            if record is not None:
                yield record

    def retrieved_last(self) -> dict[str, datetime]:
        """When each snapshot was last what an address gave, by identifier."""
        newest: dict[str, datetime] = {}
        for entry in self._retrievals.glob("*/*/*_*"):
            stamp, _, identifier = entry.name.partition("_")
            time = _parse_time(stamp)
            if time is not None:
                newest[identifier] = max(time, newest.get(identifier, time))
        return newest

    def retrieved_for(self, url: str) -> tuple[str, ...]:
        """The identifiers of what the address ever gave, as far as it is kept."""
        entries = self._retrievals_of(url).glob("*_*")
        return tuple(dict.fromkeys(entry.name.partition("_")[2] for entry in entries))

    def remove(self, identifiers: Iterable[str]) -> int:
        """Removes snapshots with the notes of their retrievals; gives the bytes that they took.

        One that is not there is passed over, so that an interrupted call can be made again.

        Raises:
            WarehouseError: The folder cannot be written.
        """
        gone = frozenset(identifiers)
        with _mapped_errors(self._folder):
            freed = sum(self._unlink(identifier) for identifier in gone)
            for entry in list(self._retrievals.glob("*/*/*_*")):
                if entry.name.partition("_")[2] in gone:
                    entry.unlink(missing_ok=True)
        return freed

    def sweep(self, *, before: datetime) -> int:
        """Removes what writes that were killed before that time left; gives the bytes it took.

        Raises:
            WarehouseError: The folder cannot be written.
        """
        freed = 0
        with _mapped_errors(self._folder):
            for path in list(self._records.glob("*/*.part")):
                found = path.stat()
                if found.st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)
                    freed += found.st_size
        return freed

    def _unlink(self, identifier: str) -> int:
        record = self.record(identifier)
        if record is None:
            return 0
        record.path.unlink(missing_ok=True)
        return record.size

    def _read(self, identifier: str) -> Document | None:
        try:
            with self._path(identifier).open("rb") as file:
                document = read_warc(file)
        except (DamagedSnapshot, OSError):
            return None
        return document if snapshot_of(document) == identifier else None

    def _write(self, identifier: str, document: Document) -> None:
        path = self._path(identifier)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                write_warc(document, file)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _note(self, identifier: str, document: Document) -> None:
        folder = self._retrievals_of(document.url)
        folder.mkdir(parents=True, exist_ok=True)
        stamp = document.retrieved_at.astimezone(UTC).strftime(_TIME)
        (folder / f"{stamp}_{identifier}").touch()

    def _path(self, identifier: str) -> Path:
        # The name comes from outside: only what can be an identifier may become a path.
        safe = identifier if identifier.isalnum() else "none"
        return self._records / safe[:2] / f"{safe}.warc.gz"

    def _retrievals_of(self, url: str) -> Path:
        digest = hashlib.sha256(url.encode()).hexdigest()
        return self._retrievals / digest[:2] / digest


def snapshot_of(document: Document) -> str:
    """The identifier that the document is kept under: the SHA-256 of its URL and body."""
    return hashlib.sha256(document.url.encode() + b"\n" + document.body).hexdigest()


def _parse_time(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


@contextmanager
def _mapped_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            message = f"the disk is full, so pages cannot be kept in {folder}: make room on it"
            raise WarehouseFull(message) from error
        message = f"pages cannot be kept in {folder}: {error.strerror}"
        raise WarehouseError(message) from error
