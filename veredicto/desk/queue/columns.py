"""Claims as the warehouse gives them, a column each, as the line counts and searches them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from checkers.labels import VerdictLabel
from veredicto.desk.queue.ranking import fold
from veredicto.desk.queue.wanted import NONE, Facet

CONFIDENCE = ((0.75, "high"), (0.5, "moderate"), (0.0, "low"))
AGES = ((1, "day"), (7, "week"), (30, "month"))
OLDER = "older"

Codes = npt.NDArray[np.int32]


def texts_of(rows: pa.Table) -> list[str]:
    """What a search looks through, of each claim."""
    names = ("wording", "claim", "article_title", "speaker", "outlet")
    columns = [rows.column(name).to_pylist() for name in names]
    return [fold("\n".join(filter(None, parts))) for parts in zip(*columns, strict=True)]


def seconds_of(rows: pa.Table) -> npt.NDArray[np.int64]:
    """When each claim was checked, in seconds of the epoch."""
    times = rows.column("checked_at").cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    return np.asarray(times.to_numpy(zero_copy_only=False), np.int64) // 1_000_000


def facets_of(rows: pa.Table, now: datetime) -> dict[Facet, list[str]]:
    """What each claim has of each facet, but of those that several may apply to."""

    def plain(name: str) -> list[str]:
        return [value or NONE for value in rows.column(name).to_pylist()]

    labels, statuses = rows.column("label").to_pylist(), rows.column("status").to_pylist()
    both = zip(labels, statuses, strict=True)
    confidence = zip(rows.column("confidence").to_pylist(), labels, strict=True)
    return {
        Facet.VERDICT: [label or status for label, status in both],
        Facet.CONFIDENCE: [_confidence(value, label) for value, label in confidence],
        Facet.LANGUAGE: plain("language"),
        Facet.OUTLET: plain("outlet"),
        Facet.SPEAKER: plain("speaker"),
        Facet.TOPIC: plain("topic"),
        Facet.FAILURE: plain("failed_provider"),
        Facet.AGE: _ages(rows, now),
    }


def _confidence(value: float | None, label: str | None) -> str:
    if value is None or label == VerdictLabel.NOT_ENOUGH_EVIDENCE:
        return NONE
    return next(name for least, name in CONFIDENCE if value >= least)


def _ages(rows: pa.Table, now: datetime) -> list[str]:
    limits = [(now.astimezone(UTC) - timedelta(days=days), name) for days, name in AGES]
    return [
        next((name for since, name in limits if time >= since), OLDER)
        for time in rows.column("checked_at").to_pylist()
    ]


def coded(values: list[str]) -> tuple[list[str], Codes]:
    """The values that there are, and for each of the given ones its place among them."""
    encoded = pa.array(values, pa.string()).dictionary_encode()
    return encoded.dictionary.to_pylist(), np.array(encoded.indices.to_numpy(), np.int32)
