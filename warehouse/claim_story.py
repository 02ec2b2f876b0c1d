"""Everything that was ever recorded about one claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from checkers.errors import BadInput
from warehouse.cited import passage_rows
from warehouse.earlier_checks import named_rows
from warehouse.keys import rows_by_id, times_of, within
from warehouse.recorded import NAMED_AT_MOST, RecordedRuns

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimStory:
    """A claim with the rows of each table that speak of it, by the names of their columns.

    The article and the sources are without their texts, which have thousands of words.
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


def claim_story(runs: RecordedRuns, identifier: str) -> ClaimStory:
    """The story of the claim whose identifier begins so, oldest rows first.

    Raises:
        BadInput: There is no such warehouse or claim, or more than one.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    return runs.read(lambda connection: _story(connection, identifier))


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


def _story(connection: duckdb.DuckDBPyConnection, identifier: str) -> ClaimStory:
    claim = _claim(connection, identifier)
    claim_id, article_id = claim["id"], claim["article_id"]
    times = times_of(connection, article_id)
    its_article = within(times, "SELECT * EXCLUDE (text) FROM articles WHERE id = $id")
    (article,) = named_rows(connection.execute(its_article, {"id": article_id}))
    found = {
        name: tuple(named_rows(connection.execute(within(times, sql), {"claim": claim_id})))
        for name, sql in OF_THE_CLAIM.items()
    }
    pages, cited = (
        sorted({row[key] for row in found["evidence"]}) for key in ("source_id", "passage_id")
    )
    return ClaimStory(
        article=article,
        claim=claim,
        **found,
        # The passages have what is cited of the texts.
        sources=tuple(named_rows(rows_by_id(connection, "sources", "* EXCLUDE (text)", pages))),
        passages=tuple(named_rows(passage_rows(connection, "*", cited, pages))),
    )


def _claim(connection: duckdb.DuckDBPyConnection, identifier: str) -> Row:
    whole = named_rows(rows_by_id(connection, "claims", "*", [identifier]))
    if whole:
        return whole[0]
    sql = "SELECT * FROM claims WHERE starts_with(id, $1) ORDER BY id LIMIT $2"
    asked = [identifier, NAMED_AT_MOST + 1]
    found = named_rows(connection.execute(sql, asked)) if identifier else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(
            f"there is no claim {identifier!r}:"
            " veredicto sql verdicts_current lists those there are."
        )
    names = ", ".join(row["id"] for row in found[:NAMED_AT_MOST])
    more = ", …" if len(found) > NAMED_AT_MOST else ""
    raise BadInput(
        f"several claims begin with {identifier!r}: {names}{more}; give more of the one that is"
        " meant."
    )
