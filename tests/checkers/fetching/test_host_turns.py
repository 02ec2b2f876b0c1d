from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio

from checkers.fetching.limits import FetchLimits
from checkers.fetching.turns import Calendar, HostTurns

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = FetchLimits(per_host_connections=2, per_host_delay_seconds=0.01)
LOOPS = 4


class Crowd:
    """How many were at a host at once, over all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._there = 0
        self.most = 0
        self.visits = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        with self._lock:
            self._there += 1
            self.visits += 1
            self.most = max(self.most, self._there)
        yield
        with self._lock:
            self._there -= 1


def test_event_loops_of_one_process_share_the_turns_at_a_host() -> None:
    crowd, calendar = Crowd(), Calendar(LIMITS)

    async def visit_often() -> None:
        turns = HostTurns(LIMITS, calendar)

        async def visit() -> None:
            async with turns.turn("a.example"):
                with crowd.one_more():
                    await anyio.sleep(0.02)

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(visit)

    with ThreadPoolExecutor(LOOPS) as threads:
        for loop in [threads.submit(anyio.run, visit_often) for _ in range(LOOPS)]:
            loop.result()

    assert crowd.visits == 5 * LOOPS
    assert crowd.most == LIMITS.per_host_connections


def test_who_is_cancelled_while_waiting_leaves_no_place_taken() -> None:
    async def cancel_one() -> bool:
        turns = HostTurns(FetchLimits(per_host_connections=1, per_host_delay_seconds=30))
        async with turns.turn("a.example"):
            pass
        with anyio.move_on_after(0.05) as waiting:
            async with turns.turn("a.example"):
                raise AssertionError
        async with turns.turn("b.example"):
            return waiting.cancelled_caught

    assert anyio.run(cancel_one)
