from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest
from recorded_reports import CLAIMS_OF_A_RUN, make_report, make_review, verdict_of

from checkers.errors import BadInput, WarehouseError
from checkers.labels import Decision
from servers.postgres import PASSWORD, USER, Postgres
from warehouse.lake.instances import attached
from warehouse.opening import opened_for_writing
from warehouse.place import Lake
from warehouse.query import named_queries, run_sql
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

RUNS = 3
WRITERS = 4
RECORD = """
import sys
from recorded_reports import make_report
from warehouse.place import parse_place
from warehouse.writer import Warehouse
address, writer, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
warehouse = Warehouse(parse_place(address), patience_seconds=300)
for number in range(runs):
    # All writers check the same articles, so that all add the same claims and pages.
    warehouse.record(make_report(run=f"run-{writer}-{number}", number=number))
    print("recorded", flush=True)
"""


def test_runs_are_recorded_once_and_read_back_as_from_a_file(new_lake: Lake) -> None:
    lake, warehouse = new_lake, Warehouse(new_lake)
    warehouse.prepare()
    report = make_report()
    warehouse.record(report)
    before = run_sql(lake, "SELECT count(*) FROM evidence").rows
    warehouse.record(report)
    assert run_sql(lake, "SELECT count(*) FROM evidence").rows == before
    read_back = RecordedRuns(lake).report(report.run.id)
    assert (read_back.article, read_back.claims) == (report.article, report.claims)
    assert read_back.assessments == report.assessments
    warehouse.record_review(make_review(verdict_of(report).id, Decision.CONFIRM))
    assert run_sql(lake, "SELECT decision FROM verdicts_current WHERE decision IS NOT NULL").rows


def test_every_named_query_answers(new_lake: Lake) -> None:
    Warehouse(new_lake).record(make_report())
    for query in named_queries():
        assert run_sql(new_lake, query.sql).columns


def test_four_processes_that_write_at_once_lose_no_run_and_write_nothing_twice(
    lake: Lake, start: Callable[..., subprocess.Popen[str]]
) -> None:
    address = str(lake).replace("?data_path", f" password='{PASSWORD}'?data_path")
    writers = [start(RECORD, address, str(writer), str(RUNS)) for writer in range(WRITERS)]
    for writer in writers:
        output, _ = writer.communicate(timeout=300)
        # Without a script DuckDB takes us for a person and draws a progress bar, too.
        assert output.count("recorded") == RUNS
    assert run_sql(lake, "SELECT count(DISTINCT id), count(*) FROM runs").rows == (
        (WRITERS * RUNS, WRITERS * RUNS),
    )
    for table, rows in (("articles", RUNS), ("claims", RUNS * CLAIMS_OF_A_RUN)):
        counted = run_sql(lake, f"SELECT count(DISTINCT id), count(*) FROM {table}").rows  # noqa: S608 (names of our own, never input)
        assert counted == ((rows, rows),)


def test_a_writer_that_is_killed_leaves_no_half_and_no_lock(
    lake: Lake, start: Callable[..., subprocess.Popen[str]]
) -> None:
    address = str(lake).replace("?data_path", f" password='{PASSWORD}'?data_path")
    writer = start(RECORD, address, "killed", "1000")
    assert writer.stdout is not None
    acknowledged = sum("recorded" in writer.stdout.readline() for _ in range(3))
    writer.kill()
    writer.communicate()
    Warehouse(lake).record(make_report(run="after", number=5000))
    halves = run_sql(
        lake,
        "SELECT id FROM runs AS r WHERE"
        " (SELECT count(*) FROM run_claims AS c WHERE c.run_id = r.id) <> 3",
    )
    assert halves.rows == ()
    (counted,) = run_sql(lake, "SELECT count(*) FROM runs").rows[0]
    assert int(str(counted)) > acknowledged


def test_a_row_that_breaks_a_rule_of_the_schema_is_refused_as_by_a_file(lake: Lake) -> None:
    report = make_report()
    wrong = replace(report.claims[0], check_worthiness=7.0)
    with pytest.raises(WarehouseError, match="CHECK constraint"):
        Warehouse(lake).record(replace(report, claims=(wrong, *report.claims[1:])))
    assert run_sql(lake, "SELECT count(*) FROM articles").rows == ((0,),)


def test_the_password_is_told_to_nobody_who_asks_the_lake(lake: Lake) -> None:
    told = run_sql(lake, "SELECT path FROM duckdb_databases()").rows
    told += run_sql(lake, "SELECT secret_string FROM duckdb_secrets()").rows
    assert USER in str(told)
    assert PASSWORD not in str(told)


@pytest.mark.parametrize(
    "sql",
    [
        "FROM postgres_query('__ducklake_metadata_lake', 'SELECT 1')",
        "FROM postgres_scan('host=127.0.0.1', 'public', 'ducklake_table')",
        "SELECT * FROM query('SELECT 1')",
        "FROM ducklake_snapshots('lake')",
        "FROM read_text('/etc/hostname')",
        "FROM 'other.parquet'",
        "EXPLAIN ANALYZE FROM postgres_query('__ducklake_metadata_lake', 'SELECT 1')",
    ],
)
def test_sql_reaches_the_tables_of_the_lake_and_nothing_else(lake: Lake, sql: str) -> None:
    with pytest.raises(BadInput):
        run_sql(lake, sql)


def test_a_server_that_was_restarted_is_found_again(lake: Lake, postgres: Postgres) -> None:
    warehouse = Warehouse(lake, patience_seconds=20)
    warehouse.record(make_report(run="before"))
    postgres.restart()
    warehouse.record(make_report(run="after"))
    assert run_sql(lake, "SELECT count(*) FROM runs").rows == ((2,),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "another"}, "does not let this user in"),
        ({"connection": "dbname=news host=127.0.0.1 port=1"}, "cannot be reached"),
        ({"connection": "{connection} dbname=none"}, "has no database of that name"),
        ({"data_path": "/srv/elsewhere/"}, "keeps its data elsewhere"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_in_one_line_without_the_password(
    lake: Lake, change: dict[str, str], words: str
) -> None:
    change = {key: it.replace("{connection}", lake.connection) for key, it in change.items()}
    with pytest.raises(WarehouseError, match=words) as caught:
        run_sql(replace(lake, **change), "SELECT 1")
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_reading_makes_no_lake(new_lake: Lake) -> None:
    with pytest.raises(WarehouseError, match="is not there yet: check an article first"):
        run_sql(new_lake, "SELECT 1")


def test_two_writers_wait_for_each_other(lake: Lake) -> None:
    with opened_for_writing(lake), pytest.raises(WarehouseError, match="Waited 0 s"):
        Warehouse(lake, patience_seconds=0).record(make_report())
    assert attached(lake, read_only=True).execute("FROM runs").fetchall() == []
