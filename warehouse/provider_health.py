"""How well search providers have answered lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warehouse.place import Place
from warehouse.query import run_sql


@dataclass(frozen=True, slots=True)
class ProviderHealth:
    """What became of the queries that were sent to a provider.

    `seconds` is the median of those answered, None where none was; `reason` the commonest one for
    no answer.
    """

    asked: int
    empty: int
    failed: int
    seconds: float | None
    reason: str | None


def health_since(
    place: Place, since: datetime, *, patience_seconds: float
) -> dict[str, ProviderHealth]:
    """The health of each provider that was asked at or after a time (UTC), by name.

    Raises:
        BadInput: There is no warehouse at the place, or it has an earlier schema.
        WarehouseError: It cannot be read.
    """
    sql = f"""
        SELECT
            provider,
            count(*),
            count(*) FILTER (outcome = 'empty'),
            count(*) FILTER (outcome IN ('rate_limited', 'failed')),
            median(seconds) FILTER (outcome IN ('answered', 'empty')),
            mode(detail) FILTER (outcome IN ('rate_limited', 'failed'))
        FROM provider_answers
        WHERE outcome NOT IN ('resting', 'over_budget')
            AND asked_at >= TIMESTAMPTZ '{since.isoformat()}'
        GROUP BY provider
    """  # noqa: S608 (a time of ours)
    rows = run_sql(place, sql, patience_seconds=patience_seconds).rows
    return {str(name): ProviderHealth(*health) for name, *health in rows}  # type: ignore[arg-type]  # the columns above
