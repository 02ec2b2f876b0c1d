"""Pages by their addresses: fetched once, kept as snapshots, and turned into sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import anyio
import anyio.to_thread

from checkers.errors import FetchError
from checkers.fetching.addresses import AddressGuard
from checkers.fetching.client import GuardedClient
from checkers.fetching.content import FEEDS, PAGES, read_body
from checkers.fetching.document import Document
from checkers.fetching.folder import CorpusFolder, is_file_url
from checkers.fetching.limits import FetchLimits
from checkers.fetching.publisher import publisher_of
from checkers.fetching.snapshot import SnapshotStore, snapshot_of
from checkers.fetching.status import StatusFailed, StatusRefused
from checkers.nouns import Outcome, Source, identify
from checkers.reading.page import Page

OnDone = Callable[[Source], None]


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

    Raises:
        BadSetting: An entry of `allow_hosts` is no "host:port".
    """

    def __init__(
        self,
        *,
        limits: FetchLimits,
        allow_hosts: Iterable[str],
        contact: str | None,
        snapshots: SnapshotStore,
        corpus: Path | None,
    ) -> None:
        self._limits = limits
        self._guard = AddressGuard(allow_hosts)
        self._contact = contact
        self._snapshots = snapshots
        self._folder = CorpusFolder(corpus, limits.decoded_bytes)

    def fetch_document(self, url: str) -> Document:
        """The page at `url`, kept as a snapshot.

        Raises:
            FetchRefused: It may not be fetched, or is of no use at any time.
            FetchFailed: It could not be had this time.
            WarehouseError: The snapshot cannot be stored.
        """
        return anyio.run(self._fetch_document, url)

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
        self, urls: Sequence[str], *, since: datetime, on_done: OnDone | None = None
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
        distinct = tuple(dict.fromkeys(urls))
        try:
            found = anyio.run(self._fetch_all, distinct, since, on_done)
        except BaseExceptionGroup as group:
            raise _first(group) from group
        by_url = dict(zip(distinct, found, strict=True))
        return tuple(by_url[url] for url in urls)

    async def _fetch_document(self, url: str, readable: frozenset[str] = PAGES) -> Document:
        async with self._client(readable) as client:
            return (await self._keep(url, client)).document

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

    async def _fetch_all(
        self, urls: tuple[str, ...], since: datetime, on_done: OnDone | None
    ) -> tuple[Source, ...]:
        done: dict[str, Source] = {}
        # One at a time: extraction holds the interpreter, more threads would only wait in turn.
        reading = anyio.CapacityLimiter(1)
        async with self._client() as client, anyio.create_task_group() as group:

            async def fetch(url: str) -> None:
                done[url] = await self._source(url, client, since, reading)
                if on_done is not None:
                    on_done(done[url])

            for url in urls:
                group.start_soon(fetch, url)
        return tuple(done[url] for url in urls)

    def _client(self, readable: frozenset[str] = PAGES) -> GuardedClient:
        return GuardedClient(self._limits, self._guard, self._contact, readable)

    async def _source(
        self, url: str, client: GuardedClient, since: datetime, reading: anyio.CapacityLimiter
    ) -> Source:
        try:
            kept = self._kept(url, since) or await self._keep(url, client)
        except FetchError as error:
            return _failed_source(url, error)
        page = await anyio.to_thread.run_sync(_read, kept.document, limiter=reading)
        return _source(kept, page)

    def _kept(self, url: str, since: datetime) -> _Kept | None:
        """The page as this run has already retrieved it; a file is always read anew."""
        if is_file_url(url):
            return None
        document = self._snapshots.find(url, since=since)
        return _Kept(document, snapshot_of(document)) if document else None

    async def _keep(self, url: str, client: GuardedClient) -> _Kept:
        document = self._folder.get(url) if is_file_url(url) else await client.get(url)
        # In a thread: compressing a large page would hold up those that are on their way.
        return _Kept(document, await anyio.to_thread.run_sync(self._snapshots.put, document))


def _read(document: Document) -> Page:
    web_url = None if is_file_url(document.final_url) else document.final_url
    return read_body(document.body, url=web_url, content_type=document.content_type)


def _source(kept: _Kept, page: Page) -> Source:
    document = kept.document
    url = _address(document, page)
    outcome = Outcome.RETRIEVED if page.text else Outcome.NO_TEXT
    detail = "" if page.text else "the page holds no text that could be extracted"
    identifier = (
        identify("source", url, document.sha256)
        if page.text
        else identify("source", url, outcome, detail)
    )
    return Source(
        id=identifier,
        url=url,
        final_url=document.final_url,
        publisher=_publisher(document.final_url if url == document.url else url),
        retrieved_at=document.retrieved_at,
        outcome=outcome,
        detail=detail,
        status_code=document.status_code,
        content_type=document.content_type,
        sha256=document.sha256,
        snapshot=kept.snapshot,
        title=page.title,
        language=page.language,
        published_at=page.published_at,
        text=page.text,
        extractor=page.extractor,
    )


def _failed_source(url: str, error: FetchError) -> Source:
    detail = str(error)
    status = error.status_code if isinstance(error, StatusRefused | StatusFailed) else None
    return Source(
        id=identify("source", url, error.outcome, detail),
        url=url,
        final_url=url,
        publisher=_publisher(url),
        retrieved_at=datetime.now(UTC),
        outcome=error.outcome,
        detail=detail,
        status_code=status,
    )


def _address(document: Document, page: Page) -> str:
    """Where the page is: a corpus file is a copy of the page that it says it is."""
    canonical = page.canonical_url or ""
    copied = is_file_url(document.url) and urlsplit(canonical).scheme in {"http", "https"}
    return canonical if copied else document.url


def _publisher(url: str) -> str:
    """The registrable domain, or for a file its name without suffix."""
    if is_file_url(url):
        return PurePosixPath(unquote(urlsplit(url).path)).stem
    return publisher_of(url)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What went wrong first, out of the groups that concurrency wraps it in."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
