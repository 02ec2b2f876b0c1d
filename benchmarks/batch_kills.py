"""Whether a batch that is cut off again and again loses an article, or does finished work twice.

    python -m benchmarks.batch_kills [--kills 50] [--articles 20] [--seed 7]

`veredicto check ARTICLE… --at-once 2` runs against a search engine and pages on loopback and a
Prefect server. At random moments of it, in turn: the process is killed (SIGKILL), the server is
killed and started again, the network is cut for a second (connections break in the middle of an
answer). After each kill of the process or its end by a fault, the same command is given again; a
batch that ends before there were so many cuts is followed by another. What a task kept once must
never be written again; every article must be in the warehouse once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from benchmarks.interleaved import describe_machine, markdown

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from servers.debian import free_port
from servers.pages import PageServer
from servers.standing import Standing
from warehouse.query import run_sql

RESULT = Path("benchmarks/results/batch_kills.md")
KINDS = ("process", "server", "network")
PAGES_A_SEARCH = 3
LATENCY_SECONDS = 1.0
CUT_SECONDS = 1.0
LONGEST_SECONDS = 1.0
GIVE_UP_SECONDS = 120.0
MOST_ARTICLES = 200
NUMBER = r"\b1?\d?\d\b"
ARTICLE = """Las cuentas del puente {n}

El puente {n} de Almorva costó {n} millones de euros en 2024. La obra del puente {n} de Almorva duró
{n} meses, según la memoria de la diputación.
"""
PAGE = """<html lang="es"><head><title>Memoria {n}</title></head><body><article><h1>Memoria {n}</h1>
<p>El puente {n} de Almorva costó {n} millones de euros en 2024, según la memoria que el pleno de la
diputación aprobó después de un debate largo y tranquilo, con el voto de todos los grupos.</p>
<p>La obra del puente {n} duró {n} meses y dio trabajo a vecinos de toda la comarca del río, que
pedían desde hacía décadas un paso sobre el agua.</p></article></body></html>"""
COUNTS = """
    SELECT (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM articles) AS articles,
        (SELECT count(DISTINCT article_id) FROM runs) AS checked
"""


@dataclass(slots=True)
class Web:
    """A search engine and its pages, to which the network may be cut."""

    server: PageServer
    cut: bool = False

    def open(self) -> None:
        """Serve."""
        self.server.route("/search", self._search)
        for n in range(MOST_ARTICLES):
            for page in range(PAGES_A_SEARCH):
                self.server.route(f"/memoria-{n}-{page}", self._page)

    async def _search(self, request: Request) -> Response:
        await anyio.sleep(LATENCY_SECONDS)
        query = parse_qs(urlsplit(str(request.url)).query)["q"][0]
        found = re.search(NUMBER, query)
        pages = range(PAGES_A_SEARCH if found else 0)
        urls = [self.server.url(f"/memoria-{found and found[0]}-{page}") for page in pages]
        rows = [{"url": url, "title": "Memoria", "content": "memoria"} for url in urls]
        return self._broken() if self.cut else JSONResponse({"results": rows})

    async def _page(self, request: Request) -> Response:
        await anyio.sleep(LATENCY_SECONDS)
        number = request.url.path.split("-")[1]
        return self._broken() if self.cut else HTMLResponse(PAGE.format(n=number))

    def _broken(self) -> Response:
        async def half() -> AsyncIterator[bytes]:
            yield b"<html>"
            raise ConnectionError

        return StreamingResponse(half(), headers={"Content-Length": "5000"})


@dataclass(slots=True)
class Batch:
    """The command, given again until it ends by itself."""

    folder: Path
    command: list[str]
    environment: dict[str, str]
    kept: dict[str, int] = field(default_factory=dict)
    starts: int = 0
    written_again: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def go_on(self) -> None:
        """Give the command again."""
        self.starts += 1
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (the command of this repository)
                self.command, cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )

    def ended(self) -> bool:
        """Whether it came to its end; after a fault it is given again."""
        self.look()
        status = self.process.poll() if self.process else None
        if status is None:
            return False
        if status in (0, 3):
            return True
        self.go_on()
        return False

    def kill(self) -> None:
        """Kill it, and give it again."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.look()
        self.go_on()

    def look(self) -> None:
        """Count results that were kept before and have been written anew.

        One that was torn by a kill was not kept.
        """
        for path in (self.folder / "veredicto.files/results").glob("*-*"):
            with suppress(FileNotFoundError, ValueError):
                at = path.stat().st_mtime_ns
                before = self.kept.get(path.name)
                if before == at:
                    continue
                json.loads(path.read_bytes())
                if before is not None:
                    self.written_again.append(path.name)
                self.kept[path.name] = at


def main() -> None:
    """Cut the batch off, and print and save what became of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--articles", type=int, default=20)
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    moments = random.Random(options.seed)
    batches: list[Counts] = []
    while (cuts := sum(sum(one.cuts.values()) for one in batches)) < options.kills:
        with tempfile.TemporaryDirectory() as folder, PageServer() as server:
            most = options.kills - cuts
            batches.append(measure(Path(folder), Web(server), options.articles, most, moments))
            sys.stdout.write(f"{batches[-1]}\n")
    header = ("", *(f"batch {n}" for n in range(1, 1 + len(batches))))
    text = f"{describe_machine()}\n\n{markdown(header, rows_of(batches))}\n"
    RESULT.write_text(f"# Batches that are cut off\n\n{text}", encoding="utf-8")
    sys.stdout.write(text)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of one batch."""

    articles: int
    cuts: dict[str, int]
    starts: int
    recorded: tuple[int, ...]
    kept: int
    written_again: list[str]
    searches: int
    pages: int
    distinct_pages: int


def rows_of(batches: list[Counts]) -> list[tuple[str, ...]]:
    """The counts, a column a batch."""
    return [
        ("articles", *(str(one.articles) for one in batches)),
        *((f"cuts of the {kind}", *(str(one.cuts[kind]) for one in batches)) for kind in KINDS),
        ("starts of the command", *(str(one.starts) for one in batches)),
        (
            "runs / articles / checked articles recorded",
            *(" / ".join(map(str, one.recorded)) for one in batches),
        ),
        ("results that were kept", *(str(one.kept) for one in batches)),
        ("of them written again", *(", ".join(one.written_again) or "0" for one in batches)),
        ("searches asked", *(str(one.searches) for one in batches)),
        ("pages fetched / distinct", *(f"{one.pages} / {one.distinct_pages}" for one in batches)),
    ]


def measure(folder: Path, web: Web, count: int, most_cuts: int, moments: random.Random) -> Counts:
    """What becomes of one batch of so many articles under so many cuts at most."""
    web.open()
    articles = [f"articulo-{n}.txt" for n in range(1, 1 + count)]
    for n, name in enumerate(articles, start=1):
        (folder / name).write_text(ARTICLE.format(n=n), encoding="utf-8")
    port = free_port()
    environment = os.environ | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "VEREDICTO_SEARXNG_URL": web.server.url(""),
        "VEREDICTO_ALLOW_HOSTS": ",".join(web.server.allowed()),
    }
    bin_folder = Path(sys.executable).parent
    check = [str(bin_folder / "veredicto"), "check", *articles, "--search", "searxng"]
    batch = Batch(folder, [*check, "--at-once", "2"], environment)
    prefect = Standing(
        [bin_folder / "prefect", "server", "start", "--port", str(port), "--no-services"],
        f"http://127.0.0.1:{port}/api/health",
        folder / "server.log",
        environment,
    )
    cuts = dict.fromkeys(KINDS, 0)
    with prefect:
        batch.go_on()
        while sum(cuts.values()) < most_cuts and not _over(batch, moments):
            kind = KINDS[sum(cuts.values()) % len(KINDS)]
            cuts[kind] += 1
            _cut(kind, batch, web, prefect)
        while not batch.ended():
            time.sleep(0.2)
    (found,) = run_sql(folder / "veredicto.duckdb", COUNTS).rows
    asked = web.server.requests
    pages = {path: n for path, n in asked.items() if path.startswith("/memoria")}
    return Counts(
        count,
        cuts,
        batch.starts,
        tuple(found),
        len(batch.kept),
        batch.written_again,
        asked["/search"],
        sum(pages.values()),
        len(pages),
    )


def _over(batch: Batch, moments: random.Random) -> bool:
    """Wait until something is kept, and for a random moment after; whether the batch has ended."""
    until = time.monotonic() + GIVE_UP_SECONDS
    before = len(batch.kept)
    while len(batch.kept) == before and time.monotonic() < until:
        if batch.ended():
            return True
        time.sleep(0.02)
    at = time.monotonic() + moments.uniform(0, LONGEST_SECONDS)
    while time.monotonic() < at:
        if batch.ended():
            return True
        time.sleep(0.02)
    return False


def _cut(kind: str, batch: Batch, web: Web, prefect: Standing) -> None:
    if kind == "process":
        batch.kill()
    elif kind == "server":
        prefect.restart()
    else:
        web.cut = True
        time.sleep(CUT_SECONDS)
        web.cut = False


if __name__ == "__main__":
    main()
