"""What goes on behind the pages: telling the warehouse, showing what is new in it, doing jobs.

Two threads: one keeps book and warehouse together every few seconds, the other does one job after
another, for a job takes half a minute.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from checkers.errors import VeredictoError
from veredicto.desk.book.jobs import Job
from veredicto.desk.desk import Desk
from veredicto.desk.forwarding import forward
from warehouse.writer import Warehouse

EVERY_SECONDS = 3.0
LOG = logging.getLogger("veredicto.desk")

DoJob = Callable[[Job], tuple[str, str]]
"""Does a job; gives its outcome in a word and in a sentence."""


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
        self.look()

    def look(self) -> None:
        """Tells the warehouse what waits, and shows what is new in it."""
        try:
            forward(self._desk.book, self._warehouse, self._refused)
            self._refresh()
            if self._desk.reader.refreshed():
                self._desk.reload()
        except VeredictoError as error:
            LOG.warning("the desk could not follow the warehouse: %s", error)

    def _keep(self) -> None:
        with ThreadPoolExecutor(1, "desk-look") as pool:
            while not self._stopping.is_set():
                self._something.wait(self._every_seconds)
                self._something.clear()
                # The thread goes on whatever happened, for what is published must arrive.
                if error := pool.submit(self.look).exception():
                    LOG.error("the desk stumbled over its warehouse", exc_info=error)

    def _work(self) -> None:
        with ThreadPoolExecutor(1, "desk-job") as pool:
            while not self._stopping.is_set():
                job = self._desk.book.jobs.claim_next()
                if job is None:
                    self._a_job.wait(self._every_seconds * 10)
                    self._a_job.clear()
                    continue
                doing = pool.submit(self._do_job, job)
                if error := doing.exception():
                    LOG.error("a job of the desk failed", exc_info=error)
                    self._desk.book.jobs.finish(job.id, "failed", str(error))
                else:
                    self._desk.book.jobs.finish(job.id, *doing.result())
                self._something.set()


def seldom(refresh: Callable[[], None], every_seconds: float) -> Callable[[], None]:
    """Calls `refresh` when called, but no sooner than so many seconds after the last time."""
    last = -every_seconds

    def now_and_then() -> None:
        nonlocal last
        if time.monotonic() - last >= every_seconds:
            refresh()
            last = time.monotonic()

    return now_and_then
