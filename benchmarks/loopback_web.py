"""The pages of a generated town under many addresses of loopback, with a search in SearXNG's form.

Each answer comes after a latency, robots.txt (which is not there) and searches included.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from benchmarks.generated_town import GeneratedTown

if TYPE_CHECKING:
    from starlette.requests import Request

HOSTS = 40
SEARCH_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class LoopbackWeb:
    """Where it is."""

    port: int

    @property
    def search_url(self) -> str:
        """The address of the search."""
        return f"http://{SEARCH_HOST}:{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every "host:port" that it answers for."""
        return tuple(f"{host}:{self.port}" for host in (SEARCH_HOST, *map(_host, range(HOSTS))))


@contextmanager
def serving(towns: tuple[GeneratedTown, ...], latency_seconds: float) -> Iterator[LoopbackWeb]:
    """The web of these towns, in a process of its own while the block lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=_serve, args=(theirs, towns, latency_seconds), daemon=True)
    server.start()
    try:
        yield LoopbackWeb(ours.recv())
    finally:
        server.terminate()
        server.join()


def _serve(told: Connection, towns: tuple[GeneratedTown, ...], latency_seconds: float) -> None:
    pages = {path: html for town in towns for path, html in town.pages.items()}
    found = {claim.thing: claim.pages for town in towns for claim in town.claims}
    listening = socket.create_server(("", 0), backlog=512)
    port = listening.getsockname()[1]

    async def answer(request: Request) -> Response:
        await asyncio.sleep(latency_seconds)
        if request.url.path == "/search":
            return JSONResponse({"results": _results(request.query_params["q"])})
        html = pages.get(request.url.path)
        return PlainTextResponse("Not Found", 404) if html is None else HTMLResponse(html)

    def _results(query: str) -> list[dict[str, str]]:
        asked = query.casefold()
        return [
            {"url": f"http://{host_of(path)}:{port}{path}", "title": thing, "content": ""}
            for thing, paths in found.items()
            # What a query leaves out of "el puente de Almorva" is the article.
            if thing.split()[-1].casefold() in asked
            for path in paths
        ]

    app = Starlette(routes=[Route("/{path:path}", answer)])
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", ws="none")
    told.send(port)
    uvicorn.Server(config).run([listening])


def host_of(path: str) -> str:
    """The address that has the page."""
    return _host(zlib.crc32(path.encode()))


def _host(number: int) -> str:
    return f"127.0.1.{1 + number % HOSTS}"
