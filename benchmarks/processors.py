"""What the processors were busy with, by what the processes are for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil


class Processors:
    """Processor seconds of processes under some roots, by part; look often, for those that end.

    Args:
        roots: processes whose descendants count with them.
        part_of: gives the part that a process of that command line plays.
    """

    def __init__(self, roots: tuple[int, ...], part_of: Callable[[str], str]) -> None:
        self._roots = roots
        self._part_of = part_of
        self._seconds: dict[tuple[int, float], tuple[str, float]] = {}

    def look(self) -> None:
        """Note what each process has taken so far."""
        for process in self._processes():
            with suppress(psutil.Error):
                key = (process.pid, process.create_time())
                part = self._part_of(" ".join(process.cmdline()))
                times = process.cpu_times()
                self._seconds[key] = (part, times.user + times.system)

    def seconds(self) -> dict[str, float]:
        """Of each part, over all its processes."""
        found: defaultdict[str, float] = defaultdict(float)
        for part, seconds in self._seconds.values():
            found[part] += seconds
        return dict(found)

    def _processes(self) -> Iterator[psutil.Process]:
        for root in self._roots:
            with suppress(psutil.Error):
                process = psutil.Process(root)
                yield process
                yield from process.children(recursive=True)
