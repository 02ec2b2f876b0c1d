from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from checkers.errors import SearchFailed
from checkers.nouns import Query
from checkers.search.wikipedia import WikipediaProvider
from servers.mediawiki import MediaWiki
from servers.pages import PageServer

PAGES = {
    "Anthropic": (
        "'''Anthropic''' es una empresa de inteligencia artificial fundada en 2021 por antiguos "
        "empleados de OpenAI. Amazon invirtió 4.000 millones de dólares en ella en marzo de 2024."
    ),
    "Amazon": "'''Amazon''' es una empresa de comercio de Seattle, con ventas de 638.000 millones.",
    "Grindavík": "'''Grindavík''' es un pueblo de pescadores de Islandia.",
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    with MediaWiki(tmp_path_factory.mktemp("wiki"), PAGES) as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10.0) as opened:
        yield opened


def asked(text: str) -> Query:
    return Query.of("claim", text, "es")


def titles(provider: WikipediaProvider, text: str) -> list[str | None]:
    return [result.title for result in provider.search(asked(text), limit=5)]


def test_the_page_that_holds_the_words_comes_with_its_address(
    wiki: MediaWiki, client: httpx.Client
) -> None:
    provider = WikipediaProvider(wiki.url, client)
    (result,) = provider.search(asked("¿La empresa de inteligencia OpenAI?"), limit=5)[:1]
    assert result.title == "Anthropic"
    assert result.url == f"{wiki.url}/wiki/Anthropic"
    assert (result.provider, result.rank, result.published_at) == ("wikipedia", 1, None)
    assert "inteligencia artificial" in (result.snippet or "")
    assert "<" not in (result.snippet or "")


def test_a_sentence_that_no_page_holds_leads_to_what_it_names(
    wiki: MediaWiki, client: httpx.Client
) -> None:
    provider = WikipediaProvider(wiki.url, client)
    sentence = "La compañía Amazon compró ayer el pueblo de Grindavík por dos euros."
    assert titles(provider, sentence) == ["Amazon", "Grindavík", "Anthropic"]


def test_what_nobody_wrote_about_is_an_empty_answer(wiki: MediaWiki, client: httpx.Client) -> None:
    provider = WikipediaProvider(wiki.url, client)
    assert titles(provider, "Zutano vendió tornillos") == []
    assert titles(provider, "de la el") == []


def test_the_address_of_the_api_itself_may_be_given(wiki: MediaWiki, client: httpx.Client) -> None:
    assert titles(WikipediaProvider(f"{wiki.url}/w/api.php", client), "OpenAI") == ["Anthropic"]


def test_the_same_words_are_asked_for_once(server: PageServer, client: httpx.Client) -> None:
    server.serve("/w/api.php", '{"query": {"search": []}}', content_type="application/json")
    provider = WikipediaProvider(server.url(), client)
    for _ in range(3):
        assert titles(provider, "tornillos") == []
    assert server.requests["/w/api.php"] == 1


def test_the_language_of_the_query_chooses_the_wiki(
    server: PageServer, client: httpx.Client
) -> None:
    for code in ("es", "en"):
        server.serve(f"/{code}/w/api.php", '{"query": {"search": []}}', content_type="text/json")
    provider = WikipediaProvider(server.url("/{language}"), client)
    provider.search(asked("tornillos"), limit=5)
    provider.search(Query.of("claim", "screws", "en"), limit=5)
    assert dict(server.requests) == {"/es/w/api.php": 1, "/en/w/api.php": 1}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"error": {"code": "ratelimited", "info": "Slow down"}}', "ratelimited: Slow down"),
        ("{}", "no answer"),
        ("<html>", "something else than wikipedia's JSON"),
    ],
)
def test_an_answer_that_is_none_is_a_failure(
    body: str, said: str, server: PageServer, client: httpx.Client
) -> None:
    server.serve("/w/api.php", body, content_type="application/json")
    with pytest.raises(SearchFailed, match=said) as failure:
        titles(WikipediaProvider(server.url(), client), "tornillos")
    assert failure.value.provider == "wikipedia"
