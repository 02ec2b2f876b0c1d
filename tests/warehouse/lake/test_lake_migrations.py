"""How a lake of an earlier schema is brought to the newest, with its catalog in SQLite."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recorded_reports import NOON, make_report, make_review, verdict_of

from checkers.labels import Decision
from warehouse.lake.schema import lay_out
from warehouse.migrate import VERSIONS_TABLE, shipped_migrations
from warehouse.opening import opened_for_writing
from warehouse.place import Lake, folders_of, parse_place
from warehouse.query import run_sql
from warehouse.writer import Warehouse


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    place = parse_place(f"ducklake:sqlite:{tmp_path}/catalog.sqlite?data_path={tmp_path}/data")
    assert isinstance(place, Lake)
    for folder in folders_of(place):
        folder.mkdir(parents=True, exist_ok=True)
    return place


@pytest.mark.parametrize("version", [11, 12, 18])
def test_rows_of_tables_that_are_made_anew_come_through(lake: Lake, version: int) -> None:
    with opened_for_writing(lake) as connection:
        lay_out(connection, 0, shipped_migrations()[:version], VERSIONS_TABLE)
        connection.execute("INSERT INTO articles (id, language, text) VALUES ('a', 'es', 'Nada.')")
        connection.execute(
            "INSERT INTO reviews (id, verdict_id, decision, reason, reviewer, reviewed_at)"
            " VALUES ('r', 'v', 'confirm', 'Sí.', 'editora', '2026-03-01 12:00:00+00')"
        )
    warehouse = Warehouse(lake)
    warehouse.prepare()
    assert run_sql(lake, "SELECT max(version) FROM schema_versions").rows == (
        (shipped_migrations()[-1].version,),
    )
    assert run_sql(lake, "SELECT id, language FROM articles").rows == (("a", "es"),)
    assert run_sql(lake, "SELECT id, decision, wording FROM reviews").rows == (
        ("r", "confirm", None),
    )


def test_a_lake_takes_decisions_and_their_retraction(lake: Lake) -> None:
    warehouse, report = Warehouse(lake), make_report()
    warehouse.record(report)
    verdict = verdict_of(report).id
    warehouse.record_reviews(
        (
            make_review(verdict, Decision.CONFIRM),
            make_review(verdict, Decision.RETRACT, at=NOON + timedelta(hours=1)),
        )
    )
    assert run_sql(lake, "SELECT correction FROM corrections").rows == (("retracted",),)
