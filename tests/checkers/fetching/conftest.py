from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from checkers.fetching.addresses import AddressGuard, Resolver, resolve
from checkers.fetching.client import GuardedClient
from checkers.fetching.document import Document
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore

AT_ONCE = FetchLimits(per_host_delay_seconds=0.0)
Get = Callable[..., Document]


@pytest.fixture
def get() -> Get:
    """Gets one URL with a client of its own."""

    def get(
        url: str,
        allowed: frozenset[str] = frozenset(),
        limits: FetchLimits = AT_ONCE,
        resolver: Resolver = resolve,
        contact: str | None = None,
    ) -> Document:
        async def run() -> Document:
            guard = AddressGuard(allowed, resolver)
            async with GuardedClient(limits, guard, contact) as client:
                return await client.get(url)

        return anyio.run(run)

    return get


@pytest.fixture
def fetcher(tmp_path: Path) -> Callable[..., PageFetcher]:
    """Makes fetchers over one snapshot folder, as one installation's runs are."""

    def make(
        allowed: frozenset[str] = frozenset(),
        corpus: Path | None = None,
        limits: FetchLimits = AT_ONCE,
    ) -> PageFetcher:
        return PageFetcher(
            limits=limits,
            allow_hosts=allowed,
            contact=None,
            snapshots=SnapshotStore(tmp_path / "snapshots"),
            corpus=corpus,
        )

    return make
