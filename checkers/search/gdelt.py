"""The provider `gdelt`: world news of the last three months by GDELT's DOC 2.0 API.

https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/
"""

from __future__ import annotations

import httpx
from pydantic import BaseModel

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint
from checkers.search.hits import Hit, results_of
from checkers.search.words import telling_words

_NAME = "gdelt"
BASE_URL = "https://api.gdeltproject.org"
_LANGUAGES = {"es": "spanish", "en": "english"}
_PAUSE_SECONDS = 5.0  # what the service asks for when it is asked faster
_MOST_WORDS = 5
_SHORTEST_WORD = 3
# The service answers a query that holds nothing to search for with a sentence, not with JSON.
_TOO_SHORT = b"too short or too long"


class _Article(BaseModel):
    url: str
    title: str | None = None
    seendate: str | None = None


class _Answer(BaseModel):
    articles: list[_Article] = []


class GdeltProvider:
    """Asks the API at `base_url` through `client`.

    Every word of a query must occur, so the longest few of the words that tell most are asked for.
    """

    name = _NAME

    def __init__(
        self, base_url: str, client: httpx.Client, *, pause_seconds: float = _PAUSE_SECONDS
    ) -> None:
        self._endpoint = Endpoint(_NAME, base_url, client, pause_seconds=pause_seconds)

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The news in the language of the query; the time is when GDELT saw them first.

        Raises:
            SearchFailed: It cannot be reached, is busy or answered with something else.
        """
        words = _wanted(query)
        if not words:
            return ()
        parameters: dict[str, str | int] = {
            "query": f"{' '.join(words)} sourcelang:{_LANGUAGES.get(query.language, 'english')}",
            "mode": "artlist",
            "format": "json",
            "maxrecords": limit,
            "sort": "hybridrel",
        }
        body = self._endpoint.get("/api/v2/doc/doc", parameters)
        if _TOO_SHORT in body[:1000] and not body.lstrip().startswith(b"{"):
            return ()
        answer = self._endpoint.read(_Answer, body)
        hits = (Hit(it.url, it.title, None, it.seendate) for it in answer.articles)
        return results_of(hits, query, provider=_NAME, limit=limit)


def _wanted(query: Query) -> list[str]:
    """Names and figures first; what GDELT takes for an operator is left out."""
    words = [
        word for word in telling_words(query.text, query.language) if len(word) >= _SHORTEST_WORD
    ]
    names = [word for word in words if word[0].isupper() or word[0].isdigit()]
    others = sorted((word for word in words if word not in names), key=len, reverse=True)
    return [word for word in (*names, *others) if word not in {"OR", "AND", "NOT"}][:_MOST_WORDS]
