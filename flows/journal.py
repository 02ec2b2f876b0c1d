"""The runs that were begun and not ended, so that a run that was killed goes on under its name.

A run that ends takes its entry and its intermediate results away; the next check of the same
article is then a new run that asks the web again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from checkers.errors import ForgottenMeanwhile
from checkers.nouns import Article, identify


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run under way. `started_at` is when it first began, however often it was cut off."""

    id: str
    started_at: datetime
    resumed: bool


class Journal:
    """Open runs and their intermediate results under one folder."""

    def __init__(self, folder: Path) -> None:
        self.results = folder / "results"
        self._open = folder / "open-runs"

    @contextmanager
    def run(self, article: Article, settings: tuple[tuple[str, str], ...]) -> Iterator[OpenRun]:
        """The run of `article` under `settings`: the one that was cut off, or a new one.

        An exception leaves the entry where it is, unless what was read has been forgotten. While
        another process is at the same article, a separate run is begun.
        """
        self._open.mkdir(parents=True, exist_ok=True)
        entry = self._open / f"{identify(article.id, settings)}.json"
        lock = FileLock(entry.with_suffix(".lock"))
        try:
            held = lock.acquire(blocking=False)
        except Timeout:
            run = _new()
            yield run
            self._forget(run)
            return
        with held:
            run = _read(entry) or _new()
            _write(entry, run)
            try:
                yield run
            except ForgottenMeanwhile:
                # What it has kept must not be taken up again.
                entry.unlink(missing_ok=True)
                self._forget(run)
                raise
            entry.unlink(missing_ok=True)
            self._forget(run)

    def discard(self) -> int:
        """Removes the runs that were cut off with what they kept; gives their number.

        Those under way stay: the writer refuses them if they bring back what was forgotten.
        """
        discarded = 0
        for entry in list(self._open.glob("*.json")):
            with suppress(Timeout), FileLock(entry.with_suffix(".lock"), blocking=False):
                run = _read(entry)
                entry.unlink(missing_ok=True)
                if run is not None:
                    self._forget(run)
                discarded += 1
        return discarded

    def sweep(self, *, before: datetime) -> int:
        """Removes results of no open run that were kept before a time; gives their bytes."""
        open_runs = {run.id for entry in self._open.glob("*.json") if (run := _read(entry))}
        freed = 0
        for path in list(self.results.glob("*")):
            found = path.stat()
            run_id = path.name.partition("-")[0]
            if run_id not in open_runs and found.st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                freed += found.st_size
        return freed

    def _forget(self, run: OpenRun) -> None:
        for path in self.results.glob(f"{run.id}*"):
            path.unlink(missing_ok=True)


def _new() -> OpenRun:
    return OpenRun(uuid4().hex, datetime.now(UTC), resumed=False)


def _read(entry: Path) -> OpenRun | None:
    """The entry's run; None for no entry and for one that was torn by a crash."""
    with suppress(OSError, ValueError, KeyError):
        row = json.loads(entry.read_text(encoding="utf-8"))
        return OpenRun(row["id"], datetime.fromisoformat(row["started_at"]), resumed=True)
    return None


def _write(entry: Path, run: OpenRun) -> None:
    row = {"id": run.id, "started_at": run.started_at.isoformat()}
    fresh = entry.with_suffix(".new")
    fresh.write_text(json.dumps(row), encoding="utf-8")
    fresh.replace(entry)
