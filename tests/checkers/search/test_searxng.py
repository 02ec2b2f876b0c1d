from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from checkers.errors import SearchFailed
from checkers.nouns import Query
from checkers.search.searxng import SearxngProvider
from servers.pages import PageServer

QUERY = Query.of("claim", "Amazon Anthropic 4.000 millones", "es")
JSON = "application/json"
HITS = [
    {
        "url": "https://faro.example/a",
        "title": "Amazon",
        "content": "4.000 millones",
        "publishedDate": "2024-03-27T10:00:00+01:00",
        "engine": "x",
    },
    {"url": "javascript:alert(1)", "title": "no"},
    {"url": "file:///etc/passwd"},
    {"url": "http://gaceta.example/b", "publishedDate": "2024-03-27T10:00:00"},
    {"url": "https://faro.example/c", "title": None, "publishedDate": "hace dos días"},
]


def serve(server: PageServer, body: object, **more: object) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    server.serve("/search", text, content_type=JSON, **more)  # type: ignore[arg-type]  # as serve takes them


def test_results_that_lead_to_the_web_come_in_order(
    server: PageServer, searxng: SearxngProvider
) -> None:
    serve(server, {"query": "x", "results": HITS})
    results = searxng.search(QUERY, limit=8)
    assert [(result.url, result.rank) for result in results] == [
        ("https://faro.example/a", 1),
        ("http://gaceta.example/b", 2),
        ("https://faro.example/c", 3),
    ]
    assert [result.published_at for result in results] == [
        datetime(2024, 3, 27, 9, tzinfo=UTC),
        datetime(2024, 3, 27, 10, tzinfo=UTC),
        None,
    ]
    assert (results[0].title, results[0].snippet) == ("Amazon", "4.000 millones")
    assert {(result.provider, result.query_id) for result in results} == {("searxng", QUERY.id)}
    assert len(searxng.search(QUERY, limit=2)) == 2


def test_the_query_is_sent_as_searxng_wants_it(
    server: PageServer, searxng: SearxngProvider
) -> None:
    seen: list[Request] = []

    async def answer(request: Request) -> Response:
        seen.append(request)
        return PlainTextResponse('{"results": []}', media_type=JSON)

    server.route("/search", answer)
    assert searxng.search(QUERY, limit=8) == ()
    assert seen[0].query_params["q"] == QUERY.text
    assert seen[0].query_params["format"] == "json"
    assert seen[0].query_params["language"] == "es"


def test_a_name_under_localhost_is_reached_on_loopback(server: PageServer) -> None:
    hosts: list[str] = []

    async def answer(request: Request) -> Response:
        hosts.append(request.headers["host"])
        return PlainTextResponse('{"results": []}', media_type=JSON)

    server.route("/search", answer)
    with httpx.Client() as client:
        url = server.url("", host="busqueda.localhost")
        assert SearxngProvider(url, client).search(QUERY, limit=1) == ()
    assert hosts == [f"busqueda.localhost:{server.port}"]


@pytest.mark.parametrize(
    "body",
    ["<html>no JSON</html>", "", "[]", "{}", '{"results": 3}', '{"results": [1]}', '{"results":'],
)
def test_an_answer_that_is_not_searxngs_is_a_failure(
    body: str, server: PageServer, searxng: SearxngProvider
) -> None:
    serve(server, body)
    with pytest.raises(SearchFailed, match="something else than searxng's JSON") as failure:
        searxng.search(QUERY, limit=8)
    assert failure.value.provider == "searxng"


def test_engines_that_did_not_answer_are_no_empty_answer(
    server: PageServer, searxng: SearxngProvider
) -> None:
    serve(server, {"results": [], "unresponsive_engines": [["google", "timeout"]]})
    with pytest.raises(SearchFailed, match=r"google \(timeout\)"):
        searxng.search(QUERY, limit=8)


def test_an_answer_without_end_is_a_failure(server: PageServer, searxng: SearxngProvider) -> None:
    serve(server, " " * 3_000_000)
    with pytest.raises(SearchFailed, match="more than"):
        searxng.search(QUERY, limit=8)


def test_a_dead_instance_is_a_failure_after_three_tries() -> None:
    with PageServer() as closed:
        url = closed.url()
    with httpx.Client() as client, pytest.raises(SearchFailed, match="cannot be reached"):
        SearxngProvider(url, client).search(QUERY, limit=8)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "127.0.0.1:80", "http://[broken"])
def test_an_address_that_is_none_is_a_failure(url: str) -> None:
    with httpx.Client() as client, pytest.raises(SearchFailed):
        SearxngProvider(url, client).search(QUERY, limit=8)


def test_a_busy_instance_is_asked_again(server: PageServer, searxng: SearxngProvider) -> None:
    async def busy_once(_: Request) -> Response:
        if server.requests["/search"] == 1:
            return PlainTextResponse("", 429, headers={"retry-after": "0"})
        return PlainTextResponse('{"results": []}', media_type=JSON)

    server.route("/search", busy_once)
    assert searxng.search(QUERY, limit=8) == ()
    assert server.requests["/search"] == 2


@pytest.mark.parametrize(
    ("status", "wait", "tries"), [(429, "0", 3), (429, "3600", 1), (503, "soon", 1), (403, "", 1)]
)
def test_a_refusing_instance_is_a_failure_that_says_so(
    status: int, wait: str, tries: int, server: PageServer, searxng: SearxngProvider
) -> None:
    serve(server, "", status=status, headers={"retry-after": wait} if wait else None)
    with pytest.raises(SearchFailed, match=f"answered {status}.*{wait}"):
        searxng.search(QUERY, limit=8)
    assert server.requests["/search"] == tries


def test_an_instance_without_json_is_a_failure_that_says_what_to_do(
    server: PageServer, searxng: SearxngProvider
) -> None:
    serve(server, "<title>403 Forbidden</title>", status=403)
    with pytest.raises(
        SearchFailed, match=r"answered 403.*lack json among search\.formats: add it"
    ):
        searxng.search(QUERY, limit=8)
