"""Warehouses with rows in every table, of the newest schema and of each earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
from recorded_reports import NOON, make_report, make_review, verdict_of, with_opinions

from checkers.before import ClaimTrace
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import EarlierFactCheck, FactCheck, Rating, Report
from checkers.traces import FactCheckTraces
from warehouse.fact_checks import FactCheckShelf
from warehouse.migrate import VERSIONS_TABLE, shipped_migrations
from warehouse.removals import Removal, RemovalKind
from warehouse.removing import record_removals
from warehouse.transactions import whole
from warehouse.watched import Became, Look, WatchedFeeds, WatchedItem
from warehouse.writer import Warehouse

FACT_CHECK = FactCheck(
    id="contraste-1",
    claim_reviewed="La empresa facturó 4.000 millones",
    url="https://contraste.example/1",
    publisher="contraste.example",
    rating=Rating("Engañoso", 2.5, 5.0, 1.0, VerdictLabel.CONFLICTING_EVIDENCE),
    imported_from="dump.json",
    imported_at=NOON,
    language="es",
)

REMOVAL = Removal.of(
    RemovalKind.ADDRESS,
    "0" * 64,
    keys=("0" * 64,),
    reason="a court asked for it",
    removed_by="editora",
    removed_at=NOON,
    counts={"articles": 1},
)

FEED = "https://faro.example/rss"
WATCHED = WatchedItem(
    feed_url=FEED,
    url="https://faro.example/copia",
    canonical_url="https://faro.example/copia",
    guid="copia",
    title="Una copia",
    published_at=NOON,
    seen_at=NOON,
    digest="1",
    outcome=Became.DUPLICATE,
    text_sha256="0" * 64,
    signature=(1, 2**64 - 1),
    article_id="copy",
    duplicate_of="article",
)


def full_report(run: str = "run-1", number: int = 0) -> Report:
    """A report that has rows for every table that a run writes to."""
    report = with_opinions(make_report(run=run, number=number, at=NOON + timedelta(days=number)))
    claim = report.claims[0]
    trace = ClaimTrace(
        claim_id=claim.id,
        embedder="e5-small@1",
        language="es",
        vector=(1, -2, 127),
        bands=(1, 2, 3, 4, 5, 6),
        sketch=(1, 2, 3, 2**64 - 1),
        cluster_id=claim.id,
        similarity=None,
        agreement=None,
    )
    earlier = EarlierFactCheck(claim.id, FACT_CHECK, 1, 0.93, 0.1, 0.8)
    return replace(report, earlier_fact_checks=(earlier,), traces=(trace,))


def fill(path: Path) -> None:
    """Makes a warehouse at `path` of the newest version with rows in every table."""
    for ending, content in _filled().items():
        path.with_name(path.name + ending).write_bytes(content)


@cache
def _filled() -> dict[str, bytes]:
    """The file and its log, by what their names end in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "veredicto.duckdb"
        _write_everywhere(path)
        return {it.name.removeprefix(path.name): it.read_bytes() for it in path.parent.iterdir()}


def _write_everywhere(path: Path) -> None:
    warehouse = Warehouse(path)
    for number in range(3):
        report = full_report(f"run-{number}", number)
        warehouse.record(report)
        warehouse.record_review(make_review(verdict_of(report).id, Decision.CONFIRM))
    vectors = np.array([[0.6, 0.8]], np.float32)
    FactCheckShelf(path).record_traces(
        FactCheckTraces(
            "e5-small@1", (FACT_CHECK.id,), (FACT_CHECK.claim_reviewed,), ("es",), vectors
        )
    )
    record_removals(path, [REMOVAL])
    watched = WatchedFeeds(path)
    watched.add_look(Look(FEED, NOON, read=True, items=1, sha256="0" * 64, etag='"1"'))
    watched.add_items([WATCHED])


def turn_back(newest: Path, path: Path, version: int) -> None:
    """Makes a file of an earlier version at `path`, with what it can hold of the newest one."""
    with duckdb.connect(path) as connection:
        connection.execute(f"SET TimeZone = 'UTC'; {VERSIONS_TABLE}")
        for migration in shipped_migrations()[:version]:
            with whole(connection):
                connection.execute(migration.sql)
                connection.execute(
                    "INSERT INTO schema_versions VALUES (?, ?, now())",
                    [migration.version, migration.name],
                )
        connection.execute(f"ATTACH '{newest}' AS newest (READ_ONLY)")
        known = columns_of(connection, "newest")
        for table, columns in columns_of(connection).items():
            if table not in {"schema_versions", "shipped_views"}:
                names = ", ".join(name for name in columns if name in known[table])
                connection.execute(
                    f"INSERT INTO {table} ({names}) SELECT {names} FROM newest.{table}"  # noqa: S608 - names of our own tables
                )


def columns_of(
    connection: duckdb.DuckDBPyConnection, database: str | None = None
) -> dict[str, list[str]]:
    """The columns of each table in their order."""
    rows = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
        " WHERE database_name = coalesce(?, current_database()) AND NOT internal"
        " AND table_name IN (SELECT table_name FROM duckdb_tables()) GROUP BY 1",
        [database],
    ).fetchall()
    return {str(table): list(columns) for table, columns in rows}


def contents(path: Path) -> dict[str, list[dict[str, object]]]:
    """The rows of each table by the names of their columns, in an order of their own."""
    with duckdb.connect(path, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = {}
        for table in columns_of(connection):
            cursor = connection.execute(f"FROM {table} ORDER BY ALL")
            names = [column[0] for column in cursor.description or ()]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return found
