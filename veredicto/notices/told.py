"""What was told to whom, so that nobody is told the same verdict twice.

A small SQLite file beside the warehouse. It holds identifiers of verdicts and no words of them, and
no address: a channel is known by a slow hash of it.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from checkers.errors import WarehouseError

WAITS_SECONDS = 30.0
_MADE = """
    CREATE TABLE IF NOT EXISTS salt (salt BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS told (
        told_id TEXT NOT NULL,
        channel TEXT NOT NULL,
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        failure TEXT,
        PRIMARY KEY (told_id, channel)
    ) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A verdict that a channel did not take when it was last sent there, and why."""

    id: str
    channel: str
    at: datetime
    failure: str


class ToldBook:
    """Notes what was told. All methods raise `WarehouseError` where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def untold(self, ids: Iterable[str], secret: str) -> tuple[str, ...]:
        """Those of the verdicts that a channel has not taken yet."""
        key = self._key(secret)
        with self._opened() as file:
            rows = file.execute(
                "SELECT told_id FROM told WHERE channel = ? AND failure IS NULL", (key,)
            )
            known = {row[0] for row in rows}
        return tuple(one for one in ids if one not in known)

    def note(self, ids: Iterable[str], name: str, secret: str, failure: str | None) -> None:
        """Notes that a channel took these verdicts, or why it did not."""
        now, key = datetime.now(UTC).isoformat(), self._key(secret)
        with self._opened() as file, file:
            file.executemany(
                "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?)",
                [(one, key, name, now, failure) for one in ids],
            )

    def undelivered(self) -> tuple[Undelivered, ...]:
        """What no channel of that name has taken since it was refused, newest first."""
        if not self._path.is_file():
            return ()
        with self._opened() as file:
            rows = file.execute(
                "SELECT told_id, name, at, failure FROM told WHERE failure IS NOT NULL"
                " ORDER BY at DESC"
            ).fetchall()
        return tuple(
            Undelivered(told, name, datetime.fromisoformat(at), failure)
            for told, name, at, failure in rows
        )

    def _key(self, secret: str) -> str:
        """What a channel is known by: nobody finds the address by trying passwords."""
        digest = hashlib.scrypt(secret.encode(), salt=self._salt, n=2**14, r=8, p=1, dklen=16)
        return digest.hex()

    @cached_property
    def _salt(self) -> bytes:
        with self._opened() as file, file:
            file.execute("BEGIN IMMEDIATE")
            row = file.execute("SELECT salt FROM salt").fetchone()
            salt: bytes = row[0] if row else secrets.token_bytes(16)
            if row is None:
                file.execute("INSERT INTO salt VALUES (?)", (salt,))
        return salt

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=WAITS_SECONDS)) as file:
                file.executescript(_MADE)
                yield file
        except (sqlite3.Error, OSError) as error:
            raise WarehouseError(
                f"{self._path}, which holds what was told, cannot be used ({error}): move it away,"
                " and some of it may be told again"
            ) from error
