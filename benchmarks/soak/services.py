"""What long-lived processes take over time."""

from __future__ import annotations

import statistics
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from servers.standing import Standing

EVERY_SECONDS = 2.0
PART = 4
"""The first and the last quarter of the time are compared, after a warming-up of as long."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Medians of memory, in MB, and of open files: `early` and `late`."""

    early: tuple[float, float]
    late: tuple[float, float]


@dataclass(slots=True)
class Watched:
    """A process with its children, asked for a page and measured from time to time.

    Args:
        name: What it is called in the report.
        standing: The process.
        ask: Asks it for something; answers that do not come are counted.
    """

    name: str
    standing: Standing
    ask: Callable[[], object]
    errors: int = 0
    _taken: list[tuple[float, int]] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Ask and measure until `finish`."""
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def finish(self) -> Taken:
        """What it took in the second and in the last quarter of the time."""
        self._over.set()
        if self._thread:
            self._thread.join()
        quarter = max(1, len(self._taken) // PART)
        return Taken(_medians(self._taken[quarter : 2 * quarter]), _medians(self._taken[-quarter:]))

    def _look(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            try:
                self.ask()
            except httpx.HTTPError:
                self.errors += 1
            self._taken.append(_takes(self.standing.pid))


def _takes(pid: int) -> tuple[float, int]:
    whole = psutil.Process(pid)
    processes = [whole, *whole.children(recursive=True)]
    memory = sum(one.memory_info().rss for one in processes) / 1e6
    return memory, sum(one.num_fds() for one in processes)


def _medians(taken: list[tuple[float, int]]) -> tuple[float, float]:
    return (
        statistics.median(memory for memory, _ in taken),
        statistics.median(files for _, files in taken),
    )
