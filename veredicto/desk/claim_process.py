"""A process beside the desk that reads claims and writes out the pieces of their pages.

That takes several times as long as all the rest of a page, and in one interpreter pages would have
to take turns at it. It holds the tables of the warehouse, which the desk need not hold then, and
knows nothing of what people do.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from checkers.errors import VeredictoError
from veredicto.desk.fragments import prepare_pieces
from veredicto.desk.shelf import Claimed, read_claimed
from warehouse.desk.reader import DeskReader
from warehouse.desk.related import Repeat
from warehouse.place import Place

SECONDS = 20.0
"""After so long the desk reads a claim by itself."""
LOG = logging.getLogger("veredicto.desk")

_reader: DeskReader | None = None
"""Of the process that helps."""


class ClaimProcess:
    """Reads claims of the warehouse at `place` in another process, started again if it ends.

    It may be called from several threads at once.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._closed = False
        self._pool: ProcessPoolExecutor | None = self._started()

    def __call__(
        self,
        state: str,
        claim_id: str,
        row: Mapping[str, Any],
        repeats: tuple[Repeat, ...],
        language: str | None,
    ) -> Claimed | None:
        """The claim as that state of the warehouse has it; None if the desk has to read it."""
        try:
            with self._lock:
                if self._closed:
                    return None
                pool = self._pool = self._pool or self._started()
            future = pool.submit(_claimed, state, claim_id, dict(row), repeats, language)
            return future.result(SECONDS)
        except (BrokenProcessPool, TimeoutError, OSError, RuntimeError) as error:
            LOG.warning("the process that reads claims did not answer: %r", error)
            self._give_up()
            return None

    def close(self) -> None:
        """Ends the process."""
        self._closed = True
        self._give_up()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_open,
            initargs=(self._place,),
        )

    def _give_up(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _open(place: Place) -> None:
    global _reader  # noqa: PLW0603 (a process of a pool keeps what it needs so)
    # Ctrl+C is for the desk, which ends this process then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_desk, daemon=True).start()
    _reader = DeskReader(place)


def _end_with_the_desk() -> None:
    """Ends this process where the desk was killed, and could not tell it to."""
    desk = multiprocessing.parent_process()
    if desk is not None:
        desk.join()
        os._exit(1)


def _claimed(
    state: str,
    claim_id: str,
    row: Mapping[str, Any],
    repeats: tuple[Repeat, ...],
    language: str | None,
) -> Claimed | None:
    reader = _reader
    if reader is None:
        return None
    try:
        if reader.state != state and not (reader.refreshed() and reader.state == state):
            return None
        claimed = read_claimed(reader, claim_id, row, repeats)
    except VeredictoError:
        return None  # the desk meets it, too, and tells it
    if claimed is not None and language is not None:
        prepare_pieces(claimed, language)
    return claimed
