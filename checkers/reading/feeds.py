"""RSS and Atom feeds and sitemaps: what they name, whoever asks.

Nothing that XML could fetch is fetched. What is no feed is refused with what it is instead.
"""

from __future__ import annotations

from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from time import struct_time
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXException

import feedparser
from bs4 import BeautifulSoup, Tag

from checkers.errors import UnreadableInput
from checkers.identifiers import identify
from checkers.reading.times import parse_time

MOST_ITEMS = 1_000
MOST_CHILDREN = 5
"""Sitemaps that are read of those that an index lists, the newest."""
_HEAD = 2_000
_BEFORE_FEEDS = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)
"""How far ahead a date may be; clocks and zones differ, and a page of next year is a mistake."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What is seen in a feed, a sitemap, a folder or a list of addresses.

    `address` is where the article is, a path in a folder. `guid` is what the feed calls it, None
    where that tells items apart badly. `digest` changes when what is said of it does; it is None
    where nothing is.
    """

    address: str
    guid: str | None = None
    title: str | None = None
    summary: str = ""
    language: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None

    @property
    def digest(self) -> str | None:
        """A hash of all that is said of it; None where there is no time to tell a change by."""
        if self.published_at is None and self.modified_at is None:
            return None
        return identify("feed item", self.title, self.summary, self.published_at, self.modified_at)


@dataclass(frozen=True, slots=True)
class Feed:
    """The items in their order, what was wrong with some, and the sitemaps that are to be read."""

    items: tuple[FeedItem, ...]
    notes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


def read_feed(data: bytes, *, url: str, now: datetime) -> Feed:
    """The items of a feed or sitemap that have an address, at most `MOST_ITEMS`.

    Args:
        data: As it was retrieved.
        url: Where it was retrieved from; relative links are resolved by it.
        now: Later dates are mistakes, but for some hours.

    Raises:
        UnreadableInput: It is none, or names nothing.
    """
    head = data[:_HEAD]
    if not data.strip():
        raise UnreadableInput(f"the feed {url} is empty")
    if b"<sitemapindex" in head:
        return _index(data, url)
    found: list[FeedItem]
    notes: list[str]
    if b"<urlset" in head:
        found, notes = list(_of_sitemap(data, url)), []
    else:
        found, notes = _of_feed(data, url)
    if len(found) > MOST_ITEMS:
        notes.append(f"only the first {MOST_ITEMS:,} of {len(found):,} items are read")
    return _sound(found[:MOST_ITEMS], notes, now)


def _sound(found: list[FeedItem], notes: list[str], now: datetime) -> Feed:
    """The items without addresses of no page, dates that cannot be, and names of several."""
    items = [item for item in found if _is_page(item.address)]
    if len(items) < len(found):
        notes.append(f"{len(found) - len(items)} items lead to no page and are left out")
    dated = [_dated(item, now) for item in items]
    wrong = sum(a != b for a, b in zip(items, dated, strict=True))
    if wrong:
        notes.append(f"{wrong} items have dates that cannot be, which are taken for none")
    names = Counter(item.guid for item in dated if item.guid is not None)
    shared = {name for name, times in names.items() if times > 1}
    if shared:
        notes.append("several items have one GUID: they are told apart by their addresses")
        dated = [replace(it, guid=None) if it.guid in shared else it for it in dated]
    return Feed(tuple(dated), tuple(notes))


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _dated(item: FeedItem, now: datetime) -> FeedItem:
    published, modified = (
        at if at is not None and _BEFORE_FEEDS <= at <= now + _AHEAD else None
        for at in (item.published_at, item.modified_at)
    )
    return replace(item, published_at=published, modified_at=modified)


def _of_feed(data: bytes, url: str) -> tuple[list[FeedItem], list[str]]:
    # As a stream: feedparser takes bytes for the name of a file that it opens.
    feed = feedparser.parse(
        BytesIO(data),
        response_headers={"content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.version and not feed.entries:
        raise UnreadableInput(f"{url} is {_instead(data)}, no feed: give an RSS, Atom or sitemap")
    broken = isinstance(feed.get("bozo_exception"), SAXException)
    if broken and not any(entry.get("link") for entry in feed.entries):
        raise UnreadableInput(f"the feed {url} is malformed: {_mistake(feed.bozo_exception)}")
    notes: list[str] = []
    if broken:
        notes.append(f"it is malformed ({_mistake(feed.bozo_exception)}): some items may lack")
    language = code_of(feed.feed.get("language"))
    return [_entry(entry, url, language) for entry in feed.entries], notes


def _entry(entry: feedparser.FeedParserDict, url: str, language: str | None) -> FeedItem:
    summary = BeautifulSoup(entry.get("summary") or "", "lxml").get_text(" ", strip=True)
    return FeedItem(
        address=_joined(url, entry["link"]) if entry.get("link") else "",
        guid=entry.get("id") or None,
        title=entry.get("title"),
        summary=summary,
        language=language,
        published_at=_moment(_own(entry, "published_parsed") or _own(entry, "updated_parsed")),
        modified_at=_moment(_own(entry, "updated_parsed")),
    )


def _own(entry: feedparser.FeedParserDict, key: str) -> struct_time | None:
    """The value of that very key; feedparser's own look-up answers for one key with another."""
    found: struct_time | None = dict.get(entry, key)
    return found


def _of_sitemap(data: bytes, url: str) -> Iterator[FeedItem]:
    # https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    for entry in BeautifulSoup(data, "xml").find_all("url"):
        address = _text(entry, "loc")
        if address:
            yield FeedItem(
                address=_joined(url, address),
                title=_text(entry, "title"),
                language=code_of(_text(entry, "language")),
                published_at=parse_time(_text(entry, "publication_date")),
                modified_at=parse_time(_text(entry, "lastmod")),
            )


def _index(data: bytes, url: str) -> Feed:
    """The newest sitemaps of an index; of those without a time the last, where new ones are put."""
    entries = BeautifulSoup(data, "xml").find_all("sitemap")
    oldest = datetime.min.replace(tzinfo=UTC)
    listed = [
        (parse_time(_text(entry, "lastmod")) or oldest, at, _joined(url, address))
        for at, entry in enumerate(entries)
        if (address := _text(entry, "loc"))
    ]
    newest = tuple(address for _, _, address in sorted(listed, reverse=True) if _is_page(address))
    notes = [f"only the newest {MOST_CHILDREN} of its {len(newest)} sitemaps are read"]
    return Feed(
        (), tuple(notes if len(newest) > MOST_CHILDREN else ()), children=newest[:MOST_CHILDREN]
    )


def _text(entry: Tag, name: str) -> str | None:
    found = entry.find(name)
    return found.get_text(strip=True) or None if found is not None else None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _instead(data: bytes) -> str:
    head = data[:_HEAD].lstrip().lower()
    if head.startswith((b"{", b"[")):
        return "JSON"
    if b"<html" in head or b"<!doctype html" in head:
        return "an HTML page"
    return "something else"


def _mistake(error: SAXException) -> str:
    return " ".join(str(error).split())


def code_of(language: str | None) -> str | None:
    """The ISO 639-1 code that a language tag begins with."""
    return language[:2].lower() if language else None


def _moment(written: struct_time | None) -> datetime | None:
    """The time of feedparser, which is in UTC; None for one that no calendar has."""
    if written is None:
        return None
    try:
        return datetime.fromtimestamp(timegm(written), UTC)
    except (ValueError, OverflowError, OSError):
        return None
