"""What an HTTP status means for a page that was wanted."""

from __future__ import annotations

from http import HTTPStatus

from checkers.errors import FetchFailed, FetchRefused
from checkers.labels import Outcome
from checkers.retry_after import BUSY, seconds_to_wait

_PASSING = BUSY | {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}
_PATIENCE_SECONDS = 5.0
_USUAL_SECONDS = 0.5


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
    wait = None
    if status_code in BUSY:
        wait = seconds_to_wait(retry_after, usual=_USUAL_SECONDS, patience=_PATIENCE_SECONDS)
    raise StatusFailed(message, url=url, status_code=status_code, retry_after=wait)


def _phrase(status_code: int) -> str:
    try:
        return HTTPStatus(status_code).phrase
    except ValueError:
        return ""
