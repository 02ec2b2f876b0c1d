"""The web pages that were ever recorded, oldest first, a few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb

from checkers.labels import Outcome
from checkers.nouns import Source
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Place

_AT_ONCE = 500
_COLUMNS = (
    "id, url, final_url, publisher, retrieved_at, title, language, published_at, text, extractor"
)


def pages_since(
    path: Place, time: datetime | None, *, patience_seconds: float = 30.0
) -> Iterator[Source]:
    """The pages in the warehouse at `path` that were retrieved at or after `time`, oldest first.

    Those of a folder or of a ZIM file are not among them: some say that they are copies of pages
    of the web, but what is stored of them is the file.

    The file is let go of between two lots of pages.

    Raises:
        WarehouseLocked: A writer held the file longer than `patience_seconds`.
        WarehouseError: The file cannot be read.
    """
    after = (time or datetime.min.replace(tzinfo=UTC), "")
    while True:
        lot = patiently(lambda after=after: _lot(path, after), patience_seconds)  # type: ignore[misc]  # bound in the loop
        yield from lot
        if len(lot) < _AT_ONCE:
            return
        after = (lot[-1].retrieved_at, lot[-1].id)


def _lot(path: Place, after: tuple[datetime, str]) -> tuple[Source, ...]:
    sql = f"""
        SELECT {_COLUMNS} FROM sources
        WHERE (retrieved_at > $1 OR (retrieved_at = $1 AND id > $2))
            AND starts_with(final_url, 'http')
        ORDER BY retrieved_at, id LIMIT {_AT_ONCE}
    """  # noqa: S608 (our own text)
    with opened_for_reading(path) as connection:
        return tuple(_page(row) for row in _rows(connection, sql, after))


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, values: tuple[datetime, str]
) -> list[tuple[str, str, str, str, datetime, str, str, datetime, str, str]]:
    return connection.execute(sql, values).fetchall()


def _page(row: tuple[str, str, str, str, datetime, str, str, datetime, str, str]) -> Source:
    identifier, url, final_url, publisher, retrieved_at, title, language, published, text, by = row
    return Source(
        id=identifier,
        url=url,
        final_url=final_url,
        publisher=publisher,
        retrieved_at=retrieved_at,
        outcome=Outcome.RETRIEVED,
        title=title,
        language=language,
        published_at=published,
        text=text,
        extractor=by,
    )
