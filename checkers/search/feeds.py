"""The provider `feeds`: items of RSS and Atom feeds and news sitemaps, as they were ever seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from checkers.errors import SearchFailed, UnreadableInput, VeredictoError, WarehouseError
from checkers.nouns import Query, SearchResult
from checkers.reading.feeds import read_feed
from checkers.search.hits import Hit, results_of
from checkers.search.page_index import PageIndex, SeenPage

_NAME = "feeds"

ReadFeed = Callable[[str], bytes]
"""Gives the bytes at a feed's address, or raises a `VeredictoError`."""


class FeedsProvider:
    """Searches the items of the feeds at `urls`, through `index`, which keeps what it has seen.

    The first search of a process reads the feeds with `read`. Those that cannot be read are
    `shortfalls` as long as others can.
    """

    name = _NAME

    def __init__(self, urls: Sequence[str], index: PageIndex, read: ReadFeed) -> None:
        self._urls = tuple(urls)
        self._index = index
        self._read = read
        self._lock = threading.Lock()
        self._shortfalls: tuple[str, ...] = ()
        self._current = False

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The items that share a word with the query, best first by BM25.

        Raises:
            SearchFailed: None of the feeds could be read, or the index cannot.
        """
        try:
            with self._lock:
                if not self._current:
                    self._shortfalls = tuple(self._refresh())
                    self._current = True
            found = self._index.search(query.text, query.language, limit=limit)
        except WarehouseError as error:
            raise SearchFailed(str(error), provider=_NAME) from error
        if len(self._shortfalls) == len(self._urls):
            message = f"no feed could be read: {'; '.join(self._shortfalls)}"
            raise SearchFailed(message, provider=_NAME)
        hits = (Hit(it.url, it.title, it.snippet, it.published_at) for it in found)
        return results_of(hits, query, provider=_NAME, limit=limit)

    def shortfalls(self) -> tuple[str, ...]:
        """The feeds that could not be read, with the reason."""
        return self._shortfalls

    def _refresh(self) -> Iterator[str]:
        """Adds what is new; gives what could not be read, and why."""
        for url in self._urls:
            try:
                items = tuple(read_items(self._read(url), url=url, seen_at=datetime.now(UTC)))
            except VeredictoError as error:
                yield f"the feed {url} cannot be read: {error}"
                continue
            if not items:
                yield f"the feed {url} holds no items"
            self._index.add(items)


def read_items(data: bytes, *, url: str, seen_at: datetime) -> Iterator[SeenPage]:
    """The items of a feed or a news sitemap that have an address; none of what is no feed.

    Args:
        data: As it was retrieved.
        url: Where it was retrieved from; relative links are resolved by it.
        seen_at: When that was.
    """
    try:
        feed = read_feed(data, url=url, now=seen_at)
    except UnreadableInput:
        return
    for item in feed.items:
        # A page of a sitemap that is no news has neither, and could not be found.
        if item.title or item.summary:
            yield SeenPage(
                url=item.address,
                title=item.title,
                text=item.summary,
                language=item.language,
                published_at=item.published_at,
                seen_at=seen_at,
            )
