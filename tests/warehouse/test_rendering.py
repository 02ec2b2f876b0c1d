from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from checkers.errors import BadInput
from checkers.nouns import Report
from warehouse.query import Table, run_sql
from warehouse.render import to_csv, to_json, to_markdown, write_parquet
from warehouse.writer import Warehouse

MADRID = timezone(timedelta(hours=2))


def test_csv_quotes_and_keeps_line_breaks() -> None:
    table = Table(("a", "b"), (('di"jo', "uno\ndos"), (None, "coma, aquí")))
    rows = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert rows == [["a", "b"], ['di"jo', "uno\ndos"], ["", "coma, aquí"]]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_defused(mark: str) -> None:
    table = Table(("a",), ((f"{mark}cmd|' /C calc'!A0",),))
    rows = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert rows[1] == [f"'{mark}cmd|' /C calc'!A0"]


def test_a_negative_number_is_no_formula() -> None:
    assert to_csv(Table(("a", "b"), ((-1, Decimal("-0.5")),))) == "a,b\r\n-1,-0.5\r\n"


def test_json_has_times_in_utc_and_plain_values() -> None:
    row = (
        datetime(2026, 3, 1, 14, 0, tzinfo=MADRID),
        date(2026, 3, 1),
        Decimal("4000000000.000000"),
        Decimal("0.500000"),
        float("nan"),
        [{"when": datetime(2026, 3, 1, tzinfo=UTC)}],
        b"\x00\xff",
        UUID(int=1),
        timedelta(days=1),
        "ñ",
    )
    table = Table(("at", "day", "n", "half", "nan", "list", "raw", "uuid", "span", "text"), (row,))
    text = to_json(table)
    assert "ñ" in text
    assert json.loads(text) == [
        {
            "at": "2026-03-01T12:00:00+00:00",
            "day": "2026-03-01",
            "n": 4000000000,
            "half": 0.5,
            "nan": None,
            "list": [{"when": "2026-03-01T00:00:00+00:00"}],
            "raw": "00ff",
            "uuid": "00000000-0000-0000-0000-000000000001",
            "span": "1 day, 0:00:00",
            "text": "ñ",
        }
    ]


def test_the_current_verdicts_go_into_csv_and_json(warehouse: Warehouse, report: Report) -> None:
    warehouse.record(report)
    table = run_sql(warehouse.path, "FROM verdicts_current ORDER BY status")
    first = json.loads(to_json(table))[0]
    assert first["checked_at"] == "2026-03-01T12:00:42+00:00"
    (row, *_) = csv.DictReader(io.StringIO(to_csv(table), newline=""))
    assert json.loads(row["cited"]) == first["cited"] != []


def test_parquet_keeps_types_and_lists(
    warehouse: Warehouse, report: Report, tmp_path: Path
) -> None:
    warehouse.record(report)
    out = tmp_path / "current.parquet"
    write_parquet(warehouse.path, "FROM verdicts_current ORDER BY status", out)
    rows = pq.read_table(out).to_pylist()
    assert rows[0]["cited"][0]["publisher"] == report.sources[0].publisher
    assert rows[0]["checked_at"] == report.run.finished_at
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current.parquet", "newsroom"]


def test_parquet_takes_a_limit(warehouse: Warehouse, tmp_path: Path) -> None:
    out = tmp_path / "few.parquet"
    write_parquet(warehouse.path, "SELECT unnest(range(200000)) AS n", out, limit=130_000)
    assert pq.read_table(out)["n"].to_pylist() == list(range(130_000))


def test_nothing_in_a_cell_of_markdown_is_taken_for_markup() -> None:
    texts = (
        "a | b",
        "*no* **no** _no_ `no` ~~no~~",
        "<script>alert(1)</script> &amp; <https://x.example>",
        "[a](https://x.example) ![a](b) https\\://x",
        "snake_case\\",
        "1. uno",
        "# uno",
    )
    markdown = to_markdown(Table(("a_b", "n"), tuple((text, 1) for text in texts)))
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    cells = BeautifulSoup(html, "lxml").find_all("td")
    assert [cell.get_text() for cell in cells][::2] == list(texts)
    assert {tag.name for cell in cells for tag in cell.find_all()} == set()


def test_markdown_keeps_line_breaks_and_shows_null_as_nothing() -> None:
    assert to_markdown(Table(("a", "b"), (("uno\ndos", None),))) == (
        "| a | b |\n| --- | --- |\n| uno<br>dos |  |"
    )


def test_a_failed_answer_leaves_an_earlier_parquet_file_as_it_was(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    out = tmp_path / "current.parquet"
    out.write_bytes(b"earlier")
    for sql in ("SELECT nothing", "SELECT 1 AS a, 2 AS a", "SELECT CAST('x' AS INTEGER)"):
        with pytest.raises(BadInput):
            write_parquet(warehouse.path, sql, out)
    assert out.read_bytes() == b"earlier"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current.parquet", "newsroom"]


def test_a_place_that_cannot_be_written_is_bad_input(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_parquet(warehouse.path, "SELECT 1 AS a", tmp_path / "none" / "x.parquet")


def test_two_columns_of_one_name_are_refused_in_json() -> None:
    with pytest.raises(BadInput, match="two columns are named 'a': tell them apart with AS"):
        to_json(Table(("a", "a"), ((1, 2),)))
