"""Pages by their addresses: fetched once, kept as snapshots, and turned into sources."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import anyio
import anyio.to_thread

from checkers.errors import FetchError, FetchFailed, FetchRefused
from checkers.fetching.addresses import AddressGuard
from checkers.fetching.ahead import Ahead, FetchOne, OnDone, nobody
from checkers.fetching.client import GuardedClient
from checkers.fetching.content import ARTICLES, FEEDS, PAGES
from checkers.fetching.document import Document
from checkers.fetching.folder import CorpusFolder
from checkers.fetching.freshness import is_fresh
from checkers.fetching.limits import FetchLimits
from checkers.fetching.local import LocalPages, is_local_url
from checkers.fetching.revisit import Revisit, Visit
from checkers.fetching.snapshot import SnapshotStore, snapshot_of
from checkers.fetching.sources import failed_source, read_source
from checkers.fetching.turns import Calendar, Elsewhere, HostTurns, nobody_elsewhere
from checkers.labels import Outcome
from checkers.nouns import Source
from checkers.reading.zim import ZimLibrary

Refusal = Callable[[str], str | None]
"""Gives why the page at an address is not to be had again; None where it may."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document with the identifier of its snapshot."""

    document: Document
    snapshot: str


class PageFetcher:
    """Fetches pages under one set of limits.

    Args:
        limits: What one page may take, and the load on one host.
        allow_hosts: "host:port" that may be fetched from although they are not public.
        contact: An address or URL for the owners of sites, in the User-Agent.
        snapshots: Where every retrieved page is kept.
        corpus: The folder whose files may be read by `file://` URL.
        zim: The ZIM files whose entries may be read by `zim://` URL.
        reuse: How old a stored page may be to be taken in the place of the one on the web. One of
            any age is taken where the page cannot be had. None asks the web for every page.
        refusal: Knows the addresses that were removed on request.
        elsewhere: Gives a turn at a host among other processes.

    Raises:
        BadSetting: An entry of `allow_hosts` is no "host:port".
    """

    def __init__(  # noqa: PLR0913 (each is a part that is handed in)
        self,
        *,
        limits: FetchLimits,
        allow_hosts: Iterable[str],
        contact: str | None,
        snapshots: SnapshotStore,
        corpus: Path | None,
        zim: ZimLibrary | None = None,
        reuse: timedelta | None = None,
        refusal: Refusal = lambda _: None,
        elsewhere: Elsewhere = nobody_elsewhere,
    ) -> None:
        self._limits = limits
        self._calendar = Calendar(limits)
        self._elsewhere = elsewhere
        self._guard = AddressGuard(allow_hosts)
        self._contact = contact
        self._snapshots = snapshots
        folder = CorpusFolder(corpus, limits.decoded_bytes)
        self._local = LocalPages(folder, zim, limits.decoded_bytes)
        self._reuse = reuse
        self._refusal = refusal

    def fetch_document(self, url: str) -> Document:
        """The page at `url`, kept as a snapshot.

        Raises:
            FetchRefused: It may not be fetched, or is of no use at any time.
            FetchFailed: It could not be had this time.
            WarehouseError: The snapshot cannot be stored.
        """
        return anyio.run(self._fetch_document, url)

    def fetch_article(self, url: str) -> Document:
        """As `fetch_document`, for a PDF file or subtitles too."""
        return anyio.run(self._fetch_document, url, ARTICLES)

    def fetch_feed(self, url: str) -> Document:
        """As `fetch_document`, for a feed or JSON too."""
        return anyio.run(self._fetch_document, url, PAGES | FEEDS)

    def fetch_documents(
        self, urls: Sequence[str], *, on_done: Callable[[], None] | None = None
    ) -> tuple[Document | FetchError, ...]:
        """The page at each URL, kept as a snapshot, or why it could not be had; in order.

        Args:
            urls: Where the pages are.
            on_done: Called in the calling thread as each is done.

        Raises:
            WarehouseError: A snapshot cannot be stored.
        """
        try:
            return anyio.run(self._fetch_documents, tuple(urls), on_done)
        except BaseExceptionGroup as group:
            raise _first(group) from group

    def fetch_all(
        self, urls: Sequence[str], *, since: datetime, on_done: OnDone = nobody
    ) -> tuple[Source, ...]:
        """One source for each URL, in order; a page that cannot be had is a source saying why.

        A URL that is given twice is fetched once and gives the same source twice.

        Args:
            urls: Where the pages are: http, https, or `file://` inside the corpus.
            since: Pages that were retrieved at or after this time are not fetched again.
            on_done: Called with each source once, as it comes, in the calling thread.

        Raises:
            WarehouseError: A snapshot cannot be stored.
        """
        with self.ahead(since=since) as ahead:
            return ahead.of(urls, on_done=on_done)

    def ahead(self, *, since: datetime, on_done: OnDone = nobody) -> Ahead:
        """Fetches pages, as `fetch_all` does, before it is known which are the last of them.

        Args:
            since: Pages that were retrieved at or after this time are not fetched again.
            on_done: Called with each source as it comes, in another thread.
        """
        return Ahead(lambda: self._session(since), on_done)

    def revisit_all(
        self, sources: Sequence[Source], *, on_done: OnDone | None = None
    ) -> tuple[Visit, ...]:
        """What became of each of the retrieved `sources`, in order, by conditional requests.

        Args:
            sources: Distinct pages as they were retrieved.
            on_done: Called with each source once, as it comes, in the calling thread.

        Raises:
            WarehouseError: The snapshot of a page that has changed cannot be stored.
        """
        try:
            return anyio.run(self._revisit_all, tuple(sources), on_done)
        except BaseExceptionGroup as group:
            raise _first(group) from group

    async def _revisit_all(
        self, sources: tuple[Source, ...], on_done: OnDone | None
    ) -> tuple[Visit, ...]:
        visits: dict[str, Visit] = {}
        async with self._client() as client, anyio.create_task_group() as group:
            revisit = Revisit(client, self._local, self._snapshots)

            async def visit(source: Source) -> None:
                visits[source.id] = await revisit.visit(source)
                if on_done is not None:
                    on_done(visits[source.id].now)

            for source in sources:
                group.start_soon(visit, source)
        return tuple(visits[source.id] for source in sources)

    async def _fetch_document(self, url: str, readable: frozenset[str] = PAGES) -> Document:
        async with self._client(readable) as client:
            return (await self._keep(url, client, cached=False)).document

    async def _fetch_documents(
        self, urls: tuple[str, ...], on_done: Callable[[], None] | None
    ) -> tuple[Document | FetchError, ...]:
        done: dict[int, Document | FetchError] = {}
        async with self._client() as client, anyio.create_task_group() as group:

            async def fetch(at: int, url: str) -> None:
                try:
                    done[at] = (await self._keep(url, client)).document
                except FetchError as error:
                    done[at] = error
                if on_done is not None:
                    on_done()

            for at, url in enumerate(urls):
                group.start_soon(fetch, at, url)
        return tuple(done[at] for at in range(len(urls)))

    @asynccontextmanager
    async def _session(self, since: datetime) -> AsyncIterator[FetchOne]:
        # One at a time: extraction holds the interpreter, more threads would only wait in turn.
        reading = anyio.CapacityLimiter(1)
        async with self._client() as client:

            async def fetch(url: str) -> Source:
                return await self._source(url, client, since, reading)

            yield fetch

    def _client(self, readable: frozenset[str] = PAGES) -> GuardedClient:
        turns = HostTurns(self._limits, self._calendar, self._elsewhere)
        return GuardedClient(self._limits, self._guard, self._contact, readable, turns)

    async def _source(
        self, url: str, client: GuardedClient, since: datetime, reading: anyio.CapacityLimiter
    ) -> Source:
        try:
            self._refuse(url, url)
            kept = self._kept(url, self._reusable(since)) or await self._keep(url, client)
        except FetchError as error:
            instead = self._instead(url, error)
            if instead is None:
                return failed_source(url, error)
            kept = instead
        source = await anyio.to_thread.run_sync(
            read_source, kept.document, kept.snapshot, limiter=reading
        )
        try:
            # A file may say that it is a copy of a page.
            self._refuse(url, source.url)
        except FetchRefused as error:
            self._snapshots.remove([kept.snapshot])
            return failed_source(url, error)
        return source

    def _refuse(self, url: str, found_at: str) -> None:
        reason = self._refusal(found_at)
        if reason is not None:
            raise FetchRefused(reason, url=url, outcome=Outcome.REFUSED_ADDRESS)

    def _reusable(self, since: datetime) -> datetime:
        """When a page must have been retrieved to be taken as it is stored."""
        return since if self._reuse is None else min(since, datetime.now(UTC) - self._reuse)

    def _instead(self, url: str, error: FetchError) -> _Kept | None:
        """The page as it was stored once, where only this time it could not be had."""
        if self._reuse is None or not isinstance(error, FetchFailed):
            return None
        return self._kept(url, datetime.min.replace(tzinfo=UTC))

    def _kept(self, url: str, since: datetime) -> _Kept | None:
        """The page as it was retrieved at or after a time; a local one is always read anew."""
        if is_local_url(url):
            return None
        document = self._snapshots.find(url, since=since)
        return _Kept(document, snapshot_of(document)) if document else None

    async def _keep(self, url: str, client: GuardedClient, *, cached: bool = True) -> _Kept:
        """The page, which is stored; `cached` lets the stored one do while it is fresh."""
        self._refuse(url, url)
        if is_local_url(url):
            return await self._store(self._local.get(url))
        stored = await anyio.to_thread.run_sync(self._newest, url)
        if stored is not None and cached and is_fresh(stored):
            return _Kept(stored, snapshot_of(stored))
        document = await client.get(url, stored)
        if stored is not None and document.status_code == HTTPStatus.NOT_MODIFIED:
            document = replace(document, status_code=stored.status_code)
        self._refuse(url, document.final_url)
        return await self._store(document)

    def _newest(self, url: str) -> Document | None:
        return self._snapshots.find(url, since=datetime.min.replace(tzinfo=UTC))

    async def _store(self, document: Document) -> _Kept:
        # In a thread: compressing a large page would hold up those that are on their way.
        return _Kept(document, await anyio.to_thread.run_sync(self._snapshots.put, document))


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What went wrong first, out of the groups that concurrency wraps it in."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
