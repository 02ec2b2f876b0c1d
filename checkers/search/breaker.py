"""The circuit breaker of a provider: after failures in a row it is left alone for a while.

Nygard, Release It! (2018), ch. 5. The libraries for it know neither how long a server asked to be
left alone nor how to let calls run side by side, which is what a search needs.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

FAILURES_IN_A_ROW = 3
FIRST_REST_SECONDS = 60.0
LONGEST_REST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when a provider is left alone, in seconds of the clock in use, and why."""

    until: float
    reason: str


class Breaker:
    """Opens after some failures in a row, or at once where the server asks for it.

    After a rest one request is let through: if it fails, the next rest is twice as long.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._rests = 0
        self._rest: Rest | None = None

    def rest(self, now: float) -> Rest | None:
        """The rest under way; None where the provider may be asked."""
        with self._lock:
            if self._rest is None:
                return None
            if now < self._rest.until:
                return self._rest
            # The others wait until the one that is let through has come back.
            self._rest = Rest(now + FIRST_REST_SECONDS, self._rest.reason)
            return None

    def succeeded(self) -> None:
        """Close it: the provider answers."""
        with self._lock:
            self._failures = self._rests = 0
            self._rest = None

    def failed(self, now: float, reason: str, *, asked_seconds: float | None = None) -> None:
        """Count a failure.

        Args:
            now: Seconds of the clock in use.
            reason: What went wrong.
            asked_seconds: For how long the server asks to be left alone.
        """
        with self._lock:
            self._failures += 1
            usual = FIRST_REST_SECONDS * 2**self._rests
            if asked_seconds is None and self._failures < FAILURES_IN_A_ROW:
                return
            self._rests += 1
            seconds = min(max(asked_seconds or 0.0, usual), LONGEST_REST_SECONDS)
            self._rest = Rest(now + seconds, reason)
