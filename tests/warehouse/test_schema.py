from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import duckdb
import pytest

from checkers.errors import WarehouseError, WarehouseTooNew
from checkers.labels import (
    ClaimStatus,
    Comparator,
    Decision,
    EntityType,
    OpinionOutcome,
    Outcome,
    Stage,
    Stance,
    StatementKind,
    VerdictLabel,
)
from checkers.nouns import Report
from warehouse.keys import KEYS
from warehouse.migrate import VERSIONS_TABLE, shipped_migrations
from warehouse.query import run_sql
from warehouse.schema_reference import schema_reference
from warehouse.writer import Warehouse


def test_every_table_view_and_column_has_a_comment(warehouse: Warehouse) -> None:
    bare = run_sql(
        warehouse.path,
        "SELECT table_name, NULL FROM duckdb_tables() WHERE comment IS NULL UNION ALL"
        " SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
        " UNION ALL SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE NOT internal AND comment IS NULL",
    )
    assert bare.rows == ()


def test_the_writer_knows_the_key_of_every_table_and_none_has_an_index(
    warehouse: Warehouse,
) -> None:
    tables = run_sql(
        warehouse.path,
        "SELECT table_name, has_primary_key FROM duckdb_tables()"
        " WHERE table_name NOT IN ('schema_versions', 'shipped_views') ORDER BY 1",
    )
    # A new table is entered in warehouse/keys.py, and has no PRIMARY KEY.
    assert tables.rows == tuple((table, False) for table in sorted(KEYS))
    assert (
        run_sql(
            warehouse.path,
            "FROM duckdb_indexes()",
        ).rows
        == ()
    )
    optional = run_sql(
        warehouse.path,
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND is_nullable",
    )
    assert {(t, c) for t, c in optional.rows} & {(t, c) for t in KEYS for c in KEYS[t]} == set()


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("stance", Stance),
        ("verdict_label", VerdictLabel),
        ("statement_kind", StatementKind),
        ("claim_status", ClaimStatus),
        ("comparator", Comparator),
        ("outcome", Outcome),
        ("stage", Stage),
        ("decision", Decision),
        ("opinion_outcome", OpinionOutcome),
        ("entity_type", EntityType),
    ],
)
def test_the_labels_of_the_schema_are_those_of_the_nouns(
    warehouse: Warehouse, name: str, labels: type[StrEnum]
) -> None:
    sql = f"SELECT unnest(enum_range(NULL::{name}))"
    assert [label for (label,) in run_sql(warehouse.path, sql).rows] == [str(it) for it in labels]


def test_times_have_a_time_zone_and_amounts_are_decimals(warehouse: Warehouse) -> None:
    types = run_sql(
        warehouse.path,
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND"
        " (replace(data_type, 'TIMESTAMP WITH TIME ZONE', '') LIKE '%TIMESTAMP%' OR"
        " column_name LIKE '%!_at' ESCAPE '!' AND data_type NOT LIKE 'STRUCT%'"
        " AND data_type <> 'TIMESTAMP WITH TIME ZONE')",
    )
    assert types.rows == ()
    amounts = run_sql(
        warehouse.path,
        "SELECT DISTINCT data_type FROM duckdb_columns() WHERE table_name = 'claim_quantities'"
        " AND column_name IN ('value', 'upper')",
    )
    assert amounts.rows == (("DECIMAL(38,6)",),)


def test_a_column_with_the_name_of_a_label_holds_no_free_text(warehouse: Warehouse) -> None:
    loose = run_sql(
        warehouse.path,
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        " AND data_type NOT LIKE 'ENUM%' AND column_name IN ('label', 'final_label', 'stance',"
        " 'kind', 'status', 'stage', 'decision', 'comparator')",
    )
    assert loose.rows == ()


def test_the_reference_of_the_schema_is_that_of_the_newest_version(root: Path) -> None:
    written = (root / "docs" / "reference" / "schema.md").read_text(encoding="utf-8")
    assert written == schema_reference() + "\n", (
        "run python -m warehouse.schema_reference > docs/reference/schema.md"
    )


def test_nothing_but_forgetting_changes_or_deletes_what_was_recorded(root: Path) -> None:
    changing = re.compile(r"\b(UPDATE|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|OR\s+REPLACE)\b")
    files = [*(root / "warehouse").rglob("*.py"), *(root / "warehouse").rglob("*.sql")]
    assert len(files) > 20
    # These change what was made from the record: what is newest, new columns, the views. One
    # hands on what migrations say.
    derived = {"findings.py", "0011_reviewed_claims.sql", "shipped_views.py", "schema.py"}
    assert [
        file.name
        for file in files
        if file.name not in derived
        and not file.name.startswith("forget")
        and changing.search(file.read_text(encoding="utf-8"))
    ] == []


def test_migrations_are_numbered_without_gaps_and_recorded(warehouse: Warehouse) -> None:
    numbers = [migration.version for migration in shipped_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))
    recorded = run_sql(warehouse.path, "SELECT version, name FROM schema_versions ORDER BY 1").rows
    assert recorded == tuple((it.version, it.name) for it in shipped_migrations())


def test_a_file_of_the_first_version_is_brought_to_the_newest(
    tmp_path: Path, report: Report
) -> None:
    path = tmp_path / "old.duckdb"
    first = shipped_migrations()[0]
    with duckdb.connect(path) as connection:
        connection.execute(VERSIONS_TABLE)
        connection.execute(first.sql)
        connection.execute("INSERT INTO schema_versions VALUES (1, 'init', now())")
        connection.execute(
            "INSERT INTO articles (id, language, text) VALUES ('old', 'es', 'Un texto.')"
        )
    Warehouse(path).record(report)
    assert run_sql(path, "SELECT count(*) FROM articles").rows == ((2,),)
    assert run_sql(path, "SELECT count(*) FROM verdicts_current").rows == ((3,),)


def test_preparing_twice_changes_nothing(warehouse: Warehouse) -> None:
    applied = run_sql(warehouse.path, "SELECT applied_at FROM schema_versions").rows
    warehouse.prepare()
    assert run_sql(warehouse.path, "SELECT applied_at FROM schema_versions").rows == applied


def test_a_file_of_a_later_version_is_refused_to_writers_and_readers(
    warehouse: Warehouse, report: Report
) -> None:
    with duckdb.connect(warehouse.path) as connection:
        connection.execute("INSERT INTO schema_versions VALUES (99, 'later', now())")
    for refused in (
        warehouse.prepare,
        lambda: warehouse.record(report),
        lambda: run_sql(warehouse.path, "SELECT 1"),
    ):
        with pytest.raises(WarehouseTooNew, match=r"version 99.*upgrade veredicto"):
            refused()


def test_a_migration_that_fails_leaves_nothing_behind(warehouse: Warehouse) -> None:
    with duckdb.connect(warehouse.path) as connection:
        connection.execute("DELETE FROM schema_versions WHERE version > 1")
    with pytest.raises(WarehouseError, match='"verdicts_current" already exists'):
        warehouse.prepare()
    assert run_sql(warehouse.path, "SELECT version FROM schema_versions").rows == ((1,),)


def test_a_duckdb_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "sales.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE sales (id INTEGER)")
    with pytest.raises(WarehouseError, match="tables of another program"):
        Warehouse(path).prepare()
    with duckdb.connect(path, read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert tables == [("sales",)]
