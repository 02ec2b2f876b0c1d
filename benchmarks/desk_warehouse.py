"""Fills a warehouse with made-up articles, for the load test and the screenshots of the desk.

    python -m benchmarks.desk_warehouse OUT [--claims 50000] [--until 2026-11-28]

Every twentieth article was checked a second time, and editors decided on one claim in fifteen. The
rows are what `Warehouse.record` would write, put in many runs at a time.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.desk_articles import article_report
from benchmarks.desk_stories import AN_ARTICLE
from benchmarks.warehouse import put
from checkers.identifiers import identify
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Report, Review, Verdict
from warehouse.batch import Batch, Row
from warehouse.cited import recording_rows
from warehouse.findings import finding_rows, settle_standing
from warehouse.keys import OF_A_PAGE, TIMED, Earlier
from warehouse.opening import opened_for_writing
from warehouse.rows import batches_of
from warehouse.writer import Warehouse, arrow_rows

AT_ONCE = 100
CHECKED_AGAIN_EVERY = 20
DECIDED = 1 / 15
REVIEWERS = ("Lucía Ferrer", "Iván Sanz", "Marta Gil", "Sam Porter")
REASONS = {
    "es": "He leído las fuentes: dicen otra cosa que el programa.",
    "en": "I read the sources: they say otherwise than the program.",
}


def main() -> None:
    """Fills the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the file that is made")
    parser.add_argument("--claims", type=int, default=50_000, help="to check")
    parser.add_argument("--until", type=_day, help="when the last article is checked; today")
    given = parser.parse_args()
    began = time.perf_counter()
    fill(given.out, given.claims, given.until or _day(f"{datetime.now(UTC):%Y-%m-%d}"))
    taken, size = time.perf_counter() - began, given.out.stat().st_size
    print(f"{given.out}: {given.claims:,} claims in {taken:.0f} s, {size / 1e6:.0f} MB")


def fill(path: Path, claims: int, until: datetime) -> None:
    """Makes a warehouse at `path` with so many claims to check, the last checked at `until`."""
    warehouse = Warehouse(path)
    warehouse.prepare()
    articles = max(1, claims // AN_ARTICLE)
    reports = made_up(articles, until)
    again: list[str] = []
    reviews: list[Review] = []
    with opened_for_writing(path) as connection:
        while some := list(islice(reports, AT_ONCE)):
            for table, rows in _tables(connection, some):
                put(connection, table, rows)
            again += [it.article.id for it in some if it.run.settings[-1][0] == "recheck"]
            reviews += [review for report in some for review in _decided(report)]
        for article in again:
            settle_standing(connection, article)
        connection.execute("CHECKPOINT")
    warehouse.record_reviews(reviews)


def made_up(articles: int, until: datetime) -> Iterator[Report]:
    """The reports on so many articles, those that were checked again twice."""
    for number in range(articles):
        report = article_report(number, articles, until)
        yield report
        if number % CHECKED_AGAIN_EVERY == 1:
            yield article_report(number, articles, until, recheck_of=report.run.id)


def _tables(
    connection: duckdb.DuckDBPyConnection, reports: Iterable[Report]
) -> Iterator[tuple[str, pa.Table]]:
    """The rows of several reports by table, each under its key once."""
    columns: dict[str, tuple[str, ...]] = {}
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    times: defaultdict[str, list[datetime]] = defaultdict(list)
    for report in reports:
        of_pages = recording_rows(report, Earlier((), (), ()))
        for batch in (*batches_of(report), of_pages, finding_rows(report)):
            if _known_of_article(batch, report):
                continue
            columns[batch.table] = batch.columns
            rows[batch.table] += batch.rows
            times[batch.table] += [report.run.finished_at] * len(batch.rows)
    for table, values in rows.items():
        if not values:
            continue
        made = arrow_rows(connection, Batch(table, columns[table], tuple(values)))
        if table in TIMED | OF_A_PAGE:
            recorded = pa.array(times[table], pa.timestamp("us", tz="UTC"))
            made = made.append_column("recorded_at", recorded)
        yield table, made


def _known_of_article(batch: Batch, report: Report) -> bool:
    """Whether the first check of an article brought these rows."""
    known = {"articles", "claims", "queries"}
    known |= {"claim_entities", "claim_quantities", "claim_periods", "claim_ordinals"}
    return batch.table in known and report.run.settings[-1][0] == "recheck"


def _decided(report: Report) -> Iterator[Review]:
    draw = random.Random(f"reviews {report.run.id}")
    verdicts = [it.verdict for it in report.assessments if it.verdict is not None]
    for verdict in verdicts:
        if draw.random() < DECIDED:
            yield _review(report, verdict, draw)


def _review(report: Report, verdict: Verdict, draw: random.Random) -> Review:
    # The surer the engine, the likelier it is right.
    right = draw.random() < 0.35 + 0.6 * verdict.confidence
    decision = (
        Decision.CONFIRM
        if right
        else draw.choice((Decision.OVERRULE, Decision.OVERRULE, Decision.NOT_CHECKABLE))
    )
    others = [label for label in VerdictLabel if label is not verdict.label]
    return Review(
        id=identify("review", verdict.id),
        verdict_id=verdict.id,
        decision=decision,
        label=draw.choice(others) if decision is Decision.OVERRULE else None,
        reason="" if right else REASONS[report.article.language],
        reviewer=draw.choice(REVIEWERS),
        reviewed_at=report.run.finished_at + timedelta(minutes=draw.randint(20, 3000)),
    )


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
