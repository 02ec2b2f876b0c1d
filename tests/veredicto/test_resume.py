from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from starlette.responses import JSONResponse, Response
from town import BRIDGE, Town

from flows.check import run_check
from servers.pages import PageServer
from warehouse.query import run_sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

    from command import Veredicto

PAGES = 6
PAGE = """<html lang="es"><head><title>Página {n}</title></head><body><article><h1>Obra {n}</h1>
<p>El puente de Almorva costó 12 millones de euros en 2024, según la memoria número {n} que el
pleno de la diputación provincial aprobó después de un debate largo y tranquilo.</p>
<p>La memoria {n} recoge además el calendario de las obras y los nombres de los ingenieros, con
detalle de partidas, plazos y proveedores de cada uno de los tramos.</p></article></body></html>"""
SECONDS = 120


class SlowWeb:
    """A search engine and pages, the last of which is not served until it is let go."""

    def __init__(self, server: PageServer) -> None:
        self.server = server
        self.held = True
        server.route("/search", self._search)
        for n in range(PAGES):
            server.route(f"/page{n}", self._page(n))

    @property
    def settings(self) -> dict[str, str]:
        return {
            "VEREDICTO_SEARXNG_URL": self.server.url(""),
            "VEREDICTO_ALLOW_HOSTS": ",".join(self.server.allowed()),
        }

    def pages_asked_for(self) -> dict[str, int]:
        return {p: n for p, n in self.server.requests.items() if p.startswith("/page")}

    async def _search(self, _: Request) -> Response:
        urls = [self.server.url(f"/page{n}") for n in range(PAGES)]
        return JSONResponse(
            {"results": [{"url": url, "title": "t", "content": "c"} for url in urls]}
        )

    def _page(self, n: int) -> Any:
        async def serve(_: Request) -> Response:
            while self.held and n == PAGES - 1:  # noqa: ASYNC110 (let go from another thread)
                await anyio.sleep(0.05)
            return Response(PAGE.format(n=n), media_type="text/html")

        return serve


@pytest.fixture
def web() -> Iterator[SlowWeb]:
    with PageServer() as server:
        yield SlowWeb(server)


def wait_until(condition: Any) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(("others", "status"), [((), 0), (("missing.txt",), 2)])
def test_a_run_that_was_killed_repeats_no_finished_search_and_no_finished_fetch(
    veredicto: Veredicto, web: SlowWeb, article: Path, others: tuple[str, ...], status: int
) -> None:
    arguments = ("check", str(article), *others, "--search", "searxng", "--json")
    with veredicto.start(*arguments, **web.settings) as process:
        wait_until(lambda: len(web.pages_asked_for()) == PAGES)
        snapshots = veredicto.folder / "veredicto.files" / "snapshots"
        wait_until(lambda: len(list(snapshots.rglob("*.warc.gz"))) == PAGES - 1)
        process.send_signal(signal.SIGKILL)
    searches = web.server.requests["/search"]
    web.held = False

    ended = veredicto(*arguments, **web.settings)

    assert ended.status == status, ended.err
    assert web.server.requests["/search"] == searches
    asked = web.pages_asked_for()
    assert {n for path, n in asked.items() if path != f"/page{PAGES - 1}"} == {1}
    assert asked[f"/page{PAGES - 1}"] == 2
    runs = veredicto("sql", "SELECT count(*) AS n FROM runs", "--format", "json").json
    assert runs == [{"n": 1}]


def test_a_run_that_was_killed_before_it_was_recorded_judges_nothing_again(
    veredicto: Veredicto, web: SlowWeb, article: Path
) -> None:
    web.held = False
    arguments = ("check", str(article), "--search", "searxng", "--json")
    results = veredicto.folder / "veredicto.files" / "results"
    with veredicto.start(*arguments, **web.settings) as process:
        wait_until(lambda: list(results.glob("*judge_passages*")))
        process.send_signal(signal.SIGKILL)
    asked = dict(web.server.requests)
    kept = {path.name: path.stat().st_mtime_ns for path in results.iterdir()}

    ended = veredicto(*arguments, "--verbose", **web.settings)

    assert ended.status == 0, ended.err
    assert dict(web.server.requests) == asked
    assert "Cached" in ended.err
    assert kept
    result = json.loads(ended.out)
    assert [c["status"] for c in result["claims"] if c["queries"]] == ["judged"] * len(
        [c for c in result["claims"] if c["queries"]]
    )
    assert not list(results.iterdir())


def test_a_run_that_ended_asks_the_web_again(
    veredicto: Veredicto, web: SlowWeb, article: Path
) -> None:
    web.held = False
    arguments = ("check", str(article), "--search", "searxng", "--json")
    first = veredicto(*arguments, **web.settings).json

    second = veredicto(*arguments, **web.settings).json

    assert set(web.pages_asked_for().values()) == {2}
    assert first["run"]["id"] != second["run"]["id"]
    assert [c["verdict"] and c["verdict"]["id"] for c in first["claims"]] == [
        c["verdict"] and c["verdict"]["id"] for c in second["claims"]
    ]


class Killed(BaseException):
    """In the place of a kill, which no code sees."""


def test_a_run_that_was_recorded_but_not_told_is_told_and_not_made_again(town: Town) -> None:
    town.publish(BRIDGE)
    location = town.server.url("/balance")
    with pytest.raises(Killed), run_check(location, town.parts) as untold:
        raise Killed

    with run_check(location, town.parts) as told:
        asked = len(town.queries)
    with run_check(location, town.parts) as after:
        pass

    assert told.run.id == untold.run.id != after.run.id
    assert len(town.queries) == 2 * asked
    counted = run_sql(town.settings.warehouse, "SELECT count(*) FROM runs").rows
    assert counted == ((2,),)
