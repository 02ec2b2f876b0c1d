"""The line of those who wait for a file: whoever came first goes first.

Nobody who opens the file straight away can then keep others from it for ever. The line is kept in a
folder, in which each waiter has a ticket, a file that it holds locked, so that the ticket of a
killed one counts no more. The line makes waiting fair and nothing else: that only one writes is
DuckDB's own lock, and where there is no room or right for a ticket, its holder just tries.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

DRAWS = 5


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place in the line, left by `leave`."""

    path: Path
    lock: FileLock

    def leave(self) -> None:
        """Lets those behind move up; a second time does nothing."""
        if self.lock.is_locked:
            self.path.unlink(missing_ok=True)
            self.lock.release()


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who is before a ticket: how many at most, and the process of the first of them."""

    count: int
    process: str


def join_line(folder: Path) -> Ticket | None:
    """A ticket at the end of the line; None where none can be written."""
    for _ in range(DRAWS):
        # Names sort by time; a process may wait with several threads.
        path = folder / f"{time.time_ns():020}-{os.getpid()}"
        lock = FileLock(path)
        # Someone who looks in the moment before it is locked takes it for a dead one's.
        with suppress(Timeout):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                lock.acquire(blocking=False)
            except OSError:
                return None
            return Ticket(path, lock)
    return None


def ahead_of(folder: Path, mine: Ticket | None) -> Ahead | None:
    """Who waits before `mine`, or at all if there is none; None if it is the turn of `mine`."""
    names = sorted(name for name in _names_in(folder) if mine is None or name < mine.path.name)
    for place, name in enumerate(names):
        if _is_held(folder / name):
            return Ahead(len(names) - place, name.rpartition("-")[2])
    return None


def _names_in(folder: Path) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as found:
        yield from (entry.name for entry in found)


def _is_held(ticket: Path) -> bool:
    """Whether its holder lives; the ticket of a dead one is removed."""
    lock = FileLock(ticket)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    except OSError:
        return False
    with suppress(OSError):
        ticket.unlink(missing_ok=True)
    lock.release()
    return False
