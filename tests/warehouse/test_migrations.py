from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from filled_warehouses import contents, fill, full_report, turn_back

from checkers.errors import WarehouseError, WarehouseFull
from warehouse.backup import backup_path, backups_of, copy_held
from warehouse.migrate import shipped_migrations
from warehouse.opening import opened_for_reading, opened_for_writing
from warehouse.query import named_queries, run_sql
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

NEWEST = shipped_migrations()[-1].version
RUNS = 3

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("newest") / "veredicto.duckdb"
    fill(path)
    return path


@dataclass(frozen=True, slots=True)
class Migrated:
    """A file that was of an earlier version, and what was in it then."""

    path: Path
    version: int
    before: dict[str, list[dict[str, object]]]


@pytest.fixture(scope="module", params=range(1, NEWEST))
def migrated(
    newest: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Migrated:
    path = tmp_path_factory.mktemp("migrated") / "veredicto.duckdb"
    turn_back(newest, path, request.param)
    before = contents(path)
    Warehouse(path).prepare()
    return Migrated(path, request.param, before)


def test_the_warehouse_that_is_turned_back_has_rows_in_every_table(newest: Path) -> None:
    empty = [table for table, rows in contents(newest).items() if not rows]
    assert empty == [], "filled_warehouses.fill has to write into each table"


def test_every_row_of_every_earlier_version_comes_through(migrated: Migrated) -> None:
    after = contents(migrated.path)
    assert [row["version"] for row in after["schema_versions"]] == [*range(1, NEWEST + 1)]
    for table, rows in without_versions(migrated.before).items():
        assert rows, table
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert sorted(map(repr, kept)) == sorted(map(repr, rows)), table


def test_views_and_queries_answer_on_what_every_earlier_version_recorded(
    migrated: Migrated,
) -> None:
    path = migrated.path
    # Held open, so that each question does not read the whole schema again.
    with opened_for_reading(path):
        views = run_sql(path, "SELECT view_name FROM duckdb_views() WHERE NOT internal").rows
        for view in [str(name) for (name,) in views]:
            run_sql(path, f"FROM {view}")
        for query in named_queries():
            run_sql(path, query.sql)
        assert len(run_sql(path, "FROM verdicts_current WHERE status = 'judged'").rows) == RUNS


def test_the_newest_writer_records_into_what_was_of_every_earlier_version(
    migrated: Migrated, tmp_path: Path
) -> None:
    path = tmp_path / "veredicto.duckdb"
    shutil.copy(migrated.path, path)
    report = full_report("run-new", 9)

    Warehouse(path).record(report)

    assert RecordedRuns(path).report("run-new").evidence == report.evidence
    assert run_sql(path, "SELECT count(*) FROM runs").rows == ((RUNS + 1,),)


def test_what_a_migration_changes_is_kept_beside_it_as_it_was_and_can_be_migrated_again(
    migrated: Migrated, tmp_path: Path
) -> None:
    backup = backup_path(migrated.path, migrated.version)
    assert backups_of(migrated.path) == (backup,)
    assert contents(backup) == migrated.before
    again = tmp_path / "veredicto.duckdb"
    shutil.copy(backup, again)
    Warehouse(again).prepare()
    assert run_sql(again, "SELECT count(*) FROM runs").rows == ((RUNS,),)


@pytest.fixture
def old(newest: Path, tmp_path: Path) -> Path:
    """A file of the third version."""
    path = tmp_path / "old.duckdb"
    turn_back(newest, path, 3)
    return path


def without_versions(
    tables: dict[str, list[dict[str, object]]],
) -> dict[str, list[dict[str, object]]]:
    about_the_file = {"schema_versions", "shipped_views"}
    return {table: rows for table, rows in tables.items() if table not in about_the_file}


def test_backups_of_several_versions_are_kept_newest_first_and_nothing_else_is_one(
    old: Path,
) -> None:
    Warehouse(old).prepare()
    shutil.copy(backup_path(old, 3), backup_path(old, 1))
    (old.parent / "old.schema-vx.duckdb").touch()
    (old.parent / "other.schema-v7.duckdb").touch()

    assert backups_of(old) == (backup_path(old, 3), backup_path(old, 1))


def test_a_file_without_rows_and_one_of_the_newest_version_are_not_copied(
    tmp_path: Path, newest: Path
) -> None:
    empty = tmp_path / "empty.duckdb"
    with duckdb.connect(empty):
        pass
    for path in (empty, newest):
        Warehouse(path).prepare()
        assert backups_of(path) == ()
    assert list(tmp_path.iterdir()) == [empty]


def test_a_migration_without_room_for_the_backup_is_refused_and_changes_nothing(
    tiny_disk: Path, newest: Path, tmp_path: Path
) -> None:
    path = tiny_disk / "old.duckdb"
    turn_back(newest, path, 3)
    free = shutil.disk_usage(tiny_disk).free
    (tiny_disk / "other").write_bytes(bytes(free - path.stat().st_size // 2))
    before = contents(path)

    with pytest.raises(WarehouseFull, match=r"no room for a copy of .* MB\. Free space"):
        Warehouse(path).prepare()

    assert contents(path) == before
    assert {it.name for it in tiny_disk.iterdir()} == {"old.duckdb", "other"}
    roomy = tmp_path / "old.duckdb"
    shutil.copy(path, roomy)
    Warehouse(roomy).prepare()
    assert len(contents(roomy)["runs"]) == RUNS


def test_a_migration_that_fails_half_way_leaves_the_rows_of_the_version_before(old: Path) -> None:
    with duckdb.connect(old) as connection:
        # The sixth migration stumbles over a table that it wants to make itself.
        connection.execute("CREATE TABLE fact_check_traces (mine INTEGER)")
    before = contents(old)

    with pytest.raises(WarehouseError, match="fact_check_traces"):
        Warehouse(old).prepare()

    after = contents(old)
    assert [row["version"] for row in after["schema_versions"]] == [1, 2, 3, 4, 5]
    assert "fact_checks" not in after
    for table, rows in without_versions(before).items():
        assert len(after[table]) == len(rows), table


def test_copying_leaves_the_lock_of_the_writer_in_place(old: Path, start: Start) -> None:
    """A copy made in the writer's own process would take the lock away with its descriptor."""
    with opened_for_writing(old) as connection:
        copy_held(connection, old, old.with_name("copy.duckdb"))
        other = start("import duckdb, sys; duckdb.connect(sys.argv[1])", str(old))
        assert other.wait(timeout=60) != 0
