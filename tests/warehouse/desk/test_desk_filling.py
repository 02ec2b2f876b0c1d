"""The made-up warehouse of the desk's load test holds together as a recorded one does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from recorded_reports import repeated_keys

from benchmarks.desk_stories import first_of
from benchmarks.desk_warehouse import made_up
from warehouse.query import run_sql
from warehouse.recorded import RecordedRuns
from warehouse.soundness import dangling
from warehouse.writer import Warehouse

UNTIL = datetime(2026, 11, 28, tzinfo=UTC)
ARTICLES = 12
"""As the fixture `filled` has it."""


def test_every_run_is_read_back_as_it_was_made_up(filled: Path) -> None:
    runs = RecordedRuns(filled)
    for report in made_up(ARTICLES, UNTIL):
        again = runs.report(report.run.id)
        assert (again.run, again.article, again.claims) == (
            report.run,
            report.article,
            report.claims,
        )
        assert (again.assessments, again.evidence) == (report.assessments, report.evidence)
        assert again.searches == report.searches


def test_claims_and_passages_stand_where_they_say(filled: Path) -> None:
    for spans, texts, key in (
        ("claims", "articles", "article_id"),
        ("passages", "sources", "source_id"),
    ):
        astray = (
            f"SELECT count(*) FROM {spans} AS s JOIN {texts} AS t ON t.id = s.{key}"  # noqa: S608 (names of our own)
            " WHERE substr(t.text, s.start_char + 1, s.end_char - s.start_char) <> s.text"
        )
        assert run_sql(filled, astray).rows == ((0,),)


def test_no_key_is_there_twice_and_nothing_leads_nowhere(filled: Path) -> None:
    assert run_sql(filled, repeated_keys()).rows == ()
    assert dangling(filled) == ()


def test_it_says_the_same_as_one_that_was_recorded_run_by_run(filled: Path, tmp_path: Path) -> None:
    recorded = Warehouse(tmp_path / "veredicto.duckdb")
    for report in made_up(ARTICLES, UNTIL):
        recorded.record(report)
    for question in (
        "SELECT * EXCLUDE (recorded_at) FROM findings ORDER BY ALL",
        "SELECT * EXCLUDE (recorded_at) FROM run_claims ORDER BY ALL",
        "SELECT cluster_id, claims, outlets FROM repeats ORDER BY ALL",
    ):
        assert run_sql(filled, question) == run_sql(recorded.path, question)


def test_claims_come_back_are_checked_again_decided_and_fail(filled: Path) -> None:
    assert first_of(7) == 3
    for question in (
        "FROM repeats",
        "FROM verdict_history WHERE flipped",
        "FROM decisions WHERE decision = 'overrule'",
        "FROM second_readings",
        "FROM earlier_fact_checks",
        "FROM verdicts_current WHERE status = 'retrieval_failed'",
    ):
        assert run_sql(filled, question).rows, question
