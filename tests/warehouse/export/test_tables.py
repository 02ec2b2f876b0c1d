from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from recorded_reports import NOON, make_report

from checkers.errors import BadInput
from checkers.nouns import Report
from warehouse.export.tables import MANIFEST, Form, Written, export_tables
from warehouse.query import NamedQuery, named_queries, run_sql
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def runs(warehouse: Warehouse, report: Report) -> RecordedRuns:
    """A warehouse with a run on an article whose title is a formula."""
    article = replace(report.article, title=FORMULA)
    warehouse.record(replace(report, article=article))
    return RecordedRuns(warehouse.path)


def named(name: str) -> NamedQuery:
    return next(query for query in named_queries() if query.name == name)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_table_is_a_file_with_all_its_rows(runs: RecordedRuns, tmp_path: Path) -> None:
    tables = run_sql(runs.path, "SELECT table_name FROM duckdb_tables() ORDER BY 1").rows
    for form in Form:
        folder = tmp_path / form
        written = export_tables(runs, folder, form)
        assert [one.path.name for one in written] == [f"{name}.{form}" for (name,) in tables]
        assert names(folder) == sorted([MANIFEST, *(one.path.name for one in written)])
        for (name,), one in zip(tables, written, strict=True):
            assert len(run_sql(runs.path, f"FROM {name}").rows) == one.rows


def test_csv_reads_back_and_runs_no_formula(runs: RecordedRuns, folder: Path) -> None:
    export_tables(runs, folder, Form.CSV)
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["title"] == f"'{FORMULA}"
    assert row["text"] == runs.report("run-1").article.text
    assert row["modified_at"] == ""
    with (folder / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        (verdict,) = csv.DictReader(file)
    assert json.loads(verdict["models"])["embedder"] == "e5-small@1"
    assert verdict["decided_at"] == "2026-03-01T12:00:00+00:00"


def test_parquet_keeps_types_and_says_what_columns_mean(runs: RecordedRuns, folder: Path) -> None:
    export_tables(runs, folder, Form.PARQUET)
    table = pq.read_table(folder / "verdicts.parquet")
    (verdict,) = table.to_pylist()
    assert verdict["decided_at"] == NOON
    assert dict(verdict["models"]) == {"embedder": "e5-small@1", "stance": "veredicto-stance@1"}
    assert table.schema.metadata[b"comment"].startswith(b"Every verdict ever given")
    assert table.schema.field("label").metadata[b"comment"].startswith(b"What the evidence")
    amounts = pq.read_table(folder / "claim_quantities.parquet").schema
    assert str(amounts.field("value").type) == "decimal128(38, 6)"
    with duckdb.connect() as reader:
        files = [str(path) for path in folder.glob("*.parquet")]
        assert all(reader.read_parquet(file).fetchall() is not None for file in files)


def test_named_queries_are_exported_with_what_they_answer(runs: RecordedRuns, folder: Path) -> None:
    queries = (named("verdicts_current"), named("failures"))
    for form in Form:
        written = export_tables(runs, folder, form, queries)
        assert [one.rows for one in written] == [
            len(run_sql(runs.path, query.sql).rows) for query in queries
        ]
    metadata = pq.read_schema(folder / "failures.parquet").metadata
    assert metadata[b"comment"].decode() == named("failures").description


def test_the_manifest_names_every_file_with_types_and_comments(
    runs: RecordedRuns, folder: Path
) -> None:
    export_tables(runs, folder, Form.CSV)
    export_tables(runs, folder, Form.PARQUET, (named("runs"),))
    package = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert sorted([MANIFEST, *(one["path"] for one in package["resources"])]) == names(folder)
    columns = run_sql(
        runs.path,
        "SELECT DISTINCT data_type FROM duckdb_columns()"
        " WHERE table_name IN (SELECT table_name FROM duckdb_tables())",
    ).rows
    fields = [field for one in package["resources"] for field in one["schema"]["fields"]]
    assert {kind for (kind,) in columns} <= {field["duckdbType"] for field in fields}
    types = {field["duckdbType"].split("(")[0]: field["type"] for field in fields}
    assert types["VARCHAR"] == types["ENUM"] == "string"
    assert (types["TIMESTAMP WITH TIME ZONE"], types["DECIMAL"]) == ("datetime", "number")
    assert (types["MAP"], types["VARCHAR[]"]) == ("object", "array")
    verdicts = next(one for one in package["resources"] if one["path"] == "verdicts.csv")
    assert verdicts["description"].startswith("Every verdict")
    assert "description" in verdicts["schema"]["fields"][0]


def test_an_earlier_export_is_replaced(
    runs: RecordedRuns, warehouse: Warehouse, folder: Path
) -> None:
    query = (named("runs"),)
    export_tables(runs, folder, Form.CSV, query)
    warehouse.record(make_report(run="later", number=1, at=NOON + timedelta(days=1)))
    assert export_tables(runs, folder, Form.CSV, query) == (Written(folder / "runs.csv", 2),)


@pytest.mark.parametrize("name", ["runs.csv", MANIFEST])
def test_a_file_of_somebody_else_is_replaced_by_force_only(
    runs: RecordedRuns, folder: Path, name: str
) -> None:
    folder.mkdir()
    mine = folder / name
    for content in ("mine", '{"name": "mine", "resources": [{"path": "runs.csv"}]}', "[]"):
        mine.write_text(content, encoding="utf-8")
        with pytest.raises(BadInput, match=f"{name} is there and no earlier export"):
            export_tables(runs, folder, Form.CSV, (named("runs"),))
        assert mine.read_text(encoding="utf-8") == content
    export_tables(runs, folder, Form.CSV, (named("runs"),), force=True)
    assert names(folder) == [MANIFEST, "runs.csv"]
    assert '"mine"' not in mine.read_text(encoding="utf-8")


def test_a_query_that_fails_leaves_the_folder_as_it_was(runs: RecordedRuns, folder: Path) -> None:
    twins = NamedQuery("twins", "", "SELECT 1 AS a, 2 AS a;")
    with pytest.raises(BadInput, match="two columns are named 'a'"):
        export_tables(runs, folder, Form.PARQUET, (named("runs"), twins))
    assert names(folder) == []


def test_a_folder_that_is_a_file_is_bad_input(runs: RecordedRuns, folder: Path) -> None:
    folder.write_text("x")
    with pytest.raises(BadInput, match="cannot be written"):
        export_tables(runs, folder, Form.CSV)


def test_there_must_be_a_warehouse(folder: Path) -> None:
    with pytest.raises(BadInput, match="there is no warehouse"):
        export_tables(RecordedRuns(folder / "none.duckdb"), folder, Form.CSV)
