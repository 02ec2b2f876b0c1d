from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from servers.postgres import PASSWORD, Postgres, name_in
from warehouse.lake.instances import forget
from warehouse.place import Lake, parse_place
from warehouse.writer import Warehouse


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture
def new_lake(postgres: Postgres, tmp_path: Path) -> Iterator[Lake]:
    """The place of a lake that nobody has made yet, with its catalog in PostgreSQL."""
    place = lake_at(postgres.new_database(), tmp_path)
    yield place
    forget(place)


@pytest.fixture(scope="session")
def prepared_database(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalog of a lake without rows; making it takes more than a second."""
    words = postgres.new_database()
    place = lake_at(words, tmp_path_factory.mktemp("lake"))
    Warehouse(place).prepare()
    # PostgreSQL copies no database that somebody is connected to.
    forget(place)
    return words


@pytest.fixture
def lake(postgres: Postgres, prepared_database: str, tmp_path: Path) -> Iterator[Lake]:
    """A lake without rows, with its catalog in PostgreSQL."""
    words = postgres.new_database(like=prepared_database)
    place = lake_at(words, tmp_path)
    moved = f"UPDATE ducklake_metadata SET value = '{place.data_path}' WHERE key = 'data_path'"  # noqa: S608 (a folder of pytest)
    postgres.psql(moved, database=name_in(words))
    yield place
    forget(place)


def lake_at(words: str, folder: Path) -> Lake:
    place = parse_place(f"ducklake:postgres:{words} password='{PASSWORD}'?data_path={folder}/data")
    assert isinstance(place, Lake)
    return place
