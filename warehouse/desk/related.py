"""What stands beside a claim: its earlier checks, its repeats, fact-checks of others, opinions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from checkers.labels import ClaimStatus, Decision, VerdictLabel
from checkers.nouns import EarlierFactCheck, Opinion
from warehouse.earlier_checks import named_rows
from warehouse.fact_checks import COLUMNS as FACT_CHECK_COLUMNS
from warehouse.fact_checks import fact_check_of
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


def read_repeats(connection: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[Repeat, ...]:
    """The other claims of its cluster, in the order in which they were seen."""
    sql = """
        SELECT claim_id, claim, language, outlet, article_id, article_title, article_url, seen_at,
            label, decision, final_label, similarity
        FROM repeat_claims
        WHERE claim_id <> $claim
            AND cluster_id IN (SELECT cluster_id FROM claim_traces WHERE claim_id = $claim)
        QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY similarity DESC) = 1
        ORDER BY seen_at, claim_id
    """
    rows = named_rows(connection.execute(sql, {"claim": claim_id}))
    return tuple(
        Repeat(
            **row
            | {
                "label": _label(row["label"]),
                "decision": Decision(row["decision"]) if row["decision"] else None,
                "final_label": _label(row["final_label"]),
            }
        )
        for row in rows
    )


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
    sql = """
        SELECT o.*, coalesce(q.quotes, []) AS quotes FROM opinions AS o
        LEFT JOIN (
            SELECT opinion_id, list(
                {'evidence_id': evidence_id, 'text': text, 'start_char': start_char,
                    'end_char': end_char, 'stance': stance} ORDER BY position
            ) AS quotes FROM opinion_quotes GROUP BY opinion_id
        ) AS q ON q.opinion_id = o.id
        WHERE o.verdict_id = ?
        ORDER BY o.asked_at, o.id
    """
    return tuple(opinion_of(row) for row in named_rows(connection.execute(sql, [verdict_id])))


def _label(value: Any) -> VerdictLabel | None:  # noqa: ANN401 (a value of a row)
    return VerdictLabel(value) if value else None
