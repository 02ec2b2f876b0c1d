"""How a file becomes a lake, with its catalog in PostgreSQL, and a lake a file."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest
from filled_warehouses import contents, fill
from recorded_reports import make_report

from checkers.errors import BadInput, WarehouseError
from veredicto.cli.main import main
from warehouse.copying import copy_warehouse
from warehouse.keys import KEYS
from warehouse.place import Lake, address_of
from warehouse.query import run_sql
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "veredicto.duckdb"
    fill(path)
    return path


def test_a_file_is_the_same_after_it_was_a_lake(lake: Lake, filled: Path, tmp_path: Path) -> None:
    before = contents(filled)

    into = copy_warehouse(filled, lake)
    back = copy_warehouse(lake, tmp_path / "back.duckdb")

    assert into.rows == back.rows == {table: len(before[table]) for table in KEYS}
    assert 0 not in into.rows.values()
    after = contents(tmp_path / "back.duckdb")
    assert {table: after[table] for table in KEYS} == {table: before[table] for table in KEYS}
    assert RecordedRuns(lake).report("run-0") == RecordedRuns(filled).report("run-0")


def test_what_has_rows_is_left_as_it_is(lake: Lake, filled: Path) -> None:
    Warehouse(lake).record(make_report(run="mine"))

    with pytest.raises(BadInput, match="has rows already"):
        copy_warehouse(filled, lake)

    assert run_sql(lake, "SELECT id FROM runs").rows == (("mine",),)


def test_a_copy_that_was_cut_off_leaves_no_rows_and_is_made_anew(
    lake: Lake, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    with monkeypatch.context() as cut:
        cut.setattr("warehouse.copying._compared", fails)
        with pytest.raises(WarehouseError, match="no room"):
            copy_warehouse(filled, lake)

    assert run_sql(lake, "SELECT count(*) FROM articles").rows == ((0,),)
    assert copy_warehouse(filled, lake).rows["runs"] == 3


def test_the_command_copies_stored_pages_too_and_says_what_it_copied(
    lake: Lake,
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(filled.parent)
    page = filled.with_suffix(".files") / "snapshots" / "ab" / "page.warc.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"page")

    monkeypatch.setattr(
        sys, "argv", ["veredicto", "copy", address_of(lake), "--warehouse", filled.name]
    )

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr().out
    assert not ended.value.code, said
    assert "3 runs" in said
    assert "1 stored pages added" in said
    assert lake.password is not None
    assert lake.password not in said
    assert lake.data_folder is not None
    stored = lake.data_folder.with_name(f"{lake.data_folder.name}.files")
    assert (stored / "snapshots" / "ab" / "page.warc.gz").read_bytes() == b"page"
    assert (stored / "removals.jsonl").is_file()
