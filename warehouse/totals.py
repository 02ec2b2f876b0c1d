"""What was recorded, counted for those who watch an installation from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from warehouse.place import Place
from warehouse.query import run_sql

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of one outcome: `complete`, or `with_failures` where something could not be had."""

    outcome: str
    runs: int
    last_finished_at: datetime


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims as runs found them, of a status and, where there is one, a verdict."""

    status: str
    verdict: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class Failures:
    """Things that runs could not do at a stage, with the search provider where there is one."""

    stage: str
    provider: str | None
    failures: int


@dataclass(frozen=True, slots=True)
class StageTime:
    """How many runs came through a stage, and the wall-clock seconds of all."""

    stage: str
    runs: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Answers:
    """How a provider took queries: so many with an outcome, and the seconds that they took."""

    provider: str
    outcome: str
    answers: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything that a warehouse has recorded, counted."""

    runs: tuple[Runs, ...]
    claims: tuple[Claims, ...]
    failures: tuple[Failures, ...]
    stages: tuple[StageTime, ...]
    answers: tuple[Answers, ...]


_RUNS = """
    SELECT
        if(f.run_id IS NULL, 'complete', 'with_failures') AS outcome,
        count(*),
        max(r.finished_at)
    FROM runs AS r
    LEFT JOIN (SELECT DISTINCT run_id FROM run_failures) AS f ON f.run_id = r.id
    GROUP BY ALL ORDER BY ALL
"""
_CLAIMS = """
    SELECT status::VARCHAR, label::VARCHAR, count(*) FROM findings GROUP BY ALL ORDER BY ALL
"""
_FAILURES = """
    SELECT stage::VARCHAR, provider, count(*) FROM run_failures GROUP BY ALL ORDER BY ALL
"""
_STAGES = """
    SELECT entry.key::VARCHAR AS stage, count(*), sum(entry.value)
    FROM (SELECT unnest(map_entries(seconds)) AS entry FROM runs)
    GROUP BY ALL ORDER BY ALL
"""
_ANSWERS = """
    SELECT provider, outcome::VARCHAR, count(*), sum(seconds)
    FROM provider_answers GROUP BY ALL ORDER BY ALL
"""


def totals_of(place: Place, *, patience_seconds: float) -> Totals:
    """What the warehouse, copy or lake at a place has recorded.

    Raises:
        BadInput: There is none, or it has an earlier schema.
        WarehouseError: It cannot be read.
    """

    def rows(kind: type[Row], sql: str) -> tuple[Row, ...]:
        found = run_sql(place, sql, patience_seconds=patience_seconds).rows
        return tuple(kind(*row) for row in found)

    return Totals(
        runs=rows(Runs, _RUNS),
        claims=rows(Claims, _CLAIMS),
        failures=rows(Failures, _FAILURES),
        stages=rows(StageTime, _STAGES),
        answers=rows(Answers, _ANSWERS),
    )
