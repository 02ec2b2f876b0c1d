"""The provider `searxng`: a SearXNG instance, over its JSON API.

https://docs.searxng.org/dev/search_api.html; the instance must have `json` among `search.formats`.
"""

from __future__ import annotations

from http import HTTPStatus

import httpx
from pydantic import BaseModel

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint
from checkers.search.hits import Hit, results_of

_NAME = "searxng"
_HINTS = {HTTPStatus.FORBIDDEN: "it may lack json among search.formats"}


class _Hit(BaseModel):
    url: str = ""
    title: str | None = None
    content: str | None = None
    publishedDate: str | None = None  # noqa: N815 (SearXNG's spelling)


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
        answer = self._endpoint.read(_Answer, self._endpoint.get("/search", parameters))
        if not answer.results and answer.unresponsive_engines:
            engines = ", ".join(f"{name} ({why})" for name, why in answer.unresponsive_engines)
            raise self._endpoint.failed(
                f"{self._endpoint.base} got no answer from its engines: {engines}"
            )
        hits = (Hit(it.url, it.title, it.content, it.publishedDate) for it in answer.results)
        return results_of(hits, query, provider=_NAME, limit=limit)
