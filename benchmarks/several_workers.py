"""Three workers beside one on a batch of articles whose pages are slow, and one that is killed.

    python -m benchmarks.several_workers [--articles 60] [--batch 10] [--page-seconds 2] [--ways 3]

Prefect's server on PostgreSQL, workers of one pool that run one batch at a time, a search engine
and pages on loopback. An article has two claims and three pages of one publisher, each of which
takes its seconds to answer. The batches are in the queue before the workers start. In the third run
one of three workers is killed (SIGKILL, with the run that it has begun) in the middle.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx
import psutil
import stamina
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from benchmarks.batch_kills import ARTICLE, COUNTS, NUMBER, PAGE, PAGES_A_SEARCH
from benchmarks.interleaved import describe_machine, markdown
from benchmarks.processors import Processors

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from servers.pages import PageServer
from servers.postgres import PASSWORD, Postgres
from servers.standing import Standing
from warehouse.query import run_sql

RESULT = Path("benchmarks/results/several_workers.md")
BIN = Path(sys.executable).parent
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
GIVE_UP_SECONDS = 1200.0
LOOK_SECONDS = 2.0
"""Between two looks, which cost the server and this process something too."""
KILL_AT = 0.3
"""Of the articles recorded, when one of the workers is killed."""


WAYS = (("one", 1, False), ("three", 3, False), ("three, one of which is killed", 3, True))
PUBLISHERS = 100
PARTS = {
    "PostgreSQL": ("postgres",),
    "Prefect's server": ("server start", "prefect.server"),
    "workers": ("worker start",),
    "pages and this script": ("several_workers",),
}
"""Words of the command lines; what is none of them is a run."""


def publisher(number: int) -> str:
    """The host of an article's pages."""
    return f"editorial{number % PUBLISHERS}.localhost"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the articles under so many workers.

    `busy` is the share of the processors that was used, `processors` the seconds by part.
    """

    name: str
    seconds: float
    busy: float
    processors: Mapping[str, float]
    recorded: tuple[Any, ...]
    pages: int
    distinct_pages: int
    states: Sequence[str]


class SlowWeb:
    """A search engine, and pages that take their time."""

    def __init__(self, server: PageServer, articles: int, page_seconds: float) -> None:
        self.server = server
        self._page_seconds = page_seconds
        server.route("/search", self._search)
        for n in range(1, 1 + articles):
            for page in range(PAGES_A_SEARCH):
                server.route(f"/memoria-{n}-{page}", self._page)

    @property
    def pages(self) -> list[int]:
        """How often each was asked for."""
        return [n for path, n in self.server.requests.items() if path.startswith("/memoria")]

    async def _search(self, request: Request) -> Response:
        query = parse_qs(urlsplit(str(request.url)).query)["q"][0]
        found = re.search(NUMBER, query)
        number = int(found[0]) if found else 0
        urls = [
            self.server.url(f"/memoria-{number}-{page}", host=publisher(number))
            for page in range(PAGES_A_SEARCH if found else 0)
        ]
        rows = [{"url": url, "title": "Memoria", "content": "memoria"} for url in urls]
        return JSONResponse({"results": rows})

    async def _page(self, request: Request) -> Response:
        await anyio.sleep(self._page_seconds)
        return HTMLResponse(PAGE.format(n=request.url.path.split("-")[1]))


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A folder with articles whose batches run on a pool."""

    folder: Path
    environment: dict[str, str]
    articles: int
    batch: int

    @property
    def api(self) -> str:
        """Of the server."""
        return self.environment["PREFECT_API_URL"]

    def queue(self) -> list[str]:
        """Deploy, and put the batches into the queue; gives their runs."""
        self._start("veredicto", "deploy").wait()
        names = [f"articulo-{n}.txt" for n in range(1, 1 + self.articles)]
        batches = [names[at : at + self.batch] for at in range(0, len(names), self.batch)]
        deployment = self.ask("get", "deployments/name/check-batch/veredicto")["id"]
        path = f"deployments/{deployment}/create_flow_run"
        options = {"parameters": {"at_once": 1}, "state": {"type": "SCHEDULED"}}
        runs = []
        for batch in batches:
            options["parameters"]["articles"] = batch
            runs.append(self.ask("post", path, json=options)["id"])
        return runs

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """A worker that runs one batch at a time."""
        process = self._start("prefect", "worker", "start", "--pool", "veredicto", "--limit", "1")
        try:
            yield process
        finally:
            kill(process)

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "workers.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 (a command of this installation)
                [BIN / program, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def states(self, runs: Sequence[str]) -> list[str]:
        """Of the runs, by name; empty for those that have not ended."""
        asked = {"flow_runs": {"id": {"any_": list(runs)}}}
        found = self.ask("post", "flow_runs/filter", json=asked)
        return [run["state_name"] if run["state_type"] in ENDED else "" for run in found]

    def recorded(self) -> tuple[Any, ...]:
        """Runs, articles and checked articles."""
        path = self.folder / "veredicto.duckdb"
        return tuple(run_sql(path, COUNTS).rows[0]) if path.exists() else (0, 0, 0)

    @stamina.retry(on=httpx.HTTPError, attempts=5)
    def ask(self, method: str, path: str, **given: Any) -> Any:  # noqa: ANN401 (JSON)
        """What the server answers."""
        answer = httpx.request(method, f"{self.api}/{path}", trust_env=False, timeout=60, **given)
        answer.raise_for_status()
        return answer.json()


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--articles", type=int, default=60)
    asked.add_argument("--batch", type=int, default=10)
    asked.add_argument("--page-seconds", type=float, default=2.0)
    asked.add_argument("--ways", type=int, default=3, help="1: one worker; 2: and three")
    options = asked.parse_args()
    outcomes = []
    with Postgres() as postgres:
        for name, workers, dies in WAYS[: options.ways]:
            outcomes.append(measure(name, workers, postgres, options, dies=dies))
            sys.stdout.write(f"{outcomes[-1]}\n")
    text = told(outcomes, options)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measure(
    name: str, workers: int, postgres: Postgres, options: argparse.Namespace, *, dies: bool
) -> Outcome:
    """All batches by so many workers."""
    with tempfile.TemporaryDirectory() as given, PageServer() as server:
        folder = Path(given)
        web = SlowWeb(server, options.articles, options.page_seconds)
        for n in range(1, 1 + options.articles):
            (folder / f"articulo-{n}.txt").write_text(ARTICLE.format(n=n), encoding="utf-8")
        environment = settings(folder, server, postgres)
        newsroom = Newsroom(folder, environment, options.articles, options.batch)
        prefect = Standing(
            [BIN / "prefect", "server", "start", "--port", newsroom.api.split(":")[2][:-4]],
            f"{newsroom.api}/health",
            folder / "server.log",
            environment,
        )
        with prefect:
            runs = newsroom.queue()
            processors = Processors((os.getpid(), postgres.pid), part_of)
            processors.look()
            before = processors.seconds()
            psutil.cpu_percent()
            began = time.monotonic()
            work(newsroom, runs, workers, processors, dies=dies)
            return Outcome(
                name,
                time.monotonic() - began,
                psutil.cpu_percent() / 100,
                {part: n - before.get(part, 0.0) for part, n in processors.seconds().items()},
                newsroom.recorded(),
                sum(web.pages),
                len(web.pages),
                newsroom.states(runs),
            )


def part_of(command: str) -> str:
    """What a process of that command line is for."""
    for part, words in PARTS.items():
        if any(word in command for word in words):
            return part
    return "runs"


def work(
    newsroom: Newsroom, runs: Sequence[str], workers: int, processors: Processors, *, dies: bool
) -> None:
    """Until every run has ended."""
    with contexts(newsroom, workers) as started:
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while not all(newsroom.states(runs)):
            if time.monotonic() > give_up:
                message = f"the runs did not end: {newsroom.states(runs)}"
                raise TimeoutError(message)
            time.sleep(LOOK_SECONDS)
            processors.look()
            if dies and newsroom.recorded()[0] >= KILL_AT * newsroom.articles:
                kill(started[0])
                dies = False


@contextmanager
def contexts(newsroom: Newsroom, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many workers."""
    if not workers:
        yield []
        return
    with newsroom.worker() as one, contexts(newsroom, workers - 1) as others:
        yield [one, *others]


def kill(process: subprocess.Popen[bytes]) -> None:
    """The process and all that it started."""
    if process.poll() is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()


def settings(folder: Path, server: PageServer, postgres: Postgres) -> dict[str, str]:
    """The environment of server, workers and runs."""
    database = dict(word.split("=") for word in postgres.new_database().split())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    hosts = [publisher(number) for number in range(PUBLISHERS)]
    return os.environ | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_DATABASE_DRIVER": "postgresql+asyncpg",
        "PREFECT_SERVER_DATABASE_HOST": database["host"],
        "PREFECT_SERVER_DATABASE_PORT": database["port"],
        "PREFECT_SERVER_DATABASE_USER": database["user"],
        "PREFECT_SERVER_DATABASE_NAME": database["dbname"],
        "PREFECT_SERVER_DATABASE_PASSWORD": PASSWORD,
        "PREFECT_WORKER_QUERY_SECONDS": "5",
        "VEREDICTO_SEARCH": "searxng",
        "VEREDICTO_SEARXNG_URL": server.url(""),
        "VEREDICTO_ALLOW_HOSTS": ",".join(server.allowed("127.0.0.1", *hosts)),
    }


def told(outcomes: Sequence[Outcome], options: argparse.Namespace) -> str:
    """The outcomes in Markdown."""
    rows = [
        (
            one.name,
            f"{one.seconds:.0f}",
            f"{options.articles / one.seconds * 60:.1f}",
            f"{outcomes[0].seconds / one.seconds:.2f}",
            f"{one.busy:.0%}",
            " / ".join(map(str, one.recorded)),
            f"{one.pages} / {one.distinct_pages}",
            ", ".join(f"{one.states.count(it)} {it}" for it in sorted(set(one.states))),
        )
        for one in outcomes
    ]
    header = (
        "workers",
        "seconds",
        "articles a minute",
        "times one",
        "processors busy",
        "runs / articles / checked articles recorded",
        "pages fetched / distinct",
        "runs ended",
    )
    parts = sorted({part for one in outcomes for part in one.processors})
    by_part = markdown(
        ("processor seconds an article", *(one.name for one in outcomes)),
        [
            (
                part,
                *(f"{one.processors.get(part, 0) / options.articles:.2f}" for one in outcomes),
            )
            for part in parts
        ],
    )
    return (
        f"# Several workers\n\n`python -m benchmarks.several_workers`, {describe_machine()}."
        f" {options.articles} articles in batches of {options.batch}, three pages each of"
        f" {options.page_seconds} s, server on PostgreSQL.\n\n"
        f"{markdown(header, rows)}\n\n{by_part}\n"
    )


if __name__ == "__main__":
    main()
