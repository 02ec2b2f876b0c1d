"""What a search provider is."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from checkers.nouns import Query, SearchResult


@runtime_checkable
class Piecemeal(Protocol):
    """A provider that asks several places, some of which may fail while others answer."""

    def shortfalls(self) -> tuple[str, ...]:
        """What could not be asked, with the reason, as of the last search."""


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
