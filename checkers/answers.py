"""How search providers took the queries that they were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checkers.labels import SearchOutcome


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """How one provider took one query of a claim.

    `results` counts what it gave, `seconds` is wall-clock time with the waits between tries, and
    `detail` says why there is no answer. Nothing was sent where `outcome` is `RESTING` or
    `OVER_BUDGET`.
    """

    query_id: str
    provider: str
    outcome: SearchOutcome
    results: int
    seconds: float
    asked_at: datetime
    detail: str = ""
