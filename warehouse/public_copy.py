"""A copy of the warehouse for readers, who never wait for a writer and whom no writer waits for.

Beside `veredicto.duckdb` lie `veredicto.published.duckdb`, a state of the file between two writes,
and the folder `veredicto.parquet`, which is made of it. Each file is made aside and moved into its
place, so that a reader has the old one or the new one, each whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from checkers.errors import BadInput, WarehouseError
from warehouse.file_copy import copy_file, sync_folder
from warehouse.migrate import refuse_too_new, version_of
from warehouse.opening import opened_for_reading, opened_for_writing, patiently
from warehouse.public_parquet import write_months

READABLE = 0o444


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: `parquet_files` were written anew; none where nothing was to do."""

    copied: bool
    parquet_files: int
    as_of: datetime


class PublicCopy:
    """The copy of the warehouse at `path`, in `folder` or else beside it."""

    def __init__(self, path: Path, folder: Path | None = None) -> None:
        self.path = path
        place = (folder or path.parent) / path.name
        self.database = place.with_suffix(".published.duckdb")
        self.parquet = place.with_suffix(".parquet")

    @property
    def as_of(self) -> datetime | None:
        """When the state that it shows was written; None where there is no copy."""
        try:
            return datetime.fromtimestamp(self.database.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    @property
    def is_current(self) -> bool:
        """Whether nothing was written since."""
        try:
            written = str(_written(self.path))
            return self.database_is_current and self._stamp.read_text() == written
        except FileNotFoundError:
            return False

    @property
    def database_is_current(self) -> bool:
        """Whether nothing was written since the database was copied; Parquet may lag behind it."""
        try:
            # As rsync does: a copy has the time of what it is a copy of.
            return self.database.stat().st_mtime_ns == _written(self.path)
        except FileNotFoundError:
            return False

    def refresh(self, *, anew: bool = False, patience_seconds: float = 30.0) -> Refreshed:
        """Brings the copy to what is recorded now; of Parquet, the months that changed.

        Writers wait while the file is copied, not while Parquet is written. `anew` writes all of it
        again, as it must after rows were taken away.

        Raises:
            BadInput: There is no warehouse.
            WarehouseLocked: A writer held the file longer than `patience_seconds`.
            WarehouseError: The file cannot be read, or the copy cannot be written.
        """
        with self._held():
            if self.is_current and not anew:
                return Refreshed(copied=False, parquet_files=0, as_of=self._dated())
            if anew or not self.database_is_current:
                self._replace_database(patience_seconds)
            written = self.database.stat().st_mtime_ns
            with opened_for_reading(self.database) as connection:
                files = write_months(connection, self.parquet, anew=anew)
            self._stamp.write_text(str(written))
        return Refreshed(copied=True, parquet_files=files, as_of=self._dated())

    def refresh_database(self, *, patience_seconds: float = 30.0) -> bool:
        """Brings the database alone to what is recorded now; gives whether there was anything new.

        It is for readers who want it at once: Parquet of a large warehouse takes minutes.

        Raises:
            BadInput, WarehouseLocked, WarehouseError: as `refresh`.
        """
        with self._held():
            if self.database_is_current:
                return False
            self._replace_database(patience_seconds)
        return True

    @property
    def _stamp(self) -> Path:
        """Says which state of the warehouse the Parquet files are of."""
        return self.parquet / ".as_of"

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Lets nobody else refresh the copy meanwhile."""
        if not self.path.is_file():
            raise BadInput(f"there is no warehouse at {self.path}: check an article first.")
        with _told_if_unwritable(self.database):
            self.database.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.database.with_name(f".{self.database.name}.lock")):
                yield

    def _replace_database(self, patience_seconds: float) -> None:
        unfinished = self.database.with_name(f".{self.database.name}.unfinished")
        try:
            patiently(lambda: self._copy_to(unfinished), patience_seconds)
            unfinished.chmod(READABLE)
            # The log of somebody who wrote into an earlier copy has nothing to say about this one.
            _log_of(self.database).unlink(missing_ok=True)
            unfinished.replace(self.database)
            sync_folder(self.database.parent)
        finally:
            unfinished.unlink(missing_ok=True)
            _log_of(unfinished).unlink(missing_ok=True)

    def _copy_to(self, unfinished: Path) -> None:
        """Copies the file and its log while nobody can write, and works the log in."""
        log = _log_of(self.path)
        with opened_for_reading(self.path) as connection:
            refuse_too_new(version_of(connection, self.path), self.path)
            written = _written(self.path)
            copy_file(self.path, unfinished)
            logged = log.exists()
            if logged:
                copy_file(log, _log_of(unfinished))
        if logged:
            with opened_for_writing(unfinished) as connection:
                connection.execute("CHECKPOINT")
        os.utime(unfinished, ns=(written, written))

    def _dated(self) -> datetime:
        return datetime.fromtimestamp(self.database.stat().st_mtime, UTC)


def _written(path: Path) -> int:
    """When the file at `path` or its log was last written, in nanoseconds."""
    try:
        logged = _log_of(path).stat().st_mtime_ns
    except FileNotFoundError:
        logged = 0
    return max(path.stat().st_mtime_ns, logged)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


@contextmanager
def _told_if_unwritable(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WarehouseError(
            f"the copy for readers {out} cannot be written ({error.strerror or error}): make room"
            " or give the right to write there, or name another folder in VEREDICTO_PUBLISH_TO."
            " What was recorded is kept."
        ) from error
