"""Whether what is in a warehouse belongs together: rows that point to others that are not there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Place

# The schema has no foreign keys (0001_init.sql says why).
REFERENCES = (
    ("claims", "article_id", "articles"),
    ("claim_entities", "claim_id", "claims"),
    ("claim_quantities", "claim_id", "claims"),
    ("claim_periods", "claim_id", "claims"),
    ("claim_ordinals", "claim_id", "claims"),
    ("queries", "claim_id", "claims"),
    ("search_results", "query_id", "queries"),
    ("passages", "source_id", "sources"),
    ("passages", "recorded_at", "passage_recordings.recorded_at"),
    ("evidence", "claim_id", "claims"),
    ("evidence", "passage_id", "passages"),
    ("verdicts", "claim_id", "claims"),
    ("verdict_evidence", "verdict_id", "verdicts"),
    ("verdict_evidence", "evidence_id", "evidence"),
    ("reviews", "verdict_id", "verdicts"),
    ("opinions", "verdict_id", "verdicts"),
    ("runs", "article_id", "articles"),
    ("run_claims", "run_id", "runs"),
    ("run_claims", "claim_id", "claims"),
    ("run_claims", "verdict_id", "verdicts"),
    ("run_searches", "run_id", "runs"),
    ("run_failures", "run_id", "runs"),
    ("retrievals", "run_id", "runs"),
    ("retrievals", "source_id", "sources"),
    # An article is recorded with its run: without one it is half there.
    ("articles", "id", "runs.article_id"),
)


@dataclass(frozen=True, slots=True)
class Dangling:
    """Rows of a table whose column names rows of another that are not there."""

    table: str
    column: str
    to: str
    rows: int

    def __str__(self) -> str:
        return f"{self.rows:,} {self.table}.{self.column} without {self.to}"


def dangling(place: Place, *, patience_seconds: float = 30.0) -> tuple[Dangling, ...]:
    """The references of the warehouse that lead nowhere; each row of it is read on the way.

    Raises:
        WarehouseError: It cannot be read, by kind of reason.
    """

    def attempt() -> tuple[Dangling, ...]:
        with opened_for_reading(place) as connection:
            there = {
                name for (name,) in connection.execute("FROM (SHOW TABLES) SELECT name").fetchall()
            }
            found = []
            for table, column, to in REFERENCES:
                other, _, key = to.partition(".")
                if not {table, other} <= there:
                    continue
                row = connection.execute(
                    f"SELECT count(*) FROM {table} AS t WHERE t.{column} IS NOT NULL AND NOT EXISTS"  # noqa: S608 - text of this module
                    f" (FROM {other} AS o WHERE o.{key or 'id'} = t.{column})"
                ).fetchone()
                if row and row[0]:
                    found.append(Dangling(table, column, other, int(row[0])))
            return tuple(found)

    return patiently(attempt, patience_seconds)


def read_through(path: Path) -> None:
    """Reads every row of every table of the file.

    Raises:
        WarehouseError: One cannot be read, by kind of reason.
    """
    with opened_for_reading(path) as connection:
        names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        for (name,) in names:
            connection.execute(f'SELECT count(COLUMNS(*)) FROM "{name}"').fetchall()  # noqa: S608 - from the catalog
            connection.execute(f'SELECT max(hash(t)) FROM "{name}" AS t').fetchall()  # noqa: S608 - as above
