"""What the owner of a site lets robots fetch (RFC 9309)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable

import anyio
import httpx
from protego import Protego

from checkers.errors import FetchError, FetchFailed, FetchRefused
from checkers.fetching.document import Document
from checkers.fetching.status import StatusFailed, StatusRefused
from checkers.labels import Outcome

AGENT = "veredicto"
_LONGEST_DELAY_SECONDS = 5.0

Fetch = Callable[[str], Awaitable[Document]]


class Robots:
    """The rules of every origin met, each fetched once, for one event loop.

    `fetch` gives a document of any content type, without asking for rules.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._locks: defaultdict[str, anyio.Lock] = defaultdict(anyio.Lock)
        self._known: dict[str, Protego | FetchError] = {}

    async def delay(self, url: httpx.URL) -> float:
        """Seconds that the site wants between two requests, at most 5; the page may be fetched.

        Raises:
            FetchRefused: The rules forbid the page, or the site cannot say what they are.
            FetchFailed: The site cannot be reached.
        """
        rules = await self._rules(url)
        if not rules.can_fetch(str(url), AGENT):
            message = f"robots.txt of {url.host} keeps robots from this page"
            raise FetchRefused(message, url=str(url), outcome=Outcome.ROBOTS)
        return min(_LONGEST_DELAY_SECONDS, float(rules.crawl_delay(AGENT) or 0.0))

    async def _rules(self, url: httpx.URL) -> Protego:
        origin = str(url.join("/"))
        async with self._locks[origin]:
            if origin not in self._known:
                self._known[origin] = await self._load(url)
        rules = self._known[origin]
        if isinstance(rules, FetchError):
            raise type(rules)(str(rules), url=str(url), outcome=rules.outcome)
        return rules

    async def _load(self, url: httpx.URL) -> Protego | FetchError:
        try:
            document = await self._fetch(str(url.join("/robots.txt")))
        except StatusRefused:
            return Protego.parse("")
        except StatusFailed as error:
            return _unavailable(url, error)
        except FetchError as error:
            if error.outcome is Outcome.TOO_MANY_REDIRECTS:
                return Protego.parse("")
            return _failure(url, error)
        return Protego.parse(document.body.decode("utf-8", errors="replace"))


def _unavailable(url: httpx.URL, error: StatusFailed) -> FetchError:
    """A server in trouble: RFC 9309 has everything forbidden; so does being asked to slow down."""
    message = f"no page of {url.host} is fetched: for robots.txt {error}"
    return FetchRefused(message, url=str(url), outcome=Outcome.ROBOTS)


def _failure(url: httpx.URL, error: FetchError) -> FetchError:
    kind = FetchRefused if isinstance(error, FetchRefused) else FetchFailed
    return kind(str(error), url=str(url), outcome=error.outcome)
