"""The provider `feeds`: items of RSS and Atom feeds and news sitemaps, as they were ever seen."""

from __future__ import annotations

import threading
from calendar import timegm
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from urllib.parse import urljoin

import feedparser
from bs4 import BeautifulSoup

from checkers.errors import SearchFailed, VeredictoError, WarehouseError
from checkers.nouns import Query, SearchResult
from checkers.reading.times import parse_time
from checkers.search.hits import Hit, results_of
from checkers.search.page_index import PageIndex, SeenPage

_NAME = "feeds"
_MOST_ITEMS = 1_000
_SITEMAP = b"<urlset"

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
    """The items of a feed or a news sitemap that have an address, at most 1,000; none for others.

    Args:
        data: As it was retrieved.
        url: Where it was retrieved from; relative links are resolved by it.
        seen_at: When that was.
    """
    items = _of_sitemap(data, seen_at) if _SITEMAP in data[:2_000] else _of_feed(data, url, seen_at)
    for number, item in enumerate(items):
        if number == _MOST_ITEMS:
            return
        yield item


def _of_feed(data: bytes, url: str, seen_at: datetime) -> Iterator[SeenPage]:
    # As a stream: feedparser takes bytes for the name of a file that it opens.
    feed = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    language = _code(feed.feed.get("language"))
    for entry in feed.entries:
        link = entry.get("link")
        if link:
            yield SeenPage(
                url=urljoin(url, link),
                title=entry.get("title"),
                text=BeautifulSoup(entry.get("summary", ""), "lxml").get_text(" ", strip=True),
                language=language,
                published_at=_moment(_first(entry, "published_parsed", "updated_parsed")),
                seen_at=seen_at,
            )


def _of_sitemap(data: bytes, seen_at: datetime) -> Iterator[SeenPage]:
    # https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    for entry in BeautifulSoup(data, "xml").find_all("url"):
        address, title = entry.find("loc"), entry.find("title")
        if address is None or title is None:
            continue
        language, published = entry.find("language"), entry.find("publication_date")
        yield SeenPage(
            url=address.get_text(strip=True),
            title=title.get_text(strip=True),
            text="",
            language=_code(language.get_text(strip=True) if language else None),
            published_at=parse_time(published.get_text(strip=True) if published else None),
            seen_at=seen_at,
        )


def _first(entry: dict[str, struct_time], *keys: str) -> struct_time | None:
    """The first value there is; feedparser's own look-up answers for one key with another."""
    return next((value for key in keys if (value := dict.get(entry, key))), None)


def _code(language: str | None) -> str | None:
    return language[:2].lower() if language else None


def _moment(written: struct_time | None) -> datetime | None:
    """The time of feedparser, which is in UTC; None for one that no calendar has."""
    if written is None:
        return None
    try:
        return datetime.fromtimestamp(timegm(written), UTC)
    except (ValueError, OverflowError, OSError):
        return None
