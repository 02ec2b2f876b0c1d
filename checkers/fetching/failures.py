"""From what can go wrong on the wire to the errors and outcomes that are recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from checkers.errors import FetchError, FetchFailed, FetchRefused
from checkers.fetching.decoding import TooLarge, Undecodable
from checkers.fetching.status import StatusFailed, StatusRefused
from checkers.labels import Outcome

_Types = tuple[type[Exception], ...]
_MEANINGS: tuple[tuple[_Types, type[FetchError], Outcome, str], ...] = (
    ((TooLarge,), FetchRefused, Outcome.TOO_LARGE, "{said}"),
    ((Undecodable,), FetchRefused, Outcome.UNSUPPORTED_CONTENT, "{said}"),
    (
        (TimeoutError, httpx.TimeoutException),
        FetchFailed,
        Outcome.TIMEOUT,
        "the page did not come whole in the time it is given",
    ),
    (
        (httpx.ConnectError,),
        FetchFailed,
        Outcome.UNREACHABLE,
        "the server cannot be reached: {said}",
    ),
    (
        (httpx.InvalidURL, httpx.UnsupportedProtocol),
        FetchRefused,
        Outcome.REFUSED_ADDRESS,
        "the page redirects to what is no URL of the web: {said}",
    ),
    (
        (httpx.HTTPError,),
        FetchFailed,
        Outcome.UNREACHABLE,
        "the connection broke off or the server spoke no HTTP: {said}",
    ),
)
_MAPPED: _Types = (FetchError, *(kind for types, *_ in _MEANINGS for kind in types))


@contextmanager
def mapped_errors(url: str) -> Iterator[None]:
    """Turn whatever the block raises into a FetchError about `url`.

    Raises:
        FetchRefused: A later try cannot help.
        FetchFailed: It may.
    """
    try:
        yield
    except (StatusRefused, StatusFailed):
        raise
    except _MAPPED as error:
        raise _as_fetch_error(error, url) from error


def _as_fetch_error(error: Exception, url: str) -> FetchError:
    said = str(error) or type(error).__name__
    if isinstance(error, FetchError):
        kind = FetchFailed if error.transient else FetchRefused
        return kind(said, url=url, outcome=error.outcome)
    for types, means, outcome, message in _MEANINGS:
        if isinstance(error, types):
            return means(message.format(said=said), url=url, outcome=outcome)
    raise error
