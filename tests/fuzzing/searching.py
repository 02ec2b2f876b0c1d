"""What search providers answer, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
from pydantic import SecretStr

from builders import an_article
from checkers.errors import BadInput, SearchFailed
from checkers.nouns import Query
from checkers.search.brave import BraveProvider
from checkers.search.editor import page_address
from checkers.search.english import english_query
from checkers.search.feeds import read_items
from checkers.search.gdelt import GdeltProvider
from checkers.search.google_factcheck import GoogleFactCheckProvider
from checkers.search.provider import SearchProvider
from checkers.search.searxng import SearxngProvider
from checkers.search.tavily import TavilyProvider
from checkers.search.translation import no_translation
from checkers.search.wikidata import WikidataProvider
from checkers.search.wikipedia import WikipediaProvider
from checkers.search.words import index_words, names_of, telling_words
from fuzzing.reading import ATOM, RSS, SITEMAP
from fuzzing.target import Target, in_both, of_text, parts

QUERY = Query.of("claim", "El paro en España bajó en mayo de 2024", "es")
KEY = SecretStr("key")
HERE = "http://search.example"
WORDS = (
    '{"', '":', "[]", "{}", "null", "true", "1e999", '"results":[', '"url":', '"title":', "\\ud800",
    '"http://a.example"', '"search":', '"pages":', '"query":', '"web":', '"articles":', '"claims":',
    '"claimReview":[', '"sitelinks":', "<b>", "&amp;", "&#0;", '"2026-11-28"', '"\\u0000"', "]}",
)  # fmt: skip


class Answers(httpx.BaseTransport):
    """Answers whatever is asked with the same bytes; what stands before a zero is a header."""

    def __init__(self, data: bytes) -> None:
        self._header, self._body = parts(data, 2) if b"\x00" in data else (b"", data)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer."""
        del request
        return httpx.Response(200, headers=[(b"server-timing", self._header)], content=self._body)


def provider(build: Callable[[httpx.Client], SearchProvider]) -> Callable[[bytes], None]:
    """What searches with a provider whose service answers so."""

    def run(data: bytes) -> None:
        with httpx.Client(transport=Answers(data)) as client:
            found = build(client).search(QUERY, limit=5)
        assert [it.rank for it in found] == list(range(1, len(found) + 1))
        assert all(it.url.lower().startswith(("http://", "https://")) for it in found)
        assert all(it.published_at is None or it.published_at.tzinfo for it in found)

    return run


def items(data: bytes) -> None:
    """Items of a feed that can be found."""
    seen_at = datetime(2026, 11, 28, tzinfo=UTC)
    for item in read_items(data, url="https://faro.example/feed", seen_at=seen_at):
        assert item.title or item.text


def words(text: str, language: str) -> None:
    """Words and names are of the text."""
    assert all(word in text for word in telling_words(text, language))
    assert all(name for name in names_of(text, language))
    index_words(text, language)
    english_query(text, (), language, no_translation)
    assert an_article(text).text == text


def _service(name: str, build: Callable[[httpx.Client], SearchProvider], *seeds: str) -> Target:
    return Target(
        name,
        provider(build),
        allowed=(SearchFailed,),
        seeds=seeds,
        words=WORDS,
        share=0.5,
        longest=500,
    )


TARGETS = (
    _service(
        "wikipedia",
        lambda client: WikipediaProvider(HERE, client),
        '{"query":{"search":[{"pageid":1,"title":"Paro","snippet":"<b>x</b>"}],'
        '"pages":[{"pageid":1,"fullurl":"https://es.example/Paro"}]}}',
        '{"error":{"code":"x","info":"y"}}',
    ),
    _service(
        "wikidata",
        lambda client: WikidataProvider(HERE, client),
        '{"search":[{"id":"Q1"}],"entities":{"Q1":{"descriptions":{"es":{"value":"v"}},'
        '"sitelinks":{"eswiki":{"title":"T","url":"https://es.example/T"}}}}}',
    ),
    _service(
        "searxng",
        lambda client: SearxngProvider(HERE, client),
        '{"results":[{"url":"https://a.example","title":"t","content":"c","pubdate":"2026-11-28"}]}',
        'total;dur=1\x00{"results":[],"unresponsive_engines":[["a","b"]]}',
    ),
    _service(
        "brave",
        lambda client: BraveProvider(HERE, client, KEY, pause_seconds=0),
        '{"type":"search","web":{"results":[{"url":"https://a.example","page_age":"2026-11-28"}]}}',
    ),
    _service(
        "tavily",
        lambda client: TavilyProvider(HERE, client, KEY),
        '{"results":[{"url":"https://a.example","title":"t","published_date":"2026"}]}',
    ),
    _service(
        "gdelt",
        lambda client: GdeltProvider(HERE, client, pause_seconds=0),
        '{"articles":[{"url":"https://a.example","title":"t","seendate":"20261128T101500Z"}]}',
        "Your query was too short or too long.",
    ),
    _service(
        "google_factcheck",
        lambda client: GoogleFactCheckProvider(HERE, client, KEY),
        '{"claims":[{"text":"x","claimReview":[{"url":"https://a.example","textualRating":"Falso"}]}]}',
    ),
    Target("feed_items", items, seeds=(RSS, ATOM, SITEMAP), share=0.3),
    Target(
        "page_address",
        of_text(page_address),
        allowed=(BadInput,),
        seeds=("https://a.example/b#c", "http://[::1]/"),
        words=("http://", "https://", "[", "]", "@", "\t", "%00", "\\"),
        longest=200,
        share=8,
    ),
    Target(
        "words",
        in_both(words),
        seeds=("El paro bajó un 3,5 % en EE. UU., dijo Ana Gil.",),
        longest=300,
    ),
)
