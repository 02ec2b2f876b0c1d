"""Services that cannot run here, by answers in the form that their documentation gives.

The documentation of each is named at the head of its module under `checkers/search/`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from checkers.errors import SearchFailed
from checkers.nouns import Query
from checkers.search.brave import BraveProvider
from checkers.search.gdelt import GdeltProvider
from checkers.search.google_factcheck import GoogleFactCheckProvider
from checkers.search.provider import SearchProvider
from checkers.search.tavily import TavilyProvider
from checkers.search.wikidata import WikidataProvider
from servers.pages import PageServer

KEY = "a-very-secret-key"
QUERY = Query.of("claim", "Amazon invirtió 4.000 millones en Anthropic", "es")
PATHS = {
    "brave": "/res/v1/web/search",
    "tavily": "/search",
    "google_factcheck": "/v1alpha1/claims:search",
    "gdelt": "/api/v2/doc/doc",
    "wikidata": "/w/api.php",
}
Make = Callable[[str], SearchProvider]


@pytest.fixture
def make(server: PageServer) -> Iterator[Make]:
    """Gives the provider of a name, pointed at the page server."""
    base = server.url().rstrip("/")
    key = SecretStr(KEY)
    with httpx.Client(timeout=20.0) as client:
        made: dict[str, Callable[[], SearchProvider]] = {
            "brave": lambda: BraveProvider(base, client, key, pause_seconds=0.05),
            "tavily": lambda: TavilyProvider(base, client, key),
            "google_factcheck": lambda: GoogleFactCheckProvider(base, client, key),
            "gdelt": lambda: GdeltProvider(base, client, pause_seconds=0.0),
            "wikidata": lambda: WikidataProvider(base, client),
        }
        yield lambda name: made[name]()


def serve(server: PageServer, path: str, *answers: object) -> list[Request]:
    """Gives the answers in turn, the last one for ever; returns the requests as they come."""
    seen: list[Request] = []

    async def answer(request: Request) -> Response:
        await request.body()
        seen.append(request)
        return JSONResponse(answers[min(len(seen), len(answers)) - 1])

    server.route(path, answer)
    return seen


def test_brave_is_asked_for_pages_in_the_language_with_its_key_in_a_header(
    server: PageServer, make: Make
) -> None:
    page = {
        "url": "https://faro.example/a",
        "title": "Amazon",
        "description": "Invirtió <strong>4.000 millones</strong> &amp; más",
        "page_age": "2024-03-27T10:00:00",
    }
    seen = serve(server, PATHS["brave"], {"type": "search", "web": {"results": [page]}})
    (result,) = make("brave").search(QUERY, limit=8)
    assert (result.url, result.snippet) == (page["url"], "Invirtió 4.000 millones & más")
    assert result.published_at == datetime(2024, 3, 27, 10, tzinfo=UTC)
    assert seen[0].headers["x-subscription-token"] == KEY
    assert KEY not in str(seen[0].url)
    assert seen[0].query_params["search_lang"] == "es"
    assert seen[0].query_params["count"] == "8"


def test_brave_without_web_pages_is_an_empty_answer(server: PageServer, make: Make) -> None:
    serve(server, PATHS["brave"], {"type": "search"})
    assert make("brave").search(QUERY, limit=8) == ()


def test_requests_to_brave_keep_their_distance(server: PageServer, make: Make) -> None:
    serve(server, PATHS["brave"], {"type": "search"})
    provider = make("brave")
    began = time.monotonic()
    for _ in range(3):
        provider.search(QUERY, limit=8)
    assert time.monotonic() - began >= 2 * 0.05


def test_tavily_is_asked_for_pages_and_for_no_answer_of_its_own(
    server: PageServer, make: Make
) -> None:
    page = {
        "url": "https://faro.example/a",
        "title": "Amazon",
        "content": "Invirtió 4.000 millones",
        "published_date": "Wed, 27 Mar 2024 10:00:00 GMT",
    }
    seen = serve(server, PATHS["tavily"], {"results": [page]})
    (result,) = make("tavily").search(QUERY, limit=3)
    assert (result.url, result.snippet) == (page["url"], page["content"])
    assert result.published_at == datetime(2024, 3, 27, 10, tzinfo=UTC)
    assert seen[0].headers["authorization"] == f"Bearer {KEY}"
    question = json.loads(seen[0]._body)  # noqa: SLF001 (read while the server held it)
    assert question["include_answer"] is False
    assert question["max_results"] == 3


def test_google_gives_the_reviews_of_a_claim_with_its_rating_in_the_words_of_the_checker(
    server: PageServer, make: Make
) -> None:
    review = {
        "publisher": {"name": "Maldita", "site": "maldita.es"},
        "url": "https://maldita.example/amazon",
        "title": "No, Amazon no…",
        "reviewDate": "2024-03-28T00:00:00Z",
        "textualRating": "Bulo",
        "languageCode": "es",
    }
    claim = {"text": "Amazon compró España", "claimReview": [review, {"title": "sin dirección"}]}
    seen = serve(server, PATHS["google_factcheck"], {"claims": [claim]}, {})
    provider = make("google_factcheck")
    (result,) = provider.search(QUERY, limit=8)
    assert (result.url, result.snippet) == (review["url"], "Amazon compró España — Bulo")
    assert result.published_at == datetime(2024, 3, 28, tzinfo=UTC)
    assert seen[0].headers["x-goog-api-key"] == KEY
    assert KEY not in str(seen[0].url)
    assert provider.search(QUERY, limit=8) == ()


def test_gdelt_is_asked_for_the_words_that_tell_most(server: PageServer, make: Make) -> None:
    article = {
        "url": "https://faro.example/a",
        "title": "Amazon invierte",
        "seendate": "20240327T101500Z",
        "domain": "faro.example",
        "language": "Spanish",
    }
    seen = serve(server, PATHS["gdelt"], {"articles": [article]}, {})
    provider = make("gdelt")
    (result,) = provider.search(QUERY, limit=8)
    assert result.published_at == datetime(2024, 3, 27, 10, 15, tzinfo=UTC)
    wanted = "Amazon 4.000 Anthropic invirtió millones sourcelang:spanish"
    assert seen[0].query_params["query"] == wanted
    assert provider.search(QUERY, limit=8) == ()


def test_gdelt_is_not_asked_for_nothing(server: PageServer, make: Make) -> None:
    assert make("gdelt").search(Query.of("claim", "de la el", "es"), limit=8) == ()
    assert not server.requests


def test_what_gdelt_finds_too_short_is_an_empty_answer(server: PageServer, make: Make) -> None:
    server.serve(PATHS["gdelt"], "Your query was too short or too long.\n")
    assert make("gdelt").search(QUERY, limit=8) == ()


def test_gdelts_plea_for_patience_is_a_failure(server: PageServer, make: Make) -> None:
    server.serve(PATHS["gdelt"], "Please limit requests to one every 5 seconds")
    with pytest.raises(SearchFailed, match="Please limit requests"):
        make("gdelt").search(QUERY, limit=8)


def test_wikidata_leads_to_the_articles_on_what_is_named(server: PageServer, make: Make) -> None:
    def entity(sites: dict[str, str], described: str | None = None) -> dict[str, object]:
        links = {
            f"{code}wiki": {
                "site": f"{code}wiki",
                "title": title,
                "url": f"https://{code}.example/{title}",
            }
            for code, title in sites.items()
        }
        described_in = {"es": {"language": "es", "value": described}} if described else {}
        return {"sitelinks": links, "descriptions": described_in}

    seen = serve(
        server,
        PATHS["wikidata"],
        {"search": [{"id": "Q3884"}, {"id": "Q3783"}]},
        {"search": [{"id": "Q116758847"}, {"id": "Q1"}]},
        {
            "entities": {
                "Q3884": entity({"es": "Amazon", "en": "Amazon_(company)"}, "empresa"),
                "Q3783": entity({}),
                "Q116758847": entity({"en": "Anthropic"}),
            }
        },
    )
    provider = make("wikidata")
    results = provider.search(QUERY, limit=8)
    assert [(result.url, result.snippet) for result in results] == [
        ("https://es.example/Amazon", "empresa"),
        ("https://en.example/Anthropic", None),
    ]
    assert [request.query_params.get("search") for request in seen] == ["Amazon", "Anthropic", None]
    assert seen[2].query_params["ids"] == "Q3884|Q3783|Q116758847|Q1"
    assert provider.search(QUERY, limit=8) == results
    assert len(seen) == 3
    assert provider.search(Query.of("claim", "los tornillos son baratos", "es"), limit=8) == ()


@pytest.mark.parametrize("name", PATHS)
def test_a_service_that_answers_something_else_has_failed(
    name: str, server: PageServer, make: Make
) -> None:
    server.serve(PATHS[name], "<html><title>Are you a robot?</title></html>")
    with pytest.raises(SearchFailed, match=f"else than {name}'s JSON.*robot") as failure:
        make(name).search(QUERY, limit=8)
    assert failure.value.provider == name


@pytest.mark.parametrize("name", ["brave", "tavily", "google_factcheck"])
def test_a_refused_key_is_told_without_being_shown(
    name: str, server: PageServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    server.serve(PATHS[name], "{}", status=401)
    with pytest.raises(SearchFailed, match=f"VEREDICTO_{name.upper()}_KEY") as failure:
        make(name).search(QUERY, limit=8)
    assert KEY not in str(failure.value)
    assert KEY not in caplog.text


@pytest.mark.parametrize("name", ["brave", "tavily", "google_factcheck"])
def test_a_key_follows_no_redirect(name: str, server: PageServer, make: Make) -> None:
    server.redirect(PATHS[name], server.url("/elsewhere", host="localhost"), status=307)
    with pytest.raises(SearchFailed, match="answered 307"):
        make(name).search(QUERY, limit=8)
    assert server.requests["/elsewhere"] == 0


def test_a_busy_service_is_asked_again_as_it_says(server: PageServer, make: Make) -> None:
    answers = iter([429, 200])

    async def answer(_: Request) -> Response:
        status = next(answers)
        return JSONResponse({"type": "search"}, status, {"retry-after": "0"})

    server.route(PATHS["brave"], answer)
    assert make("brave").search(QUERY, limit=8) == ()
    assert server.requests[PATHS["brave"]] == 2
