"""A newsroom whose sources stand on a web that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from newsroom import ChangingWeb, Newsroom

from servers.pages import PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from checkers.evidence.gather import Judges


@pytest.fixture
def web() -> Iterator[ChangingWeb]:
    with PageServer() as server:
        yield ChangingWeb(server)


@pytest.fixture
def room(tmp_path: Path, judges: Judges, web: ChangingWeb) -> Newsroom:
    return Newsroom(tmp_path, judges, server=web.server)
