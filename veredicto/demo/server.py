"""A small web on loopback: a folder of pages under many host names, and a search engine over them.

It serves what it is given and knows of no claim and no verdict.

    pages/
    ├── server.toml                     which pages fail and which have moved
    └── <publisher>.localhost/
        └── <slug>.html                 served as http://<publisher>.localhost:PORT/<slug>

`{{origin}}` in a page becomes the origin it is served from. Names under `.localhost` are loopback's
by RFC 6761; where the system does not resolve them, connect to 127.0.0.1 and send the Host header.
"""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Host, Route, Router

from checkers.errors import VeredictoError
from veredicto.demo.pages import Behaviour, DemoPage, read_pages
from veredicto.demo.search import SearchEngine

SEARCH_HOST = "127.0.0.1"
USUAL_PORT = 47360
"""Addresses of pages stay the same from one demo to the next, unless something else is there."""
RESULTS_PER_PAGE = 10
START_SECONDS = 10.0
MIN_GZIP_BYTES = 500
UNUSED_KEYS = ("answers", "corrections", "infoboxes", "suggestions", "unresponsive_engines")


class DemoServer:
    """The pages of a folder and a search over them, served on loopback while the context lasts.

    `port` is free when the server is made; `hosts` holds every "host:port" that it answers for.

    Raises:
        BadSetting: the folder holds no pages, or its `server.toml` cannot be read.
        VeredictoError: no port can be had, or the server does not start.
    """

    def __init__(self, pages: Path) -> None:
        self._pages = read_pages(pages)
        self._behaviour = Behaviour.read(pages / "server.toml")
        self._engine = SearchEngine(self._pages)
        self._socket = _listen()
        self.port: int = self._socket.getsockname()[1]
        names = {page.host for page in self._pages} | {SEARCH_HOST}
        self.hosts: frozenset[str] = frozenset(f"{name}:{self.port}" for name in names)
        self.search_url = f"http://{SEARCH_HOST}:{self.port}"
        config = uvicorn.Config(
            self._app(), log_level="error", access_log=False, lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="demo-server", daemon=True
        )

    def __enter__(self) -> Self:
        """The server, answering."""
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                self.close()
                message = f"the demo's server did not start within {START_SECONDS:.0f} s: try again"
                raise VeredictoError(message)
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop answering and give the port back."""
        self.close()

    def close(self) -> None:
        """Stop answering and give the port back; may be called twice."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(START_SECONDS)
        self._socket.close()

    def _app(self) -> Starlette:
        hosts = sorted({page.host for page in self._pages})
        routes: list[BaseRoute] = [Host(host, app=self._site(host)) for host in hosts]
        searching = Router([Route("/search", self._search), Route("/robots.txt", _robots)])
        routes.append(Host(SEARCH_HOST, app=searching))
        return Starlette(
            routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=MIN_GZIP_BYTES)]
        )

    def _site(self, host: str) -> Router:
        site = {page.slug: page for page in self._pages if page.host == host}

        async def serve(request: Request) -> Response:
            slug = request.path_params["slug"]
            address = f"{host}/{slug}"
            if address in self._behaviour.moved:
                return RedirectResponse(f"/{self._behaviour.moved[address]}", status_code=301)
            if address in self._behaviour.failing:
                return _failure(self._behaviour.failing[address])
            if slug not in site:
                return PlainTextResponse("Not Found", status_code=404)
            return _page_response(request, site[slug], f"http://{host}:{self.port}")

        return Router([Route("/robots.txt", _robots), Route("/{slug}", serve)])

    async def _search(self, request: Request) -> Response:
        query = request.query_params.get("q", "").strip()
        if not query:
            return PlainTextResponse("No query", status_code=400)
        if request.query_params.get("format") != "json":
            return PlainTextResponse("Forbidden", status_code=403)
        number = request.query_params.get("pageno", "1")
        start = (max(1, int(number)) - 1) * RESULTS_PER_PAGE if number.isdecimal() else 0
        found = self._engine.search(query)
        results = [self._result(*hit) for hit in found[start : start + RESULTS_PER_PAGE]]
        return JSONResponse(
            {"query": query, "number_of_results": len(found), "results": results}
            | {key: [] for key in UNUSED_KEYS}
        )

    def _result(self, page: DemoPage, score: float) -> dict[str, object]:
        """The page as SearXNG lists a result."""
        host, _, slug = self._behaviour.listed_as(page).partition("/")
        return {
            "url": f"http://{host}:{self.port}/{slug}",
            "title": page.title,
            "content": page.description,
            "publishedDate": page.published,
            "engine": "demo",
            "engines": ["demo"],
            "category": "general",
            "score": score,
        }


def _listen() -> socket.socket:
    for port in (USUAL_PORT, 0):
        try:
            return socket.create_server(("127.0.0.1", port))
        except OSError as error:
            reason = str(error)
    message = f"no port can be opened on 127.0.0.1 for the demo: {reason}"
    raise VeredictoError(message)


def _failure(status: int) -> Response:
    return PlainTextResponse("The server is temporarily unable to serve this page.", status)


def _page_response(request: Request, page: DemoPage, origin: str) -> Response:
    body = page.html.replace("{{origin}}", origin).encode()
    headers = {
        "cache-control": "public, max-age=300",
        "content-language": page.language,
        "etag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/html", headers=headers)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nAllow: /\n")
