"""The provider `tavily`: Tavily's search API, with a key.

https://docs.tavily.com/documentation/api-reference/endpoint/search
"""

from __future__ import annotations

import httpx
from pydantic import BaseModel, SecretStr

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint, refused_key
from checkers.search.hits import Hit, results_of

_NAME = "tavily"
BASE_URL = "https://api.tavily.com"
_MOST_RESULTS = 20
_LONGEST_QUERY = 400


class _Page(BaseModel):
    url: str
    title: str | None = None
    content: str | None = None
    published_date: str | None = None


class _Answer(BaseModel):
    results: list[_Page]


class TavilyProvider:
    """Asks the API at `base_url` through `client` with `key`."""

    name = _NAME

    def __init__(self, base_url: str, client: httpx.Client, key: SecretStr) -> None:
        self._endpoint = Endpoint(
            _NAME,
            base_url,
            client,
            secrets={"Authorization": f"Bearer {key.get_secret_value()}"},
            hints=refused_key(_NAME),
        )

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The first pages; no answer written by a language model is asked for.

        Raises:
            SearchFailed: It cannot be reached, is busy, refuses the key or answered with something
                else.
        """
        question = {
            "query": query.text[:_LONGEST_QUERY],
            "max_results": min(limit, _MOST_RESULTS),
            "search_depth": "basic",
            "include_answer": False,
        }
        answer = self._endpoint.read(_Answer, self._endpoint.post("/search", question))
        hits = (Hit(it.url, it.title, it.content, it.published_date) for it in answer.results)
        return results_of(hits, query, provider=_NAME, limit=limit)
