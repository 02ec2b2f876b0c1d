from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from checkers.fetching.pages import PageFetcher
from checkers.nouns import Source
from servers.pages import PageServer

Fetcher = Callable[..., PageFetcher]
PAST = datetime(2020, 1, 1, tzinfo=UTC)
PAGE = "<p>El puente de Almorva costó 12 millones de euros, según el acta de la diputación.</p>"


def test_pages_come_before_they_are_asked_for_and_once(
    server: PageServer, fetcher: Fetcher
) -> None:
    early, late = server.serve("/early", PAGE), server.serve("/late", PAGE)
    came: list[Source] = []
    here = threading.Event()

    def come(source: Source) -> None:
        came.append(source)
        here.set()

    counted: list[str] = []
    with fetcher(server.allowed()).ahead(since=PAST, on_done=come) as ahead:
        ahead.begin([early, early])
        assert here.wait(20)
        found = ahead.of([late, early, late], on_done=lambda source: counted.append(source.url))

    assert [source.url for source in found] == [late, early, late]
    assert found[1] == came[0]
    assert sorted(counted) == [early, late]
    assert server.requests["/early"] == server.requests["/late"] == 1


def test_what_is_on_its_way_at_the_end_is_given_up(server: PageServer, fetcher: Fetcher) -> None:
    begun, left = threading.Event(), threading.Event()

    async def never(request: Request) -> Response:
        begun.set()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left.set()
        return PlainTextResponse("")

    slow = server.route("/slow", never)
    with fetcher(server.allowed()).ahead(since=PAST) as ahead:
        ahead.begin([slow])
        assert begun.wait(20)

    assert left.wait(20)
    ahead.begin([server.serve("/more", PAGE)])
    assert server.requests["/more"] == 0


def test_an_error_in_the_block_comes_out_and_ends_the_fetches(
    server: PageServer, fetcher: Fetcher
) -> None:
    url = server.serve("/", PAGE)

    def interrupted() -> None:
        with fetcher(server.allowed()).ahead(since=PAST) as ahead:
            ahead.begin([url])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not [it for it in threading.enumerate() if it.name == "pages ahead"]
