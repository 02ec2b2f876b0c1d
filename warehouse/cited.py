"""Finds the passages of pages by the times at which they were recorded.

Any article may cite a page, and passages of it come with the run that brings the page and with
later ones. `passage_recordings` has those times, a row for each page and run that brought any.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import duckdb

from checkers.nouns import Report
from warehouse.batch import Batch, batch_of
from warehouse.keys import LISTED, Earlier, head_of, in_stretches, listed, rows_by_id


def earlier_of(
    connection: duckdb.DuckDBPyConnection, report: Report, times: Collection[datetime]
) -> Earlier:
    """What a report may meet of its pages, its passages, and of the runs of its article."""
    pages = [source.id for source in report.sources if source.retrieved]
    known = {page for (page,) in rows_by_id(connection, "sources", "id", pages).fetchall()}
    # Only of a page that is there can a passage be.
    suspects = [it for it in report.passages if it.source_id in known]
    found = passage_rows(
        connection, "id", [it.id for it in suspects], {it.source_id for it in suspects}
    )
    passages = tuple(it for (it,) in found.fetchall())
    return Earlier(tuple(sorted(set(times))), tuple(known), passages)


def recording_rows(report: Report, earlier: Earlier) -> Batch:
    """The pages of which a report brings a passage that was not there."""
    known = set(earlier.passages)
    brought = {it.source_id for it in report.passages if it.id not in known}
    heads = sorted(set(map(head_of, brought)))
    return batch_of("passage_recordings", "source_head", [(head,) for head in heads])


def passage_rows(
    connection: duckdb.DuckDBPyConnection,
    columns: str,
    ids: Sequence[str],
    pages: Collection[str],
) -> duckdb.DuckDBPyConnection:
    """Selects the columns, of which `id` is one, of the passages with these identifiers.

    `pages` are the sources that they are of.
    """
    times = connection.execute(
        "SELECT DISTINCT recorded_at FROM passage_recordings"  # noqa: S608 (numbers of our own, never input)
        f" WHERE source_head IN ({_heads(pages)})"
    ).fetchall()
    found = in_stretches(
        columns, "passages", [time for (time,) in times], f"id_head IN ({_heads(ids)})"
    )
    return connection.execute(
        f"FROM ({found}) WHERE id IN ({LISTED.format('ids')})", {"ids": listed(ids)}
    )


def _heads(ids: Collection[str]) -> str:
    """Their heads as a list in SQL, which is never empty."""
    return ", ".join(f"{it}::UINTEGER" for it in sorted(set(map(head_of, ids)))) or "NULL"
