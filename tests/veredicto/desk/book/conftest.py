from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_books import Desk

from veredicto.desk.nouns import Person, Role


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk.sqlite")
    yield made
    made.book.close()


@pytest.fixture
def ana(desk: Desk) -> Person:
    return desk.joined("Ana")


@pytest.fixture
def luis(desk: Desk) -> Person:
    return desk.joined("Luis")


@pytest.fixture
def jefa(desk: Desk) -> Person:
    return desk.joined("Jefa", Role.CHIEF)
