from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from published_warehouses import Published

from benchmarks.desk_stories import AN_ARTICLE
from benchmarks.desk_warehouse import fill
from warehouse.desk.reader import DeskReader
from warehouse.public_copy import PublicCopy

UNTIL = datetime(2026, 11, 28, tzinfo=UTC)
ARTICLES = 12


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of twelve made-up articles, to be read only."""
    path = tmp_path_factory.mktemp("filled") / "veredicto.duckdb"
    fill(path, ARTICLES * AN_ARTICLE, UNTIL)
    PublicCopy(path).refresh()
    return path


@pytest.fixture(scope="session")
def filled_reader(filled: Path) -> Iterator[DeskReader]:
    reader = DeskReader(PublicCopy(filled).database)
    yield reader
    reader.close()


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    it = Published(tmp_path / "veredicto.duckdb")
    yield it
    it.close()
