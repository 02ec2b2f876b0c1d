"""The fact-checks of others: keeping them, and what they are found by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import duckdb
import numpy as np
import pyarrow as pa

from checkers.labels import VerdictLabel
from checkers.nouns import FactCheck, Rating
from checkers.traces import FactCheckTraces
from warehouse.batch import Batch
from warehouse.migrate import migrate
from warehouse.opening import opened_for_writing, patiently
from warehouse.place import Place
from warehouse.rows import fact_check_rows
from warehouse.writer import add

Result = TypeVar("Result")

# The newest version of each review: a corrected rating takes the place of the one before.
NEWEST = """
    SELECT * FROM fact_checks QUALIFY row_number() OVER (
        PARTITION BY url, claim_reviewed
        ORDER BY reviewed_at DESC NULLS LAST, imported_at DESC, id
    ) = 1
"""
COLUMNS = (
    "id, claim_reviewed, claimant, claimed_at, rating_words, rating_value, rating_best,"
    " rating_worst, reading, url, publisher, publisher_name, reviewed_at, language, imported_from,"
    " imported_at"
)


class FactCheckShelf:
    """The fact-checks in the DuckDB file at `path`, held open only for the moment of a call.

    All methods raise `WarehouseError`, by kind: `WarehouseLocked`, `WarehouseTooNew`,
    `WarehouseFull`.
    """

    def __init__(self, path: Place, *, patience_seconds: float = 30.0) -> None:
        self.path = path
        self.patience_seconds = patience_seconds

    def record(self, fact_checks: Sequence[FactCheck]) -> int:
        """How many of them were not there before; those are kept."""

        def write(connection: duckdb.DuckDBPyConnection) -> int:
            before = _count(connection)
            add(connection, (fact_check_rows(fact_checks),))
            return _count(connection) - before

        return self._opened(write)

    def record_traces(self, traces: FactCheckTraces) -> None:
        """Keeps what fact-checks are found by."""
        rows = tuple(
            (identifier, traces.embedder, vector)
            for identifier, vector in zip(traces.ids, traces.vectors, strict=True)
        )
        batch = Batch("fact_check_traces", ("fact_check_id", "embedder", "vector"), rows)
        self._opened(lambda connection: add(connection, (batch,)))

    def count_untraced(self, embedder: str) -> int:
        """How many fact-checks that embedder has made no vector of."""
        return len(self._opened(lambda connection: _untraced(connection, "id", embedder, None)))

    def untraced(self, embedder: str, *, most: int) -> tuple[FactCheck, ...]:
        """At most so many fact-checks that the embedder of that title has made no vector of."""
        rows = self._opened(lambda connection: _untraced(connection, COLUMNS, embedder, most))
        return tuple(fact_check_of(row) for row in rows)

    def traces(self, embedder: str) -> FactCheckTraces:
        """What the newest version of each fact-check is found by with that embedder."""
        # Arrow throughout: a hundred thousand vectors as Python floats would take minutes.
        table = self._opened(
            lambda connection: connection.execute(
                f"SELECT f.id, f.claim_reviewed, f.language, t.vector FROM ({NEWEST}) AS f"  # noqa: S608 - text of this module
                " JOIN fact_check_traces AS t ON t.fact_check_id = f.id WHERE t.embedder = ?"
                " ORDER BY f.id",
                [embedder],
            ).to_arrow_table()
        )
        return FactCheckTraces(
            embedder=embedder,
            ids=tuple(table["id"].to_pylist()),
            claims=tuple(table["claim_reviewed"].to_pylist()),
            languages=tuple(table["language"].to_pylist()),
            vectors=_matrix(table["vector"], table.num_rows),
        )

    def get(self, identifiers: Sequence[str]) -> tuple[FactCheck, ...]:
        """The fact-checks with these identifiers, in their order; each must be there."""
        rows = self._opened(
            lambda connection: connection.execute(
                f"SELECT {COLUMNS} FROM fact_checks WHERE id IN (SELECT unnest(?))",  # noqa: S608 - text of this module
                [list(identifiers)],
            ).fetchall()
        )
        by_id = {str(row[0]): fact_check_of(row) for row in rows}
        return tuple(by_id[identifier] for identifier in identifiers)

    def _opened(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        def attempt() -> Result:
            with opened_for_writing(self.path) as connection:
                migrate(connection, self.path)
                return work(connection)

        return patiently(attempt, self.patience_seconds)


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM fact_checks").fetchone()
    return int(row[0]) if row else 0


def _untraced(
    connection: duckdb.DuckDBPyConnection, columns: str, embedder: str, most: int | None
) -> list[tuple[object, ...]]:
    return connection.execute(
        f"SELECT {columns} FROM ({NEWEST}) AS f WHERE NOT EXISTS (FROM fact_check_traces AS t"  # noqa: S608 - text of this module
        " WHERE t.fact_check_id = f.id AND t.embedder = ?) ORDER BY id LIMIT ?",
        [embedder, most],
    ).fetchall()


def _matrix(
    vectors: pa.ChunkedArray, rows: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    flat = vectors.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    matrix: np.ndarray[tuple[int, int], np.dtype[np.float32]] = flat.astype(np.float32).reshape(
        rows, -1 if rows else 0
    )
    return matrix


def fact_check_of(row: tuple[object, ...]) -> FactCheck:
    """The fact-check in a row of `COLUMNS` of the table."""
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    reading = values.pop("reading")
    words, value, best, worst = (
        values.pop(f"rating_{name}") for name in ("words", "value", "best", "worst")
    )
    rating = Rating(words, value, best, worst, None if reading is None else VerdictLabel(reading))  # type: ignore[arg-type]  # as the table holds them
    return FactCheck(rating=rating, **values)  # type: ignore[arg-type]  # as the table holds them
