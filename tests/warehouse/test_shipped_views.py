"""How files come to have the shipped views, and that each is described and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from filled_warehouses import fill, turn_back
from recorded_reports import NOON, make_report, make_review, verdict_of, with_opinions

from checkers.errors import BadInput
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Report
from warehouse.migrate import VERSIONS_TABLE, shipped_migrations
from warehouse.query import named_queries, run_sql
from warehouse.recorded import RecordedRuns
from warehouse.shipped_views import View, shipped_views
from warehouse.writer import Warehouse

Change = Callable[[str], None]
VIEWS = "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"


@pytest.fixture(scope="module")
def asked_often(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with rows in every table, and claims that were checked again."""
    path = tmp_path_factory.mktemp("asked") / "veredicto.duckdb"
    fill(path)
    for number in range(2):
        later = NOON + timedelta(days=30 + number)
        Warehouse(path).record(
            make_report(run=f"later-{number}", number=number, at=later, label=VerdictLabel.REFUTED)
        )
    return path


@pytest.fixture
def change(warehouse: Warehouse) -> Change:
    """Changes the file behind the back of veredicto."""

    def execute(sql: str) -> None:
        with duckdb.connect(warehouse.path) as connection:
            connection.execute(sql)

    return execute


def names() -> list[str]:
    return sorted(view.name for view in shipped_views())


def view(name: str) -> View:
    return next(one for one in shipped_views() if one.name == name)


def test_every_column_of_every_view_is_described_in_the_file(
    warehouse: Warehouse, report: Report
) -> None:
    warehouse.record(report)
    commented = run_sql(
        warehouse.path,
        "SELECT table_name, column_name, c.comment FROM duckdb_columns() AS c"
        " JOIN duckdb_views() AS v ON view_name = table_name WHERE NOT v.internal"
        " ORDER BY column_index",
    ).rows
    for one in shipped_views():
        columns = {column: comment for name, column, comment in commented if name == one.name}
        assert list(columns.items()) == list(one.columns.items())
    described = run_sql(
        warehouse.path, "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
    ).rows
    assert dict(described) == {one.name: one.description for one in shipped_views()}


@pytest.mark.parametrize("name", names())
def test_every_view_and_its_example_answer(tmp_path: Path, name: str) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    warehouse.record(with_opinions(make_report()))
    warehouse.record_review(make_review(verdict_of(make_report()).id, Decision.CONFIRM))
    one = view(name)
    (sql,) = (query.sql for query in named_queries() if query.name == name)
    answer = run_sql(warehouse.path, sql)
    assert answer.columns == tuple(one.columns)
    assert run_sql(warehouse.path, one.example).columns
    # These need claims that flipped, came up again or were fact-checked before: test_views.py.
    elsewhere = {
        "corrections",
        "disagreements",
        "earlier_fact_checks",
        "fact_check_matches",
        "repeat_claims",
        "repeats",
        "speaker_record",
    }
    assert answer.rows or name in elsewhere


def test_a_plain_connection_sees_the_views(warehouse: Warehouse, report: Report) -> None:
    warehouse.record(report)
    with duckdb.connect(warehouse.path, read_only=True) as connection:
        assert [name for (name,) in connection.execute(VIEWS).fetchall()] == names()
        assert len(connection.execute("FROM verdicts_current").fetchall()) == 3


def test_opening_a_file_that_has_the_views_writes_nothing(
    warehouse: Warehouse, report: Report
) -> None:
    written = run_sql(warehouse.path, "SELECT written_at FROM shipped_views").rows
    warehouse.record(report)
    assert run_sql(warehouse.path, "SELECT written_at FROM shipped_views").rows == written


def test_views_of_an_earlier_veredicto_are_replaced_when_something_is_recorded(
    warehouse: Warehouse, report: Report, change: Change
) -> None:
    change("CREATE OR REPLACE VIEW failures AS SELECT 1 AS old")
    change("CREATE VIEW given_up AS SELECT 1 AS old")
    change("CREATE VIEW of_an_analyst AS SELECT 1 AS mine")
    change("UPDATE shipped_views SET sha256 = 'old', written_by = '0.0.1' WHERE name = 'failures'")
    change("INSERT INTO shipped_views VALUES ('given_up', 'old', '0.0.1', now())")
    warehouse.record(report)
    assert "old" not in run_sql(warehouse.path, "FROM failures").columns
    found = {str(name) for (name,) in run_sql(warehouse.path, VIEWS).rows}
    assert found == {*names(), "of_an_analyst"}


def test_views_of_a_later_veredicto_are_left_alone(
    warehouse: Warehouse, report: Report, change: Change
) -> None:
    change("CREATE OR REPLACE VIEW failures AS SELECT 1 AS new")
    change("UPDATE shipped_views SET sha256 = 'new', written_by = '999.0'")
    warehouse.record(report)
    assert run_sql(warehouse.path, "FROM failures").columns == ("new",)


def test_a_reader_of_a_file_with_earlier_views_sees_its_own_and_changes_nothing(
    warehouse: Warehouse, report: Report, change: Change
) -> None:
    warehouse.record(report)
    change("CREATE OR REPLACE VIEW verdicts_current AS SELECT 1 AS old")
    change("DROP VIEW failures")
    change("DELETE FROM shipped_views WHERE name = 'failures'")
    before = warehouse.path.read_bytes()
    assert len(run_sql(warehouse.path, "FROM failures").rows) == 1
    assert len(RecordedRuns(warehouse.path).standing()) == len(report.claims)
    assert warehouse.path.read_bytes() == before


def test_a_file_of_an_earlier_schema_is_asked_in_sql_and_says_why_views_are_missing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(VERSIONS_TABLE)
        connection.execute(shipped_migrations()[0].sql)
        connection.execute("INSERT INTO schema_versions VALUES (1, 'init', now())")
    assert run_sql(path, "SELECT count(*) FROM claims").rows == ((0,),)
    with pytest.raises(BadInput, match="written by an earlier veredicto: check an article with it"):
        run_sql(path, "FROM coverage")


def test_what_was_recorded_before_there_were_findings_is_found_in_them(
    tmp_path: Path, report: Report
) -> None:
    """The migration makes the rows that the writer would have made."""
    new = Warehouse(tmp_path / "new.duckdb")
    for one in (report, make_report(run="later", at=NOON + timedelta(days=1))):
        new.record(one)
    new.record_review(make_review(verdict_of(report).id, Decision.CONFIRM))
    old = tmp_path / "old.duckdb"
    turn_back(new.path, old, 9)
    Warehouse(old).prepare()
    for table, columns in (
        ("findings", "* EXCLUDE (recorded_at)"),
        ("reviews", "*"),
        ("verdict_history", "*"),
    ):
        # When a row came into a file is the one thing that is not alike.
        question = f"SELECT {columns} FROM {table} ORDER BY ALL"  # noqa: S608 - own text
        answer = run_sql(new.path, question)
        assert answer.rows
        assert run_sql(old, question) == answer


@pytest.mark.parametrize("name", names())
def test_the_first_rows_of_a_question_are_those_that_all_of_its_rows_begin_with(
    asked_often: Path, name: str
) -> None:
    (query,) = (query for query in named_queries() if query.name == name)
    every = run_sql(asked_often, query.sql).rows
    for limit in (1, 2, 5, 1000):
        assert run_sql(asked_often, query.first(limit)).rows == every[:limit]
