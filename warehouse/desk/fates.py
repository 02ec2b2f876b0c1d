"""What became of pages since a verdict cited them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from checkers.labels import Outcome
from warehouse.earlier_checks import named_rows


@dataclass(frozen=True, slots=True)
class Fate:
    """How a page was met the last time that a run asked for it.

    `source_id` is the content that it had then, None where it could not be had.
    """

    url: str
    at: datetime
    outcome: Outcome
    detail: str | None
    source_id: str | None


def read_fates(connection: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> dict[str, Fate]:
    """The fate of each of the addresses that a run has asked for."""
    sql = """
        SELECT url, retrieved_at AS at, outcome, detail, source_id FROM retrievals
        WHERE url IN (SELECT unnest($urls))
        QUALIFY row_number() OVER (PARTITION BY url ORDER BY retrieved_at DESC, run_id DESC) = 1
    """
    rows = named_rows(connection.execute(sql, {"urls": list(urls)})) if urls else ()
    return {row["url"]: Fate(**row | {"outcome": Outcome(row["outcome"])}) for row in rows}
