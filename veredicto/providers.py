"""Builds the search providers that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import httpx
from pydantic import SecretStr

from checkers.errors import BadSetting, UnknownProvider
from checkers.fetching.client import user_agent
from checkers.nouns import Source
from checkers.reading.zim import ZimLibrary
from checkers.search import brave, gdelt, google_factcheck, tavily, wikidata, wikipedia
from checkers.search.archive import ArchiveProvider
from checkers.search.ask import Alternatives
from checkers.search.corpus import CorpusProvider
from checkers.search.engine import Engine
from checkers.search.feeds import FeedsProvider, ReadFeed
from checkers.search.page_index import PageIndex, SeenPage
from checkers.search.provider import SearchProvider
from checkers.search.searxng import SearxngProvider
from checkers.search.zim import ZimProvider
from veredicto.settings import Settings
from warehouse.archive import pages_since

ARCHIVE = "archive"
SEARCH_SECONDS = 15.0
"""How long one request to a provider may take."""


@dataclass(frozen=True, slots=True)
class Access:
    """What providers reach beyond the settings: feeds on the web, and ZIM files where given."""

    read_feed: ReadFeed
    zim: ZimLibrary | None


def build_engines(settings: Settings, access: Access) -> tuple[Alternatives, ...]:
    """The searches that the settings name, or else those that they configure.

    Names with | between them are alternatives: `wikipedia,ddgs|gdelt` asks Wikipedia and one of
    the two others.

    Raises:
        UnknownProvider: a name is not among `PROVIDERS`, or none is named or configured.
        BadSetting: a provider lacks its address, key or files, or a budget cannot be read.
    """
    names = named_providers(settings)
    if not names:
        message = (
            "no search provider is set: give --search corpus --corpus FOLDER, or "
            "--search wikipedia,ddgs for the web without a key"
        )
        raise UnknownProvider(message)
    groups = tuple(tuple(name.strip() for name in group.split("|")) for group in names)
    distinct = tuple(dict.fromkeys(chain(*groups)))
    for name in distinct:
        _refuse_unknown(name)
    budgets = _budgets(settings)
    engines = {
        name: Engine(PROVIDERS[name](settings, access), budget=budgets.get(name, budgets.get("")))
        for name in distinct
    }
    # One that is named twice is asked once, in the first place.
    shares = [tuple(engines.pop(name) for name in group if name in engines) for group in groups]
    return tuple(share for share in shares if share)


def named_providers(settings: Settings) -> tuple[str, ...]:
    """The providers that the settings name, or else those that they configure, in groups."""
    return settings.search or tuple(_configured(settings))


def _refuse_unknown(name: str) -> None:
    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        message = f"there is no search provider {name!r}; there are: {known}"
        raise UnknownProvider(message)


def _budgets(settings: Settings) -> dict[str, int]:
    """Queries a run by provider; under no name, those of the ones that are not named."""
    budgets: dict[str, int] = {}
    for entry in settings.search_budget:
        name, _, number = entry.rpartition("=")
        if not (number.isdecimal() and int(number)):
            message = (
                f"the search budget {entry!r} cannot be read: give the queries that a run may ask"
                " each provider, as in 200, or as in 200,brave=40 for some of them"
            )
            raise BadSetting(message)
        if name:
            _refuse_unknown(name)
        budgets[name] = int(number)
    return budgets


def _configured(settings: Settings) -> Iterator[str]:
    """Those that have what they need and would have no use for it otherwise."""
    given = {
        "corpus": settings.corpus,
        "zim": settings.zim,
        "feeds": settings.feeds,
        "searxng": settings.searxng_url,
        "brave": settings.brave_key,
        "tavily": settings.tavily_key,
        "google_factcheck": settings.google_factcheck_key,
    }
    yield from (name for name, value in given.items() if value)


def _client(settings: Settings) -> httpx.Client:
    return httpx.Client(
        timeout=SEARCH_SECONDS, headers={"User-Agent": user_agent(settings.contact)}
    )


def _key(name: str, key: SecretStr | None) -> SecretStr:
    if key is None:
        message = f"the search provider {name} needs a key: VEREDICTO_{name.upper()}_KEY"
        raise BadSetting(message)
    return key


def _corpus(settings: Settings, _: Access) -> SearchProvider:
    if settings.corpus is None:
        message = "the search provider corpus needs a folder of pages: --corpus FOLDER"
        raise BadSetting(message)
    return CorpusProvider(settings.corpus)


def _searxng(settings: Settings, _: Access) -> SearchProvider:
    if settings.searxng_url is None:
        message = "the search provider searxng needs VEREDICTO_SEARXNG_URL"
        raise BadSetting(message)
    return SearxngProvider(settings.searxng_url, _client(settings))


def _wikipedia(settings: Settings, _: Access) -> SearchProvider:
    url = settings.wikipedia_url or wikipedia.BASE_URL
    return wikipedia.WikipediaProvider(url, _client(settings))


def _wikidata(settings: Settings, _: Access) -> SearchProvider:
    url = settings.wikidata_url or wikidata.BASE_URL
    return wikidata.WikidataProvider(url, _client(settings))


def _gdelt(settings: Settings, _: Access) -> SearchProvider:
    return gdelt.GdeltProvider(settings.gdelt_url or gdelt.BASE_URL, _client(settings))


def _ddgs(_: Settings, __: Access) -> SearchProvider:
    # Half a second, which only those pay who ask for it.
    from checkers.search.ddgs import DdgsProvider

    return DdgsProvider(seconds=int(SEARCH_SECONDS))


def _brave(settings: Settings, _: Access) -> SearchProvider:
    key = _key("brave", settings.brave_key)
    return brave.BraveProvider(settings.brave_url or brave.BASE_URL, _client(settings), key)


def _tavily(settings: Settings, _: Access) -> SearchProvider:
    key = _key("tavily", settings.tavily_key)
    return tavily.TavilyProvider(settings.tavily_url or tavily.BASE_URL, _client(settings), key)


def _google_factcheck(settings: Settings, _: Access) -> SearchProvider:
    key = _key("google_factcheck", settings.google_factcheck_key)
    url = settings.google_factcheck_url or google_factcheck.BASE_URL
    return google_factcheck.GoogleFactCheckProvider(url, _client(settings), key)


def _feeds(settings: Settings, access: Access) -> SearchProvider:
    if not settings.feeds:
        message = "the search provider feeds needs the addresses of some: VEREDICTO_FEEDS"
        raise BadSetting(message)
    return FeedsProvider(settings.feeds, _index(settings, "feeds"), access.read_feed)


def _archive(settings: Settings, _: Access) -> SearchProvider:
    def since(time: datetime | None) -> Iterator[SeenPage]:
        stored = pages_since(settings.warehouse, time, patience_seconds=settings.patience_seconds)
        return (_seen(source) for source in stored)

    return ArchiveProvider(_index(settings, ARCHIVE), since)


def _zim(_: Settings, access: Access) -> SearchProvider:
    if access.zim is None:
        message = "the search provider zim needs a ZIM file or a folder of them: VEREDICTO_ZIM"
        raise BadSetting(message)
    return ZimProvider(access.zim)


def _index(settings: Settings, name: str) -> PageIndex:
    return PageIndex(settings.files / "indexes" / f"{name}.sqlite")


def _seen(source: Source) -> SeenPage:
    return SeenPage(
        url=source.url,
        title=source.title,
        text=source.text,
        language=source.language,
        published_at=source.published_at,
        seen_at=source.retrieved_at,
    )


PROVIDERS: dict[str, Callable[[Settings, Access], SearchProvider]] = {
    ARCHIVE: _archive,
    "brave": _brave,
    "corpus": _corpus,
    "ddgs": _ddgs,
    "feeds": _feeds,
    "gdelt": _gdelt,
    "google_factcheck": _google_factcheck,
    "searxng": _searxng,
    "tavily": _tavily,
    "wikidata": _wikidata,
    "wikipedia": _wikipedia,
    "zim": _zim,
}
