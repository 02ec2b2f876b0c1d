"""What the charts of the desk are drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from checkers.labels import VerdictLabel
from warehouse.earlier_checks import named_rows

MOST_POINTS = 40


@dataclass(frozen=True, slots=True)
class MonthlyVerdicts:
    """How many claims stand at a label, of those checked or published in a month."""

    month: date
    label: VerdictLabel
    claims: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many verdicts of a label editors gave a label, in a language; None is not checkable."""

    language: str
    engine: VerdictLabel
    editor: VerdictLabel | None
    claims: int


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """How often editors disagreed with the verdicts that are at least so sure.

    `coverage` is the share of those among all verdicts that editors saw, `claims` their number; one
    of not enough evidence decides nothing and is among all only. `risk` is the share of them with
    another label, not checkable included.
    """

    confidence: float
    claims: int
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class ProviderMonth:
    """How a search provider took what it was asked in a month; see the view `providers_health`."""

    provider: str
    month: date
    asked: int
    answered: int
    empty: int
    rate_limited: int
    failed: int
    not_sent: int
    results: int
    failure_share: float | None
    median_seconds: float | None
    last_answered_at: datetime | None
    reasons: tuple[tuple[str, int], ...]


def verdicts_by_month(queue: pa.Table) -> tuple[MonthlyVerdicts, ...]:
    """What stands now of the claims that were checked in each month, oldest first."""
    return _counted(queue, queue.column("checked_at"))


def record_of_outlet(queue: pa.Table, outlet: str) -> tuple[MonthlyVerdicts, ...]:
    """What stands now of the claims that an outlet published in each month, oldest first."""
    own = queue.filter(pc.equal(queue.column("outlet"), outlet))
    return _counted(own, pc.coalesce(own.column("published_at"), own.column("checked_at")))


def outlets_of(queue: pa.Table) -> tuple[str, ...]:
    """The outlets with a claim in the queue, those with most claims first."""
    counted = Counter(name for name in queue.column("outlet").to_pylist() if name is not None)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def read_agreement(connection: duckdb.DuckDBPyConnection) -> tuple[Agreement, ...]:
    """The labels of the engine across those of editors, in each language."""
    rows = connection.execute(
        "SELECT language, label, decided, count(*) FROM decisions GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return tuple(
        Agreement(language, VerdictLabel(engine), VerdictLabel(editor) if editor else None, claims)
        for language, engine, editor, claims in rows
    )


def read_risk_coverage(
    connection: duckdb.DuckDBPyConnection, language: str | None
) -> tuple[RiskCoverage, ...]:
    """The risk at each coverage, the surest verdicts first, at some forty points."""
    rows = connection.execute(
        """
        SELECT v.confidence, d.label = 'not_enough_evidence', d.label IS DISTINCT FROM d.decided
        FROM decisions AS d JOIN verdicts AS v ON v.id = d.verdict_id
        WHERE $language IS NULL OR d.language = $language
        ORDER BY v.confidence DESC
        """,
        {"language": language},
    ).fetchall()
    decided = [(confidence, wrong) for confidence, abstains, wrong in rows if not abstains]
    return tuple(_thinned(_risks(decided, len(rows))))


def read_providers(connection: duckdb.DuckDBPyConnection) -> tuple[ProviderMonth, ...]:
    """How each search provider took what it was asked, the newest month first."""
    rows = named_rows(
        connection.execute("FROM providers_health ORDER BY month DESC, asked DESC, provider")
    )
    return tuple(
        ProviderMonth(
            **row | {"reasons": tuple((it["reason"], it["times"]) for it in row["reasons"])}
        )
        for row in rows
    )


def _counted(rows: pa.Table, times: pa.ChunkedArray) -> tuple[MonthlyVerdicts, ...]:
    decided = pc.is_valid(rows.column("decision"))
    stands = pc.if_else(decided, rows.column("decided_label"), rows.column("label"))
    months = pc.cast(pc.floor_temporal(times, unit="month"), pa.timestamp("us")).cast(pa.date32())
    counts = Counter(zip(months.to_pylist(), stands.to_pylist(), strict=True))
    order = list(VerdictLabel)
    found = (
        MonthlyVerdicts(month, VerdictLabel(label), claims)
        for (month, label), claims in counts.items()
        if label is not None
    )
    return tuple(sorted(found, key=lambda it: (it.month, order.index(it.label))))


def _risks(decided: Sequence[tuple[float, bool]], everything: int) -> list[RiskCoverage]:
    """A point for each confidence; those that are as sure come in together."""
    points, claims, wrong = [], 0, 0
    for confidence, alike in groupby(decided, key=lambda it: it[0]):
        given = [it for _, it in alike]
        claims += len(given)
        wrong += sum(given)
        points.append(RiskCoverage(confidence, claims, claims / everything, wrong / claims))
    return points


def _thinned(points: Sequence[RiskCoverage]) -> list[RiskCoverage]:
    """So many of the points as are drawn, the first and the last among them."""
    if len(points) <= MOST_POINTS:
        return list(points)
    step = (len(points) - 1) / (MOST_POINTS - 1)
    return [points[round(place * step)] for place in range(MOST_POINTS)]
