"""Pages that are on their way while it is still being looked for which others are wanted."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Future, as_completed
from contextlib import AbstractAsyncContextManager, ExitStack
from types import TracebackType
from typing import Self, TypeAlias

from anyio.from_thread import BlockingPortal, start_blocking_portal

from checkers.nouns import Source

FetchOne: TypeAlias = Callable[[str], Awaitable[Source]]
"""Gives the source at a URL, also where the page cannot be had."""
OnDone: TypeAlias = Callable[[Source], None]


def nobody(_: Source) -> None:
    """Is told of no source."""


class Ahead:
    """Fetches pages in a thread of its own, each once, from the first one that is begun.

    Use it as a context: what is still on its way at the end of it is given up.

    Args:
        session: what fetches, open for as long as this is.
        on_done: called in that thread with each source as it comes.
    """

    def __init__(
        self,
        session: Callable[[], AbstractAsyncContextManager[FetchOne]],
        on_done: OnDone = nobody,
    ) -> None:
        self._session = session
        self._on_done = on_done
        self._open = ExitStack()
        self._lock = threading.Lock()
        self._opened: tuple[BlockingPortal, FetchOne] | None = None
        self._ended = False
        self._begun: dict[str, Future[Source]] = {}

    def __enter__(self) -> Self:
        """Nothing is opened before a page is begun."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give up what is on its way, and close every connection."""
        with self._lock:
            self._ended = True
            for future in self._begun.values():
                future.cancel()
            self._open.close()

    def begin(self, urls: Iterable[str]) -> None:
        """Have pages fetched that will be asked for; it waits for none, and begins none at the end.

        A search that goes on after another failed may come here when this has ended.
        """
        with self._lock:
            for url in urls:
                if not self._ended and url not in self._begun:
                    portal, fetch_one = self._opened = self._opened or self._open_session()
                    self._begun[url] = portal.start_task_soon(self._fetch, fetch_one, url)

    def of(self, urls: Sequence[str], *, on_done: OnDone = nobody) -> tuple[Source, ...]:
        """One source for each URL, in order, of those too that were not begun.

        Args:
            urls: where the pages are; one that is there twice gives the same source twice.
            on_done: called with each source once, as it comes, in the calling thread.

        Raises:
            WarehouseError: a snapshot cannot be stored.
        """
        self.begin(urls)
        wanted = {url: self._begun[url] for url in urls}
        for future in as_completed(wanted.values()):
            on_done(future.result())
        return tuple(wanted[url].result() for url in urls)

    async def _fetch(self, fetch_one: FetchOne, url: str) -> Source:
        source = await fetch_one(url)
        self._on_done(source)
        return source

    def _open_session(self) -> tuple[BlockingPortal, FetchOne]:
        portal = self._open.enter_context(start_blocking_portal(name="pages ahead"))
        session = portal.wrap_async_context_manager(self._session())
        return portal, self._open.enter_context(session)
