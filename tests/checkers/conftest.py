from __future__ import annotations

from collections.abc import Iterator

import pytest

from servers.pages import PageServer


@pytest.fixture(scope="package")
def running_server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


@pytest.fixture
def server(running_server: PageServer) -> PageServer:
    running_server.reset()
    return running_server
