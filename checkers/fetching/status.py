"""What an HTTP status means for a page that was wanted."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from checkers.errors import FetchFailed, FetchRefused
from checkers.labels import Outcome

_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_PASSING = _BUSY | {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}
_PATIENCE_SECONDS = 5.0
_USUAL_SECONDS = 0.5
_SHORTEST_SECONDS = 0.1  # stamina takes a wait of 0 for a no


class StatusRefused(FetchRefused):
    """The server answered with a status that a later try will not change."""

    def __init__(self, message: str, *, url: str, status_code: int) -> None:
        super().__init__(message, url=url, outcome=Outcome.HTTP_ERROR)
        self.status_code = status_code


class StatusFailed(FetchFailed):
    """The server answered that it cannot give the page now.

    `retry_after` is the wait in seconds that is worth trying again after; None where it is not.
    """

    def __init__(
        self, message: str, *, url: str, status_code: int, retry_after: float | None
    ) -> None:
        super().__init__(message, url=url, outcome=Outcome.HTTP_ERROR)
        self.status_code = status_code
        self.retry_after = retry_after


def check_status(status_code: int, url: str, retry_after: str | None) -> None:
    """Nothing for a success.

    Args:
        status_code: The HTTP status.
        url: The page, for the error.
        retry_after: The header of that name.

    Raises:
        StatusFailed: 408, 425, 429 or a server's error.
        StatusRefused: Any other status that is no success.
    """
    if HTTPStatus.OK <= status_code < HTTPStatus.MULTIPLE_CHOICES:
        return
    message = f"the server answered {status_code} {_phrase(status_code)}".rstrip()
    if status_code < HTTPStatus.INTERNAL_SERVER_ERROR and status_code not in _PASSING:
        raise StatusRefused(message, url=url, status_code=status_code)
    wait = _wait(retry_after) if status_code in _BUSY else None
    raise StatusFailed(message, url=url, status_code=status_code, retry_after=wait)


def _phrase(status_code: int) -> str:
    try:
        return HTTPStatus(status_code).phrase
    except ValueError:
        return ""


def _wait(header: str | None) -> float | None:
    """Seconds to wait before another try; None where the server wants more than our patience."""
    if header is None:
        return _USUAL_SECONDS
    value = header.strip()
    seconds = float(value) if value.isdecimal() else _until(value)
    if seconds is None or seconds > _PATIENCE_SECONDS:
        return None
    return max(_SHORTEST_SECONDS, seconds)


def _until(date: str) -> float | None:
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
