"""The provider `searxng`: a SearXNG instance, over its JSON API.

https://docs.searxng.org/dev/search_api.html; the instance must have `json` among `search.formats`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

import httpx
import stamina
from pydantic import BaseModel, ValidationError

from checkers.errors import SearchFailed
from checkers.nouns import Query, SearchResult
from checkers.retry_after import BUSY, seconds_to_wait

_NAME = "searxng"
_MOST_BYTES = 2_000_000
_TRIES = 3
_FIRST_WAIT_SECONDS = 0.2
_LONGEST_WAIT_SECONDS = 5.0


class _Hit(BaseModel):
    url: str = ""
    title: str | None = None
    content: str | None = None
    publishedDate: str | None = None  # noqa: N815 (SearXNG's spelling)


class _Answer(BaseModel):
    results: list[_Hit]
    unresponsive_engines: list[tuple[str, str]] = []


class _Passing(SearchFailed):
    """A failure that another try may mend, after `wait` seconds or as soon as is decent."""

    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message, provider=_NAME)
        self.wait = wait


class SearxngProvider:
    """Asks the instance at `base_url` through `client`, whose timeouts hold for each try."""

    name = _NAME

    def __init__(self, base_url: str, client: httpx.Client) -> None:
        self._base = base_url.rstrip("/")
        self._client = client

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The instance's first results that lead to the web.

        Raises:
            SearchFailed: It cannot be reached, is busy, or answered with something else, or none
                of its engines answered it.
        """
        answer = self._parse(self._ask(query))
        hits = [hit for hit in answer.results if hit.url.startswith(("http://", "https://"))]
        if not answer.results and answer.unresponsive_engines:
            engines = ", ".join(f"{name} ({why})" for name, why in answer.unresponsive_engines)
            message = f"{self._base} got no answer from its engines: {engines}"
            raise SearchFailed(message, provider=_NAME)
        return tuple(
            SearchResult(
                query_id=query.id,
                provider=_NAME,
                url=hit.url,
                title=hit.title,
                snippet=hit.content,
                rank=rank,
                published_at=_parse_time(hit.publishedDate),
            )
            for rank, hit in enumerate(hits[:limit], start=1)
        )

    def _ask(self, query: Query) -> bytes:
        attempts = stamina.retry_context(
            on=_worth_waiting,
            attempts=_TRIES,
            wait_initial=_FIRST_WAIT_SECONDS,
            wait_max=_LONGEST_WAIT_SECONDS,
            wait_jitter=_FIRST_WAIT_SECONDS,
        )
        for attempt in attempts:
            with attempt:
                return self._request(query)
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    def _request(self, query: Query) -> bytes:
        parameters = {"q": query.text, "format": "json", "language": query.language}
        try:
            url, headers = _reachable(self._base)
            with self._client.stream(
                "GET", f"{url}/search", params=parameters, headers=headers, follow_redirects=True
            ) as response:
                _check_status(response, self._base)
                return self._read(response)
        except httpx.TransportError as error:
            message = f"{self._base} cannot be reached: {str(error) or type(error).__name__}"
            raise _Passing(message) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"{self._base} cannot be searched: {error}; check VEREDICTO_SEARXNG_URL"
            raise SearchFailed(message, provider=_NAME) from error

    def _read(self, response: httpx.Response) -> bytes:
        whole = bytearray()
        for part in response.iter_bytes():
            whole += part
            if len(whole) > _MOST_BYTES:
                message = f"{self._base} answered with more than {_MOST_BYTES} bytes"
                raise SearchFailed(message, provider=_NAME)
        return bytes(whole)

    def _parse(self, body: bytes) -> _Answer:
        try:
            return _Answer.model_validate_json(body)
        except ValidationError as error:
            message = (
                f"{self._base} answered with something else than SearXNG's JSON: check "
                "VEREDICTO_SEARXNG_URL, and that the instance has json among search.formats"
            )
            raise SearchFailed(message, provider=_NAME) from error


def _check_status(response: httpx.Response, base: str) -> None:
    status = response.status_code
    if status == HTTPStatus.OK:
        return
    asked_to_wait = response.headers.get("retry-after", "").strip()
    message = f"{base} answered {status} {response.reason_phrase}".rstrip()
    if asked_to_wait:
        message += f", to be asked again after: {asked_to_wait}"
    if status == HTTPStatus.FORBIDDEN:
        message += "; it may lack json among search.formats"
    wait = seconds_to_wait(asked_to_wait, usual=_FIRST_WAIT_SECONDS, patience=_LONGEST_WAIT_SECONDS)
    if status in BUSY and wait is not None:
        raise _Passing(message, wait=wait)
    raise SearchFailed(message, provider=_NAME)


def _worth_waiting(error: Exception) -> bool | float:
    if not isinstance(error, _Passing):
        return False
    return True if error.wait is None else error.wait


def _reachable(base: str) -> tuple[str, dict[str, str]]:
    """Where to connect and with which headers.

    Names under `.localhost` are loopback's by RFC 6761, but not every system resolves them.
    """
    # Compressed answers could grow beyond what is read of them.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    url = httpx.URL(base)
    if not url.host.endswith(".localhost"):
        return base, headers
    return str(url.copy_with(host="127.0.0.1")).rstrip("/"), headers | {"Host": url.netloc.decode()}


def _parse_time(text: str | None) -> datetime | None:
    """The time in UTC; None where there is none that can be read."""
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
