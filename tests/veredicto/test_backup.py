from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from filled_warehouses import contents
from recorded_pages import CITED, SENTENCE, UNCITED, Record

from veredicto.settings import Settings
from warehouse.query import run_sql

if TYPE_CHECKING:
    from command import Veredicto


@pytest.fixture
def veredicto(without_flows: Veredicto) -> Veredicto:
    return without_flows


@pytest.fixture
def path(veredicto: Veredicto) -> Path:
    return veredicto.folder / "veredicto.duckdb"


@pytest.fixture
def record(path: Path) -> Record:
    it = Record.of(Settings(warehouse=path))
    it.run()
    return it


def test_a_backup_restores_every_row_and_stored_page_on_another_machine(
    veredicto: Veredicto, record: Record, path: Path, tmp_path: Path
) -> None:
    done = veredicto("backup", "copy.zip")
    elsewhere = tmp_path / "elsewhere" / "w.duckdb"

    ended = veredicto("restore", "copy.zip", "--warehouse", str(elsewhere))

    assert done.status == 0, done.err
    assert "copy.zip: 1 runs, 2 stored pages" in done.out
    assert ended.status == 0, ended.err
    assert contents(elsewhere) == contents(path)
    there = Record.of(Settings(warehouse=elsewhere)).store
    assert {one.identifier for one in there.records()} == {
        one.identifier for one in record.store.records()
    }
    (cited,) = there.retrieved_for(CITED)
    assert SENTENCE.encode() in there.get(cited).body
    assert not list(elsewhere.parent.glob(".*"))


def test_a_warehouse_that_is_there_is_only_set_aside_and_only_when_told(
    veredicto: Veredicto, record: Record, path: Path
) -> None:
    assert veredicto("backup", "copy.zip").status == 0
    record.run(number=1, uncited="https://ayer.example/nota")

    refused = veredicto("restore", "copy.zip")
    runs_then = run_sql(path, "SELECT count(*) FROM runs").rows
    ended = veredicto("restore", "copy.zip", "--force")

    assert refused.status == 2
    assert "--force" in refused.err
    assert runs_then == ((2,),)
    assert ended.status == 0, ended.err
    assert run_sql(path, "SELECT count(*) FROM runs").rows == ((1,),)
    (aside,) = path.parent.glob("veredicto.before-restore-*.duckdb")
    assert str(aside.name) in ended.out
    assert run_sql(aside, "SELECT count(*) FROM runs").rows == ((2,),)
    assert record.store.retrieved_for("https://ayer.example/nota")


def test_what_was_forgotten_since_a_backup_is_forgotten_again_when_it_is_restored(
    veredicto: Veredicto, record: Record, path: Path
) -> None:
    assert veredicto("backup", "copy.zip").status == 0
    assert veredicto("forget", UNCITED, "Ana Núñez", "--yes").status == 0
    (uncited_then,) = (record.store.retrieved_for(UNCITED),)
    path.unlink()

    ended = veredicto("restore", "copy.zip")

    assert ended.status == 0, ended.err
    assert "2 removals that were made since" in ended.out
    assert uncited_then == record.store.retrieved_for(UNCITED) == ()
    assert record.store.retrieved_for(CITED) == ()
    data = path.read_bytes()
    assert UNCITED.encode() not in data
    assert "Núñez".encode() not in data
    kinds = run_sql(path, "SELECT kind, count(*) FROM removals GROUP BY 1 ORDER BY 1").rows
    assert dict(kinds)["address"] == dict(kinds)["person"] == 1  # type: ignore[call-overload]  # rows are of object


def test_a_damaged_warehouse_is_replaced_and_kept_with_its_log(
    veredicto: Veredicto, record: Record, path: Path
) -> None:
    assert record.store
    assert veredicto("backup", "copy.zip").status == 0
    path.write_bytes(b"torn" * 5_000)
    path.with_name(f"{path.name}.wal").write_bytes(b"log")

    ended = veredicto("restore", "copy.zip", "--force")

    assert ended.status == 0, ended.err
    assert run_sql(path, "SELECT count(*) FROM runs").rows == ((1,),)
    (aside,) = path.parent.glob("veredicto.before-restore-*.duckdb")
    assert aside.read_bytes() == b"torn" * 5_000
    assert aside.with_name(f"{aside.name}.wal").read_bytes() == b"log"


def test_what_is_no_whole_backup_or_of_a_later_version_is_refused_and_nothing_changed(
    veredicto: Veredicto, record: Record, path: Path
) -> None:
    assert record.store
    copy = veredicto.folder / "copy.zip"
    assert veredicto("backup", str(copy)).status == 0
    torn, other, later = (veredicto.folder / name for name in ("torn.zip", "o.zip", "later.zip"))
    torn.write_bytes(copy.read_bytes()[:5_000])
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("../../escaped.txt", "x")
    newer = veredicto.folder / "newer.duckdb"
    newer.write_bytes(path.read_bytes())
    with duckdb.connect(newer) as connection:
        connection.execute("INSERT INTO schema_versions VALUES (999, 'later', now())")
    with zipfile.ZipFile(copy) as source, zipfile.ZipFile(later, "w") as file:
        file.writestr("veredicto-backup.json", source.read("veredicto-backup.json"))
        file.write(newer, "warehouse.duckdb")
        file.writestr("snapshots/../../escaped.txt", "x")
    before = path.read_bytes()

    for given in (torn, other, later, "missing.zip"):
        ended = veredicto("restore", str(given), "--force")
        assert ended.status == 2, ended.err
        assert ended.err.count("\n") == 1, ended.err

    assert path.read_bytes() == before
    assert not list(veredicto.folder.parent.rglob("escaped.txt"))
    assert veredicto("backup", str(copy)).status == 2
    assert veredicto("backup", "--warehouse", "none.duckdb").status == 2
