"""Runs are read alike from tables in memory, from a large file and from a lake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import duckdb
import pytest
from recorded_reports import make_report

from benchmarks.desk_warehouse import made_up
from checkers.errors import BadInput
from warehouse.desk import reader as reading
from warehouse.desk.places import PlacesInFile
from warehouse.desk.reader import DeskReader
from warehouse.desk.reports import Asking, read_frame, read_page, read_report
from warehouse.keys import HEAD, head_of
from warehouse.opening import opened_for_reading
from warehouse.place import Lake, parse_place
from warehouse.writer import Warehouse

UNTIL = datetime(2026, 11, 28, tzinfo=UTC)
"""As the fixture `filled` has it."""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    place = parse_place(f"ducklake:sqlite:{tmp_path}/catalog.sqlite?data_path={tmp_path}/data")
    assert isinstance(place, Lake)
    Warehouse(place).prepare()
    return place


@pytest.fixture(scope="module")
def in_file(filled: Path) -> Iterator[Asking]:
    with opened_for_reading(filled) as connection:
        yield Asking(connection, PlacesInFile())


def test_a_large_file_is_read_as_one_that_is_held_in_memory(
    in_file: Asking, filled_reader: DeskReader
) -> None:
    rows = filled_reader.queue().table.to_pylist()[::23]
    for row in rows:
        frame = read_frame(in_file, row["run_id"])
        for claim_id in (None, row["claim_id"]):
            assert read_report(in_file, frame, claim_id) == filled_reader.report(
                row["run_id"], claim_id
            )
    page = filled_reader.report(rows[0]["run_id"]).sources[0]
    assert read_page(in_file, page.id) == filled_reader.page_text(page.id)
    assert read_page(in_file, "another") is None
    with pytest.raises(BadInput, match="no run 'another'"):
        read_frame(in_file, "another")


def test_a_lake_is_read_as_a_file(lake: Lake, filled_reader: DeskReader) -> None:
    warehouse = Warehouse(lake)
    reports = list(islice(made_up(12, UNTIL), 3))
    for report in reports:
        warehouse.record(report)
    reader = DeskReader(lake)
    assert reader.queue().table.num_rows == 40
    for report in reports:
        claim = report.claims[0].id
        assert reader.report(report.run.id) == filled_reader.report(report.run.id)
        assert reader.report(report.run.id, claim) == filled_reader.report(report.run.id, claim)
    page = reports[0].sources[0]
    assert reader.page_text(page.id) == page
    with pytest.raises(BadInput, match="no run 'another'"):
        reader.report("another")
    reader.close()


def test_a_lake_is_looked_at_now_and_then(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = DeskReader(lake)
    Warehouse(lake).record(make_report())
    monkeypatch.setattr(reading, "LOOKS_EVERY_SECONDS", 3600.0)
    assert not reader.refreshed()
    monkeypatch.setattr(reading, "LOOKS_EVERY_SECONDS", 0.0)
    assert reader.refreshed()
    assert reader.queue().table.num_rows == 2


def test_heads_are_those_of_the_warehouse() -> None:
    for identifier in ("", "run-1", "eñe 😀"):
        (row,) = duckdb.execute(f"SELECT {HEAD} FROM (SELECT ? AS id)", [identifier]).fetchall()  # noqa: S608 (our own text)
        assert row == (head_of(identifier),)


def test_rows_that_lie_far_apart_are_found() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE passages AS SELECT *, (md5_number_lower(id) >> 32)::UINTEGER AS id_head"
            " FROM (SELECT range::VARCHAR AS id FROM range(9000))"
        )
        places = PlacesInFile()
        found = places.by_id(connection, "passages", ["8999", "3", "4", "nothing", "5000"])
        assert [row["id"] for row in found] == ["3", "4", "5000", "8999"]
        assert places.by_id(connection, "passages", ["nothing"]) == []
