from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from servers.postgres import PASSWORD, Postgres
from warehouse.lake.instances import forget
from warehouse.place import Lake, parse_place


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture
def lake(postgres: Postgres, tmp_path: Path) -> Iterator[Lake]:
    """The place of a lake that nobody has made yet, with its catalog in PostgreSQL."""
    address = f"{postgres.new_database()} password='{PASSWORD}'"
    place = parse_place(f"ducklake:postgres:{address}?data_path={tmp_path}/data")
    assert isinstance(place, Lake)
    yield place
    forget(place)
