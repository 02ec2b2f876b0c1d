"""Pages that were found are fetched while other claims are still being searched for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import JSONResponse
from town import BRIDGE, CLOSING, MARKET, Town

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def test_the_pages_of_one_claim_are_fetched_before_the_search_for_another_ends(
    town: Town,
) -> None:
    fetched = asyncio.Event()

    async def fetch(_: Request) -> Response:
        fetched.set()
        return JSONResponse({}, 404)

    async def search(request: Request) -> Response:
        (query,) = parse_qs(str(request.url.query))["q"]
        if "mercado" in query.lower() or "market" in query.lower():
            async with asyncio.timeout(20):
                await fetched.wait()
        found = [{"url": town.server.url("/pleno"), "title": "Pleno", "content": ""}]
        return JSONResponse({"results": found}, headers=CLOSING)

    town.server.route("/pleno", fetch)
    town.server.route("/search", search)
    town.publish(BRIDGE, MARKET)

    report = town.check("/balance")

    assert len(report.searches) == len((BRIDGE, MARKET))
    assert not [failure for one in report.searches for failure in one.failures]
    assert [source.url for source in report.sources] == [town.server.url("/pleno")]
    assert town.server.requests["/pleno"] == 1
