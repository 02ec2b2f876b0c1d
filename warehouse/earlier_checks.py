"""How claims that say the same were checked earlier, and what editors decided on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from checkers.before import CheckedBefore, ClaimTrace
from checkers.labels import ClaimStatus, Decision, VerdictLabel

SHOWN = 3
"""So many earlier checks are given for a claim."""

STANDING = """
    SELECT
        v.claim_id AS earlier_id, v.wording, a.language, v.article_title, v.article_url,
        coalesce(a.publisher, nullif(regexp_extract(a.url, '^[a-z]+://(?:www\\.)?([^/:]+)', 1), ''))
            AS outlet,
        v.run_id, v.checked_at, v.status, v.verdict_id, v.label, v.confidence, v.decision,
        CASE WHEN v.decision IS NOT NULL THEN v.final_label END AS decided,
        v.reviewed_at AS decided_at
    FROM verdicts_current AS v
    JOIN articles AS a ON a.id = v.article_id
    WHERE v.article_id <> ? AND v.claim_id IN ({wanted})
"""


def earlier_checks(
    connection: duckdb.DuckDBPyConnection, traces: Sequence[ClaimTrace], article_id: str
) -> tuple[CheckedBefore, ...]:
    """At most `SHOWN` checks of the other claims of each trace's cluster; none of that article."""
    if not traces:
        return ()
    others = _others(connection, traces)
    if not others:
        return ()
    wanted = sorted({other for _, other in others})
    cursor = connection.execute(STANDING.replace("{wanted}", marks(wanted)), [article_id, *wanted])
    standing = {row["earlier_id"]: row for row in named_rows(cursor)}
    asked = dict.fromkeys(claim_id for claim_id, _ in others)
    return tuple(
        _checked(claim_id, row)
        for claim_id in asked
        for row in _first(standing[o] for c, o in others if c == claim_id and o in standing)
    )


def _others(
    connection: duckdb.DuckDBPyConnection, traces: Sequence[ClaimTrace]
) -> list[tuple[str, str]]:
    """Each claim beside each other claim of its cluster."""
    rows = connection.execute(
        "SELECT cluster_id, claim_id FROM claim_traces"  # noqa: S608 - question marks
        f" WHERE cluster_id IN ({marks(traces)}) AND embedder = ?",
        [*(trace.cluster_id for trace in traces), traces[0].embedder],
    ).fetchall()
    return [
        (trace.claim_id, str(claim_id))
        for trace in traces
        for cluster_id, claim_id in rows
        if cluster_id == trace.cluster_id and claim_id != trace.claim_id
    ]


def _first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Decisions of editors first, then verdicts, then the rest, the newest of each first."""
    newest = sorted(rows, key=lambda row: row["checked_at"], reverse=True)
    return sorted(newest, key=lambda row: (row["decision"] is None, row["label"] is None))[:SHOWN]


def _checked(claim_id: str, row: dict[str, Any]) -> CheckedBefore:
    decision, label, decided = row["decision"], row["label"], row["decided"]
    return CheckedBefore(
        claim_id=claim_id,
        **row
        | {
            "status": ClaimStatus(row["status"]),
            "label": VerdictLabel(label) if label else None,
            "decision": Decision(decision) if decision else None,
            "decided": VerdictLabel(decided) if decided else None,
        },
    )


def named_rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows by the names of their columns."""
    columns = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def marks(values: Sequence[object]) -> str:
    """A question mark for each value, to be put into the brackets of IN."""
    return ", ".join("?" * len(values))
