"""Whose turn it is at a host: few connections at once, and a pause between requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from checkers.fetching.limits import FetchLimits


class HostTurns:
    """Turns at hosts, for one event loop."""

    def __init__(self, limits: FetchLimits) -> None:
        self._pause = limits.per_host_delay_seconds
        self._all = anyio.Semaphore(limits.connections)
        self._hosts: defaultdict[str, anyio.Semaphore] = defaultdict(
            lambda: anyio.Semaphore(limits.per_host_connections)
        )
        self._next: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay_seconds: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn and hold it over the block; `delay_seconds` may lengthen the pause."""
        async with self._hosts[host]:
            now = anyio.current_time()
            start = max(now, self._next.get(host, now))
            self._next[host] = start + max(self._pause, delay_seconds)
            await anyio.sleep(start - now)
            # Only here, so that those who wait for one host do not keep others from theirs.
            async with self._all:
                yield
