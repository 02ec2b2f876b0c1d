"""From what a provider answered to search results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bs4 import BeautifulSoup

from checkers.nouns import Query, SearchResult
from checkers.reading.times import parse_time


@dataclass(frozen=True, slots=True)
class Hit:
    """A page as a provider gives it; `title` and `snippet` may hold markup."""

    url: str
    title: str | None = None
    snippet: str | None = None
    published: datetime | str | None = None


def results_of(
    hits: Iterable[Hit], query: Query, *, provider: str, limit: int
) -> tuple[SearchResult, ...]:
    """The first hits that lead to the web, each address once, without markup; times in UTC."""
    fetchable = {
        hit.url: hit
        for hit in reversed(tuple(hits))
        if hit.url.lower().startswith(("http://", "https://"))
    }
    return tuple(
        SearchResult(
            query_id=query.id,
            provider=provider,
            url=hit.url,
            title=_plain(hit.title),
            snippet=_plain(hit.snippet),
            rank=rank,
            published_at=_time(hit.published),
        )
        for rank, hit in enumerate(list(fetchable.values())[::-1][:limit], start=1)
    )


def _plain(text: str | None) -> str | None:
    if text is None or not ("<" in text or "&" in text):
        return text
    return BeautifulSoup(text, "lxml").get_text().strip()


def _time(published: datetime | str | None) -> datetime | None:
    return published if isinstance(published, datetime) else parse_time(published)
