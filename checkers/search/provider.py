"""What a search provider is."""

from __future__ import annotations

from typing import Protocol

from checkers.nouns import Query, SearchResult


class SearchProvider(Protocol):
    """Answers queries; an empty answer says that there is nothing, a failure says nothing."""

    @property
    def name(self) -> str:
        """The provider's name, as settings and results carry it."""

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """At most `limit` results, best first.

        Raises:
            SearchFailed: There was no usable answer.
        """
