from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows import server_database
from flows.server_database import SCHEMA, lay_out, written_down


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def dump_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_it_is_what_the_migrations_of_the_installed_prefect_make() -> None:
    # The migrations add constraints and indexes in another order each time.
    shipped, made = (
        sorted(line.removesuffix(",") for line in text.splitlines())
        for text in (SCHEMA.read_text(encoding="utf-8"), written_down())
    )

    assert shipped == made, "another release of Prefect: python -m flows.server_database"


def test_a_first_server_finds_it(tmp_path: Path) -> None:
    path = tmp_path / "prefect" / "prefect.db"

    assert lay_out(url_of(path))

    tables = " ".join(dump_of(path))
    assert 'CREATE TABLE "flow_run"' in tables
    assert "alembic_version" in tables
    assert [it.name for it in path.parent.iterdir()] == ["prefect.db"]


def test_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "prefect.db"
    path.write_bytes(b"mine")

    assert not lay_out(url_of(path))

    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://prefect@127.0.0.1/prefect",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite:///file::memory:?cache=shared&uri=true",
    ],
)
def test_what_is_no_file_is_left_to_prefect(url: str) -> None:
    assert not lay_out(url)


def test_another_release_makes_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = tmp_path / "older.sql"
    older.write_text(SCHEMA.read_text(encoding="utf-8").replace("Prefect 3", "Prefect 2", 1))
    monkeypatch.setattr(server_database, "SCHEMA", older)

    assert not lay_out(url_of(tmp_path / "prefect.db"))

    assert not (tmp_path / "prefect.db").exists()
