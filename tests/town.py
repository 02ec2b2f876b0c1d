"""A newspaper whose articles are updated, a search engine and pages, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import JSONResponse

from checkers.nouns import Report
from flows.check import check
from flows.choosing import Bounds
from flows.watch import watch, watching_with
from servers.pages import PageServer
from veredicto.settings import load_settings
from veredicto.wire import build_parts
from warehouse.watched import Became, WatchedFeeds

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from flows.parts import Parts
    from veredicto.settings import Settings

BRIDGE = "El puente de Almorva costó 12 millones de euros en 2024."
MARKET = "El mercado de Almorva recibió 3.000 visitantes en 2025."
BUSIER = MARKET.replace("3.000", "9.000")
NEWS = "¿Qué ha cambiado en Almorva desde el último balance?"
CLOSING = {"connection": "close"}  # nobody closes a provider's client before the process ends
EVIDENCE = {
    "/acta": f"{BRIDGE} Lo recoge el acta de liquidación que aprobó el pleno de la diputación.",
    "/memoria": f"{MARKET} Así consta en la memoria anual de la concejalía de comercio.",
}


def page(title: str, *texts: str) -> str:
    body = "".join(f"<p>{text}</p>" for text in texts)
    return (
        f'<html lang="es"><head><title>{title}</title></head><body><main><article>'
        f"<h1>{title}</h1>{body}</article></main></body></html>"
    )


def publish(server: PageServer, *sentences: str, title: str = "Almorva en cifras") -> str:
    """Serves the article and a feed that says so; gives the feed's address."""
    server.serve("/balance", page(title, *sentences))
    item = f"<item><title>{title}</title><link>/balance</link><guid>1</guid></item>"
    feed = f'<rss version="2.0"><channel>{item}</channel></rss>'
    return server.serve("/rss", feed, content_type="application/rss+xml")


@dataclass
class Town:
    """A newspaper's feed, a search engine and pages, with an installation that watches the feed."""

    server: PageServer
    settings: Settings
    parts: Parts
    queries: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.route("/search", self._search)
        self.write_evidence()

    def write_evidence(self) -> None:
        for path, text in EVIDENCE.items():
            self.server.serve(path, page(f"Documento {path[1:]}", text, text.partition(".")[2]))

    async def _search(self, request: Request) -> Response:
        (query,) = parse_qs(str(request.url.query))["q"]
        self.queries.append(query)
        results = [
            {"url": self.server.url(path), "title": path, "content": ""} for path in EVIDENCE
        ]
        return JSONResponse({"results": results}, headers=CLOSING)

    def publish(self, *sentences: str, title: str = "Almorva en cifras") -> str:
        return publish(self.server, *sentences, title=title)

    def check(self, path: str) -> Report:
        return check(self.server.url(path), self.parts)

    def look(self, feed: str, *, whole: bool = False) -> tuple[Became, Report]:
        record = WatchedFeeds(self.settings.warehouse)
        (look,) = watch([feed], watching_with(self.parts, record, whole=whole), Bounds())
        (taken,) = look.taken
        assert taken.report is not None, taken.error
        return taken.item.outcome, taken.report


@contextmanager
def standing_town(folder: Path) -> Iterator[Town]:
    """One whose warehouse is in the folder."""
    with PageServer() as server:
        settings = load_settings(
            warehouse=folder / "veredicto.duckdb",
            search=("searxng",),
            searxng_url=server.url(""),
            allow_hosts=tuple(server.allowed()),
        )
        yield Town(server, settings, build_parts(settings, lambda _stage, _done, _total: None))
