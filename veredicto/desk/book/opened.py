"""The book of the desk, opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from veredicto.desk.book.actions import Actions
from veredicto.desk.book.file import BookFile, make_private
from veredicto.desk.book.head import Head, write_head
from veredicto.desk.book.jobs import Jobs
from veredicto.desk.book.moments import now_utc
from veredicto.desk.book.new_passwords import NewPasswords
from veredicto.desk.book.outbox import Outbox
from veredicto.desk.book.passwords import Passwords
from veredicto.desk.book.people import People
from veredicto.desk.book.saved import SavedFilters
from veredicto.desk.book.second_reading import SecondReading
from veredicto.desk.book.sessions import Sessions
from veredicto.desk.book.sqlite_errors import explained


class Book:
    """The book in the SQLite file at `path`, which is made where there is none.

    Any thread may use it, and several processes at once. Everything that is written is on the disk
    when the call returns. `resume` is for the one process that does the jobs: what another had
    taken on and was killed over waits again.

    Args:
        path: The file; nobody else on the machine may read it.
        clock: What time it is.
        second_reading: The newsroom's rule.
        resume: Whether jobs that are under way are nobody's any more.

    Raises:
        WarehouseTooNew: The file was written by a later version.
        WarehouseDamaged: It cannot be read.
        WarehouseError: It is of another program, or cannot be opened.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], datetime] = now_utc,
        second_reading: SecondReading | None = None,
        resume: bool = True,
    ) -> None:
        self.path = path
        self._file = BookFile(path, clock)
        self.id, self.made_at = self._file.book_id, self._file.made_at
        passwords = Passwords()
        self.people = People(self._file, passwords)
        self.new_passwords = NewPasswords(self._file, passwords)
        self.sessions = Sessions(self._file)
        self.actions = Actions(self._file, second_reading or SecondReading())
        self.saved = SavedFilters(self._file)
        self.jobs = Jobs(self._file)
        self.outbox = Outbox(self._file)
        if resume:
            self.jobs.resume()

    def copy_to(self, target: Path) -> None:
        """Copies the book to a new file, as it is between two writes, with its head beside.

        Who is signed in and who is invited stay behind.

        Raises:
            WarehouseError: The copy cannot be written.
        """
        # A connection of its own, so that nobody waits.
        with explained(target):
            make_private(target)
        with (
            explained(target),
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()
            copy.execute("PRAGMA secure_delete = ON").fetchall()
            for table in ("sessions", "invitations", "password_links"):
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
            copy.commit()
            head = Head(self.id, *copy.execute("SELECT number, hash FROM head").fetchone())
        write_head(target, head)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
