"""What a page, a feed or a dump holds: fact-checks, what is broken, and pages to look at."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from checkers.errors import UnreadableInput
from checkers.factchecks.claimreview import Broken, Origin, read_reviews
from checkers.factchecks.feeds import read_feed
from checkers.factchecks.json_stream import Unreadable, read_values
from checkers.nouns import FactCheck
from checkers.reading.encoding import decode_page
from checkers.reading.jsonld import blocks_in, load_block
from checkers.reading.metadata import declared_language

MOST_PAGE_BYTES = 10_000_000
_HEAD = 4_096
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*|<\?[^>]*>\s*)*"
    rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_MARKS = b"\xef\xbb\xbf"
_ARCHIVES = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """A page that a feed names and that may hold a fact-check."""

    url: str


Found = FactCheck | Broken | LinkedPage


def read_document(
    stream: BinaryIO, origin: Origin, content_type: str | None = None
) -> Iterator[Found]:
    """What a document holds, in its order: a page of HTML, a feed, or JSON.

    JSON is read as it comes: Data Commons' DataFeed, an array, one object, or an object a line.

    Args:
        stream: The document's bytes; a page or feed has at most `MOST_PAGE_BYTES`.
        origin: Where it was met.
        content_type: The HTTP header, for the charset of a page.

    Raises:
        UnreadableInput: It is none of these.
    """
    head = stream.read(_HEAD)
    start = head.removeprefix(_MARKS).lstrip()
    whole = io.BufferedReader(_Joined(head, stream))
    if not start:
        raise UnreadableInput(f"{origin.name} is empty: give a page, a feed or JSON")
    if start.startswith(_ARCHIVES):
        raise UnreadableInput(f"{origin.name} is compressed: unpack it first")
    if start[:1] in b"{[" or start.lower().startswith(b"<script"):
        return _read_json(whole, origin)
    if not start.startswith(b"<"):
        raise UnreadableInput(f"{origin.name} is no page, no feed and no JSON")
    body = whole.read(MOST_PAGE_BYTES + 1)
    if len(body) > MOST_PAGE_BYTES:
        most = f"{MOST_PAGE_BYTES / 1e6:.0f} MB"
        raise UnreadableInput(f"{origin.name} is larger than a page or feed may be ({most})")
    if _FEED.match(start):
        return _read_feed(body, origin)
    return _read_page(decode_page(body, content_type), origin)


def _read_json(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    # A dump holds the reviews of others, and its own address is that of none of them.
    dump = replace(origin, url=None, own_only=False)
    for value in read_values(stream):
        if isinstance(value, Unreadable):
            yield Broken(origin.name, f"no JSON at character {value.at:,}: {value.reason}")
        else:
            yield from read_reviews(value, dump)


def _read_page(markup: str, origin: Origin) -> Iterator[Found]:
    """The reviews of all blocks; a block that is no JSON is broken if it names a ClaimReview."""
    described = replace(origin, language=declared_language(markup))
    values = []
    for block in blocks_in(markup):
        value = load_block(block)
        if value is None and "ClaimReview" in block:
            yield Broken(origin.name, "its JSON-LD with a ClaimReview is no JSON")
        values.append(value)
    # All blocks at once: one may refer to what another holds.
    yield from read_reviews(values, described)


def _read_feed(body: bytes, origin: Origin) -> Iterator[Found]:
    """The reviews that items bring along, and the pages of the others."""
    for item in read_feed(body, name=origin.name, url=origin.url):
        local = replace(origin, url=item.url, own_only=False)
        along = list(chain.from_iterable(_read_markup(text, local) for text in item.markup))
        yield from along
        if not along and item.url is None:
            yield Broken(origin.name, "an item of the feed has no link to a page")
        elif not along:
            yield LinkedPage(item.url or "")


def _read_markup(text: str, origin: Origin) -> Iterator[Found]:
    value = load_block(text)
    return _read_page(text, origin) if value is None else read_reviews(value, origin)


class _Joined(io.RawIOBase):
    """A stream whose head was already read."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        part = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)
