"""Importing the fact-checks of others from pages, feeds and dumps into the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TypeVar

from checkers.errors import FetchError, UnreadableInput
from checkers.factchecks.claimreview import Broken, Origin
from checkers.factchecks.documents import Found, LinkedPage, read_document
from checkers.fetching.document import Document
from checkers.fetching.pages import PageFetcher
from checkers.nouns import FactCheck
from veredicto.input_files import told_if_unreadable
from veredicto.wire import is_url
from warehouse.fact_checks import FactCheckShelf

BATCH = 500
MOST_NAMED = 20
NOTHING_THERE = (
    "{name} holds no ClaimReview: give a page that carries one as JSON-LD, a feed of such pages,"
    " or a dump of Data Commons"
)
Tell = Callable[[str], None]
Item = TypeVar("Item")


@dataclass(slots=True)
class Tally:
    """What an import came to; `named` are the first broken items, `failed` pages not had."""

    new: int = 0
    known: int = 0
    broken: int = 0
    without: int = 0
    failed: int = 0
    named: tuple[Broken, ...] = ()

    @property
    def words(self) -> str:
        """The counts in a line."""
        line = f"{self.new:,} new, {self.known:,} known, {self.broken:,} broken"
        if self.without:
            line += f", {self.without:,} pages without a ClaimReview"
        if self.failed:
            line += f", {self.failed:,} pages that could not be fetched"
        return line


class FactCheckImport:
    """Reads fact-checks and keeps those that are new, batch by batch.

    Args:
        fetcher: retrieves pages and feeds.
        shelf: keeps the fact-checks.
        tell: told in words how far it is.
    """

    def __init__(self, fetcher: PageFetcher, shelf: FactCheckShelf, tell: Tell) -> None:
        self._fetcher = fetcher
        self._shelf = shelf
        self._tell = tell

    def run(self, location: str) -> Tally:
        """Imports what is at a URL or in a file.

        Raises:
            UnreadableInput: there is no ClaimReview, nor a feed of pages, or it cannot be read.
            FetchError: the URL was refused or could not be had.
            WarehouseError: the fact-checks cannot be kept.
        """
        tally = Tally()
        linked: dict[str, None] = {}
        for batch in _batches(self._found(location), BATCH):
            linked |= dict.fromkeys(one.url for one in batch if isinstance(one, LinkedPage))
            self._keep(batch, tally)
            self._tell(f"reading: {tally.words}")
        for urls in _batches(linked, BATCH):
            self._read_pages(urls, tally)
        if tally == Tally():
            raise UnreadableInput(NOTHING_THERE.format(name=location))
        return tally

    def _found(self, location: str) -> Iterator[Found]:
        if is_url(location):
            yield from _document(self._fetcher.fetch_feed(location))
            return
        path = Path(location)
        origin = Origin(path.name, datetime.now(UTC))
        wanted = "the path of a page, feed or dump, or a URL"
        with told_if_unreadable(path, wanted=wanted, pattern="*.json"), path.open("rb") as stream:
            yield from read_document(stream, origin)

    def _read_pages(self, urls: list[str], tally: Tally) -> None:
        done = 0

        def count() -> None:
            nonlocal done
            done += 1
            self._tell(f"fetching pages of the feed: {done} of {len(urls)}")

        for url, document in zip(
            urls, self._fetcher.fetch_documents(urls, on_done=count), strict=True
        ):
            if isinstance(document, FetchError):
                tally.failed += 1
                _name(tally, Broken(url, str(document)))
                continue
            found = _page(document)
            tally.without += not found
            self._keep(found, tally)

    def _keep(self, found: Iterable[Found], tally: Tally) -> None:
        fact_checks: dict[str, FactCheck] = {}
        for one in found:
            if isinstance(one, FactCheck):
                fact_checks[one.id] = one
            elif isinstance(one, Broken):
                tally.broken += 1
                _name(tally, one)
        if fact_checks:
            new = self._shelf.record(tuple(fact_checks.values()))
            tally.new += new
            tally.known += len(fact_checks) - new


def _document(document: Document) -> Iterator[Found]:
    origin = Origin(document.url, document.retrieved_at, url=document.final_url, own_only=True)
    return read_document(BytesIO(document.body), origin, document.content_type)


def _page(document: Document) -> list[Found]:
    """What a page that a feed names holds; a feed or a text there holds nothing."""
    try:
        return [one for one in _document(document) if not isinstance(one, LinkedPage)]
    except UnreadableInput:
        return []


def _name(tally: Tally, broken: Broken) -> None:
    if len(tally.named) < MOST_NAMED:
        tally.named = (*tally.named, broken)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
