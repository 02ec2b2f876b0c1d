"""Rows on their way into one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows for one table; the values of each stand in the order of `columns`."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def batch_of(table: str, columns: str, rows: Iterable[Row]) -> Batch:
    """The rows for `table`; `columns` are divided by spaces."""
    return Batch(table, tuple(columns.split()), tuple(rows))
