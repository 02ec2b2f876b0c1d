from __future__ import annotations

import anyio
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from checkers.fetching.limits import FetchLimits
from checkers.fetching.turns import HostTurns
from flows.politeness import turn_among_workers

LIMITS = FetchLimits(per_host_connections=1, per_host_delay_seconds=0.05)
PORT_OF_NOBODY = "http://127.0.0.1:9/api"


async def meet(host: str) -> int:
    """How many of two workers, which know nothing of each other, were at the host at once."""
    most = there = 0

    async def work(turns: HostTurns) -> None:
        nonlocal most, there
        for _ in range(3):
            async with turns.turn(host):
                there += 1
                most = max(most, there)
                await anyio.sleep(0.05)
                there -= 1

    async with anyio.create_task_group() as group:
        for _ in range(2):
            group.start_soon(work, HostTurns(LIMITS, elsewhere=turn_among_workers(LIMITS)))
    return most


def test_workers_of_one_server_take_turns_at_a_host(prefect_api: str) -> None:
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        assert anyio.run(meet, "standing.example") == 1


def test_pages_are_fetched_without_the_server() -> None:
    away = {PREFECT_API_URL: PORT_OF_NOBODY, PREFECT_CLIENT_MAX_RETRIES: 0}

    with temporary_settings(away):
        assert anyio.run(meet, "away.example") >= 1
