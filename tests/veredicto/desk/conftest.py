from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import ServedDesk, served


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """A desk of this test's own; nobody has an account yet."""
    with served(tmp_path) as it:
        yield it
