"""How much of anything one page may take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import anyio

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one retrieval and of the load on one host; times are seconds.

    `total_seconds` is for one page, from the first request to the last byte, over every redirect
    and retry; waiting for a turn at a busy host does not count.
    """

    wire_bytes: int = 5 * _MEGABYTE
    decoded_bytes: int = 10 * _MEGABYTE
    total_seconds: float = 20.0
    redirects: int = 5
    per_host_connections: int = 2
    per_host_delay_seconds: float = 0.1
    connect_seconds: float = 5.0
    connections: int = 64


class TimeBudget:
    """Seconds that may be spent in pieces."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @property
    def left(self) -> float:
        """Seconds that are left; 0 where all are spent."""
        return max(0.0, self._left)

    @contextmanager
    def spend(self) -> Iterator[None]:
        """Count the time of the block.

        Raises:
            TimeoutError: The budget ran out inside the block.
        """
        started = anyio.current_time()
        try:
            with anyio.fail_after(self.left):
                yield
        finally:
            self._left -= anyio.current_time() - started
