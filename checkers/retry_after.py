"""How long a busy server asks to be left alone: the header Retry-After (RFC 9110 §10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""The statuses that the header goes with."""
_SHORTEST_SECONDS = 0.1  # stamina takes a wait of 0 for a no


def seconds_to_wait(header: str | None, *, usual: float, patience: float) -> float | None:
    """Seconds before another try is worth it; None where that is longer than `patience`.

    Args:
        header: Seconds or a date, as the server sent it; None or empty where it sent nothing.
        usual: Seconds to wait where it sent nothing.
        patience: The longest wait.
    """
    value = (header or "").strip()
    seconds = _seconds(value) if value else usual
    if seconds is None or seconds > patience:
        return None
    return max(_SHORTEST_SECONDS, seconds)


def _seconds(value: str) -> float | None:
    if value.isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
