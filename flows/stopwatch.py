"""Wall-clock seconds of the stages of a run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from checkers.labels import Stage


class Stopwatch:
    """Keeps the seconds that each stage took."""

    def __init__(self) -> None:
        self._seconds: dict[Stage, float] = {}

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Measure the block as `stage`."""
        started = time.monotonic()
        yield
        self._seconds[stage] = round(time.monotonic() - started, 3)

    @property
    def seconds(self) -> tuple[tuple[Stage, float], ...]:
        """(stage, seconds) in the order of the run."""
        return tuple(self._seconds.items())
