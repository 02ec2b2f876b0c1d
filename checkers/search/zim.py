"""The provider `zim`: offline encyclopedias in ZIM files, with no network at all."""

from __future__ import annotations

from itertools import chain, zip_longest

from checkers.nouns import Query, SearchResult
from checkers.reading.zim import ZimLibrary
from checkers.search.words import names_of, telling_words

_NAME = "zim"
_MOST_WORDS = 8
_MOST_NAMES = 3


class ZimProvider:
    """Searches the entries of `library`."""

    name = _NAME

    def __init__(self, library: ZimLibrary) -> None:
        self._library = library

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The entries that hold the telling words of the query, then those on what it names."""
        words = telling_words(query.text, query.language)[:_MOST_WORDS]
        holding = self._library.search(" ".join(words), limit=limit) if words else ()
        names = names_of(query.text, query.language)[:_MOST_NAMES]
        named = [self._library.suggest(name, limit=limit) for name in names]
        urls = dict.fromkeys([*holding, *(url for url in chain(*zip_longest(*named)) if url)])
        return tuple(
            SearchResult(
                query_id=query.id,
                provider=_NAME,
                url=url,
                title=self._library.get(url).title,
                snippet=None,
                rank=rank,
            )
            for rank, url in enumerate(list(urls)[:limit], start=1)
        )
