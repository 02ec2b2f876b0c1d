"""A hundred mixed page requests a second to the editors' desk, for a minute.

    python -m benchmarks.desk WAREHOUSE [--rate 100] [--seconds 60] [--keep]

WAREHOUSE is a file that `python -m benchmarks.desk_warehouse` made; it is copied first. The desk is
a process of its own, as `veredicto review` starts it. Requests are sent when they are due, whether
or not earlier ones have been answered, so that a slow answer delays no other (an open loop). Claims
and pages of the queue are asked for the more often the nearer they are to its head: the n-th of
them as 1/n (Zipf), for editors work from the head.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
import psutil

from benchmarks.interleaved import describe_machine, markdown
from benchmarks.plain_http import PlainClient

Thing = TypeVar("Thing")
RESULT = Path("benchmarks/results/desk.md")
PASSWORD = "a password of a benchmark"  # noqa: S105 (of an account in a temporary file)
EDITORS = 8
CLAIMS = 2_000
A_PAGE = 40
QUEUE_PAGES = 30
SHARES = {
    "queue": 0.30,
    "queue, filtered": 0.12,
    "queue, searched": 0.03,
    "claim": 0.33,
    "stored page": 0.05,
    "who is here": 0.08,
    "record": 0.03,
    "charts": 0.01,
    "decision": 0.02,
    "own files": 0.03,
}
WORDS = ("amnistía", "votes", "hospital", "2025", "euros", "alcalde", "minister", "agua")


@dataclass
class Editor:
    """Somebody at the desk: a client with its session, and the mark of its forms."""

    client: httpx.AsyncClient
    mark: str
    facets: list[str] = field(default_factory=list)

    @property
    def cookies(self) -> str:
        """What a browser sends."""
        return "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())


@dataclass
class Answered:
    """How long one request took, in seconds, and the status of its answer; 0 if there was none."""

    kind: str
    seconds: float
    status: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process took so far: bytes of memory, and seconds of processor time."""

    memory: int
    processor: float

    @classmethod
    def by(cls, process: psutil.Process) -> Taken:
        """By a process and its children."""
        family = [process, *process.children(recursive=True)]
        times = [one.cpu_times() for one in family]
        return cls(
            sum(one.memory_info().rss for one in family), sum(it.user + it.system for it in times)
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """The answers, and what the desk took at the start, a fifth through and at the end.

    `own` are the seconds of processor time of the side that asks.
    """

    answers: list[Answered]
    first: Taken
    early: Taken
    last: Taken
    own: float


def main() -> None:
    """Measures, prints and keeps the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--rate", type=float, default=100, help="requests a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", action="store_true", help=f"write {RESULT}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "veredicto.duckdb"
        for ending in ("", ".wal"):
            source = given.warehouse.with_name(given.warehouse.name + ending)
            if source.exists():
                shutil.copy(source, path.with_name(path.name + ending))
        with desk_of(path) as (url, link, process):
            desk = psutil.Process(process.pid)
            measured = asyncio.run(measure(url, link, given.rate, given.seconds, desk))
    text = report(measured, given.rate, given.seconds)
    print(text)
    if given.keep:
        RESULT.write_text(text, encoding="utf-8")


@contextmanager
def desk_of(path: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """The desk of a warehouse: its address, the link of the first account, its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "veredicto", "review", "--warehouse", path, "--port", port]
    with subprocess.Popen(  # noqa: S603 (our own command)
        list(map(str, command)), stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        link = ""
        for line in process.stderr or ():
            if found := re.search(r"http\S+/join/\S+", line):
                link = found[0]
            if "Ctrl+C" in line:
                break
        try:
            yield f"http://127.0.0.1:{port}", link, process
        finally:
            process.terminate()


async def measure(
    url: str, link: str, rate: float, seconds: float, desk: psutil.Process
) -> Measured:
    """Asks so often for so long."""
    transport = httpx.AsyncHTTPTransport()
    async with httpx.AsyncClient(base_url=url, transport=transport, timeout=30) as anybody:
        editors = await sign_in(anybody, url, link, transport)
        claims, pages = await what_there_is(editors[0])
    place = urlsplit(url)
    client = PlainClient(place.hostname or "", place.port or 0)
    random_ = random.Random(7)
    kinds = random_.choices(list(SHARES), weights=list(SHARES.values()), k=int(rate * seconds))
    requests = [
        request_of(client, kind, random_.choice(editors), random_, claims, pages) for kind in kinds
    ]
    answers: list[Answered] = []
    tasks = set()
    first = early = Taken.by(desk)
    spent, began = time.process_time(), time.perf_counter()
    for number, (kind, request) in enumerate(zip(kinds, requests, strict=True)):
        due = began + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        if number == len(kinds) // 5:
            early = Taken.by(desk)
        task = asyncio.create_task(timed(client, kind, request, due))
        task.add_done_callback(lambda done: answers.append(done.result()))
        task.add_done_callback(tasks.discard)
        tasks.add(task)
    await asyncio.gather(*tasks)
    client.close()
    return Measured(answers, first, early, Taken.by(desk), time.process_time() - spent)


async def timed(client: PlainClient, kind: str, request: bytes, due: float) -> Answered:
    """One request, from the time when it was due."""
    try:
        status = await asyncio.wait_for(client.ask(request), timeout=30)
    except (OSError, EOFError, TimeoutError):
        status = 0
    return Answered(kind, time.perf_counter() - due, status)


async def sign_in(
    anybody: httpx.AsyncClient, url: str, link: str, transport: httpx.AsyncHTTPTransport
) -> list[Editor]:
    """Editors with a session each."""
    form = {"name": "Jefa", "password": PASSWORD, "again": PASSWORD}
    joined = await anybody.post(link, data=form)
    editors = []
    for number in range(EDITORS):
        client = httpx.AsyncClient(base_url=url, transport=transport, timeout=30)
        if number == 0:
            client.cookies = joined.cookies
        else:
            page = await editors[0].client.get("/people")
            invited = await editors[0].client.post(
                "/people/invite", data={"mark": mark_in(page.text), "role": "editor"}
            )
            own = re.search(r"http[^<]+/join/[^<]+", invited.text)
            form["name"] = f"Editor {number}"
            there = await client.post(own[0] if own else "", data=form)
            client.cookies = there.cookies
        page = await client.get("/queue")
        facets = re.findall(r'<li><a href="\?([^"&]+)" rel="nofollow">', page.text)
        editors.append(Editor(client, mark_in(page.text), facets))
    return editors


def mark_in(text: str) -> str:
    """The mark of the forms of a page."""
    found = re.search(r'name="mark" value="([^"]+)"', text)
    return found[1] if found else ""


async def what_there_is(editor: Editor) -> tuple[list[str], list[str]]:
    """Claims from all over the queue, and addresses of stored pages."""
    claims: list[str] = []
    pages: list[str] = []
    for number in range(1, CLAIMS // A_PAGE + 1):
        page = await editor.client.get(f"/queue?page={number}")
        claims += re.findall(r'name="claims" value="([^"]+)"', page.text)
    for claim in claims[:40]:
        page = await editor.client.get(f"/claims/{claim}")
        pages += re.findall(r'href="(/pages/[^"#]+)', page.text)
    return claims, [page.replace("&amp;", "&") for page in pages]


def request_of(
    client: PlainClient,
    kind: str,
    editor: Editor,
    random_: random.Random,
    claims: list[str],
    pages: list[str],
) -> bytes:
    """A request for something of a kind."""
    mark, claim = editor.mark, nearer(random_, claims)
    method, form, path = "GET", {}, f"/{kind}"
    match kind:
        case "queue":
            path = f"/queue?page={nearer(random_, range(1, QUEUE_PAGES + 1))}"
        case "queue, filtered":
            page = nearer(random_, range(1, QUEUE_PAGES + 1))
            path = f"/queue?{random_.choice(editor.facets)}&page={page}"
        case "queue, searched":
            path = f"/queue?q={quote_plus(random_.choice(WORDS))}"
        case "claim":
            path = f"/claims/{claim}"
        case "stored page":
            path = random_.choice(pages)
        case "who is here":
            method, path, form = "POST", f"/claims/{claim}/here", {"mark": mark}
        case "decision":
            method, path = "POST", f"/claims/{claim}/assign"
            form = {"mark": mark, "assignee": "", "version": "0"}
        case "own files":
            path = "/static/desk.css"
    return client.request(method, path, editor.cookies, urlencode(form))


def nearer(random_: random.Random, them: Sequence[Thing]) -> Thing:
    """One of them, the n-th as often as 1/n."""
    (one,) = random_.choices(them, cum_weights=_cumulated(len(them)))
    return one


@cache
def _cumulated(number: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


def report(measured: Measured, rate: float, seconds: float) -> str:
    """The table with what was taken."""
    by_kind: defaultdict[str, list[Answered]] = defaultdict(list)
    for answer in measured.answers:
        by_kind[answer.kind].append(answer)
    rows = [row_of(kind, by_kind[kind]) for kind in SHARES if by_kind[kind]]
    rows.append(row_of("**all**", measured.answers))
    head = ("request", "number", "median ms", "95 % ms", "99 % ms", "errors")
    first, early, last = measured.first, measured.early, measured.last
    each = 1000 / len(measured.answers)
    lines = [
        "# The desk under load",
        "",
        describe_machine(),
        "",
        (
            f"`python -m benchmarks.desk`: {rate:g} requests a second for {seconds:g} s, by"
            f" {EDITORS} editors; both sides on this machine. A decision that was refused because"
            " somebody was quicker (409) is no error."
        ),
        "",
        markdown(head, rows),
        "",
        (
            f"Memory of the desk: {early.memory / 1e6:.0f} MB a fifth through,"
            f" {last.memory / 1e6:.0f} MB at last. Processor time for a request:"
            f" {(last.processor - first.processor) * each:.1f} ms of the desk,"
            f" {measured.own * each:.1f} ms of the side that asks."
        ),
        "",
    ]
    return "\n".join(lines)


def row_of(kind: str, answers: list[Answered]) -> tuple[str, ...]:
    """How long the requests of a kind took."""
    taken = [answer.seconds * 1000 for answer in answers]
    cuts = statistics.quantiles(taken, n=100) if len(taken) > 1 else taken * 99
    fine = {200, 303, 409}
    errors = sum(answer.status not in fine for answer in answers)
    figures = (statistics.median(taken), cuts[94], cuts[98])
    return (kind, str(len(answers)), *(f"{it:.0f}" for it in figures), str(errors))


if __name__ == "__main__":
    main()
