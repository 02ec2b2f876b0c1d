"""Whose turn it is at a host: few connections at once, and a pause between requests."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

import anyio

from checkers.fetching.limits import FetchLimits

Elsewhere = Callable[[str], AbstractAsyncContextManager[None]]
"""Gives a turn at a host among other processes, which is held over the block."""
_LOOK_AGAIN_SECONDS = 0.02


def nobody_elsewhere(host: str) -> AbstractAsyncContextManager[None]:
    """No other process asks the host."""
    del host
    return nullcontext()


class Calendar:
    """Who is at which host, and when it may be asked next, for all event loops of a process."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._there: Counter[str] = Counter()
        self._next: dict[str, float] = {}

    @asynccontextmanager
    async def visit(self, host: str, delay_seconds: float) -> AsyncIterator[None]:
        """Wait until there is room at the host and its pause is over, and stay over the block."""
        while not self._enter(host):  # noqa: ASYNC110 (who leaves may be of another event loop)
            await anyio.sleep(_LOOK_AGAIN_SECONDS)
        try:
            await anyio.sleep(self._reserve(host, delay_seconds))
            yield
        finally:
            with self._lock:
                self._there[host] -= 1

    def _enter(self, host: str) -> bool:
        with self._lock:
            room = self._there[host] < self._limits.per_host_connections
            self._there[host] += room
            return room

    def _reserve(self, host: str, delay_seconds: float) -> float:
        """Seconds to wait; clocks of event loops are the machine's, and so are alike."""
        with self._lock:
            now = anyio.current_time()
            start = max(now, self._next.get(host, now))
            pause = max(self._limits.per_host_delay_seconds, delay_seconds)
            self._next[host] = start + pause
            return start - now


class HostTurns:
    """Turns at hosts, for one event loop.

    Args:
        limits: How many at once, and how long a pause.
        calendar: What the other event loops of the process do; None where there is no other.
        elsewhere: Gives a turn among other processes.
    """

    def __init__(
        self,
        limits: FetchLimits,
        calendar: Calendar | None = None,
        elsewhere: Elsewhere = nobody_elsewhere,
    ) -> None:
        self._calendar = calendar or Calendar(limits)
        self._elsewhere = elsewhere
        self._all = anyio.Semaphore(limits.connections)
        # Those of one loop queue here, in order; only the first of them look into the calendar.
        self._hosts: defaultdict[str, anyio.Semaphore] = defaultdict(
            lambda: anyio.Semaphore(limits.per_host_connections)
        )

    @asynccontextmanager
    async def turn(self, host: str, delay_seconds: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn and hold it over the block; `delay_seconds` may lengthen the pause."""
        async with (
            self._hosts[host],
            self._elsewhere(host),
            self._calendar.visit(host, delay_seconds),
            # Last, so that those who wait for one host do not keep others from theirs.
            self._all,
        ):
            yield
