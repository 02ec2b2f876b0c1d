"""Pages that an editor names as evidence or leaves out, in the form of what a provider found.

They stand with the searches of their claim, so that the record says where they are from, a replay
meets them as the run did, and later re-checks know of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urlsplit

from checkers.errors import BadInput
from checkers.nouns import ClaimSearch, Query, Report, SearchResult, Source

EDITOR = "editor"
"""The provider of results that a person gave."""
LEFT_OUT = "left_out"
"""The provider of results that a person does not want as evidence of the claim."""
OF_PEOPLE = frozenset({EDITOR, LEFT_OUT})
"""These say nothing about what the web has."""


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


def without_pages(
    search: ClaimSearch, urls: Sequence[str], language: str, sources: Iterable[Source]
) -> ClaimSearch:
    """The search with the pages that an editor leaves out, before what the providers found.

    Each is the first result of a query whose text is its address; the others are the addresses
    that pages of `sources` have besides, having been redirected.
    """
    known = tuple(sources)
    queries = tuple(Query.of(search.claim_id, url, language) for url in urls)
    left_out = tuple(
        SearchResult(query.id, LEFT_OUT, address, title=None, snippet=None, rank=rank)
        for query in queries
        for rank, address in enumerate(_addresses(query.text, known), start=1)
    )
    return replace(
        search, queries=(*queries, *search.queries), results=distinct((*left_out, *search.results))
    )


def _addresses(url: str, sources: Iterable[Source]) -> tuple[str, ...]:
    others = (
        address
        for source in sources
        if url in {source.url, source.final_url}
        for address in (source.url, source.final_url)
    )
    return tuple(dict.fromkeys((url, *others)))


def distinct(results: Iterable[SearchResult]) -> tuple[SearchResult, ...]:
    """The results with distinct addresses, the first of an editor before that of the others."""
    kept: dict[str, SearchResult] = {}
    for result in results:
        first = kept.setdefault(result.url, result)
        if result.provider in OF_PEOPLE and first.provider not in OF_PEOPLE:
            kept[result.url] = result
    return tuple(kept.values())


def named_in(search: ClaimSearch) -> tuple[str, ...]:
    """The addresses that an editor named."""
    return tuple(result.url for result in search.results if result.provider == EDITOR)


def named_sources(search: ClaimSearch, sources: Iterable[Source]) -> frozenset[str]:
    """Identifiers of the retrieved sources that an editor named."""
    urls = frozenset(named_in(search))
    if not urls:
        return frozenset()
    return frozenset(
        source.id
        for source in sources
        if source.retrieved and urls & {source.url, source.final_url}
    )


def left_out_in(search: ClaimSearch) -> tuple[str, ...]:
    """The addresses that an editor left out, as they were given."""
    return tuple(
        result.url for result in search.results if result.provider == LEFT_OUT and result.rank == 1
    )


def left_out_of(report: Report, claim_id: str) -> tuple[str, ...]:
    """The addresses that an editor left out of the evidence of a claim, as they were given."""
    return tuple(
        url
        for search in report.searches
        if search.claim_id == claim_id
        for url in left_out_in(search)
    )


def left_out_addresses(search: ClaimSearch) -> frozenset[str]:
    """All addresses under which pages are left out."""
    return frozenset(result.url for result in search.results if result.provider == LEFT_OUT)


def left_out_sources(search: ClaimSearch, sources: Iterable[Source]) -> frozenset[str]:
    """Identifiers of the sources that an editor left out; not of those named again since."""
    named = frozenset(named_in(search))
    urls = left_out_addresses(search)
    if not urls:
        return frozenset()
    return frozenset(
        source.id
        for source in sources
        if source.url not in named and urls & {source.url, source.final_url}
    )
