"""The command that asks the warehouse."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from recorded_reports import make_report

from command import COMMAND, Finished, Veredicto
from warehouse.query import named_queries
from warehouse.shipped_views import shipped_views
from warehouse.writer import Warehouse


@pytest.fixture
def veredicto(without_flows: Veredicto) -> Veredicto:
    return without_flows


@pytest.fixture
def asked(veredicto: Veredicto) -> Veredicto:
    """The command where three runs are recorded."""
    warehouse = Warehouse(veredicto.folder / "veredicto.duckdb")
    for number in range(3):
        warehouse.record(make_report(run=f"run-{number}", number=number))
    return veredicto


def refused(ended: Finished, *words: str) -> bool:
    (line,) = ended.err.strip().splitlines()
    return ended.status == 2 and not ended.out and all(word in line for word in words)


def test_the_list_has_every_question_with_an_example_and_its_other_names(
    veredicto: Veredicto,
) -> None:
    told = veredicto("sql", "--list").out
    for view in shipped_views():
        assert view.question in told
        assert view.example in told
    assert {query.name for query in named_queries()} <= set(told.replace(",", "").split())


def test_the_list_is_data_too(veredicto: Veredicto) -> None:
    listed = veredicto("sql", "--list", "--format", "json").json
    assert [one["name"] for one in listed] == sorted(view.name for view in shipped_views())
    assert set(listed[0]) == {"name", "also", "question", "example", "shows"}
    assert refused(veredicto("sql", "--list", "--format", "parquet"), "json, csv or markdown")


def test_a_limit_gives_the_first_rows_of_a_question_and_of_sql(asked: Veredicto) -> None:
    everything = asked("sql", "verdicts_current", "--format", "json").json
    first = asked("sql", "verdicts_current", "--limit", "2", "--format", "json").json
    assert len(everything) == 9
    assert first == everything[:2]
    counted = asked("sql", "FROM range(9)", "--limit", "4", "--format", "json").json
    assert [one["range"] for one in counted] == [0, 1, 2, 3]


def test_a_table_says_that_there_is_more(asked: Veredicto) -> None:
    ended = asked("sql", "SELECT range AS n FROM range(2000)")
    assert "1000 rows, and more: --limit N shows N" in ended.out
    assert asked("sql", "FROM range(2000)", "--limit", "1500").out.strip().endswith("1500 rows")


def test_csv_runs_no_formula_and_json_has_times_in_utc(asked: Veredicto) -> None:
    question = "SELECT '=1+1' AS a, checked_at FROM verdicts_current LIMIT 1"
    (row,) = csv.DictReader(io.StringIO(asked("sql", question, "--format", "csv").out, newline=""))
    assert row == {"a": "'=1+1", "checked_at": "2026-03-01T12:00:42+00:00"}
    (same,) = asked("sql", question, "--format", "json").json
    assert same == {"a": "=1+1", "checked_at": "2026-03-01T12:00:42+00:00"}


def test_markdown_is_a_table_for_a_wiki(asked: Veredicto) -> None:
    ended = asked("sql", "SELECT 'a|b' AS x, 1 AS n", "--format", "markdown")
    assert ended.out == "| x | n |\n| --- | --- |\n| a\\|b | 1 |\n"


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "parquet"])
def test_each_form_goes_into_a_file_whole(asked: Veredicto, form: str) -> None:
    file = asked.folder / f"current.{form}"
    file.write_text("earlier")
    arguments = ("sql", "verdicts_current", "--format", form)
    ended = asked(*arguments, "--output", file.name)
    assert (ended.status, ended.out) == (0, "")
    if form == "parquet":
        assert pq.read_table(file).num_rows == 9
    else:
        assert file.read_bytes().decode() == asked(*arguments).out
    assert refused(asked(*arguments, "--output", "none/x"), "none/x cannot be written")


def test_parquet_is_piped_but_not_to_a_terminal(asked: Veredicto) -> None:
    command = [COMMAND, "sql", "runs", "--format", "parquet"]
    piped = subprocess.run(
        command, cwd=asked.folder, env=asked.environment, capture_output=True, check=True
    )
    assert pq.read_table(pa.BufferReader(piped.stdout)).num_rows == 3
    terminal, end = pty.openpty()
    with os.fdopen(end, "w") as stdout:
        ended = subprocess.run(
            command,
            cwd=asked.folder,
            env=asked.environment,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )
    os.close(terminal)
    assert ended.returncode == 2
    assert b"--output FILE, or pipe it" in ended.stderr


def test_a_table_is_not_written_to_a_file(asked: Veredicto) -> None:
    assert refused(asked("sql", "runs", "--output", "runs.txt"), "--format csv")
    assert not (asked.folder / "runs.txt").exists()


def test_a_name_that_is_nearly_a_question_is_told_the_nearest(asked: Veredicto) -> None:
    assert refused(asked("sql", "verdict_curent"), "'verdict_curent'", "'verdicts_current'")
    assert asked("sql", "--limit", "-1", "runs").status == 2
