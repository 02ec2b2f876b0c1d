"""Whether what was acknowledged is recorded, once, and nothing was called well that was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.soak.checking import Ledger
from benchmarks.soak.web import Web
from warehouse.query import run_sql

RUNS = """
    SELECT r.id, r.article_id, r.started_at,
        (SELECT count(*) FROM run_claims AS c WHERE c.run_id = r.id) AS claims,
        (SELECT count(*) FROM run_failures AS f WHERE f.run_id = r.id) AS failures
    FROM runs AS r ORDER BY r.article_id, r.started_at
"""
DAY = timedelta(days=1)
LABELS = "SELECT id, label::VARCHAR FROM verdicts"


@dataclass(frozen=True, slots=True)
class Found:
    """Counts of what must not be, but for `acknowledged`, `runs` and `with_failures`.

    A run that was cut off is made anew after a day, so a clock that jumped further makes a second
    one: `begun_anew`.
    """

    acknowledged: int
    verdicts: int
    runs: int
    with_failures: int
    lost_runs: int
    lost_verdicts: int
    runs_twice: int
    begun_anew: int
    halves: int
    green_that_were_not: int

    @property
    def sound(self) -> bool:
        """Whether there is nothing that must not be."""
        wrong = (self.lost_runs, self.lost_verdicts, self.runs_twice, self.halves)
        return not any((*wrong, self.green_that_were_not))


def compare(ledger: Ledger, web: Web, warehouse: Path) -> Found:
    """What the warehouse holds beside what was acknowledged."""
    rows = run_sql(warehouse, RUNS).rows
    failures = {str(run): int(str(failed)) for run, *_, failed in rows}
    # Those of one article follow one another.
    again = [(one, other) for one, other in pairwise(rows) if one[1] == other[1]]
    anew = sum(_time(other[2]) - _time(one[2]) > DAY for one, other in again)
    labels = {str(verdict): str(label) for verdict, label in run_sql(warehouse, LABELS).rows}
    told = ledger.acknowledged
    return Found(
        acknowledged=len(told),
        verdicts=sum(len(one.labels) for one in told),
        runs=len(rows),
        with_failures=sum(one.failures > 0 for one in told),
        lost_runs=sum(one.run not in failures for one in told),
        lost_verdicts=sum(
            labels.get(verdict) != label for one in told for verdict, label in one.labels.items()
        ),
        runs_twice=len(again) - anew,
        begun_anew=anew,
        halves=sum(not claims for _, _, _, claims, _ in rows),
        green_that_were_not=sum(
            bool(one.failures or failures.get(one.run) or web.never_given(one.article))
            for one in told
            if one.status == 0
        ),
    )


def _time(cell: object) -> datetime:
    if not isinstance(cell, datetime):
        raise TypeError(cell)
    return cell
