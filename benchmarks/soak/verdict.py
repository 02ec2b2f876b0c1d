"""Whether what was acknowledged is recorded, once, and nothing was called well that was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soak.checking import Ledger
from benchmarks.soak.web import Web
from warehouse.query import run_sql

RUNS = """
    SELECT r.id, r.article_id, a.title,
        (SELECT count(*) FROM run_claims AS c WHERE c.run_id = r.id) AS claims,
        (SELECT count(*) FROM run_failures AS f WHERE f.run_id = r.id) AS failures
    FROM runs AS r JOIN articles AS a ON a.id = r.article_id
"""
LABELS = "SELECT id, label::VARCHAR FROM verdicts"


@dataclass(frozen=True, slots=True)
class Found:
    """Counts of what must not be, but for `acknowledged`, `runs` and `with_failures`."""

    acknowledged: int
    verdicts: int
    runs: int
    with_failures: int
    lost_runs: int
    lost_verdicts: int
    runs_twice: int
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
    failures = {str(run): int(str(failed)) for run, _, _, _, failed in rows}
    labels = {str(verdict): str(label) for verdict, label in run_sql(warehouse, LABELS).rows}
    told = ledger.acknowledged
    return Found(
        acknowledged=len(told),
        verdicts=sum(len(one.labels) for one in told),
        runs=len(rows),
        with_failures=sum(one.status != 0 for one in told),
        lost_runs=sum(one.run not in failures for one in told),
        lost_verdicts=sum(
            labels.get(verdict) != label for one in told for verdict, label in one.labels.items()
        ),
        runs_twice=_repeated(str(article) for _, article, *_ in rows),
        halves=sum(not claims for _, _, _, claims, _ in rows),
        green_that_were_not=sum(
            bool(one.failures or failures.get(one.run) or web.never_given(one.article))
            for one in told
            if one.status == 0
        ),
    )


def _repeated(names: Iterable[str]) -> int:
    return sum(times - 1 for times in Counter(names).values())
