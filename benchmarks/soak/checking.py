"""Articles checked one after another by the command, given again until it comes to its end."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.soak.web import ARTICLE

ENDED = {0: "completed", 3: "some retrievals failed"}
AGAIN_SECONDS = 0.5
MOST_STARTS = 40
"""After so many an article is given up."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the command said of one article when it ended: `labels` by identifier of the verdict."""

    article: str
    status: int
    run: str
    failures: int
    labels: Mapping[str, str]


@dataclass(slots=True)
class Ledger:
    """What was acknowledged, and what it took."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    ends: dict[int, int] = field(default_factory=dict)
    peaks_kb: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Checkers:
    """So many threads, each with one command under way at most.

    Args:
        folder: Where the articles, and by default the warehouse, are.
        command: What checks the file whose name is added to it.
        environment: Of the command.
    """

    folder: Path
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ledger: Ledger = field(default_factory=Ledger)
    running: set[int] = field(default_factory=set)
    _numbers: Callable[[], int] = field(default_factory=lambda: count(1000).__next__)
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, at_once: int) -> None:
        """Check until `finish`."""
        self._threads = [threading.Thread(target=self._go_on, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Take no new article, and wait for those under way."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self) -> None:
        while not self._over.is_set():
            with self._lock:
                number = self._numbers()
            path = self.folder / f"puente-{number}.txt"
            path.write_text(ARTICLE.format(n=number), encoding="utf-8")
            self._check(str(number), path.name)

    def _check(self, article: str, name: str) -> None:
        for _ in range(MOST_STARTS):
            status, out, complaint = self._call(name)
            with self._lock:
                self.ledger.ends[status] = self.ledger.ends.get(status, 0) + 1
            if (report := _whole(out)) is not None:
                with self._lock:
                    self.ledger.acknowledged.append(_told(article, status, report))
                return
            if status > 0:
                self.ledger.complaints.append(complaint)
            threading.Event().wait(AGAIN_SECONDS)
        self.ledger.given_up.append(article)

    def _call(self, name: str) -> tuple[int, bytes, str]:
        """Exit status, standard output, and the last line of standard error."""
        out, err = (self.folder / f"{name}.{stream}" for stream in ("out", "err"))
        with out.open("wb") as to, err.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 (the command of this repository)
                [*self.command, name],
                cwd=self.folder,
                env=dict(self.environment),
                stdout=to,
                stderr=errors,
            )
            self.running.add(process.pid)
            _, wait_status, used = os.wait4(process.pid, 0)
            self.running.discard(process.pid)
            process.returncode = os.waitstatus_to_exitcode(wait_status)
        self.ledger.peaks_kb.append(used.ru_maxrss)
        lines = err.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return process.returncode, out.read_bytes(), lines[-1] if lines else ""


def _whole(out: bytes) -> Any:  # noqa: ANN401 (JSON)
    """The report, where all of it was printed: one that was told before a kill is told."""
    try:
        return json.loads(out)
    except ValueError:
        return None


def _told(article: str, status: int, report: Mapping[str, Any]) -> Acknowledged:
    claims = [claim for claim in report["claims"] if claim["verdict"] is not None]
    return Acknowledged(
        article,
        status,
        report["run"]["id"],
        len(report["run"]["failures"]),
        {claim["verdict"]["id"]: claim["verdict"]["label"] for claim in claims},
    )
