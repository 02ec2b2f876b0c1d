"""Everything that was ever recorded about one claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from checkers.errors import BadInput
from warehouse.earlier_checks import named_rows
from warehouse.keys import rows_by_id, times_of, within
from warehouse.recorded import RecordedRuns

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimStory:
    """A claim with the rows of each table that speak of it, by the names of their columns.

    Sources are without their text, which has thousands of words.
    """

    article: Row
    claim: Row
    runs: tuple[Row, ...]
    queries: tuple[Row, ...]
    results: tuple[Row, ...]
    sources: tuple[Row, ...]
    passages: tuple[Row, ...]
    evidence: tuple[Row, ...]
    verdicts: tuple[Row, ...]
    weighed: tuple[Row, ...]
    reviews: tuple[Row, ...]


def claim_story(runs: RecordedRuns, claim_id: str) -> ClaimStory:
    """The story of a claim, oldest rows first.

    Raises:
        BadInput: There is no such warehouse or claim.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    return runs.read(lambda connection: _story(connection, claim_id))


OF_THE_CLAIM = {
    "runs": """
        SELECT rc.*, r.* EXCLUDE (recorded_at) FROM run_claims AS rc
        JOIN runs AS r ON r.id = rc.run_id AND r.recorded_at = rc.recorded_at
        WHERE rc.claim_id = $claim
        ORDER BY r.finished_at, r.id
    """,
    "queries": """
        SELECT * FROM queries WHERE claim_id = $claim ORDER BY id
    """,
    "results": """
        SELECT * FROM search_results WHERE query_id IN (
            SELECT id FROM queries WHERE claim_id = $claim
        ) ORDER BY query_id, rank, url
    """,
    "evidence": """
        SELECT * FROM evidence WHERE claim_id = $claim ORDER BY id
    """,
    "verdicts": """
        SELECT * FROM verdicts WHERE claim_id = $claim ORDER BY decided_at, id
    """,
    "weighed": """
        SELECT * FROM verdict_evidence
        WHERE verdict_id IN (
            SELECT id FROM verdicts WHERE claim_id = $claim
        ) ORDER BY verdict_id, position
    """,
    "reviews": """
        SELECT * FROM reviews WHERE verdict_id IN (
            SELECT id FROM verdicts WHERE claim_id = $claim
        ) ORDER BY reviewed_at, id
    """,
}


def _story(connection: duckdb.DuckDBPyConnection, claim_id: str) -> ClaimStory:
    claims = named_rows(rows_by_id(connection, "claims", "*", [claim_id]))
    if not claims:
        raise BadInput(
            f"there is no claim {claim_id!r}: veredicto sql verdicts_current lists those there are."
        )
    article_id = claims[0]["article_id"]
    (article,) = named_rows(connection.execute("SELECT * FROM articles WHERE id = ?", [article_id]))
    times = times_of(connection, article_id)
    found = {
        name: tuple(named_rows(connection.execute(within(times, sql), {"claim": claim_id})))
        for name, sql in OF_THE_CLAIM.items()
    }
    # The texts of pages are long, and the passages have what is cited of them.
    cited = {
        table: tuple(
            named_rows(
                rows_by_id(
                    connection, table, columns, sorted({row[key] for row in found["evidence"]})
                )
            )
        )
        for table, columns, key in (
            ("sources", "* EXCLUDE (text)", "source_id"),
            ("passages", "*", "passage_id"),
        )
    }
    return ClaimStory(article=article, claim=claims[0], **found, **cited)
