"""Two hundred pages from forty slow hosts: the guarded fetcher beside what the limits allow.

    python -m benchmarks.fetching [--pages 200] [--hosts 40] [--latency 0.2] [--rounds 5]

The hosts are addresses of loopback that answer each request, robots.txt included, after the
latency. What the limits allow is the same requests in the same turns (`HostTurns`) with a sleep of
the latency in the place of each. A plain `httpx.AsyncClient` under the same turns guards nothing,
stores nothing and asks for no robots.txt. Each round is a process of its own, for its memory.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import anyio
import httpx

from benchmarks.interleaved import describe_machine, markdown
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.fetching.turns import HostTurns

RESULT = Path("benchmarks/results/fetching.md")
PAGE = Path("examples/pages/civicdata.localhost/spain-general-election-2023.html")
LIMITS = FetchLimits()
PARAGRAPHS = 40


def main() -> None:
    """Measures, prints and keeps the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (theirs, given.hosts, given.latency)
    server = context.Process(target=serve, args=arguments, daemon=True)
    server.start()
    port = ours.recv()
    urls = [
        f"http://127.0.1.{1 + number % given.hosts}:{port}/{number}"
        for number in range(given.pages)
    ]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    for _ in range(given.rounds):
        for name in WAYS:
            with context.Pool(1) as pool:
                taken[name].append(pool.apply(measure, (name, urls, given.latency)))
    server.terminate()
    text = table(taken, given)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


def table(taken: dict[str, list[tuple[float, float]]], given: argparse.Namespace) -> str:
    """The medians in Markdown."""
    allowed = statistics.median(seconds for seconds, _ in taken[ALLOWED])
    rows = []
    for name, rounds in taken.items():
        seconds = [one for one, _ in rounds]
        middle = statistics.median(seconds)
        rows.append(
            [
                name,
                f"{middle:.2f} ({min(seconds):.2f}–{max(seconds):.2f})",
                f"{middle / allowed:.2f}",
                f"{max(megabytes for _, megabytes in rounds):.0f}",
            ]
        )
    size = len(page(0)) / 1e3
    return (
        f"# {given.pages} pages from {given.hosts} hosts, {given.latency * 1e3:.0f} ms each\n\n"
        f"`python -m benchmarks.fetching`, {datetime.now(UTC):%Y-%m-%d}, {describe_machine()}."
        f" Pages of {size:.0f} kB, {LIMITS.per_host_connections} connections a host and"
        f" {LIMITS.per_host_delay_seconds} s between its requests. Seconds: median of"
        f" {given.rounds} rounds (fastest–slowest).\n\n"
        + markdown(["", "seconds", "times what is allowed", "peak memory, MB"], rows)
        + "\n"
    )


def measure(name: str, urls: list[str], latency: float) -> tuple[float, float]:
    """Seconds, and the most memory of the process in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        WAYS[name](urls, latency, Path(folder))
        seconds = time.perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def sleeping(urls: list[str], latency: float, _: Path) -> None:
    """The requests in their turns without any work."""

    async def answer(turns: HostTurns, host: str) -> None:
        async with turns.turn(host, 0.0):
            await anyio.sleep(latency)

    async def host_of(turns: HostTurns, host: str, count: int) -> None:
        await answer(turns, host)  # robots.txt
        async with anyio.create_task_group() as group:
            for _ in range(count):
                group.start_soon(answer, turns, host)

    async def everything() -> None:
        turns = HostTurns(LIMITS)
        hosts = [httpx.URL(url).netloc.decode() for url in urls]
        async with anyio.create_task_group() as group:
            for host in dict.fromkeys(hosts):
                group.start_soon(host_of, turns, host, hosts.count(host))

    anyio.run(everything)


def fetching(urls: list[str], _: float, folder: Path) -> None:
    """Fetched by our client and stored."""
    for document in fetcher(urls, folder).fetch_documents(urls):
        if isinstance(document, Exception):
            raise document


def reading(urls: list[str], _: float, folder: Path) -> None:
    """Fetched, stored and read, as a check has it."""
    sources = fetcher(urls, folder).fetch_all(urls, since=datetime.now(UTC))
    if any(not source.text for source in sources):
        raise RuntimeError(next(source.error for source in sources if not source.text))


def plainly(urls: list[str], _: float, __: Path) -> None:
    """A client without guard, rules or store, under the same turns."""

    async def get(client: httpx.AsyncClient, turns: HostTurns, url: str) -> None:
        async with turns.turn(httpx.URL(url).netloc.decode(), 0.0):
            (await client.get(url)).raise_for_status()

    async def everything() -> None:
        turns = HostTurns(LIMITS)
        async with httpx.AsyncClient(timeout=30) as client, anyio.create_task_group() as group:
            for url in urls:
                group.start_soon(get, client, turns, url)

    anyio.run(everything)


ALLOWED = "what the limits allow"
WAYS: dict[str, Callable[[list[str], float, Path], None]] = {
    ALLOWED: sleeping,
    "plain httpx, no robots.txt": plainly,
    "fetched and stored": fetching,
    "fetched, stored and read": reading,
}


def fetcher(urls: list[str], folder: Path) -> PageFetcher:
    """The fetcher of a check, allowed onto loopback."""
    return PageFetcher(
        limits=LIMITS,
        allow_hosts={httpx.URL(url).netloc.decode() for url in urls},
        contact=None,
        snapshots=SnapshotStore(folder),
        corpus=None,
    )


def page(number: int) -> bytes:
    """A page of its own for each number."""
    text = PAGE.read_text(encoding="utf-8")
    more = "".join(
        f"<p>La nota {number}.{place} recoge los datos de la comarca y su evolución reciente.</p>"
        for place in range(PARAGRAPHS)
    )
    return text.replace("</p>", f"</p>{more}", 1).encode()


def serve(ready: Connection, hosts: int, latency: float) -> None:
    """Answers on a port of each host after the latency; has no robots.txt."""
    asyncio.run(_serve(ready, hosts, latency))


async def _serve(ready: Connection, hosts: int, latency: float) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            await asyncio.sleep(latency)
            path = head.split()[1].decode().strip("/")
            body = page(int(path)) if path.isdecimal() else b""
            status = b"200 OK" if body else b"404 Not Found"
            writer.write(
                b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d"
                b"\r\n\r\n%s" % (status, len(body), body)
            )
            await writer.drain()
        writer.close()

    first = await asyncio.start_server(answer, "127.0.1.1", 0)
    port = first.sockets[0].getsockname()[1]
    others = [
        await asyncio.start_server(answer, f"127.0.1.{number}", port)
        for number in range(2, hosts + 1)
    ]
    ready.send(port)
    await asyncio.gather(*(server.serve_forever() for server in (first, *others)))


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


if __name__ == "__main__":
    main()
