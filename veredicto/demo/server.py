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
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import bm25s
import numpy as np
import Stemmer
import uvicorn
from bs4 import BeautifulSoup, Tag
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Host, Route, Router

from checkers.errors import BadSetting, VeredictoError

SEARCH_HOST = "busqueda.localhost"
RESULTS_PER_PAGE = 10
SNIPPET_LENGTH = 240
START_SECONDS = 10.0
MIN_GZIP_BYTES = 500
UNUSED_KEYS = ("answers", "corrections", "infoboxes", "suggestions", "unresponsive_engines")
UNSEEN = ("script", "style", "template", "noscript", "head")
STEMMERS = {"es": Stemmer.Stemmer("spanish"), "en": Stemmer.Stemmer("english")}


@dataclass(frozen=True, slots=True)
class DemoPage:
    """One page of the folder: its markup, and what a search engine knows of it.

    `text` is all that a reader sees, menus and boxes included. `published` is an ISO 8601 time.
    """

    host: str
    slug: str
    html: str
    title: str
    description: str
    language: str
    published: str | None
    text: str

    @property
    def name(self) -> str:
        """The page in `server.toml`: host and slug."""
        return f"{self.host}/{self.slug}"

    @classmethod
    def read(cls, path: Path) -> DemoPage:
        """The page of an HTML file that lies in a folder named as its host."""
        html = path.read_text(encoding="utf-8")
        soup = BeautifulSoup(html, "lxml")
        about = {
            str(tag.get("name") or tag.get("property")): str(tag.get("content") or "")
            for tag in soup.find_all("meta")
        }
        root = soup.find("html")
        title = soup.title.get_text(strip=True) if soup.title else path.stem
        for tag in soup(UNSEEN):
            tag.decompose()
        text = soup.get_text(" ", strip=True)
        return cls(
            host=path.parent.name,
            slug=path.stem,
            html=html,
            title=title,
            description=about.get("description") or text[:SNIPPET_LENGTH],
            language=str(root.get("lang", "es"))[:2] if isinstance(root, Tag) else "es",
            published=about.get("article:published_time") or None,
            text=text,
        )


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How single pages are served: status by failing page, new slug by old address."""

    failing: Mapping[str, int]
    moved: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> Behaviour:
        """What `server.toml` says; nothing special where there is no such file.

        Raises:
            BadSetting: the file is not TOML of that form.
        """
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
            failing = {str(page): int(status) for page, status in told.get("failing", {}).items()}
            moved = {str(old): str(slug) for old, slug in told.get("moved", {}).items()}
        except (ValueError, TypeError, AttributeError, OSError) as error:
            message = f"{path} must hold the tables [failing] and [moved]: {error}"
            raise BadSetting(message) from error
        return cls(failing=failing, moved=moved)

    def listed_as(self, page: DemoPage) -> str:
        """Host and slug under which the search lists the page: its old address if it has moved."""
        for old, slug in self.moved.items():
            host, _, _ = old.partition("/")
            if (host, slug) == (page.host, page.slug):
                return old
        return page.name


class SearchEngine:
    """BM25 over the visible text of the pages, in the words of each page's own language."""

    def __init__(self, pages: Iterable[DemoPage]) -> None:
        self._pages = tuple(pages)
        self._index = bm25s.BM25()
        words = [_words(page.text, page.language) for page in self._pages]
        self._index.index(words, show_progress=False)

    def search(self, query: str) -> tuple[tuple[DemoPage, float], ...]:
        """Every page that shares a word with the query, best first, with its score."""
        words = sorted({word for language in STEMMERS for word in _words(query, language)})
        known = [word for word in words if word in self._index.vocab_dict]
        if not known:
            return ()
        scores = self._index.get_scores(known)
        order = np.argsort(-scores, kind="stable")
        return tuple((self._pages[i], float(scores[i])) for i in order if scores[i] > 0)


class DemoServer:
    """The pages of a folder and a search over them, served on loopback while the context lasts.

    `port` is free when the server is made; `hosts` holds every "host:port" that it answers for.

    Raises:
        BadSetting: the folder holds no pages, or its `server.toml` cannot be read.
        VeredictoError: no port can be had, or the server does not start.
    """

    def __init__(self, pages: Path) -> None:
        self._pages = _read_pages(pages)
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


def _read_pages(folder: Path) -> tuple[DemoPage, ...]:
    paths = sorted(folder.glob("*/*.html"))
    if not paths:
        message = f"{folder} holds no pages: give a folder with <host>/<slug>.html in it"
        raise BadSetting(message)
    try:
        return tuple(DemoPage.read(path) for path in paths)
    except (OSError, UnicodeDecodeError) as error:
        message = f"a page under {folder} cannot be read: {error}"
        raise BadSetting(message) from error


def _listen() -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", 0))
    except OSError as error:
        message = f"no port can be opened on 127.0.0.1 for the demo: {error}"
        raise VeredictoError(message) from error


def _words(text: str, language: str) -> list[str]:
    """The stems of the text's words, without those that every text has."""
    known = language if language in STEMMERS else "es"
    (words,) = bm25s.tokenize(
        [text],
        stopwords=known,
        stemmer=STEMMERS[known],
        return_ids=False,
        show_progress=False,
    )
    return [str(word) for word in words]


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
