"""The state that a run ends in: green only where everything that was to be asked answered.

ArticlesFailed  failed     an article could not be checked, or a feed not be read
SearchesFailed  failed     a search provider gave no answer
PagesFailed     completed  pages could not be had, as on most days
ReadingsFailed  completed  a second reading or a quote could not be had
NothingFound    completed  every search answered, with nothing
Completed       completed
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prefect import State
from prefect.states import Completed, Failed

from checkers.errors import VeredictoError
from checkers.labels import Stage
from checkers.nouns import Failure, Report

NAMED = 3


@dataclass(frozen=True, slots=True)
class Unchecked:
    """An article that could not be checked, and why."""

    location: str
    error: VeredictoError


class EndedBadly(VeredictoError):
    """What a run with a state of failure holds: it was recorded, and something is missing."""


def ending(reports: Sequence[Report], unchecked: Sequence[Unchecked] = ()) -> State[None]:
    """The state of a run that made those reports, and could not check those articles."""
    failures = [failure for report in reports for failure in report.run.failures]
    searches = [one for one in failures if one.stage is Stage.SEARCH]
    if unchecked:
        told = _some(f"{one.location}: {one.error}" for one in unchecked)
        total = len(unchecked) + len(reports)
        return _failed("ArticlesFailed", f"{len(unchecked)} of {total} articles failed: {told}")
    if searches:
        told = _by_provider(searches)
        return _failed("SearchesFailed", f"{len(searches)} searches failed: {told}")
    pages = [one for one in failures if one.stage is Stage.FETCH]
    if failures:
        what, name = ("pages", "PagesFailed") if pages else ("readings", "ReadingsFailed")
        told = _some(one.reason for one in pages or failures)
        return Completed(name=name, message=f"{len(pages or failures)} {what} failed: {told}")
    searched = [search for report in reports for search in report.searches]
    if searched and not any(search.results for search in searched):
        return Completed(name="NothingFound", message="no search gave a result")
    return Completed()


def _failed(name: str, message: str) -> State[None]:
    return Failed(name=name, message=message, data=EndedBadly(message))


def _by_provider(failures: Iterable[Failure]) -> str:
    counts = Counter(one.provider or "unnamed" for one in failures)
    return ", ".join(f"{provider} {count}" for provider, count in counts.most_common())


def _some(reasons: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(reasons))
    more = len(distinct) - NAMED
    return "; ".join(distinct[:NAMED]) + (f"; and {more} more" if more > 0 else "")
