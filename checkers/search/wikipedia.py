"""The provider `wikipedia`: a MediaWiki in the language of the query, over its Action API.

https://www.mediawiki.org/wiki/API:Search and https://www.mediawiki.org/wiki/API:Info
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, zip_longest

import httpx
from pydantic import BaseModel

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint
from checkers.search.hits import Hit, results_of
from checkers.search.words import names_of, telling_words

_NAME = "wikipedia"
BASE_URL = "https://{language}.wikipedia.org"
_API = "/w/api.php"
_MOST_WORDS = 8
_MOST_NAMES = 3
_REMEMBERED = 2_000


class _Found(BaseModel):
    pageid: int
    title: str
    snippet: str = ""


class _Page(BaseModel):
    pageid: int
    fullurl: str


class _Query(BaseModel):
    search: list[_Found]
    pages: list[_Page] = []


class _Error(BaseModel):
    code: str
    info: str = ""


class _Answer(BaseModel):
    query: _Query | None = None
    error: _Error | None = None


class WikipediaProvider:
    """Asks the wiki at `base_url`, in which `{language}` stands for the language of the query.

    A base URL that ends in `api.php` is asked as it is, another one below `/w/`.
    """

    name = _NAME

    def __init__(self, base_url: str, client: httpx.Client) -> None:
        self._base = base_url.rstrip("/").removesuffix(_API)
        self._client = client
        # Claims of one article name the same people and places again and again.
        self._endpoint = lru_cache(maxsize=None)(self._build)
        self._ask = lru_cache(maxsize=_REMEMBERED)(self._request)

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The pages that hold the telling words of the query, or else those on what it names.

        MediaWiki wants every word on the page, which a whole sentence rarely meets.

        Raises:
            SearchFailed: It cannot be reached, is busy or answered with something else.
        """
        words = telling_words(query.text, query.language)[:_MOST_WORDS]
        found = self._ask(" ".join(words), query.language, limit) if words else ()
        if not found:
            names = names_of(query.text, query.language)[:_MOST_NAMES]
            by_name = [self._ask(name, query.language, limit) for name in names]
            found = tuple(hit for hit in chain(*zip_longest(*by_name)) if hit is not None)
        return results_of(found, query, provider=_NAME, limit=limit)

    def _request(self, text: str, language: str, limit: int) -> tuple[Hit, ...]:
        endpoint = self._endpoint(language)
        parameters: dict[str, str | int] = {
            "action": "query",
            "format": "json",
            "formatversion": 2,
            # The list has the snippets, the generator the addresses.
            "list": "search",
            "srsearch": text,
            "srwhat": "text",
            "srlimit": limit,
            "srprop": "snippet",
            "generator": "search",
            "gsrsearch": text,
            "gsrwhat": "text",
            "gsrlimit": limit,
            "prop": "info",
            "inprop": "url",
        }
        path = "" if endpoint.base.endswith("api.php") else _API
        answer = endpoint.read(_Answer, endpoint.get(path, parameters))
        if answer.query is None:
            said = f"{answer.error.code}: {answer.error.info}" if answer.error else "no answer"
            raise endpoint.failed(f"{endpoint.base} could not search: {said}")
        urls = {page.pageid: page.fullurl for page in answer.query.pages}
        return tuple(
            Hit(urls[it.pageid], it.title, it.snippet)
            for it in answer.query.search
            if it.pageid in urls
        )

    def _build(self, language: str) -> Endpoint:
        return Endpoint(_NAME, self._base.replace("{language}", language), self._client)
