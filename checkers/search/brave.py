"""The provider `brave`: Brave's web search API, with a key.

https://api-dashboard.search.brave.com/app/documentation/web-search
"""

from __future__ import annotations

import httpx
from pydantic import BaseModel, SecretStr

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint, refused_key
from checkers.search.hits import Hit, results_of

_NAME = "brave"
BASE_URL = "https://api.search.brave.com"
_MOST_RESULTS = 20
_LONGEST_QUERY = 400
_PAUSE_SECONDS = 1.0  # one request a second is what the free plan allows


class _Page(BaseModel):
    url: str
    title: str | None = None
    description: str | None = None
    page_age: str | None = None


class _Pages(BaseModel):
    results: list[_Page] = []


class _Answer(BaseModel):
    type: str
    web: _Pages = _Pages()


class BraveProvider:
    """Asks the API at `base_url` through `client` with `key`."""

    name = _NAME

    def __init__(
        self,
        base_url: str,
        client: httpx.Client,
        key: SecretStr,
        *,
        pause_seconds: float = _PAUSE_SECONDS,
    ) -> None:
        self._endpoint = Endpoint(
            _NAME,
            base_url,
            client,
            secrets={"X-Subscription-Token": key.get_secret_value()},
            hints=refused_key(_NAME),
            pause_seconds=pause_seconds,
        )

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The first web pages, in the language of the query.

        Raises:
            SearchFailed: It cannot be reached, is busy, refuses the key or answered with something
                else.
        """
        parameters: dict[str, str | int] = {
            "q": query.text[:_LONGEST_QUERY],
            "count": min(limit, _MOST_RESULTS),
            "search_lang": query.language,
            "text_decorations": "false",
        }
        answer = self._endpoint.read(_Answer, self._endpoint.get("/res/v1/web/search", parameters))
        hits = (Hit(it.url, it.title, it.description, it.page_age) for it in answer.web.results)
        return results_of(hits, query, provider=_NAME, limit=limit)
