"""The retrieved pages of the record with their snapshots: how they are used, and if they went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb

from checkers.errors import BadInput
from warehouse.recorded import RecordedRuns
from warehouse.removals import Removal, RemovalKind, removals_in

NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A version of a page, and the snapshot that holds it.

    `used_at` is when a run last retrieved it. It is `cited` where a verdict that stands now, or one
    that an editor decided on, weighed a passage of it. `removed` says that its snapshot went.
    """

    source_id: str
    snapshot: str
    url: str
    final_url: str
    title: str | None
    retrieved_at: datetime
    sha256: str | None
    extractor: str | None
    used_at: datetime
    cited: bool
    removed: Removal | None = None


KEPT = """
    WITH spoken_of AS (
        SELECT verdict_id FROM verdicts_current WHERE verdict_id IS NOT NULL
        UNION
        SELECT verdict_id FROM reviews
    ),
    cited AS (
        SELECT DISTINCT e.source_id
        FROM verdict_evidence AS ve
        JOIN spoken_of USING (verdict_id)
        JOIN evidence AS e ON e.id = ve.evidence_id
    ),
    used AS (
        SELECT source_id, max(retrieved_at) AS used_at FROM retrievals
        WHERE source_id IS NOT NULL GROUP BY source_id
    )
    SELECT
        s.id, s.snapshot, s.url, s.final_url, s.title, s.retrieved_at, s.sha256, s.extractor,
        greatest(s.retrieved_at, u.used_at) AS used_at, c.source_id IS NOT NULL AS cited
    FROM sources AS s
    LEFT JOIN used AS u ON u.source_id = s.id
    LEFT JOIN cited AS c ON c.source_id = s.id
    WHERE s.snapshot IS NOT NULL
"""


def kept_pages(runs: RecordedRuns) -> tuple[KeptPage, ...]:
    """Every page of the record that names a snapshot, the one unused for longest first."""
    return runs.read(kept_in)


def find_page(runs: RecordedRuns, name: str) -> tuple[KeptPage, ...]:
    """The versions of the page that is meant, newest first: one by identifier, all by address.

    Args:
        runs: The record.
        name: An address, or the beginning of the identifier of a source or a snapshot.

    Raises:
        BadInput: There is none, or an identifier that begins so is not the only one.
    """
    found = runs.read(
        lambda connection: kept_in(
            connection,
            "(s.url = $1 OR s.final_url = $1 OR starts_with(s.id, $1)"
            " OR starts_with(s.snapshot, $1))",
            [name],
        )
    )
    if not found or not name:
        raise BadInput(
            f"there is no stored page {name!r} in {runs.path}:"
            " veredicto snapshot list shows those there are."
        )
    newest_first = tuple(sorted(found, key=lambda page: page.retrieved_at, reverse=True))
    if name in {address for page in found for address in (page.url, page.final_url)}:
        return newest_first
    if len({page.snapshot for page in found}) > 1:
        names = [page.source_id for page in found]
        more = ", …" if len(names) > NAMED_AT_MOST else ""
        raise BadInput(
            f"{len(names)} stored pages begin with {name!r}:"
            f" {', '.join(names[:NAMED_AT_MOST])}{more}; give more of the one that is meant."
        )
    return newest_first


def article_addresses(runs: RecordedRuns) -> frozenset[str]:
    """The addresses of the articles that were checked."""
    sql = "SELECT DISTINCT url FROM articles WHERE url IS NOT NULL"
    return runs.read(lambda connection: frozenset(u for (u,) in connection.execute(sql).fetchall()))


def text_of(runs: RecordedRuns, source_id: str) -> str:
    """The text that was extracted from the page when it was retrieved."""

    def read(connection: duckdb.DuckDBPyConnection) -> str:
        found = connection.execute("SELECT text FROM sources WHERE id = ?", [source_id])
        row = found.fetchone()
        return str(row[0]) if row else ""

    return runs.read(read)


def kept_in(
    connection: duckdb.DuckDBPyConnection,
    condition: str = "true",
    values: Sequence[object] = (),
) -> tuple[KeptPage, ...]:
    """The pages that fulfil a condition on `sources AS s`, the one unused for longest first."""
    removed = {it.subject: it for it in removals_in(connection, RemovalKind.SNAPSHOT)}
    sql = f"{KEPT} AND {condition} ORDER BY used_at, s.id"
    rows = connection.execute(sql, list(values)).fetchall()
    return tuple(replace(page, removed=removed.get(page.snapshot)) for page in map(_page, rows))


def _page(row: tuple[Any, ...]) -> KeptPage:
    return KeptPage(*row)
