"""The provider `searxng`: an instance of SearXNG, or of searx before it, over its JSON API.

https://docs.searxng.org/dev/search_api.html; SearXNG must have `json` among `search.formats`.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import httpx
from pydantic import BaseModel

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint, Reply
from checkers.search.hits import Hit, results_of

_NAME = "searxng"
_HINTS = {
    HTTPStatus.FORBIDDEN: (
        "its settings.yml may lack json among search.formats: add it, or take another instance"
    )
}
_ITS_TIMES = re.compile(r"\btotal;dur=")
_TIME_OF_AN_ENGINE = re.compile(r"\btotal_\d+_")


class _Hit(BaseModel):
    url: str = ""
    title: str | None = None
    content: str | None = None
    publishedDate: str | None = None  # noqa: N815 (SearXNG's spelling)
    pubdate: str | None = None

    @property
    def published(self) -> str | None:
        """The time for machines: searx writes `publishedDate` for people, in their language."""
        return self.pubdate or self.publishedDate


class _Answer(BaseModel):
    results: list[_Hit]
    unresponsive_engines: list[tuple[str, str]] = []


class SearxngProvider:
    """Asks the instance at `base_url` through `client`."""

    name = _NAME

    def __init__(self, base_url: str, client: httpx.Client) -> None:
        self._endpoint = Endpoint(_NAME, base_url, client, hints=_HINTS)

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The instance's first results that lead to the web.

        Raises:
            SearchFailed: It cannot be reached, is busy, or answered with something else, or none
                of its engines answered it.
        """
        parameters = {"q": query.text, "format": "json", "language": query.language}
        reply = self._endpoint.reply("/search", parameters)
        answer = self._endpoint.read(_Answer, reply.body)
        if not answer.results:
            self._check_engines(answer, reply)
        hits = (Hit(it.url, it.title, it.content, it.published) for it in answer.results)
        return results_of(hits, query, provider=_NAME, limit=limit)

    def _check_engines(self, answer: _Answer, reply: Reply) -> None:
        """Raises SearchFailed unless the engines looked and found nothing."""
        if answer.unresponsive_engines:
            engines = ", ".join(f"{name} ({why})" for name, why in answer.unresponsive_engines)
            raise self._endpoint.failed(
                f"{self._endpoint.base} got no answer from its engines: {engines}"
            )
        # searx does not name the engines that rest after a failure, but it times those it asks.
        times = reply.headers.get("server-timing", "")
        if _ITS_TIMES.search(times) and not _TIME_OF_AN_ENGINE.search(times):
            raise self._endpoint.failed(
                f"{self._endpoint.base} asked none of its engines: those that failed rest, or it"
                " has none for the web; ask again in two minutes, or check its settings.yml"
            )
