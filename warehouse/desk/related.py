"""What stands beside a claim: its earlier checks, its repeats, fact-checks of others, opinions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from checkers.labels import ClaimStatus, Decision, Outcome, VerdictLabel
from checkers.nouns import EarlierFactCheck, Opinion
from warehouse.earlier_checks import named_rows
from warehouse.fact_checks import COLUMNS as FACT_CHECK_COLUMNS
from warehouse.fact_checks import fact_check_of
from warehouse.lake.instances import literal
from warehouse.rebuild import opinion_of


@dataclass(frozen=True, slots=True)
class PastCheck:
    """What an earlier run said of a claim; `label_before` is what the run before that one did."""

    run_id: str
    checked_at: datetime
    status: ClaimStatus
    reason: str | None
    verdict_id: str | None
    label: VerdictLabel | None
    confidence: float | None
    justification: str | None
    recheck_of: str | None
    label_before: VerdictLabel | None
    flipped: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """Another claim that says the same; `similarity` is that of the pair's later one to the first.

    It is None for the first claim of the cluster. `seen_at` is when its article was published, or
    checked if no date is known.
    """

    claim_id: str
    claim: str
    language: str
    outlet: str | None
    article_id: str
    article_title: str | None
    article_url: str | None
    seen_at: datetime
    label: VerdictLabel | None
    decision: Decision | None
    final_label: VerdictLabel | None
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a page when it was asked for last; `source_id` is None if it was not had."""

    at: datetime
    outcome: Outcome
    detail: str
    source_id: str | None


def read_history(connection: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[PastCheck, ...]:
    """The checks of the claim before its newest one, newest first."""
    sql = """
        SELECT run_id, checked_at, status, reason, verdict_id, label, confidence, justification,
            recheck_of, label_before, flipped
        FROM verdict_history WHERE claim_id = ? AND NOT stands_now
        ORDER BY checked_at DESC, run_id DESC
    """
    rows = named_rows(connection.execute(sql, [claim_id]))
    return tuple(
        PastCheck(
            **row
            | {
                "status": ClaimStatus(row["status"]),
                "label": _label(row["label"]),
                "label_before": _label(row["label_before"]),
            }
        )
        for row in rows
    )


def read_clusters(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, float | None]]:
    """The claims of each cluster of several, with their similarity to the first."""
    clusters: dict[str, dict[str, float | None]] = {}
    rows = connection.execute("""
        SELECT cluster_id, claim_id, max(similarity) FROM claim_traces
        WHERE cluster_id IN (SELECT cluster_id FROM claim_traces WHERE similarity IS NOT NULL)
        GROUP BY ALL ORDER BY ALL
    """).fetchall()
    for cluster_id, claim_id, similarity in rows:
        clusters.setdefault(cluster_id, {})[claim_id] = similarity
    return clusters


def repeat_of(row: dict[str, Any], similarity: float | None) -> Repeat:
    """The claim in a row of the queue as a repeat."""
    label = _label(row["label"])
    decision = Decision(row["decision"]) if row["decision"] else None
    return Repeat(
        claim_id=row["claim_id"],
        claim=row["wording"],
        language=row["language"],
        outlet=row["outlet"],
        article_id=row["article_id"],
        article_title=row["article_title"],
        article_url=row["article_url"],
        seen_at=row["published_at"] or row["checked_at"],
        label=label,
        decision=decision,
        final_label=label if decision is None else _label(row["decided_label"]),
        similarity=similarity,
    )


def read_fates(connection: duckdb.DuckDBPyConnection) -> dict[str, Fate]:
    """The last retrieval of each address that was not always answered alike."""
    rows = connection.execute("""
        SELECT url, max(retrieved_at), arg_max((outcome, detail, source_id), retrieved_at)
        FROM retrievals GROUP BY url
        HAVING count(DISTINCT coalesce(source_id, outcome::VARCHAR)) > 1
    """).fetchall()
    return {url: Fate(at, Outcome(it[0]), it[1], it[2]) for url, at, it in rows}


def read_fact_checks(
    connection: duckdb.DuckDBPyConnection, claim_id: str
) -> tuple[EarlierFactCheck, ...]:
    """The fact-checks of others that the newest run on the claim showed, the nearest first."""
    columns = ", ".join(f"fc.{name}" for name in FACT_CHECK_COLUMNS.split(", "))
    sql = f"""
        SELECT s.rank, s.similarity, s.score, s.bearing, {columns}
        FROM run_fact_checks AS s
        JOIN findings AS f ON f.run_id = s.run_id AND f.claim_id = s.claim_id AND f.newest
        JOIN fact_checks AS fc ON fc.id = s.fact_check_id
        WHERE s.claim_id = ?
        ORDER BY s.rank
    """  # noqa: S608 (names of our own columns)
    return tuple(
        EarlierFactCheck(claim_id, fact_check_of(row[4:]), *row[:4])
        for row in connection.execute(sql, [claim_id]).fetchall()
    )


def read_opinions(connection: duckdb.DuckDBPyConnection, verdict_id: str) -> tuple[Opinion, ...]:
    """The second readings of a verdict, oldest first."""
    opinions = named_rows(
        connection.execute(
            "SELECT * FROM opinions WHERE verdict_id = ? ORDER BY asked_at, id", [verdict_id]
        )
    )
    names = ", ".join(literal(row["id"]) for row in opinions) or "NULL"
    quotes = named_rows(
        connection.execute(
            f"SELECT * FROM opinion_quotes WHERE opinion_id IN ({names}) ORDER BY position"  # noqa: S608 (literals)
        )
    )
    return tuple(
        opinion_of(row, [quote for quote in quotes if quote["opinion_id"] == row["id"]])
        for row in opinions
    )


def _label(value: Any) -> VerdictLabel | None:  # noqa: ANN401 (a value of a row)
    return VerdictLabel(value) if value else None
