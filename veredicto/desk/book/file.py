"""The file of the book: opening it, bringing it to the newest schema, and its transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from checkers.errors import WarehouseError, WarehouseTooNew
from veredicto.desk.book.chain import origin_of
from veredicto.desk.book.head import Head, read_head, write_head
from veredicto.desk.book.moments import Clock, read, written
from veredicto.desk.book.sqlite_errors import explained

PROGRAM = int.from_bytes(b"VRDB")
"""Marks a SQLite file as a book."""
BUSY_SECONDS = 30.0
MOST_IDLE = 8
"""So many connections for reading are kept for the next."""


class BookFile:
    """The SQLite file at `path`, made where there is none; threads take turns at it.

    Raises:
        WarehouseTooNew: It was written by a later version.
        WarehouseDamaged: It cannot be read.
        WarehouseError: It is of another program, or cannot be opened.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self.generation = 0
        self._lock = threading.RLock()
        self._writer: int | None = None
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False
        with explained(path):
            make_private(path)
            self._connection = _connected(path)
            try:
                _migrate(self._connection, path, written(clock()))
                row = self._connection.execute("SELECT id, made_at FROM book").fetchone()
                self.book_id, self.made_at = str(row[0]), read(row[1])
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._closed = True
            self._connection.close()
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for nothing but reading: one state of the file; nobody waits for it.

        Within a transaction of the same thread it is that one's, and sees what was written.
        """
        if self._writer == threading.get_ident():
            with explained(self.path):
                yield self._connection
            return
        with explained(self.path):
            db = self._borrowed()
            try:
                db.execute("BEGIN")
                yield db
            finally:
                self._take_back(db)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection in a transaction that nobody writes beside; whole on the disk or not."""
        with self._lock, explained(self.path):
            db = self._connection
            db.execute("BEGIN IMMEDIATE")
            self._writer = threading.get_ident()
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            finally:
                self._writer = None
                self.generation += 1
            self._tell_head()

    def _borrowed(self) -> sqlite3.Connection:
        if self._closed:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        try:
            return self._idle.pop()
        except IndexError:
            return _connected(self.path)

    def _take_back(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if self._closed or len(self._idle) >= MOST_IDLE:
            db.close()
        else:
            self._idle.append(db)

    @contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own, which sees the file as it is now and keeps nobody waiting."""
        with explained(self.path), closing(_connected(self.path)) as db:
            db.execute("BEGIN")
            yield db

    def swept(self) -> None:
        """Leaves nothing of overwritten words in the log beside the file."""
        with self._lock, explained(self.path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def head(self) -> Head:
        """The last action, as the file has it."""
        with self.reading() as db:
            number, digest = db.execute("SELECT number, hash FROM head").fetchone()
        return Head(self.book_id, number, digest)

    def _tell_head(self) -> None:
        head = self.head()
        told = read_head(self.path)
        # A head that is not on this chain is a witness to another, and stays.
        if told != head and (told is None or self._is_on_the_chain(told, head)):
            write_head(self.path, head)

    def _is_on_the_chain(self, told: Head, head: Head) -> bool:
        if told.book != self.book_id or told.number > head.number:
            return False
        if told.number == 0:
            return told.hash == origin_of(self.book_id)
        sql = "SELECT hash FROM actions WHERE number = ?"
        found = self._connection.execute(sql, (told.number,)).fetchone()
        return found is not None and bool(found[0] == told.hash)


def make_private(path: Path) -> None:
    """Leaves a file that nobody else may read; SQLite gives those beside it the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        _refuse_of_others(connection, path)
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {setting}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_of_others(connection: sqlite3.Connection, path: Path) -> None:
    # In one statement: another process may be making the book.
    program, tables = connection.execute(
        "SELECT application_id, (SELECT count(*) FROM sqlite_master) FROM pragma_application_id"
    ).fetchone()
    if program != PROGRAM and (program or tables):
        raise WarehouseError(
            f"{path} is a file of another program: move it away, the desk needs its place."
        )
    version = _version_of(connection)
    if version > len(shipped_schema()):
        raise WarehouseTooNew(
            f"the desk's book {path} has schema version {version}, and this veredicto knows"
            f" versions up to {len(shipped_schema())}: upgrade veredicto."
        )


@cache
def shipped_schema() -> tuple[str, ...]:
    """The steps of the schema, the first at 0, each brings a book from its place to the next."""
    folder = files("veredicto.desk.book") / "schema"
    scripts = sorted(
        (it for it in folder.iterdir() if it.name.endswith(".sql")), key=lambda it: it.name
    )
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


def _version_of(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _migrate(connection: sqlite3.Connection, path: Path, now: str) -> None:
    newest = len(shipped_schema())
    if _version_of(connection) == newest:
        return
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have done it meanwhile.
    before = _version_of(connection)
    for script in shipped_schema()[before:]:
        for statement in _statements(script):
            connection.execute(statement)
    fresh = uuid.uuid4().hex
    if before == 0:
        connection.execute("INSERT INTO book VALUES (1, ?, ?)", (fresh, now))
        connection.execute("INSERT INTO head VALUES (1, 0, ?)", (origin_of(fresh),))
    connection.execute(f"PRAGMA application_id = {PROGRAM}")
    connection.execute(f"PRAGMA user_version = {newest}")
    connection.execute("COMMIT")
    if before == 0 and read_head(path) is None:
        write_head(path, Head(fresh, 0, origin_of(fresh)))


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, which `executescript` would run outside of our transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
