from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from checkers.errors import SearchFailed
from checkers.nouns import Query
from checkers.search.searxng import SearxngProvider
from servers.pages import PageServer
from servers.searx import Searx

PAGES = [
    {
        "link": "https://faro.example/anthropic?a=1&b=2",
        "title": "Amazon completa su inversión en Anthropic",
        "description": "Serán <b>4.000 millones</b> de dólares, según la compañía.",
        "pubDate": "Wed, 27 Mar 2024 10:00:00 +0100",
    },
    {
        "link": "https://gaceta.example/ventas",
        "title": "Las ventas de Amazon",
        "description": "Fueron de 638.000 millones.",
        "pubDate": "Tue, 05 Mar 2024 08:30:00 +0000",
    },
]


class Yacy(PageServer):
    """An engine that finds the pages whose title holds the query; `asked` is how."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[dict[str, str]] = []
        self.route("/yacysearch.json", self._find)

    async def _find(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        words = request.query_params["query"]
        return JSONResponse({"channels": [{"items": [it for it in PAGES if words in it["title"]]}]})


@pytest.fixture(scope="module")
def yacy() -> Iterator[Yacy]:
    with Yacy() as running:
        yield running


@pytest.fixture(scope="module")
def searx(yacy: Yacy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searx]:
    with Searx(tmp_path_factory.mktemp("searx"), {"yacy": yacy.url("")}) as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10.0) as opened:
        yield opened


def asked(text: str, language: str = "es") -> Query:
    return Query.of("claim", text, language)


def test_the_pages_come_in_order_with_title_snippet_address_and_time(
    searx: Searx, client: httpx.Client
) -> None:
    first, second = SearxngProvider(searx.url, client).search(asked("Amazon"), limit=5)
    assert (first.rank, first.url) == (1, "https://faro.example/anthropic?a=1&b=2")
    assert first.title == "Amazon completa su inversión en Anthropic"
    assert first.snippet == "Serán 4.000 millones de dólares, según la compañía."
    assert first.published_at == datetime(2024, 3, 27, 9, tzinfo=UTC)
    assert (second.rank, second.url) == (2, "https://gaceta.example/ventas")
    assert {first.provider, second.provider} == {"searxng"}


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_words_and_their_language_reach_the_engine(
    language: str, searx: Searx, yacy: Yacy, client: httpx.Client
) -> None:
    words = "inversión en Anthropic: ¿4.000 millones?"
    SearxngProvider(searx.url, client).search(asked(words, language), limit=5)
    assert (yacy.asked[-1]["query"], yacy.asked[-1]["lr"]) == (words, f"lang_{language}")


def test_what_no_engine_finds_is_an_empty_answer(searx: Searx, client: httpx.Client) -> None:
    assert SearxngProvider(searx.url, client).search(asked("Grindavík"), limit=5) == ()


def test_an_engine_that_is_down_is_a_failure_and_so_is_its_rest(
    tmp_path: Path, client: httpx.Client
) -> None:
    with PageServer() as closed:
        engines = {"yacy": closed.url("")}
    with Searx(tmp_path, engines) as searx:
        provider = SearxngProvider(searx.url, client)
        with pytest.raises(SearchFailed, match=r"no answer from its engines: yacy \(HTTP error\)"):
            provider.search(asked("Amazon"), limit=5)
        # searx lets it rest now, and names it no more.
        with pytest.raises(SearchFailed, match="asked none of its engines"):
            provider.search(asked("Amazon"), limit=5)


def test_one_engine_that_is_down_does_not_hide_what_others_found(
    yacy: Yacy, tmp_path: Path, client: httpx.Client
) -> None:
    with PageServer() as closed:
        engines = {"yacy": yacy.url(""), "other": closed.url("")}
    with Searx(tmp_path, engines) as searx:
        results = SearxngProvider(searx.url, client).search(asked("Amazon"), limit=5)
    assert [result.rank for result in results] == [1, 2]
