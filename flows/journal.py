"""The runs and batches that were begun and not ended, so that one that was killed goes on.

A run that ends takes its entry and its intermediate results away; the next check of the same
article is then a new run that asks the web again. A run of a batch stays until the batch ends, so
that there is no moment between the end of a run and the note that its article is done. A batch
some of whose articles failed in passing stays open, so that the same call repeats no finished one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from checkers.articles import Article
from checkers.errors import ForgottenMeanwhile
from checkers.identifiers import identify

GOES_ON = timedelta(days=1)
"""How long after its beginning a batch is gone on with."""
Noted = tuple[tuple[str, str], ...]
"""The settings that a run goes by."""


@dataclass(frozen=True, slots=True)
class Open:
    """Something under way. `started_at` is when it first began, however often it was cut off."""

    id: str
    started_at: datetime
    resumed: bool


@dataclass(frozen=True, slots=True)
class OpenRun(Open):
    """The check of one article, perhaps within a batch."""

    batch: str | None = None


@dataclass(frozen=True, slots=True)
class OpenBatch(Open):
    """The check of several articles."""


class Journal:
    """Open runs and batches and their intermediate results under one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.results = folder / "results"
        self._runs = folder / "open-runs"
        self._batches = folder / "open-batches"

    @contextmanager
    def run(
        self, article: Article, settings: Noted, batch: OpenBatch | None = None
    ) -> Iterator[OpenRun]:
        """The run of `article` under `settings`: the one that was cut off, or a new one.

        An exception leaves the entry where it is, unless what was read has been forgotten; and a
        run of a batch leaves it until the batch ends. While another process is at the same
        article, a separate run is begun.
        """
        within = batch.id if batch else None
        with _entry(self._runs, identify(article.id, settings, within)) as entry:
            begun = (_read(entry) if entry else None) or _new()
            run = OpenRun(begun.id, begun.started_at, begun.resumed, within)
            if entry:
                _write(entry, run)
            try:
                yield run
            except ForgottenMeanwhile:
                # What it has kept must not be taken up again.
                self._end(run, entry)
                raise
            if within is None or entry is None:
                self._end(run, entry)

    @contextmanager
    def batch(self, locations: Sequence[str], settings: Noted) -> Iterator[OpenBatch]:
        """The batch of those articles under `settings`: one that did not come to its end, or new.

        It is open until `end` is called. What was begun more than a day ago is begun anew: its
        verdicts would be of yesterday. While another process is at the same batch, a separate one
        is begun.
        """
        with _entry(self._batches, identify(*sorted(locations), settings)) as entry:
            begun = (_read(entry) if entry else None) or _new()
            if _is_old(begun):
                self.end(OpenBatch(begun.id, begun.started_at, begun.resumed))
                begun = _new()
            batch = OpenBatch(begun.id, begun.started_at, begun.resumed)
            if entry:
                _write(entry, batch)
            yield batch

    def end(self, batch: OpenBatch) -> None:
        """Takes the entries of a batch and of its runs away, and what they kept."""
        for path in self._entries():
            begun = _read(path)
            if begun is not None and batch.id in (begun.id, begun.batch):
                self._end(begun, path)
        self._forget(batch)

    def discard(self) -> int:
        """Removes the runs and batches that were cut off with what they kept; gives their number.

        Those under way stay: the writer refuses them if they bring back what was forgotten.
        """
        discarded = 0
        for entry in self._entries():
            with suppress(Timeout), FileLock(entry.with_suffix(".lock"), blocking=False):
                begun = _read(entry)
                entry.unlink(missing_ok=True)
                if begun is not None:
                    self._forget(begun)
                discarded += 1
        return discarded

    def sweep(self, *, before: datetime) -> int:
        """Removes results of nothing open that were kept before a time; gives their bytes.

        A batch that is not gone on with any more is open no longer.
        """
        self._end_old_batches()
        still_open = {begun.id for entry in self._entries() if (begun := _read(entry))}
        freed = 0
        for path in list(self.results.glob("*")):
            found = path.stat()
            kept_for = path.name.partition("-")[0]
            if kept_for not in still_open and found.st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                freed += found.st_size
        return freed

    def _end_old_batches(self) -> None:
        for entry in list(self._batches.glob("*.json")):
            with suppress(Timeout), FileLock(entry.with_suffix(".lock"), blocking=False):
                begun = _read(entry)
                if begun is not None and _is_old(begun):
                    self.end(OpenBatch(begun.id, begun.started_at, begun.resumed))

    def _entries(self) -> list[Path]:
        return [*self._runs.glob("*.json"), *self._batches.glob("*.json")]

    def _end(self, begun: Open, entry: Path | None) -> None:
        if entry is not None:
            entry.unlink(missing_ok=True)
        self._forget(begun)

    def _forget(self, begun: Open) -> None:
        for path in self.results.glob(f"{begun.id}*"):
            path.unlink(missing_ok=True)


@contextmanager
def _entry(folder: Path, name: str) -> Iterator[Path | None]:
    """The entry of that name, locked; None where another process is at it."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = folder / f"{name}.json"
    try:
        held = FileLock(entry.with_suffix(".lock")).acquire(blocking=False)
    except Timeout:
        yield None
        return
    with held:
        yield entry


def _is_old(begun: Open) -> bool:
    return datetime.now(UTC) - begun.started_at > GOES_ON


def _new() -> OpenRun:
    return OpenRun(uuid4().hex, datetime.now(UTC), resumed=False)


def _read(entry: Path) -> OpenRun | None:
    """What the entry says; None for no entry and for one that was torn by a crash."""
    with suppress(OSError, ValueError, KeyError):
        row = json.loads(entry.read_text(encoding="utf-8"))
        started_at = datetime.fromisoformat(row["started_at"])
        return OpenRun(row["id"], started_at, resumed=True, batch=row.get("batch"))
    return None


def _write(entry: Path, begun: Open) -> None:
    row = {"id": begun.id, "started_at": begun.started_at.isoformat()}
    if isinstance(begun, OpenRun) and begun.batch:
        row["batch"] = begun.batch
    fresh = entry.with_suffix(".new")
    fresh.write_text(json.dumps(row), encoding="utf-8")
    fresh.replace(entry)
