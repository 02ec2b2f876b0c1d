"""Reads the warehouse for the editors' desk: many short questions to one state of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TypeVar

import duckdb

from checkers.nouns import ClaimSearch, EarlierFactCheck, Opinion, Report, Source
from warehouse.desk.fates import Fate, read_fates
from warehouse.desk.queue import QueueRows, read_queue
from warehouse.desk.related import (
    PastCheck,
    Repeat,
    read_fact_checks,
    read_history,
    read_opinions,
    read_repeats,
)
from warehouse.desk.reports import read_page, read_report
from warehouse.desk.state import Held, hold, name_of
from warehouse.place import Lake, Place

Result = TypeVar("Result")

LOOKS_EVERY_SECONDS = 2.0
"""How often the catalog of a lake is asked for a newer state, at most."""


class DeskReader:
    """Reads one state of the warehouse at a time, from a connection that stays open.

    `place` is the copy for readers of a file (`PublicCopy.database`), or a lake. It may be called
    from several threads at once. All methods raise `BadInput` where there is no such file, run or
    page, and `WarehouseError` by kind.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._looked_at = 0.0
        self._held: Held = hold(place)

    @property
    def state(self) -> str:
        """What tells the state that is read now from others; asks nobody."""
        return self._held.name

    def refreshed(self) -> bool:
        """Whether there was a newer state, which is read from now on.

        What is being asked of the one before is answered from it to the end.
        """
        if not self._is_outdated():
            return False
        newer = hold(self._place)
        with self._lock:
            before, self._held = self._held, newer
        before.close()
        return True

    def queue(self) -> QueueRows:
        """The claims that editors may decide on."""
        return self._asked(read_queue)

    def report(self, run_id: str, claim_id: str | None = None) -> Report:
        """What a run found; of the pages that are not cited, the text is left out.

        With a claim, evidence, passages, pages and searches are those of that claim alone: the
        other verdicts are there without their evidence.
        """
        return self._asked(lambda connection: read_report(connection, run_id, claim_id))

    def page_text(self, source_id: str) -> Source | None:
        """A page with its whole text as it was first retrieved; None if there is none."""
        return self._asked(lambda connection: read_page(connection, source_id))

    def answers(self, run_id: str, claim_id: str) -> ClaimSearch | None:
        """How each search provider took the queries of a claim, and what failed."""
        report = self.report(run_id, claim_id)
        return next((one for one in report.searches if one.claim_id == claim_id), None)

    def history(self, claim_id: str) -> tuple[PastCheck, ...]:
        """The checks of the claim before its newest one, newest first."""
        return self._asked(lambda connection: read_history(connection, claim_id))

    def repeats(self, claim_id: str) -> tuple[Repeat, ...]:
        """The other claims that say the same, in the order in which they were seen."""
        return self._asked(lambda connection: read_repeats(connection, claim_id))

    def fact_checks(self, claim_id: str) -> tuple[EarlierFactCheck, ...]:
        """The fact-checks of others that the newest run on the claim showed, nearest first."""
        return self._asked(lambda connection: read_fact_checks(connection, claim_id))

    def opinions(self, verdict_id: str) -> tuple[Opinion, ...]:
        """The second readings of a verdict by a language model, oldest first."""
        return self._asked(lambda connection: read_opinions(connection, verdict_id))

    def fates(self, urls: Sequence[str]) -> dict[str, Fate]:
        """What became of pages, by the address that they were asked for at."""
        return self._asked(lambda connection: read_fates(connection, urls))

    def close(self) -> None:
        """Lets go of the file once what is being asked is answered."""
        self._held.close()

    def _asked(self, ask: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        with ExitStack() as stack:
            with self._lock:
                # Before another thread can put a newer state in its place and close it.
                connection = stack.enter_context(self._held.asking())
            return ask(connection)

    def _is_outdated(self) -> bool:
        if isinstance(self._place, Lake):
            now = time.monotonic()
            if now - self._looked_at < LOOKS_EVERY_SECONDS:
                return False
            self._looked_at = now
        return name_of(self._place) != self.state
