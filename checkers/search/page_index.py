"""A full-text index of pages on disk, which grows as pages are seen.

SQLite's FTS5 does the ranking (BM25: https://www.sqlite.org/fts5.html). The words are those of
`index_words`, so that stems and figures match as they do in a corpus. It can be made again from
what it was made of, and is thrown away where it cannot be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checkers.errors import WarehouseError
from checkers.forgotten import Forgotten
from checkers.search.words import index_words

_BUSY_SECONDS = 30.0
_UNREADABLE = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_SNIPPET = 300
LANGUAGES = ("es", "en")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, title TEXT, snippet TEXT NOT NULL,
    published_at TEXT, seen_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS pages_seen ON pages (seen_at);
CREATE VIRTUAL TABLE IF NOT EXISTS page_words USING fts5 (
    words, tokenize = 'unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page with what it says; `seen_at` is when this installation had it, in UTC."""

    url: str
    title: str | None
    text: str
    language: str | None
    published_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of the index with the beginning of its text."""

    url: str
    title: str | None
    snippet: str
    published_at: datetime | None


class PageIndex:
    """The index in the file at `path`, which is made where there is none.

    Several processes may use it at once. All methods raise `WarehouseError` where it cannot be
    read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def newest(self) -> datetime | None:
        """When the page that was seen last was seen; None for an empty index."""
        with self._opened() as connection:
            (seen,) = connection.execute("SELECT max(seen_at) FROM pages").fetchone()
        return datetime.fromisoformat(seen) if seen else None

    def add(self, pages: Iterable[SeenPage]) -> int:
        """Adds the pages that are new or newer than those here; returns their number."""
        with self._opened() as connection, connection:
            return sum(_add(connection, page) for page in pages)

    def remove(self, forgotten: Forgotten, *, words: str = "") -> int:
        """Removes the pages that were forgotten; returns their number. An index of none is left.

        Args:
            forgotten: Addresses, and names that titles and beginnings of texts are searched for.
            words: A name; pages with all of its words go, too, as the rest of a text is kept as
                words only.
        """
        if not self._path.is_file():
            return 0
        with self._opened() as connection:
            rows = connection.execute("SELECT id, url, title, snippet FROM pages").fetchall()
            gone = {
                row[0]
                for row in rows
                if forgotten.has_address(row[1])
                or any(forgotten.spellings(text) for text in row[1:] if text)
            } | _having(connection, words)
            with connection:
                for table, column in (("pages", "id"), ("page_words", "rowid")):
                    connection.executemany(
                        f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608 (our own names)
                        [(identifier,) for identifier in gone],
                    )
                connection.execute("INSERT INTO page_words (page_words) VALUES ('rebuild')")
            connection.execute("VACUUM")
        return len(gone)

    def search(self, text: str, language: str, *, limit: int) -> tuple[FoundPage, ...]:
        """At most `limit` pages that share a word with the text, best first by BM25."""
        words = dict.fromkeys(index_words(text, language))
        if not words:
            return ()
        # Each word in quotes, so that none is taken for an operator.
        asked = " OR ".join(f'"{word}"' for word in words)
        sql = """
            SELECT p.url, p.title, p.snippet, p.published_at
            FROM page_words JOIN pages AS p ON p.id = page_words.rowid
            WHERE page_words MATCH ? ORDER BY bm25(page_words), p.url LIMIT ?
        """
        with self._opened() as connection:
            rows = connection.execute(sql, (asked, limit)).fetchall()
        return tuple(
            FoundPage(url, title, snippet, datetime.fromisoformat(at) if at else None)
            for url, title, snippet, at in rows
        )

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._readable()) as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            message = f"the index {self._path} cannot be used ({error}): delete it to begin again"
            raise WarehouseError(message) from error

    def _readable(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in _UNREADABLE:
                raise
            self._path.unlink()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
        try:
            connection.executescript(_SCHEMA)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection


def _having(connection: sqlite3.Connection, words: str) -> set[int]:
    """The pages with all of the words, as each language that is served writes them down."""
    found: set[int] = set()
    for language in LANGUAGES:
        stems = dict.fromkeys(index_words(words, language))
        if stems:
            asked = " AND ".join(f'"{stem}"' for stem in stems)
            sql = "SELECT rowid FROM page_words WHERE page_words MATCH ?"
            found |= {int(row[0]) for row in connection.execute(sql, (asked,))}
    return found


def _add(connection: sqlite3.Connection, page: SeenPage) -> int:
    written = connection.execute(
        """
        INSERT INTO pages (url, title, snippet, published_at, seen_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET
            title = excluded.title, snippet = excluded.snippet,
            published_at = excluded.published_at, seen_at = excluded.seen_at
        WHERE excluded.seen_at > pages.seen_at
        RETURNING id
        """,
        (
            page.url,
            page.title,
            page.text[:_SNIPPET],
            page.published_at.isoformat() if page.published_at else None,
            page.seen_at.isoformat(),
        ),
    ).fetchone()
    if written is None:
        return 0
    connection.execute("DELETE FROM page_words WHERE rowid = ?", written)
    connection.execute(
        "INSERT INTO page_words (rowid, words) VALUES (?, ?)",
        (*written, " ".join(index_words(f"{page.title or ''}\n{page.text}", page.language))),
    )
    return 1
