"""The decisions that the warehouse has, for whoever compares them with the desk's own record."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from checkers.nouns import Review
from warehouse.earlier_checks import named_rows
from warehouse.place import Place
from warehouse.rebuild import review_of
from warehouse.recorded import RecordedRuns


@dataclass(frozen=True, slots=True)
class RecordedReviews:
    """The decisions by their identifiers, and the identifiers of all verdicts.

    A verdict that is gone was removed on request, and its decisions with it.
    """

    reviews: dict[str, Review]
    verdicts: frozenset[str]


def recorded_reviews(place: Place, *, patience_seconds: float = 30.0) -> RecordedReviews:
    """The decisions in the warehouse.

    Raises:
        BadInput: There is no warehouse.
        WarehouseError: It cannot be read, by kind.
    """
    return RecordedRuns(place, patience_seconds=patience_seconds).read(_collected)


def _collected(connection: duckdb.DuckDBPyConnection) -> RecordedReviews:
    rows = named_rows(connection.execute("SELECT * FROM reviews"))
    verdicts = connection.execute("SELECT id FROM verdicts").fetchall()
    return RecordedReviews(
        {str(row["id"]): review_of(row) for row in rows},
        frozenset(str(identifier) for (identifier,) in verdicts),
    )
