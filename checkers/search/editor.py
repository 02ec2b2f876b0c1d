"""Pages that an editor names as evidence, in the form of what a provider found.

They stand with the searches of their claim, so that the record says where they are from and a
replay meets them as the run did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urlsplit

from checkers.errors import BadInput
from checkers.nouns import ClaimSearch, Query, SearchResult, Source

EDITOR = "editor"
"""The provider of results that a person gave."""


def page_address(text: str) -> str:
    """The address of a page on the web as it is asked for, without its fragment.

    Raises:
        BadInput: It is none: not http or https, or without a host.
    """
    address = text.strip()
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or not address.isprintable() or " " in address:
        raise BadInput(
            f"{address!r} is no address of a page: give one that begins with http:// or https://."
        )
    return urldefrag(address).url


def with_pages(search: ClaimSearch, urls: Sequence[str], language: str) -> ClaimSearch:
    """The search with the pages that an editor names, before what the providers found.

    Each is the only result of a query whose text is its address. None counts as an answer: whom a
    page is named to has not searched.
    """
    queries = tuple(Query.of(search.claim_id, url, language) for url in urls)
    named = tuple(
        SearchResult(query.id, EDITOR, query.text, title=None, snippet=None, rank=1)
        for query in queries
    )
    return replace(
        search, queries=(*queries, *search.queries), results=distinct((*named, *search.results))
    )


def distinct(results: Iterable[SearchResult]) -> tuple[SearchResult, ...]:
    """The results with distinct addresses, an editor's before the first of the others."""
    kept: dict[str, SearchResult] = {}
    for result in results:
        first = kept.setdefault(result.url, result)
        if result.provider == EDITOR and first.provider != EDITOR:
            kept[result.url] = result
    return tuple(kept.values())


def named_in(search: ClaimSearch) -> tuple[str, ...]:
    """The addresses that an editor named."""
    return tuple(result.url for result in search.results if result.provider == EDITOR)


def named_sources(search: ClaimSearch, sources: Iterable[Source]) -> frozenset[str]:
    """Identifiers of the retrieved sources that an editor named."""
    urls = frozenset(named_in(search))
    return frozenset(
        source.id
        for source in sources
        if source.retrieved and urls & {source.url, source.final_url}
    )
