"""A search engine and its pages that break, freeze, lose their names, and know what they gave."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from servers.pages import PageServer

PAGES_A_SEARCH = 3
LATENCY_SECONDS = 0.2
LOOK_SECONDS = 0.05
MOST_ARTICLES = 2000
NUMBER = re.compile(r"\b\d{4}\b")
NOWHERE = "periodico.invalid"
"""A name that no DNS knows (RFC 6761)."""
ARTICLE = """Las cuentas del puente {n}

El puente {n} de Almorva costó {n} millones de euros. La obra del puente {n} de Almorva duró veinte
meses, según la memoria de la diputación.
"""
PAGE = """<html lang="es"><head><title>Memoria {n}</title></head><body><article><h1>Memoria {n}</h1>
<p>El puente {n} de Almorva costó {n} millones de euros, según la memoria que el pleno de la
diputación aprobó después de un debate largo y tranquilo, con el voto de todos los grupos.</p>
<p>La obra del puente {n} duró doce meses y dio trabajo a vecinos de toda la comarca del río, que
pedían desde hacía décadas un paso sobre el agua. Fue la nota {page} del boletín.</p></article>
</body></html>"""


@dataclass(slots=True)
class Web:
    """Articles are numbered from 1000, so that a query tells which one it is for."""

    server: PageServer
    broken: bool = False
    frozen: bool = False
    nameless: bool = False
    asked: dict[str, set[str]] = field(default_factory=dict)
    given: dict[str, set[str]] = field(default_factory=dict)

    def open(self) -> None:
        """Serve."""
        self.server.route("/search", self._search)
        for n in range(1000, 1000 + MOST_ARTICLES):
            for page in range(PAGES_A_SEARCH):
                self.server.route(f"/memoria-{n}-{page}", self._page)

    def never_given(self, article: str) -> set[str]:
        """What was asked for an article and never came whole."""
        return self.asked.get(article, set()) - self.given.get(article, set())

    async def _search(self, request: Request) -> Response:
        query = parse_qs(urlsplit(str(request.url)).query)["q"][0]
        found = NUMBER.search(query)
        if found is None:
            return JSONResponse({"results": []})
        n = found[0]
        host = NOWHERE if self.nameless else "127.0.0.1"
        urls = [self.server.url(f"/memoria-{n}-{page}", host) for page in range(PAGES_A_SEARCH)]
        rows = [{"url": url, "title": f"Memoria {n}", "content": "memoria"} for url in urls]
        return await self._answer(n, query, JSONResponse({"results": rows}))

    async def _page(self, request: Request) -> Response:
        _, n, page = request.url.path.split("-")
        return await self._answer(n, request.url.path, HTMLResponse(PAGE.format(n=n, page=page)))

    async def _answer(self, article: str, what: str, whole: Response) -> Response:
        self.asked.setdefault(article, set()).add(what)
        await anyio.sleep(LATENCY_SECONDS)
        while self.frozen:  # noqa: ASYNC110 (it is thawed by another thread)
            await anyio.sleep(LOOK_SECONDS)
        if self.broken:
            return StreamingResponse(_half(), headers={"Content-Length": "5000"})
        self.given.setdefault(article, set()).add(what)
        return whole


async def _half() -> AsyncIterator[bytes]:
    yield b"<html>"
    raise ConnectionError
