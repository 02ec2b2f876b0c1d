"""The guarded HTTP client: every page goes through it, and nothing gets past its limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import httpx
import stamina

from checkers.errors import FetchFailed, FetchRefused
from checkers.fetching.addresses import AddressGuard
from checkers.fetching.content import (
    ACCEPTED_ARTICLES,
    ACCEPTED_FEEDS,
    ACCEPTED_TYPES,
    ARTICLES,
    PAGES,
    check_body,
    check_declared,
)
from checkers.fetching.decoding import ACCEPTED_ENCODINGS, TooLarge, decompress
from checkers.fetching.document import Document
from checkers.fetching.failures import mapped_errors
from checkers.fetching.limits import FetchLimits, TimeBudget
from checkers.fetching.robots import AGENT, Robots
from checkers.fetching.status import StatusFailed, check_status
from checkers.fetching.transport import GuardedTransport
from checkers.fetching.turns import HostTurns
from checkers.labels import Outcome

_ACCEPTED = {PAGES: ACCEPTED_TYPES, ARTICLES: ACCEPTED_ARTICLES}
_TRIES = 3
_FIRST_WAIT_SECONDS = 0.3
_LONGEST_WAIT_SECONDS = 5.0


class GuardedClient:
    """Gets pages for one event loop; use it as an async context.

    Args:
        limits: What one page may take.
        guard: Which addresses may be connected to.
        contact: An address or URL for the owners of sites, in the User-Agent.
        readable: Media types that a page may be declared as.
        turns: Whose turn it is at a host.
    """

    def __init__(
        self,
        limits: FetchLimits,
        guard: AddressGuard,
        contact: str | None,
        readable: frozenset[str] = PAGES,
        turns: HostTurns | None = None,
    ) -> None:
        self._limits = limits
        self._readable = readable
        self._guard = guard
        self._turns = turns or HostTurns(limits)
        self._robots = Robots(self._get_any)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(guard, limits),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.total_seconds, connect=limits.connect_seconds),
            # A site that sets cookies gets none back: pages are read as a stranger reads them.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={
                "User-Agent": user_agent(contact),
                "Accept": _ACCEPTED.get(readable, ACCEPTED_FEEDS),
                "Accept-Encoding": ACCEPTED_ENCODINGS,
                "Accept-Language": "es, en;q=0.8",
            },
        )

    async def __aenter__(self) -> Self:
        """The client, open."""
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self._client.__aexit__(kind, error, trace)

    async def get(self, url: str, stored: Document | None = None) -> Document:
        """The page, after its redirects.

        With a `stored` version the server is asked for a newer one (RFC 9110, 13.1); where it says
        304 the stored one is given again, with that status and the time of the answer.

        Raises:
            FetchRefused: The guard or robots.txt forbids it, or it is of no use at any time.
            FetchFailed: It could not be had this time.
        """
        return await self._follow(url, for_page=True, stored=stored)

    async def _get_any(self, url: str) -> Document:
        return await self._follow(url, for_page=False)

    async def _follow(
        self, url: str, *, for_page: bool, stored: Document | None = None
    ) -> Document:
        budget = TimeBudget(self._limits.total_seconds)
        here = self._guard.check_url(url)
        for _ in range(self._limits.redirects + 1):
            delay = await self._robots.delay(here) if for_page else 0.0
            answer = await self._answer(here, delay, budget, for_page=for_page, stored=stored)
            if isinstance(answer, Document):
                return replace(answer, url=url)
            here = self._guard.check_url(answer)
        message = f"more than {self._limits.redirects} redirects, the last one to {here}"
        raise FetchRefused(message, url=url, outcome=Outcome.TOO_MANY_REDIRECTS)

    async def _answer(
        self,
        url: httpx.URL,
        delay: float,
        budget: TimeBudget,
        *,
        for_page: bool,
        stored: Document | None,
    ) -> Document | str:
        """The document at `url`, or where it redirects to."""
        attempts = stamina.retry_context(
            on=_worth_waiting,
            attempts=_TRIES,
            timeout=budget.left,
            wait_initial=_FIRST_WAIT_SECONDS,
            wait_max=_LONGEST_WAIT_SECONDS,
            wait_jitter=_FIRST_WAIT_SECONDS,
        )
        async for attempt in attempts:
            with attempt:
                async with self._turns.turn(url.netloc.decode(), delay):
                    with mapped_errors(str(url)), budget.spend():
                        return await self._request(url, for_page=for_page, stored=stored)
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    async def _request(
        self, url: httpx.URL, *, for_page: bool, stored: Document | None
    ) -> Document | str:
        conditions = conditions_of(stored, str(url))
        async with self._client.stream("GET", url, headers=conditions) as response:
            if response.has_redirect_location:
                return str(url.join(response.headers["location"]))
            if stored and conditions and response.status_code == HTTPStatus.NOT_MODIFIED:
                return replace(
                    stored, status_code=HTTPStatus.NOT_MODIFIED, retrieved_at=datetime.now(UTC)
                )
            content_type = response.headers.get("content-type")
            check_status(response.status_code, str(url), response.headers.get("retry-after"))
            if for_page:
                check_declared(content_type, str(url), self._readable)
            encoding = response.headers.get("content-encoding", "")
            body = decompress(await self._read(response), encoding, self._limits.decoded_bytes)
        if for_page:
            check_body(body, str(url), content_type, self._readable)
        return Document(
            url=str(url),
            final_url=str(url),
            status_code=response.status_code,
            headers=tuple(response.headers.multi_items()),
            content_type=content_type,
            body=body,
            retrieved_at=datetime.now(UTC),
        )

    async def _read(self, response: httpx.Response) -> bytes:
        """The bytes on the wire, as they are."""
        limit = self._limits.wire_bytes
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            raise TooLarge(f"the page has {declared} bytes, more than {limit}")
        whole = bytearray()
        async for part in response.aiter_raw():
            whole += part
            if len(whole) > limit:
                raise TooLarge(f"the page has more than {limit} bytes on the wire")
        return bytes(whole)


def conditions_of(stored: Document | None, url: str) -> dict[str, str]:
    """The headers that ask `url` for a page only if it is not the stored one any more.

    A validator is good for the address that gave it, so none goes to where redirects pass through.
    """
    if stored is None or stored.final_url != url:
        return {}
    received = {name.lower(): value for name, value in stored.headers}
    return {
        asked: received[given]
        for given, asked in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
        if given in received
    }


def user_agent(contact: str | None) -> str:
    """How the client names itself to the owners of sites."""
    try:
        name = f"{AGENT}/{version('veredicto')}"
    except PackageNotFoundError:
        name = AGENT
    return f"{name} (+{contact})" if contact else name


def _worth_waiting(error: Exception) -> bool | float:
    """How stamina is told to try again: after so many seconds, as it likes, or not at all."""
    if isinstance(error, StatusFailed):
        return False if error.retry_after is None else error.retry_after
    return isinstance(error, FetchFailed) and isinstance(error.__cause__, httpx.ConnectError)
