"""What checked claims are found by when another claim says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from checkers.before import CheckedBefore, ClaimTrace
from warehouse.earlier_checks import earlier_checks, marks, named_rows
from warehouse.migrate import migrate
from warehouse.opening import opened_for_reading, opened_for_writing, patiently
from warehouse.place import Place
from warehouse.rows import claim_trace_rows
from warehouse.writer import add, count_traces

Result = TypeVar("Result")

FARTHEST = 88
"""Of the bits of two sketches, so many may differ; of claims that say the same fewer do."""
CANDIDATES = 4
"""So many are looked at for a claim, the nearest ones."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A claim's trace with its wording and the time of its article, where that is known."""

    trace: ClaimTrace
    wording: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Untraced:
    """A claim that has no trace."""

    claim_id: str
    wording: str
    language: str
    said_at: datetime | None


class ClaimTraces:
    """The traces in the warehouse at `path`, which is held open only for the moment of a call.

    All methods raise `WarehouseError`, by kind.
    """

    def __init__(self, path: Place, *, patience_seconds: float = 30.0) -> None:
        self.path = path
        self.patience_seconds = patience_seconds

    def count(self) -> int:
        """How many traces there are; they only ever become more."""
        return self._read(count_traces)

    def get(self, claim_ids: Sequence[str], embedder: str) -> dict[str, Traced]:
        """The traces by that embedder which these claims have, by the identifier of the claim."""
        if not claim_ids:
            return {}
        condition = f"claim_id IN ({marks(claim_ids)}) AND embedder = ?"
        found = self._read(lambda db: _traced(db, condition, [*claim_ids, embedder]))
        return {one.trace.claim_id: one for one in found.values()}

    def firsts_near(
        self, embedder: str, probes: NDArray[np.int64], sketches: NDArray[np.uint64]
    ) -> tuple[tuple[Traced, ...], ...]:
        """For each claim looked up the nearest first claims of clusters, nearest first.

        Args:
            embedder: Title of the model that made the vectors.
            probes: The bands to look into, of shape (claims, bands, probes).
            sketches: The sketches of the claims, of shape (claims, words of a sketch).
        """
        return self._read(lambda db: _firsts_near(db, embedder, probes, sketches))

    def checked_before(
        self, traces: Sequence[ClaimTrace], article_id: str
    ) -> tuple[CheckedBefore, ...]:
        """At most `SHOWN` earlier checks of the other claims of each claim's cluster.

        Those of that article are left out. Decisions of editors come first, then verdicts, then
        the rest, the newest of each first.
        """
        return self._read(lambda db: earlier_checks(db, traces, article_id))

    def untraced(self, embedder: str, *, most: int) -> tuple[Untraced, ...]:
        """At most so many checked claims without a trace by that embedder, in order of checking."""
        sql = f"{UNTRACED} ORDER BY first_checked, claim_id LIMIT ?"
        rows = self._write(lambda db: db.execute(sql, [embedder, most]).fetchall())
        return tuple(Untraced(*row[:4]) for row in rows)

    def count_untraced(self, embedder: str) -> int:
        """How many checked claims have no trace by that embedder."""
        sql = f"SELECT count(*) FROM ({UNTRACED})"  # noqa: S608 - text of this module
        row = self._write(lambda db: db.execute(sql, [embedder]).fetchone())
        return int(row[0]) if row else 0

    def record(self, traces: Sequence[ClaimTrace]) -> None:
        """Keeps the traces of claims that have none."""
        self._write(lambda db: add(db, (claim_trace_rows(traces),)))

    def _read(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        def attempt() -> Result:
            with opened_for_reading(self.path) as connection:
                return work(connection)

        return patiently(attempt, self.patience_seconds)

    def _write(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        def attempt() -> Result:
            with opened_for_writing(self.path) as connection:
                migrate(connection, self.path)
                return work(connection)

        return patiently(attempt, self.patience_seconds)


UNTRACED = """
    SELECT
        c.id AS claim_id,
        coalesce(c.decontextualised, c.text) AS wording,
        a.language,
        any_value(a.published_at) AS said_at,
        min(r.finished_at) AS first_checked
    FROM run_claims AS rc
    JOIN runs AS r ON r.id = rc.run_id
    JOIN claims AS c ON c.id = rc.claim_id
    JOIN articles AS a ON a.id = c.article_id
    WHERE c.excluded IS NULL AND NOT c.ambiguous AND a.language IN ('es', 'en')
    AND NOT EXISTS (FROM claim_traces AS t WHERE t.claim_id = c.id AND t.embedder = ?)
    GROUP BY c.id, wording, a.language
"""

TRACES = """
    SELECT
        rowid AS place, claim_id, embedder, language, vector,
        [band_1, band_2, band_3, band_4, band_5, band_6] AS bands,
        [sketch_1, sketch_2, sketch_3, sketch_4] AS sketch,
        cluster_id, similarity, agreement
    FROM claim_traces
"""

WORDINGS = """
    SELECT c.id, coalesce(c.decontextualised, c.text) AS wording, a.published_at
    FROM claims AS c JOIN articles AS a ON a.id = c.article_id
"""


def _traced(
    connection: duckdb.DuckDBPyConnection, condition: str, values: Sequence[object]
) -> dict[int, Traced]:
    """The traces that fulfil the condition, by the number of their row."""
    found = named_rows(connection.execute(f"{TRACES} WHERE {condition}", list(values)))
    if not found:
        return {}
    ids = [row["claim_id"] for row in found]
    # Values one by one are looked up in an index where there is one; a list or a join is not.
    said = connection.execute(f"{WORDINGS} WHERE c.id IN ({marks(ids)})", ids).fetchall()
    known = {claim_id: (wording, said_at) for claim_id, wording, said_at in said}
    return {
        row.pop("place"): Traced(_trace(row), *known[row["claim_id"]])
        for row in found
        if row["claim_id"] in known
    }


def _trace(row: dict[str, Any]) -> ClaimTrace:
    return ClaimTrace(**row | {name: tuple(row[name]) for name in ("vector", "bands", "sketch")})


def _firsts_near(
    connection: duckdb.DuckDBPyConnection,
    embedder: str,
    probes: NDArray[np.int64],
    sketches: NDArray[np.uint64],
) -> tuple[tuple[Traced, ...], ...]:
    claims, bands, tries = (int(length) for length in probes.shape)
    connection.register(
        "asked",
        pa.table(
            {"asked": np.arange(claims)}
            | {f"s{i}": sketches[:, i] for i in range(sketches.shape[1])}
        ),
    )
    connection.register(
        "probes",
        pa.table(
            {
                "asked": np.repeat(np.arange(claims), bands * tries),
                "band": np.tile(np.repeat(np.arange(1, bands + 1), tries), claims),
                "code": probes.reshape(-1).astype(np.uint16),
            }
        ),
    )
    differing = " + ".join(
        f"bit_count(xor(t.sketch_{i + 1}, a.s{i}))::SMALLINT" for i in range(sketches.shape[1])
    )
    in_a_band = " UNION ALL ".join(
        f"SELECT p.asked, t.rowid AS place, {differing} AS distance"  # noqa: S608 - text of this module
        f" FROM claim_traces AS t JOIN probes AS p ON p.code = t.band_{band} AND p.band = {band}"
        f" JOIN asked AS a ON a.asked = p.asked"
        f" WHERE t.similarity IS NULL AND t.embedder = $1 AND {differing} <= {FARTHEST}"
        for band in range(1, bands + 1)
    )
    near = connection.execute(
        f"SELECT asked, place, distance FROM ({in_a_band}) GROUP BY asked, place, distance"  # noqa: S608 - text of this module
        " QUALIFY row_number() OVER (PARTITION BY asked ORDER BY distance, place)"
        f" <= {CANDIDATES} ORDER BY asked, distance, place",
        [embedder],
    ).fetchall()
    connection.unregister("asked")
    connection.unregister("probes")
    if not near:
        return ((),) * claims
    places = sorted({int(place) for _, place, _ in near})
    # The whole rows of the few that are left; their columns are not read for all the others.
    known = _traced(connection, f"rowid IN ({marks(places)})", places)
    return tuple(
        tuple(known[place] for asked, place, _ in near if asked == claim and place in known)
        for claim in range(claims)
    )
