"""What checked claims are found by when another claim says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from checkers.labels import ClaimStatus, Decision, VerdictLabel
from checkers.nouns import CheckedBefore, ClaimTrace
from warehouse.migrate import migrate
from warehouse.opening import opened_for_reading, opened_for_writing, patiently
from warehouse.rows import claim_trace_rows
from warehouse.writer import add, count_traces

Result = TypeVar("Result")

FARTHEST = 88
"""Of the bits of two sketches, so many may differ; of claims that say the same fewer do."""
CANDIDATES = 4
"""So many are looked at for a claim, the nearest ones."""
SHOWN = 3
"""So many earlier checks are given for a claim."""


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

    def __init__(self, path: Path, *, patience_seconds: float = 30.0) -> None:
        self.path = path
        self.patience_seconds = patience_seconds

    def count(self) -> int:
        """How many traces there are; they only ever become more."""
        return self._read(count_traces)

    def get(self, claim_ids: Sequence[str], embedder: str) -> dict[str, Traced]:
        """The traces by that embedder which these claims have, by the identifier of the claim."""
        return self._read(lambda db: _traced(db, claim_ids, embedder))

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
        return self._read(lambda db: _checked_before(db, traces, article_id))

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

TRACED = """
    SELECT
        t.claim_id, t.embedder, t.language, t.vector,
        [t.band_1, t.band_2, t.band_3, t.band_4, t.band_5, t.band_6] AS bands,
        [t.sketch_1, t.sketch_2, t.sketch_3, t.sketch_4] AS sketch,
        t.cluster_id, t.similarity, t.agreement,
        coalesce(c.decontextualised, c.text) AS wording,
        a.published_at AS said_at
    FROM claim_traces AS t
    JOIN claims AS c ON c.id = t.claim_id
    JOIN articles AS a ON a.id = c.article_id
"""


STANDING = """
    SELECT
        v.claim_id AS earlier_id, v.wording, a.language, v.article_title, v.article_url,
        coalesce(a.publisher, nullif(regexp_extract(a.url, '^[a-z]+://(?:www\\.)?([^/:]+)', 1), ''))
            AS outlet,
        v.run_id, v.checked_at, v.status, v.verdict_id, v.label, v.confidence, v.decision,
        CASE WHEN v.decision IS NOT NULL THEN v.final_label END AS decided,
        v.reviewed_at AS decided_at
    FROM verdicts_current AS v
    JOIN articles AS a ON a.id = v.article_id
    WHERE v.article_id <> ? AND v.claim_id IN ({wanted})
"""


def _traced(
    connection: duckdb.DuckDBPyConnection, claim_ids: Sequence[str], embedder: str
) -> dict[str, Traced]:
    if not claim_ids:
        return {}
    # A list of values is looked up in the index; a join or a list parameter reads the whole table.
    wanted = ", ".join("?" * len(claim_ids))
    cursor = connection.execute(
        f"{TRACED} WHERE t.claim_id IN ({wanted}) AND c.id IN ({wanted}) AND t.embedder = ?",
        [*claim_ids, *claim_ids, embedder],
    )
    return {row["claim_id"]: _traced_of(row) for row in _named(cursor)}


def _traced_of(row: dict[str, Any]) -> Traced:
    wording, said_at = row.pop("wording"), row.pop("said_at")
    lists = {name: tuple(row[name]) for name in ("vector", "bands", "sketch")}
    return Traced(ClaimTrace(**row | lists), wording, said_at)


def _firsts_near(
    connection: duckdb.DuckDBPyConnection,
    embedder: str,
    probes: NDArray[np.int64],
    sketches: NDArray[np.uint64],
) -> tuple[tuple[Traced, ...], ...]:
    claims, bands, tries = probes.shape
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
        f"SELECT p.asked, t.claim_id, {differing} AS distance"  # noqa: S608 - text of this module
        f" FROM claim_traces AS t JOIN probes AS p ON p.code = t.band_{band} AND p.band = {band}"
        f" JOIN asked AS a ON a.asked = p.asked"
        f" WHERE t.similarity IS NULL AND t.embedder = $1 AND {differing} <= {FARTHEST}"
        for band in range(1, bands + 1)
    )
    near = connection.execute(
        f"SELECT asked, claim_id, distance FROM ({in_a_band}) GROUP BY asked, claim_id, distance"  # noqa: S608 - text of this module
        " QUALIFY row_number() OVER (PARTITION BY asked ORDER BY distance, claim_id)"
        f" <= {CANDIDATES} ORDER BY asked, distance, claim_id",
        [embedder],
    ).fetchall()
    connection.unregister("asked")
    connection.unregister("probes")
    known = _traced(connection, sorted({str(row[1]) for row in near}), embedder)
    return tuple(
        tuple(known[claim_id] for asked, claim_id, _ in near if asked == place)
        for place in range(claims)
    )


def _checked_before(
    connection: duckdb.DuckDBPyConnection, traces: Sequence[ClaimTrace], article_id: str
) -> tuple[CheckedBefore, ...]:
    if not traces:
        return ()
    others = _others(connection, traces)
    if not others:
        return ()
    wanted = sorted({other for _, other in others})
    cursor = connection.execute(
        STANDING.replace("{wanted}", ", ".join("?" * len(wanted))), [article_id, *wanted]
    )
    standing = {row["earlier_id"]: row for row in _named(cursor)}
    asked = dict.fromkeys(claim_id for claim_id, _ in others)
    return tuple(
        _checked(claim_id, row)
        for claim_id in asked
        for row in _first(standing[o] for c, o in others if c == claim_id and o in standing)
    )


def _others(
    connection: duckdb.DuckDBPyConnection, traces: Sequence[ClaimTrace]
) -> list[tuple[str, str]]:
    """Each claim beside each other claim of its cluster."""
    wanted = ", ".join("?" * len(traces))
    rows = connection.execute(
        "SELECT cluster_id, claim_id FROM claim_traces"  # noqa: S608 - question marks
        f" WHERE cluster_id IN ({wanted}) AND embedder = ?",
        [*(trace.cluster_id for trace in traces), traces[0].embedder],
    ).fetchall()
    return [
        (trace.claim_id, str(claim_id))
        for trace in traces
        for cluster_id, claim_id in rows
        if cluster_id == trace.cluster_id and claim_id != trace.claim_id
    ]


def _first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Decisions of editors first, then verdicts, then the rest, the newest of each first."""
    newest = sorted(rows, key=lambda row: row["checked_at"], reverse=True)
    return sorted(newest, key=lambda row: (row["decision"] is None, row["label"] is None))[:SHOWN]


def _checked(claim_id: str, row: dict[str, Any]) -> CheckedBefore:
    decision, label, decided = row["decision"], row["label"], row["decided"]
    return CheckedBefore(
        claim_id=claim_id,
        **row
        | {
            "status": ClaimStatus(row["status"]),
            "label": VerdictLabel(label) if label else None,
            "decision": Decision(decision) if decision else None,
            "decided": VerdictLabel(decided) if decided else None,
        },
    )


def _named(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    columns = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
