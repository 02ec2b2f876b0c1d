"""What was seen in the feeds that are watched, and what became of it.

Rows are only ever added: the newest row of an address says what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import duckdb

from checkers.identifiers import identify
from warehouse.batch import Batch
from warehouse.migrate import migrate
from warehouse.opening import opened_for_writing, patiently
from warehouse.place import Place
from warehouse.query import run_sql
from warehouse.writer import add

Result = TypeVar("Result")


class Became(StrEnum):
    """What became of an item of a feed."""

    CHECKED = "checked"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    TOO_OLD = "too_old"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a feed; `transient` says whether a failure may pass."""

    url: str
    looked_at: datetime
    read: bool
    detail: str = ""
    transient: bool = False
    items: int = 0
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class WatchedItem:
    """What became of an item; the texts and identifiers are there where the article was read."""

    feed_url: str
    url: str
    canonical_url: str
    guid: str | None
    title: str | None
    published_at: datetime | None
    seen_at: datetime
    digest: str | None
    outcome: Became
    detail: str = ""
    transient: bool = False
    text_sha256: str | None = None
    signature: tuple[int, ...] | None = None
    article_id: str | None = None
    run_id: str | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """An article that was read before: where it was, and what its copies are known by."""

    article_id: str
    canonical_url: str
    signature: tuple[int, ...]


_COLUMNS = tuple(field.name for field in fields(WatchedItem))
_LISTED = ", ".join(_COLUMNS)


class WatchedFeeds:
    """The record of what was watched, in the warehouse at `path`.

    All methods raise `WarehouseError` by kind.
    """

    def __init__(self, path: Place, *, patience_seconds: float = 30.0) -> None:
        self.path = path
        self.patience_seconds = patience_seconds

    def last_read(self, feed: str) -> datetime | None:
        """When the feed was last read well; None where it never was."""
        sql = "SELECT max(looked_at) FROM feed_looks WHERE url = ? AND outcome = 'read'"
        ((at,),) = self._opened(lambda found: found.execute(sql, [feed]).fetchall())
        return at if isinstance(at, datetime) else None

    def known(
        self, feed: str, guids: Iterable[str], addresses: Iterable[str]
    ) -> tuple[WatchedItem, ...]:
        """The newest row of each item with one of the feed's GUIDs, or at one of the addresses."""
        sql = f"""
            SELECT {_LISTED} FROM watched_items
            WHERE (feed_url = $feed AND list_contains($guids, guid))
                OR list_contains($addresses, url) OR list_contains($addresses, canonical_url)
            QUALIFY row_number() OVER (PARTITION BY url ORDER BY seen_at DESC, id) = 1
        """  # noqa: S608 (names of our own columns)
        values = {"feed": feed, "guids": list(guids), "addresses": list(addresses)}
        rows = self._opened(lambda found: found.execute(sql, values).fetchall())
        return tuple(_item(row) for row in rows)

    def texts_of(self, canonical_url: str) -> dict[str, str]:
        """The articles that were read at an address: the hash of the text of each."""
        sql = """
            SELECT article_id, text_sha256 FROM watched_items
            WHERE canonical_url = ? AND article_id IS NOT NULL
        """
        rows = self._opened(lambda found: found.execute(sql, [canonical_url]).fetchall())
        return {str(article): str(text) for article, text in rows}

    def signed_since(self, since: datetime) -> tuple[Signed, ...]:
        """The articles that were checked since, which another may be a copy of."""
        sql = """
            SELECT DISTINCT ON (article_id) article_id, canonical_url, signature
            FROM watched_items
            WHERE seen_at >= ? AND outcome IN ('checked', 'updated') AND signature IS NOT NULL
            ORDER BY article_id, seen_at
        """
        rows = self._opened(lambda found: found.execute(sql, [since]).fetchall())
        return tuple(Signed(article, url, tuple(values)) for article, url, values in rows)

    def run_of(self, article_id: str) -> str | None:
        """The newest run that checked this very text at this address; None where none did."""
        sql = "SELECT arg_max(id, finished_at) FROM runs WHERE article_id = ?"
        ((run,),) = self._opened(lambda found: found.execute(sql, [article_id]).fetchall())
        return None if run is None else str(run)

    def add_look(self, look: Look) -> None:
        """Records a look at a feed, once."""
        columns = ("id", "url", "looked_at", "outcome", *[it.name for it in fields(Look)][3:])
        identifier = identify("look", look.url, look.looked_at)
        outcome = "read" if look.read else "failed"
        row = (identifier, look.url, look.looked_at, outcome, *astuple(look)[3:])
        self._opened(lambda found: add(found, (Batch("feed_looks", columns, (row,)),)))

    def add_items(self, items: Sequence[WatchedItem]) -> None:
        """Records what became of items, all or none."""
        rows = tuple(_row(item) for item in items)
        if rows:
            batch = Batch("watched_items", ("id", *_COLUMNS), rows)
            self._opened(lambda found: add(found, (batch,)))

    def _opened(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        def attempt() -> Result:
            with opened_for_writing(self.path) as connection:
                migrate(connection, self.path)
                return work(connection)

        return patiently(attempt, self.patience_seconds)


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """When a feed was looked at and read well for the last time; `detail` is of the last look."""

    url: str
    looked_at: datetime
    read_at: datetime | None
    well: bool
    detail: str


def feeds_watched(place: Place, *, patience_seconds: float) -> tuple[FeedHealth, ...]:
    """How each feed that was ever watched does, by address.

    Raises:
        BadInput: There is no warehouse at the place, or it has an earlier schema.
        WarehouseError: It cannot be read.
    """
    sql = """
        SELECT url, max(looked_at), max(looked_at) FILTER (outcome = 'read'),
            arg_max(outcome, looked_at) = 'read', arg_max(detail, looked_at)
        FROM feed_looks GROUP BY url ORDER BY url
    """
    rows = run_sql(place, sql, patience_seconds=patience_seconds).rows
    return tuple(FeedHealth(*row) for row in rows)  # type: ignore[arg-type]  # the columns above


def _row(item: WatchedItem) -> tuple[object, ...]:
    signature = None if item.signature is None else list(item.signature)
    values = {name: getattr(item, name) for name in _COLUMNS} | {"signature": signature}
    identifier = identify("watched", item.url, item.seen_at, item.outcome, item.detail)
    return (identifier, *values.values())


def _item(row: tuple[object, ...]) -> WatchedItem:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["outcome"] = Became(str(values["outcome"]))
    signature = values["signature"]
    values["signature"] = tuple(signature) if isinstance(signature, list) else None
    return WatchedItem(**values)  # type: ignore[arg-type]  # as the table holds them
