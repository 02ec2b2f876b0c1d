"""The provider `archive`: every page that this installation ever stored."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from checkers.errors import SearchFailed, WarehouseError
from checkers.nouns import Query, SearchResult
from checkers.search.hits import Hit, results_of
from checkers.search.page_index import PageIndex, SeenPage

_NAME = "archive"
# A run records its pages when it ends, long after it retrieved the first of them.
_LATE = timedelta(days=1)

PagesSince = Callable[[datetime | None], Iterable[SeenPage]]
"""Gives the stored pages that were retrieved at or after a time; all of them for None."""


class ArchiveProvider:
    """Searches the pages that `pages_since` gives, through `index`, which keeps up with them.

    The first search of a process adds what was stored since the last one.
    """

    name = _NAME

    def __init__(self, index: PageIndex, pages_since: PagesSince) -> None:
        self._index = index
        self._pages_since = pages_since
        self._lock = threading.Lock()
        self._current = False

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The stored pages that share a word with the query, best first by BM25.

        Raises:
            SearchFailed: The record of the stored pages, or the index, cannot be read.
        """
        try:
            self._keep_up()
            found = self._index.search(query.text, query.language, limit=limit)
        except WarehouseError as error:
            raise SearchFailed(str(error), provider=_NAME) from error
        hits = (Hit(it.url, it.title, it.snippet, it.published_at) for it in found)
        return results_of(hits, query, provider=_NAME, limit=limit)

    def _keep_up(self) -> None:
        with self._lock:
            if not self._current:
                newest = self._index.newest()
                self._index.add(self._pages_since(newest - _LATE if newest else None))
                self._current = True
