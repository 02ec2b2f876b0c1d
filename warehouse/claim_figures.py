"""The rows of what claims name and state: entities, amounts, periods and places in an order."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from checkers.nouns import Report
from warehouse.batch import Batch, batch_of

# What DECIMAL(38, 6) holds.
STEP = Decimal("0.000001")
LARGEST = Decimal(10) ** 32 - STEP
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def figure_batches(report: Report) -> tuple[Batch, ...]:
    """The rows of all claims of a report."""
    return _entities(report), _quantities(report), _periods(report), _ordinals(report)


def storable(value: Decimal | None) -> Decimal | None:
    """`value` as DECIMAL(38, 6) holds it: rounded, at most 1e32; None if it is no number."""
    if value is None or value.is_nan():
        return None
    return max(-LARGEST, min(LARGEST, value)).quantize(STEP, context=EXACT)


def _entities(report: Report) -> Batch:
    return batch_of(
        "claim_entities",
        "claim_id name type position text start_char end_char",
        (
            (claim.id, it.name, it.type, position, it.text, it.start, it.end)
            for claim in report.claims
            for position, it in enumerate(claim.stated.names, start=1)
        ),
    )


def _quantities(report: Report) -> Batch:
    return batch_of(
        "claim_quantities",
        "claim_id position text start_char end_char value upper comparator unit time scale",
        (
            (
                claim.id,
                position,
                it.text,
                it.start,
                it.end,
                storable(it.value),
                storable(it.upper),
                it.comparator,
                it.unit,
                it.time,
                it.scale,
            )
            for claim in report.claims
            for position, it in enumerate(claim.quantities, start=1)
        ),
    )


def _periods(report: Report) -> Batch:
    return batch_of(
        "claim_periods",
        "claim_id position text start_char end_char begins ends",
        (
            (claim.id, position, it.text, it.start, it.end, it.first, it.last)
            for claim in report.claims
            for position, it in enumerate(claim.stated.periods, start=1)
        ),
    )


def _ordinals(report: Report) -> Batch:
    return batch_of(
        "claim_ordinals",
        "claim_id position text start_char end_char value",
        (
            (claim.id, position, it.text, it.start, it.end, it.value)
            for claim in report.claims
            for position, it in enumerate(claim.stated.ordinals, start=1)
        ),
    )
