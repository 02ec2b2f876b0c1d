"""Reads the warehouse for the editors' desk: many short questions to one state of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from typing import TypeVar

from checkers.nouns import EarlierFactCheck, Opinion, Report, Source
from warehouse.desk.answering import Answering
from warehouse.desk.charts import Agreement, MonthlyVerdicts, ProviderMonth, RiskCoverage
from warehouse.desk.queue import QueueRows
from warehouse.desk.related import Fate, PastCheck, Repeat
from warehouse.desk.state import LetGo, hold, name_of
from warehouse.place import Lake, Place

Result = TypeVar("Result")

LOOKS_EVERY_SECONDS = 2.0
"""How often the catalog of a lake is asked for a newer state, at most."""


class DeskReader:
    """Reads one state of the warehouse at a time, from a connection that stays open.

    `place` is the copy for readers of a file (`PublicCopy.database`), or a lake. It may be called
    from several threads at once. All methods raise `BadInput` where there is no such file or run,
    and `WarehouseError` by kind.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._refreshing = threading.Lock()
        self._looked_at = time.monotonic()
        self._state = Answering(hold(place))

    @property
    def state(self) -> str:
        """What tells the state that is read now from others; asks nobody."""
        return self._state.name

    def refreshed(self) -> bool:
        """Whether there was a newer state, which is read from now on.

        What is being asked of the one before is answered from it to the end.
        """
        with self._refreshing:
            if not self._is_outdated():
                return False
            before, self._state = self._state, Answering(hold(self._place))
        before.close()
        return True

    def queue(self) -> QueueRows:
        """The claims that editors may decide on."""
        return self._asked(lambda state: state.queue())

    def report(self, run_id: str, claim_id: str | None = None) -> Report:
        """What a run found; pages that are not cited are without their text.

        With a claim, evidence and passages are those of that claim alone, pages those that it cites
        and those that could not be had; its searches come without results, and the other verdicts
        without evidence. That takes a third of the time.
        """
        return self._asked(lambda state: state.report(run_id, claim_id))

    def page_text(self, source_id: str) -> Source | None:
        """A page with its whole text as it was first retrieved; None if there is none."""
        return self._asked(lambda state: state.page(source_id))

    def history(self, claim_id: str) -> tuple[PastCheck, ...]:
        """The checks of the claim before its newest one, newest first."""
        return self._asked(lambda state: state.history(claim_id))

    def repeats(self, claim_id: str) -> tuple[Repeat, ...]:
        """The other claims that say the same, in the order in which they were seen."""
        return self._asked(lambda state: state.repeats(claim_id))

    def fact_checks(self, claim_id: str) -> tuple[EarlierFactCheck, ...]:
        """The fact-checks of others that the newest run on the claim showed, nearest first."""
        return self._asked(lambda state: state.fact_checks(claim_id))

    def opinions(self, verdict_id: str) -> tuple[Opinion, ...]:
        """The second readings of a verdict by a language model, oldest first."""
        return self._asked(lambda state: state.opinions(verdict_id))

    def fates(self, urls: Collection[str]) -> dict[str, Fate]:
        """What became of pages when they were asked for last, where that was not always the same.

        By their addresses (`Source.url`); the others are as they were.
        """
        return self._asked(lambda state: state.fates(urls))

    def outlets(self) -> tuple[str, ...]:
        """The outlets with a claim in the queue, those with most claims first."""
        return self._asked(lambda state: state.outlets)

    def verdicts_over_time(self) -> tuple[MonthlyVerdicts, ...]:
        """What stands now of the claims that were checked in each month, oldest first."""
        return self._asked(lambda state: state.verdicts_over_time)

    def outlet_record(self, outlet: str) -> tuple[MonthlyVerdicts, ...]:
        """What stands now of the claims that an outlet published in each month, oldest first."""
        return self._asked(lambda state: state.outlet_record(outlet))

    def agreement(self) -> tuple[Agreement, ...]:
        """The labels of the engine across those of editors, in each language."""
        return self._asked(lambda state: state.agreement)

    def risk_coverage(self, language: str | None = None) -> tuple[RiskCoverage, ...]:
        """How often editors disagree with the surest verdicts, and with less sure ones."""
        return self._asked(lambda state: state.risk_coverage(language))

    def providers_health(self) -> tuple[ProviderMonth, ...]:
        """How each search provider took what it was asked, the newest month first."""
        return self._asked(lambda state: state.providers_health)

    def close(self) -> None:
        """Lets go of the file once what is being asked is answered."""
        self._state.close()

    def _asked(self, ask: Callable[[Answering], Result]) -> Result:
        while True:
            state = self._state
            try:
                return ask(state)
            except LetGo:
                if state is self._state:
                    raise

    def _is_outdated(self) -> bool:
        if isinstance(self._place, Lake):
            now = time.monotonic()
            if now - self._looked_at < LOOKS_EVERY_SECONDS:
                return False
            self._looked_at = now
        return name_of(self._place) != self.state
