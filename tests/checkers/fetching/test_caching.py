from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from checkers.fetching.document import Document
from checkers.fetching.freshness import LONGEST_FRESH, is_fresh
from checkers.fetching.pages import PageFetcher
from checkers.nouns import Source
from servers.nginx import Nginx

Fetcher = Callable[..., PageFetcher]
SENTENCE = (
    "La empresa facturó 4.000 millones de euros en 2025, según las cuentas que publicó ayer. "
)
PAGE = (
    f"<html lang='es'><head><title>Cuentas</title></head><body><p>{SENTENCE * 40}</p></body></html>"
)
DIRECTIVES = """
    gzip on; gzip_types *; gzip_min_length 20;
    brotli on; brotli_types *; brotli_min_length 20;
    location /fresh/ { expires 1h; }
    location /stale/ { expires -1; }
    location /never/ { add_header Cache-Control no-store; etag off; if_modified_since off; }
    location /gzip/ { brotli off; }
"""


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    server = Nginx(tmp_path_factory.mktemp("nginx"), DIRECTIVES)
    for folder in ("fresh", "stale", "never", "gzip", "plain"):
        (server.pages / folder).mkdir()
    with server:
        yield server


@pytest.fixture
def page(nginx: Nginx, request: pytest.FixtureRequest) -> str:
    """A path under a folder with directives, with a page of its own for the test."""
    path = f"/{request.param}/{request.node.name.replace('[', '-').rstrip(']')}.html"
    (nginx.pages / path[1:]).write_text(PAGE)
    return path


def again(nginx: Nginx, fetcher: Fetcher, path: str) -> Source:
    """The page as a second run gets it."""
    fetch = fetcher(frozenset({nginx.host}))
    (source,) = fetch.fetch_all([nginx.url(path)], since=datetime.now(UTC))
    return source


@pytest.mark.parametrize("page", ["fresh"], indirect=True)
def test_a_page_that_the_server_calls_fresh_is_not_asked_for_again(
    nginx: Nginx, fetcher: Fetcher, page: str
) -> None:
    first, second = again(nginx, fetcher, page), again(nginx, fetcher, page)
    assert SENTENCE.strip() in first.text
    assert second == first
    assert len(nginx.asked(page)) == 1


@pytest.mark.parametrize("page", ["stale", "plain"], indirect=True)
def test_a_page_that_has_not_changed_is_not_sent_again(
    nginx: Nginx, fetcher: Fetcher, page: str
) -> None:
    first, second = again(nginx, fetcher, page), again(nginx, fetcher, page)
    assert second.text == first.text
    assert second.id == first.id
    assert second.retrieved_at > first.retrieved_at
    assert second.status_code == 200
    assert [entry["status"] for entry in nginx.asked(page)] == [200, 304]
    assert nginx.asked(page)[1]["if_none_match"]


@pytest.mark.parametrize("page", ["stale"], indirect=True)
def test_a_page_that_has_changed_is_read_anew(nginx: Nginx, fetcher: Fetcher, page: str) -> None:
    again(nginx, fetcher, page)
    file = nginx.pages / page[1:]
    file.write_text(PAGE.replace("4.000", "5.000"))
    os.utime(file, (0, 0))
    assert "5.000 millones" in again(nginx, fetcher, page).text
    assert [entry["status"] for entry in nginx.asked(page)] == [200, 200]


@pytest.mark.parametrize("page", ["never"], indirect=True)
def test_a_page_without_validators_is_asked_for_in_full(
    nginx: Nginx, fetcher: Fetcher, page: str
) -> None:
    for _ in range(2):
        again(nginx, fetcher, page)
    assert [entry["status"] for entry in nginx.asked(page)] == [200, 200]


@pytest.mark.parametrize("page", ["fresh"], indirect=True)
def test_the_article_itself_is_always_asked_for(nginx: Nginx, fetcher: Fetcher, page: str) -> None:
    fetch = fetcher(frozenset({nginx.host}))
    bodies = [fetch.fetch_document(nginx.url(page)).body for _ in range(2)]
    assert bodies == [PAGE.encode()] * 2
    assert [entry["status"] for entry in nginx.asked(page)] == [200, 304]


@pytest.mark.parametrize(
    ("page", "encoding"), [("plain", "br"), ("gzip", "gzip")], indirect=["page"]
)
def test_compressed_pages_are_read(
    nginx: Nginx, fetcher: Fetcher, page: str, encoding: str
) -> None:
    assert SENTENCE.strip() in again(nginx, fetcher, page).text
    assert nginx.asked(page)[0]["encoding"] == encoding


def a_document(old: timedelta, **headers: str) -> Document:
    return Document(
        url="https://faro.example/a",
        final_url="https://faro.example/a",
        status_code=200,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        content_type="text/html",
        body=b"",
        retrieved_at=datetime.now(UTC) - old,
    )


MINUTE = timedelta(minutes=1)


HOUR = {"cache_control": "max-age=3600"}


@pytest.mark.parametrize(
    ("old", "headers", "fresh"),
    [
        (MINUTE, HOUR, True),
        (MINUTE, {"cache_control": "private, max-age=3600"}, True),
        (MINUTE, {"cache_control": "max-age=30"}, False),
        (MINUTE, HOUR | {"age": "3590"}, False),
        (MINUTE, HOUR | {"age": "9" * 5_000}, False),
        (MINUTE, HOUR | {"age": "soon"}, False),
        (MINUTE, {"cache_control": "max-age=3600, no-cache"}, False),
        (MINUTE, {"cache_control": "max-age=many"}, False),
        (MINUTE, {"expires": "0"}, False),
        (MINUTE, HOUR | {"vary": "*"}, False),
        (MINUTE, {"last_modified": "Wed, 21 Oct 2015 07:28:00 GMT"}, False),
        (MINUTE, {}, False),
        (-MINUTE, HOUR, False),
        (LONGEST_FRESH + MINUTE, {"cache_control": "max-age=31536000"}, False),
    ],
)
def test_only_what_a_server_promises_makes_a_page_fresh(
    old: timedelta,
    headers: dict[str, str],
    fresh: bool,  # noqa: FBT001 (a case)
) -> None:
    assert is_fresh(a_document(old, **headers)) is fresh
