"""A search provider as a run uses it: measured, within a budget, left alone when it is unwell."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from checkers.answers import ProviderAnswer
from checkers.errors import SearchFailed
from checkers.labels import SearchOutcome
from checkers.nouns import Query, SearchResult
from checkers.search.breaker import Breaker
from checkers.search.provider import Piecemeal, SearchProvider


@dataclass(frozen=True, slots=True)
class Asked:
    """One query to one provider: how it was taken, and what came back."""

    answer: ProviderAnswer
    results: tuple[SearchResult, ...]

    @property
    def answered(self) -> bool:
        """Whether there is an answer, an empty one included."""
        return self.answer.outcome in {SearchOutcome.ANSWERED, SearchOutcome.EMPTY}


class Engine:
    """Asks `provider`.

    Args:
        provider: Answers queries.
        budget: Queries it may be asked in one run; None for any number.
        clock: The time.
    """

    def __init__(
        self,
        provider: SearchProvider,
        *,
        budget: int | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name = provider.name
        self.budget = budget
        self._provider = provider
        self._clock = clock
        self._breaker = Breaker()
        self._spent: Counter[str] = Counter()
        self._lock = threading.Lock()

    def ask(self, query: Query, *, run: str, limit: int) -> Asked:
        """At most `limit` results for the query, which the run pays for; never raises."""
        began = self._clock()
        rest = self._breaker.rest(began.timestamp())
        if rest is not None:
            until = datetime.fromtimestamp(rest.until, UTC)
            reason = f"left alone until {until:%H:%M:%S} UTC, since {rest.reason}"
            return self._unanswered(query, SearchOutcome.RESTING, began, reason)
        if not self._pay(run):
            reason = f"the {self.budget} queries that a run may ask {self.name} are spent"
            return self._unanswered(query, SearchOutcome.OVER_BUDGET, began, reason)
        try:
            results = self._provider.search(query, limit=limit)
        except SearchFailed as error:
            outcome = SearchOutcome.RATE_LIMITED if error.busy else SearchOutcome.FAILED
            now = self._clock().timestamp()
            self._breaker.failed(now, str(error), asked_seconds=error.rest_seconds)
            return self._unanswered(query, outcome, began, str(error))
        self._breaker.succeeded()
        outcome = SearchOutcome.ANSWERED if results else SearchOutcome.EMPTY
        return Asked(self._answer(query, outcome, began, len(results)), results)

    def shortfalls(self) -> tuple[str, ...]:
        """What a provider that answered could not ask."""
        return self._provider.shortfalls() if isinstance(self._provider, Piecemeal) else ()

    def _pay(self, run: str) -> bool:
        with self._lock:
            if self.budget is not None and self._spent[run] >= self.budget:
                return False
            self._spent[run] += 1
            return True

    def _unanswered(
        self, query: Query, outcome: SearchOutcome, began: datetime, reason: str
    ) -> Asked:
        return Asked(self._answer(query, outcome, began, 0, reason), ())

    def _answer(
        self, query: Query, outcome: SearchOutcome, began: datetime, results: int, detail: str = ""
    ) -> ProviderAnswer:
        seconds = (self._clock() - began).total_seconds()
        return ProviderAnswer(query.id, self.name, outcome, results, seconds, began, detail)
