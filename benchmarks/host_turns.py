"""What a turn at a host costs among workers: Prefect's `concurrency`, and leases on one client.

    python -m benchmarks.host_turns [--turns 60] [--hosts 10] [--rounds 3]

A Prefect server on loopback with SQLite. Nothing is fetched in a turn. Both ways lease one of two
slots of a host and give it back, as many at once as the fetcher lets.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import sys
import tempfile
import time
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import anyio
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.asyncio import concurrency
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks.interleaved import describe_machine, markdown
from checkers.fetching.limits import FetchLimits
from checkers.fetching.turns import Elsewhere, HostTurns
from flows.politeness import turn_among_workers

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from servers.standing import Standing

RESULT = Path("benchmarks/results/host_turns.md")
LIMITS = FetchLimits(per_host_delay_seconds=0.0)


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--turns", type=int, default=60)
    asked.add_argument("--hosts", type=int, default=10)
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        api = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PREFECT_HOME": folder, "DO_NOT_TRACK": "1"}
        environment["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
        port = api.split(":")[2].split("/", maxsplit=1)[0]
        prefect = str(Path(sys.executable).with_name("prefect"))
        command = [prefect, "server", "start", "--port", port, "--no-services"]
        with (
            Standing(command, f"{api}/health", Path(folder, "log"), environment),
            temporary_settings({PREFECT_API_URL: api}),
        ):
            names = [f"host-{n}.example" for n in range(options.hosts)]
            anyio.run(make_limits, names)
            ways: dict[str, Elsewhere] = {
                "`prefect.concurrency`": by_prefect,
                "leases on one client": turn_among_workers(LIMITS),
            }
            seconds: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(options.rounds):
                for name, way in ways.items():
                    seconds[name].append(anyio.run(partial(take, way, names, options.turns)))
    rows = [
        (name, f"{statistics.median(taken):.2f}", f"{min(taken):.2f}", f"{max(taken):.2f}")
        for name, taken in seconds.items()
    ]
    asked_for = f"{options.turns} turns at {options.hosts} hosts"
    table = markdown((asked_for, "median s", "least s", "most s"), rows)
    text = f"{describe_machine()}\n\n{table}\n"
    RESULT.write_text(f"# Turns at hosts among workers\n\n{text}", encoding="utf-8")
    sys.stdout.write(text)


async def make_limits(hosts: list[str]) -> None:
    """The limits that Prefect's own way needs."""
    async with get_client() as client:
        for host in hosts:
            await client.create_global_concurrency_limit(
                GlobalConcurrencyLimitCreate(name=host, limit=LIMITS.per_host_connections)
            )


def by_prefect(host: str) -> AbstractAsyncContextManager[None]:
    """A turn by Prefect's own context."""
    return concurrency(host, strict=True)


async def take(way: Elsewhere, hosts: list[str], turns: int) -> float:
    """Seconds of all turns."""
    own = HostTurns(LIMITS, elsewhere=way)

    async def one(number: int) -> None:
        async with own.turn(hosts[number % len(hosts)]):
            pass

    started = time.perf_counter()
    async with anyio.create_task_group() as group:
        for number in range(turns):
            group.start_soon(one, number)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
