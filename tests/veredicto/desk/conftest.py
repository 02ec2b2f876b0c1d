from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import ServedDesk, served


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    """A desk that the tests of a module share: each takes people and claims of its own."""
    with served(tmp_path_factory.mktemp("desk")) as it:
        yield it


@pytest.fixture
def fresh_desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """A desk of this test's own; nobody has an account yet."""
    with served(tmp_path) as it:
        yield it
