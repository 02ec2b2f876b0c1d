"""The provider `wikidata`: which Wikipedia articles are about what a query names.

It finds an article under any of its names, in the language of the query or else in English:
https://www.wikidata.org/w/api.php?action=help&modules=wbsearchentities and
https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities
"""

from __future__ import annotations

from functools import lru_cache

import httpx
from pydantic import BaseModel

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint
from checkers.search.hits import Hit, results_of
from checkers.search.words import names_of

_NAME = "wikidata"
BASE_URL = "https://www.wikidata.org"
_API = "/w/api.php"
_OTHERWISE = "en"
_MOST_NAMES = 4
_MEANINGS_A_NAME = 2
_REMEMBERED = 2_000


class _Match(BaseModel):
    id: str


class _Matches(BaseModel):
    search: list[_Match]


class _Link(BaseModel):
    title: str
    url: str = ""


class _Description(BaseModel):
    value: str


class _Entity(BaseModel):
    descriptions: dict[str, _Description] = {}
    sitelinks: dict[str, _Link] = {}


class _Entities(BaseModel):
    entities: dict[str, _Entity]


class WikidataProvider:
    """Asks the Wikibase at `base_url` through `client`."""

    name = _NAME

    def __init__(self, base_url: str, client: httpx.Client) -> None:
        self._endpoint = Endpoint(_NAME, base_url.rstrip("/").removesuffix(_API), client)
        self._meanings = lru_cache(maxsize=_REMEMBERED)(self._search_entities)
        self._articles = lru_cache(maxsize=_REMEMBERED)(self._get_articles)

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The articles on the names of the query, in the order of the names.

        Raises:
            SearchFailed: It cannot be reached, is busy or answered with something else.
        """
        names = names_of(query.text, query.language)[:_MOST_NAMES]
        meanings = [self._meanings(name, query.language) for name in names]
        identifiers = tuple(dict.fromkeys(it for found in meanings for it in found))
        hits = self._articles(identifiers, query.language) if identifiers else ()
        return results_of(hits, query, provider=_NAME, limit=limit)

    def _search_entities(self, name: str, language: str) -> tuple[str, ...]:
        parameters: dict[str, str | int] = {
            "action": "wbsearchentities",
            "format": "json",
            "search": name,
            "language": language,
            "limit": _MEANINGS_A_NAME,
        }
        answer = self._endpoint.read(_Matches, self._endpoint.get(_API, parameters))
        return tuple(match.id for match in answer.search[:_MEANINGS_A_NAME])

    def _get_articles(self, identifiers: tuple[str, ...], language: str) -> tuple[Hit, ...]:
        languages = dict.fromkeys((language, _OTHERWISE))
        parameters: dict[str, str | int] = {
            "action": "wbgetentities",
            "format": "json",
            "ids": "|".join(identifiers),
            "props": "descriptions|sitelinks/urls",
            "languages": "|".join(languages),
            "sitefilter": "|".join(f"{one}wiki" for one in languages),
        }
        answer = self._endpoint.read(_Entities, self._endpoint.get(_API, parameters))
        entities = [answer.entities[it] for it in identifiers if it in answer.entities]
        return tuple(hit for it in entities if (hit := _article(it, tuple(languages))))


def _article(entity: _Entity, languages: tuple[str, ...]) -> Hit | None:
    for language in languages:
        link = entity.sitelinks.get(f"{language}wiki")
        if link is not None:
            described = entity.descriptions.get(language)
            return Hit(link.url, link.title, described.value if described else None)
    return None
