from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recorded_reports import NOON, make_report

from checkers.errors import BadInput
from checkers.nouns import Report
from warehouse.query import Table, named_queries, run_sql
from warehouse.writer import Warehouse


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "DELETE FROM claims",
        "EXPLAIN ANALYZE DELETE FROM claims",
        "UPDATE claims SET text = ''",
        "CREATE TEMP TABLE t AS SELECT 1",
        "COPY claims TO '{folder}/stolen.csv'",
        "EXPORT DATABASE '{folder}/stolen'",
        "ATTACH '{folder}/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET TimeZone = 'Europe/Madrid'",
        "RESET lock_configuration",
        "CHECKPOINT",
        "CALL checkpoint()",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE claims",
        "",
        "-- nothing but a comment",
        "SELEC 1",
        "SELECT nothing FROM claims",
        "SELECT CAST('x' AS INTEGER)",
        "SELECT $1",
        "SELECT * FROM Table",
    ],
)
def test_sql_that_is_wrong_or_does_more_than_read_is_bad_input(
    warehouse: Warehouse, report: Report, tmp_path: Path, sql: str
) -> None:
    warehouse.record(report)
    with pytest.raises(BadInput) as caught:
        run_sql(warehouse.path, sql.replace("{folder}", str(tmp_path)))
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["newsroom"]
    assert run_sql(warehouse.path, "SELECT count(*) FROM claims").rows == ((3,),)


@pytest.mark.parametrize("sql", ["FROM runs", "SHOW TABLES", "DESCRIBE claims", "EXPLAIN SELECT 1"])
def test_other_ways_to_ask_are_answered(warehouse: Warehouse, report: Report, sql: str) -> None:
    warehouse.record(report)
    assert run_sql(warehouse.path, sql).rows


def test_the_message_of_a_mistake_names_what_is_wrong(warehouse: Warehouse) -> None:
    with pytest.raises(BadInput, match=r'Referenced column "nothing" not found'):
        run_sql(warehouse.path, "SELECT nothing FROM claims")


def test_a_table_has_its_columns_and_rows_in_order(warehouse: Warehouse) -> None:
    table = run_sql(warehouse.path, "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY a")
    assert table == Table(("a", "b"), ((1, "x"), (2, "y")))


def test_a_warehouse_that_is_not_there_is_bad_input_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.duckdb"
    with pytest.raises(BadInput, match="there is no warehouse at"):
        run_sql(path, "SELECT 1")
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "earlier"),
    [
        ("run_costs", "runs"),
        ("second_readings", "opinions"),
        ("verdict_history", "history"),
    ],
)
def test_a_question_is_found_by_its_earlier_name(name: str, earlier: str) -> None:
    named = {query.name: query.sql for query in named_queries()}
    assert named[earlier] == named[name]


def test_a_limit_leaves_the_first_rows(warehouse: Warehouse) -> None:
    sql = "SELECT unnest(range(10)) AS n ORDER BY n DESC"
    assert run_sql(warehouse.path, sql, limit=2).rows == ((9,), (8,))
    assert run_sql(warehouse.path, sql, limit=0).rows == ()


def test_the_runs_are_listed_with_duration_claims_and_failures(warehouse: Warehouse) -> None:
    warehouse.record(make_report(run="run-1"))
    warehouse.record(make_report(run="run-2", at=NOON + timedelta(days=1)))
    (sql,) = (query.sql for query in named_queries() if query.name == "runs")
    table = run_sql(warehouse.path, sql)
    newest = dict(zip(table.columns, table.rows[0], strict=True))
    assert newest["run_id"] == "run-2"
    assert newest["duration_seconds"] == 42.0
    counted = ("claims", "judged", "retrieval_failed", "not_checked", "ambiguous", "failures")
    assert [newest[name] for name in counted] == [3, 1, 1, 1, 0, 1]


def test_what_was_not_checked_is_listed_with_its_reason(
    warehouse: Warehouse, report: Report
) -> None:
    warehouse.record(report)
    (sql,) = (query.sql for query in named_queries() if query.name == "not_checked")
    table = run_sql(warehouse.path, sql)
    reasons = {row[table.columns.index("reason")] for row in table.rows}
    assert reasons == {"no search answered", "es una opinión"}
