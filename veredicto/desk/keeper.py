"""What goes on behind the pages: telling the warehouse, showing what is new in it, doing jobs.

Two threads: one keeps book and warehouse together every few seconds, the other does one job after
another, for a job takes half a minute.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from checkers.errors import VeredictoError
from veredicto.desk.book.jobs import Job
from veredicto.desk.desk import Desk
from veredicto.desk.forwarding import forward
from veredicto.desk.told import DESK_WENT_WRONG, told_of, written
from warehouse.writer import Warehouse

EVERY_SECONDS = 3.0
LOG = logging.getLogger("veredicto.desk")

DoJob = Callable[[Job], tuple[str, str]]
"""Does a job; gives its outcome in a word, and in sentences as `told.written` writes them."""


class Keeper:
    """Keeps a desk going until it is told to stop.

    Args:
        desk: the desk.
        warehouse: where published decisions are recorded.
        refresh: brings the copy that the desk reads up to date, if it wants that now.
        do_job: does a job.
        every_seconds: how often book and warehouse are looked at, at least.
    """

    def __init__(
        self,
        desk: Desk,
        warehouse: Warehouse,
        *,
        refresh: Callable[[], None],
        do_job: DoJob,
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._desk, self._warehouse = desk, warehouse
        self._refresh, self._do_job = refresh, do_job
        self._every_seconds = every_seconds
        self._refused: set[int] = set()
        self._left_a_job = False
        self._stopping = threading.Event()
        self._something = threading.Event()
        self._a_job = threading.Event()
        self._threads = (
            threading.Thread(target=self._keep, name="desk-keeper", daemon=True),
            threading.Thread(target=self._work, name="desk-jobs", daemon=True),
        )

    def start(self) -> None:
        """Starts the threads."""
        self._desk.wake = self.wake
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Has book, warehouse and jobs looked at now."""
        self._something.set()
        self._a_job.set()

    def stop(self) -> None:
        """Ends the threads after what they are about; what is published is recorded before."""
        self._stopping.set()
        self.wake()
        self._threads[0].join(timeout=30)
        # A job that has just ended gets written down; one under way is done again by the next desk.
        self._threads[1].join(timeout=1)
        self.look()

    def look(self) -> None:
        """Tells the warehouse what waits, and shows what is new in it."""
        try:
            forward(self._desk.book, self._warehouse, self._refused)
            self._refresh()
            self._desk.reader.refreshed()
            if self._desk.is_behind:
                self._desk.reload()
        except VeredictoError as error:
            LOG.warning("the desk could not follow the warehouse: %s", error)
        except Exception:
            # Nobody else tells the warehouse what is published: it is tried again.
            LOG.exception("the desk could not follow the warehouse")

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._something.wait(self._every_seconds)
            self._something.clear()
            self.look()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                found_one = self._do_next()
            except Exception:
                # Nobody else does the next ones.
                LOG.exception("the desk could not see to its jobs")
                found_one = False
            if not found_one:
                self._a_job.wait(self._every_seconds * 10)
                self._a_job.clear()

    def _do_next(self) -> bool:
        jobs = self._desk.book.jobs
        if self._left_a_job:
            # The book could not be told how it ended: it would be under way for ever.
            jobs.resume()
            self._left_a_job = False
        job = jobs.claim_next()
        if job is None:
            return False
        self._left_a_job = True
        jobs.finish(job.id, *self._outcome_of(job))
        self._left_a_job = False
        self._something.set()
        return True

    def _outcome_of(self, job: Job) -> tuple[str, str]:
        try:
            return self._do_job(job)
        except VeredictoError as error:
            return "failed", written([told_of(error)])
        except Exception:
            LOG.exception("job %s of the desk ended by an error", job.id)
            return "failed", written([DESK_WENT_WRONG])


def seldom(refresh: Callable[[], None], every_seconds: float) -> Callable[[], None]:
    """Calls `refresh` when called, but no sooner than so many seconds after the last time."""
    last = -every_seconds

    def now_and_then() -> None:
        nonlocal last
        if time.monotonic() - last >= every_seconds:
            refresh()
            last = time.monotonic()

    return now_and_then
