"""Whether anything is lost, repeated or called well that was not, while everything breaks.

    python -m benchmarks.soak [--minutes 15] [--seed 7]

`veredicto check` checks articles made for this, two at a time, over a search engine and pages on
loopback. At random moments of a seed one of the faults is made: a check is killed (SIGKILL),
Prefect's server is killed or frozen, connections break in the middle of an answer, the web is
silent, names have no address, the disk of the warehouse is full, the clock jumps by as much as
forty days. A check that ends by a fault is given again. The desk and the endpoint of metrics stand
meanwhile, are asked, and are measured.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import httpx
from rich.progress import Progress

from benchmarks.interleaved import describe_machine
from benchmarks.soak.checking import Checkers
from benchmarks.soak.faults import Faults, clock_library, set_clock, small_disk
from benchmarks.soak.report import compared, ended, faults_made, kept_flat
from benchmarks.soak.services import Watched
from benchmarks.soak.verdict import compare
from benchmarks.soak.web import Web

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from servers.debian import free_port
from servers.pages import PageServer
from servers.standing import Standing

RESULT = Path("benchmarks/results/soak.md")
BIN = Path(sys.executable).parent
AT_ONCE = 2
DISK_MB = 300
SHORTEST, LONGEST = 1.0, 8.0
STARTED_SECONDS = 120


def main() -> None:
    """Let everything break, and print and save what became of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=15.0)
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, PageServer() as server, ExitStack() as stack:
        text, sound = soak(Path(folder), Web(server), stack, options.minutes, options.seed)
    RESULT.write_text(f"# Minutes of faults\n\n{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")
    sys.exit(not sound)


def soak(folder: Path, web: Web, stack: ExitStack, minutes: float, seed: int) -> tuple[str, bool]:
    """The report, and whether nothing was lost, repeated or called well that was not."""
    web.open()
    # A connection that breaks is what is asked for.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    disk, clock = folder / "disk", folder / "clock"
    disk.mkdir()
    mounted = stack.enter_context(small_disk(disk, DISK_MB))
    set_clock(clock, 0)
    api = f"http://127.0.0.1:{free_port()}/api"
    warehouse = disk / "veredicto.duckdb"
    environment = os.environ | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "VEREDICTO_WAREHOUSE": str(warehouse),
        "VEREDICTO_SEARXNG_URL": web.server.url(""),
        "VEREDICTO_ALLOW_HOSTS": ",".join(web.server.allowed()),
    }
    command = (str(BIN / "veredicto"), "check", "--search", "searxng", "--json")
    library = clock_library(folder)
    jumping = environment | (
        {"LD_PRELOAD": str(library), "SOAK_CLOCK": str(clock)} if library else {}
    )
    prefect = stack.enter_context(_prefect(api, folder, environment))
    checkers = Checkers(folder, command, jumping)
    moments = random.Random(seed)
    faults = Faults(moments, web, checkers, prefect, mounted, clock if library else None)
    checkers.start(AT_ONCE)
    _wait_for_the_first(checkers)
    watched = stack.enter_context(_standing(folder, environment))
    for one in watched:
        one.start()
    made = _break_for(minutes * 60, faults, moments)
    set_clock(clock, 0)
    checkers.finish()
    taken = {one.name: (one.finish(), one.errors) for one in watched}
    found = compare(checkers.ledger, web, warehouse)
    report = [
        f"`python -m benchmarks.soak --minutes {minutes:g} --seed {seed}`, {describe_machine()}.",
        faults_made(made, faults),
        ended(checkers),
        compared(found),
        kept_flat(taken, checkers.ledger.peaks_kb),
    ]
    return "\n\n".join(report), found.sound and not checkers.ledger.given_up


def _prefect(api: str, folder: Path, environment: dict[str, str]) -> Standing:
    port = api.rpartition(":")[2].removesuffix("/api")
    command = (BIN / "prefect", "server", "start", "--port", port, "--no-services")
    return Standing(command, f"{api}/health", folder / "server.log", environment)


@contextmanager
def _standing(folder: Path, environment: dict[str, str]) -> Iterator[list[Watched]]:
    """The desk and the endpoint of metrics, each asked for a page."""
    with ExitStack() as stack:
        watched = []
        for name, command, path in (("desk", "review", "/"), ("metrics", "metrics", "/metrics")):
            port = free_port()
            url = f"http://127.0.0.1:{port}{path}"
            call = (BIN / "veredicto", command, "--port", str(port))
            standing = Standing(call, url, folder / f"{name}.log", environment)
            stack.enter_context(standing)
            ask = partial(_ask, url)
            watched.append(Watched(name, standing, ask))
        yield watched


def _ask(url: str) -> None:
    httpx.get(url, trust_env=False, timeout=30, follow_redirects=True).raise_for_status()


def _wait_for_the_first(checkers: Checkers) -> None:
    """Until there is a warehouse that can be looked at."""
    until = time.monotonic() + STARTED_SECONDS
    while not checkers.ledger.acknowledged:
        if time.monotonic() > until:
            raise RuntimeError(f"no article was checked in {STARTED_SECONDS} s: is all installed?")
        time.sleep(1)


def _break_for(seconds: float, faults: Faults, moments: random.Random) -> Counter[str]:
    """Make faults until then; how often each was made."""
    made: Counter[str] = Counter()
    ways = faults.all()
    until = time.monotonic() + seconds
    with Progress(transient=True) as progress:
        shown = progress.add_task("", total=seconds)
        while (left := until - time.monotonic()) > 0:
            checked = len(faults.checkers.ledger.acknowledged)
            note = f"{made.total()} faults, {checked} articles checked"
            progress.update(shown, completed=seconds - left, description=note)
            time.sleep(min(left, moments.uniform(SHORTEST, LONGEST)))
            name = moments.choice(sorted(ways))
            ways[name]()
            made[name] += 1
    return made


if __name__ == "__main__":
    main()
