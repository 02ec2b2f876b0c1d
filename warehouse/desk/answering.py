"""What one state of the warehouse answers, with what is kept of it as long as it is read.

Few claims were checked twice, repeated or fact-checked: which ones is looked up once, so that no
table is gone through for the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from functools import cached_property, lru_cache
from typing import TypeVar

from checkers.nouns import EarlierFactCheck, Opinion, Report, Source
from warehouse.desk.charts import (
    Agreement,
    MonthlyVerdicts,
    ProviderMonth,
    RiskCoverage,
    outlets_of,
    read_agreement,
    read_providers,
    read_risk_coverage,
    record_of_outlet,
    verdicts_by_month,
)
from warehouse.desk.queue import QueueRows, read_queue
from warehouse.desk.related import (
    Fate,
    PastCheck,
    Repeat,
    read_clusters,
    read_fact_checks,
    read_fates,
    read_history,
    read_opinions,
    repeat_of,
)
from warehouse.desk.reports import Asking, read_frame, read_page, read_report
from warehouse.desk.state import Held

Result = TypeVar("Result")

FRAMES, CLAIMS, WHOLE_RUNS, PAGES, RECORDS, LANGUAGES = 256, 256, 32, 64, 256, 8
"""So many of what was read are kept; a whole run takes some hundred kilobytes."""


class Answering:
    """A state with the questions of the desk; all methods raise as those of `DeskReader`."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._queueing = threading.Lock()
        self._queue: QueueRows | None = None
        self._frame = lru_cache(FRAMES)(
            lambda run_id: self._asked(lambda asking: read_frame(asking, run_id))
        )
        self._claim = lru_cache(CLAIMS)(self._read_report)
        self._record = lru_cache(RECORDS)(
            lambda outlet: record_of_outlet(self.queue().table, outlet)
        )
        self._risk = lru_cache(LANGUAGES)(
            lambda language: self._asked(
                lambda asking: read_risk_coverage(asking.connection, language)
            )
        )
        self._page = lru_cache(PAGES)(
            lambda source_id: self._asked(lambda asking: read_page(asking, source_id))
        )
        self._whole = lru_cache(WHOLE_RUNS)(lambda run_id: self._read_report(run_id, None))

    @property
    def name(self) -> str:
        """What tells it from other states."""
        return self._held.name

    def queue(self) -> QueueRows:
        """The claims that editors may decide on."""
        with self._queueing:
            if self._queue is None:
                self._queue = self._asked(lambda asking: read_queue(asking.connection))
            return self._queue

    def report(self, run_id: str, claim_id: str | None) -> Report:
        """What a run found, for one claim or for all."""
        return self._whole(run_id) if claim_id is None else self._claim(run_id, claim_id)

    def page(self, source_id: str) -> Source | None:
        """A page with its whole text."""
        return self._page(source_id)

    def history(self, claim_id: str) -> tuple[PastCheck, ...]:
        """The earlier checks of a claim."""
        if claim_id not in self._checked_again:
            return ()
        return self._asked(lambda asking: read_history(asking.connection, claim_id))

    def repeats(self, claim_id: str) -> tuple[Repeat, ...]:
        """The claims that say the same; those that are not in the queue are nothing to check."""
        cluster = self._clusters.get(claim_id, {})
        table = self.queue().table
        found = [
            repeat_of(table.slice(place, 1).to_pylist()[0], similarity)
            for other, similarity in cluster.items()
            if other != claim_id and (place := self._row_of.get(other)) is not None
        ]
        return tuple(sorted(found, key=lambda repeat: (repeat.seen_at, repeat.claim_id)))

    def fact_checks(self, claim_id: str) -> tuple[EarlierFactCheck, ...]:
        """The earlier fact-checks of a claim."""
        if claim_id not in self._fact_checked:
            return ()
        return self._asked(lambda asking: read_fact_checks(asking.connection, claim_id))

    def opinions(self, verdict_id: str) -> tuple[Opinion, ...]:
        """The second readings of a verdict."""
        if verdict_id not in self._read_twice:
            return ()
        return self._asked(lambda asking: read_opinions(asking.connection, verdict_id))

    def fates(self, urls: Collection[str]) -> dict[str, Fate]:
        """What became of pages that were not always answered alike."""
        return {url: self._fates[url] for url in urls if url in self._fates}

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The outlets of the queue."""
        return outlets_of(self.queue().table)

    @cached_property
    def verdicts_over_time(self) -> tuple[MonthlyVerdicts, ...]:
        """What stands, by month of the check."""
        return verdicts_by_month(self.queue().table)

    @cached_property
    def agreement(self) -> tuple[Agreement, ...]:
        """The labels of the engine across those of editors."""
        return self._asked(lambda asking: read_agreement(asking.connection))

    @cached_property
    def providers_health(self) -> tuple[ProviderMonth, ...]:
        """How search providers answered."""
        return self._asked(lambda asking: read_providers(asking.connection))

    def outlet_record(self, outlet: str) -> tuple[MonthlyVerdicts, ...]:
        """What stands of an outlet, by month of publication."""
        return self._record(outlet)

    def risk_coverage(self, language: str | None) -> tuple[RiskCoverage, ...]:
        """The risk at each coverage."""
        return self._risk(language)

    def close(self) -> None:
        """Lets go of it once nobody asks it any more."""
        self._held.close()

    def _read_report(self, run_id: str, claim_id: str | None) -> Report:
        frame = self._frame(run_id)
        return self._asked(lambda asking: read_report(asking, frame, claim_id))

    @cached_property
    def _checked_again(self) -> frozenset[str]:
        return self._names("SELECT DISTINCT claim_id FROM findings WHERE NOT newest")

    @cached_property
    def _fact_checked(self) -> frozenset[str]:
        return self._names("SELECT DISTINCT claim_id FROM run_fact_checks")

    @cached_property
    def _read_twice(self) -> frozenset[str]:
        return self._names("SELECT DISTINCT verdict_id FROM opinions")

    @cached_property
    def _fates(self) -> dict[str, Fate]:
        return self._asked(lambda asking: read_fates(asking.connection))

    @cached_property
    def _clusters(self) -> dict[str, dict[str, float | None]]:
        """The cluster of each claim that says what another does."""
        clusters = self._asked(lambda asking: read_clusters(asking.connection))
        return {claim: cluster for cluster in clusters.values() for claim in cluster}

    @cached_property
    def _row_of(self) -> dict[str, int]:
        """The place in the queue of the claims that say what another does."""
        names = self.queue().table.column("claim_id").to_pylist()
        return {name: place for place, name in enumerate(names) if name in self._clusters}

    def _names(self, sql: str) -> frozenset[str]:
        return self._asked(
            lambda asking: frozenset(name for (name,) in asking.connection.execute(sql).fetchall())
        )

    def _asked(self, ask: Callable[[Asking], Result]) -> Result:
        with self._held.asking() as connection:
            return ask(Asking(connection, self._held.places))
