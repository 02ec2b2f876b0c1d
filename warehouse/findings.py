"""What a run said of each claim, side by side: the rows that the views read.

They repeat what other tables hold, because a view over a million claims must join nothing large
(decision 0015). `newest` and `label_before` are the only values that a later run changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import duckdb

from checkers.labels import Stance
from checkers.nouns import Report, Verdict
from warehouse.batch import Batch, batch_of

COLUMNS = (
    "run_id claim_id article_id checked_at claim decontextualised kind check_worthiness"
    " attributed_to status reason verdict_id label confidence justification carried_from cited"
    " newest label_before"
)

STANDING_NOW = """
    UPDATE findings SET newest = now.newest, label_before = now.label_before
    FROM (
        SELECT
            f.run_id,
            f.claim_id,
            row_number() OVER (
                PARTITION BY f.claim_id ORDER BY r.finished_at DESC, r.started_at DESC, r.id DESC
            ) = 1 AS newest,
            lag(f.label) OVER (
                PARTITION BY f.claim_id ORDER BY r.finished_at, r.started_at, r.id
            ) AS label_before
        FROM findings AS f JOIN runs AS r ON r.id = f.run_id
        WHERE f.article_id = $1
    ) AS now
    WHERE findings.run_id = now.run_id AND findings.claim_id = now.claim_id
        AND (findings.newest, findings.label_before) IS DISTINCT FROM (now.newest, now.label_before)
"""


def finding_rows(report: Report) -> Batch:
    """The rows of a run, as if no other run had looked at its claims."""
    claims = {claim.id: claim for claim in report.claims}
    rows = []
    for it in report.assessments:
        claim, verdict = claims[it.claim_id], it.verdict
        rows.append(
            (
                report.run.id,
                claim.id,
                report.article.id,
                report.run.finished_at,
                claim.text,
                claim.decontextualised,
                claim.kind,
                claim.check_worthiness,
                claim.attributed_to,
                it.status,
                it.reason,
                verdict.id if verdict else None,
                verdict.label if verdict else None,
                verdict.confidence if verdict else None,
                verdict.justification if verdict else None,
                it.carried_from,
                _cited(report, verdict) if verdict else [],
                True,
                None,
            )
        )
    return batch_of("findings", COLUMNS, rows)


def settle_standing(connection: duckdb.DuckDBPyConnection, article_id: str) -> None:
    """Marks what is newest on each claim of an article, in whatever order its runs came in."""
    connection.execute(STANDING_NOW, [article_id])


def follow_record(connection: duckdb.DuckDBPyConnection) -> None:
    """Lets the findings have the words that claims and verdicts have since something was forgotten.

    A name is masked whole in an article, and a claim may hold a part of it; a justification may
    quote a page that is gone.
    """
    for column, table, key, words in (
        ("claim", "claims", "claim_id", "text"),
        ("justification", "verdicts", "verdict_id", "justification"),
    ):
        connection.execute(
            f"UPDATE findings SET {column} = it.{words} FROM {table} AS it"  # noqa: S608 - names of our own tables
            f" WHERE it.id = findings.{key} AND findings.{column} <> it.{words}"
        )


def _cited(report: Report, verdict: Verdict) -> list[dict[str, object]]:
    """Who is cited and for what, by the evidence that counted."""
    publishers = {source.id: source.publisher for source in report.sources}
    pieces = {piece.id: piece for piece in report.evidence}
    stances: defaultdict[str, Counter[Stance]] = defaultdict(Counter)
    for one in verdict.evidence:
        if one.excluded is None:
            piece = pieces[one.evidence_id]
            stances[publishers[piece.source_id]][piece.stance] += 1
    return [
        {
            "publisher": publisher,
            "pieces": counted.total(),
            "supports": counted[Stance.SUPPORTS],
            "refutes": counted[Stance.REFUTES],
        }
        for publisher, counted in sorted(stances.items())
    ]
