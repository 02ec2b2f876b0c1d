"""Keys are looked up, in the few stretches of a table that can hold them, instead of in an index.

An index of DuckDB is read, changed and written back with the file, which takes the longer the more
rows there are (docs/decisions/0020-keys-without-indexes.md). All that may write together hold one
lock, within a process `writing`, between processes that of the file; so what is looked up stays so.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from checkers.errors import WarehouseError
from warehouse.transactions import roll_back

KEYS: dict[str, tuple[str, ...]] = {
    "articles": ("id",),
    "claims": ("id",),
    "claim_entities": ("claim_id", "name"),
    "claim_quantities": ("claim_id", "position"),
    "claim_periods": ("claim_id", "position"),
    "claim_ordinals": ("claim_id", "position"),
    "queries": ("id",),
    "search_results": ("query_id", "provider", "url"),
    "sources": ("id",),
    "passages": ("id",),
    "passage_recordings": ("source_head", "recorded_at"),
    "evidence": ("id",),
    "verdicts": ("id",),
    "verdict_evidence": ("verdict_id", "evidence_id"),
    "opinions": ("id",),
    "opinion_quotes": ("opinion_id", "position"),
    "reviews": ("id",),
    "runs": ("id",),
    "run_claims": ("run_id", "claim_id"),
    "run_searches": ("run_id", "claim_id"),
    "run_failures": ("run_id", "position"),
    "run_fact_checks": ("run_id", "claim_id", "fact_check_id"),
    "retrievals": ("run_id", "url"),
    "provider_answers": ("run_id", "claim_id", "position"),
    "findings": ("run_id", "claim_id"),
    "fact_checks": ("id",),
    "fact_check_traces": ("fact_check_id", "embedder"),
    "claim_traces": ("claim_id", "embedder"),
    "feed_looks": ("id",),
    "watched_items": ("id",),
    "removals": ("id",),
}
"""The columns that no two rows of a table have alike."""

OF_A_RUN = frozenset(table for table, key in KEYS.items() if key[0] == "run_id") | {"runs"}
"""Written once, with their run."""
OF_AN_ARTICLE = frozenset(
    {
        "articles",
        "claims",
        "claim_entities",
        "claim_quantities",
        "claim_periods",
        "claim_ordinals",
        "queries",
        "search_results",
        "evidence",
        "verdicts",
        "verdict_evidence",
        "opinions",
        "opinion_quotes",
    }
)
"""Written with a run of the article that they belong to, and `recorded_at` says when."""
HEADED = frozenset({"claims", "sources", "passages", "verdicts"})
"""Looked up by `id_head`, which is read much faster than `id`."""
OF_A_PAGE = frozenset({"passages", "passage_recordings"})
"""Written with whatever run brings them first; `warehouse/cited.py` knows when that was."""
TIMED = OF_A_RUN | OF_AN_ARTICLE
"""Narrowed to the times of an article by `within`."""
STRETCHES_AT_MOST = 60
"""To skip to one time is a hundred times as fast as to look for several in every row."""

HEAD = "(md5_number_lower(id) >> 32)::UINTEGER"

NOTHING: dict[str, object] = {}

_BETWEEN = "\x1f"
LISTED = f"SELECT unnest(string_split(${{}}, chr({ord(_BETWEEN)}))) AS id"
"""The identifiers that `listed` put into the parameter of that name."""

# What must not differ under one identifier. When a verdict was first given may, and its words may
# have been masked since.
DECIDED = {
    "verdicts": ("claim_id", "label"),
    "reviews": ("verdict_id", "decision", "label", "reason", "reviewer"),
}

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a report may meet again.

    `times` are when runs of its article were recorded, none if there was no such run; `pages` are
    its sources that any run has brought, and `passages` those of its passages.
    """

    times: tuple[datetime, ...]
    pages: tuple[str, ...]
    passages: tuple[str, ...]


@contextmanager
def writing(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A transaction that no other thread writes beside; it is kept whole or not at all."""
    with _writing:
        connection.begin()
        try:
            yield
            connection.commit()
        except BaseException:
            roll_back(connection)
            raise


def runs_of(connection: duckdb.DuckDBPyConnection, article_id: str) -> dict[str, datetime]:
    """The runs of the article, and when they were recorded."""
    sql = "SELECT id, recorded_at FROM runs WHERE article_id = ?"
    return dict(connection.execute(sql, [article_id]).fetchall())


def times_of(connection: duckdb.DuckDBPyConnection, article_id: str) -> tuple[datetime, ...]:
    """When runs of the article were recorded: `recorded_at` of all rows that belong to it."""
    return tuple(sorted(set(runs_of(connection, article_id).values())))


def within(times: Sequence[datetime], sql: str) -> str:
    """The SELECT with the tables that it names holding only what was recorded at the times."""
    named = sorted(TIMED & set(re.findall(r"\w+", sql)))
    stretches = ", ".join(f"{table} AS ({in_stretches('*', table, times)})" for table in named)
    return f"WITH {stretches} {sql}" if named else sql


def in_stretches(columns: str, table: str, times: Sequence[datetime], also: str = "true") -> str:
    """Selects what was recorded into the table at the times and fulfils a condition.

    Written out, times are compared with the least and greatest of what is stored together, and only
    where that leads are rows read.
    """
    stamps = [f"make_timestamptz({_microseconds(time)})" for time in times]
    if 0 < len(stamps) <= STRETCHES_AT_MOST:
        when = [f"recorded_at = {stamp}" for stamp in stamps]
    else:
        when = [f"recorded_at IN ({', '.join(stamps)})" if stamps else "false"]
    # The names of tables and columns are those of this package, and the rest numbers, never input.
    return " UNION ALL ".join(f"SELECT {columns} FROM {table} WHERE {it} AND {also}" for it in when)  # noqa: S608 (see above)


def _microseconds(time: datetime) -> int:
    return (time - EPOCH) // timedelta(microseconds=1)


def head_of(identifier: str) -> int:
    """The number in the column `id_head` of a row with that identifier, as `HEAD` has it."""
    upper = hashlib.md5(identifier.encode("utf-8", "replace"), usedforsecurity=False).digest()[8:]
    return int.from_bytes(upper, "little") >> 32


def listed(ids: Sequence[str]) -> str:
    """Identifiers as one value, which DuckDB reads 80 times as fast as a list of two hundred.

    It looks for pandas at every value of a list, and a library that is not there is looked for
    anew each time.
    """
    return _BETWEEN.join(ids)


def rows_by_id(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, ids: Sequence[str]
) -> duckdb.DuckDBPyConnection:
    """Selects the columns of the rows with these identifiers, of a table with `id_head`."""
    heads = ", ".join(f"{head}::UINTEGER" for head in sorted(set(map(head_of, ids))))
    if len(ids) == 1:
        return connection.execute(
            f"SELECT {columns} FROM {table} WHERE id_head = {heads} AND id = ?",  # noqa: S608 (names of our own and a number, never input)
            list(ids),
        )
    # The heads alone first, and whole rows only where they lead.
    places = connection.execute(
        f"SELECT rowid FROM {table} WHERE id_head IN ({heads or 'NULL'})"  # noqa: S608 (names of our own and numbers, never input)
    ).fetchall()
    numbers = ", ".join(str(int(place)) for (place,) in places)
    # From a list DuckDB goes to the single rows; from an IN of numbers, or with a further condition
    # beside it, through the whole table.
    return connection.execute(
        f"WITH found AS MATERIALIZED (FROM {table} WHERE rowid IN"  # noqa: S608 (names of our own and numbers, never input)
        f" (SELECT unnest([{numbers}]::BIGINT[])))"
        f" SELECT {columns} FROM found WHERE id IN ({LISTED.format('ids')})",
        {"ids": listed(ids)},
    )


def add_new(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    earlier: Earlier | None,
) -> None:
    """Adds the rows of `incoming`, whose keys differ, that are not in the table yet.

    They are of a run that is not there, and may meet what is `earlier`; None for rows of no run.

    Raises:
        WarehouseError: A verdict or decision with the same identifier says something else.
    """
    there, values = _there(table, earlier)
    # The names of tables and columns are those of this package, never input.
    if there and table in DECIDED:
        _refuse_changed(connection, table, there, values)
    more = extra_columns(table)
    anti = f" ANTI JOIN ({there}) USING ({', '.join(KEYS[table])})" if there else ""
    connection.execute(
        f"INSERT INTO {table} BY NAME SELECT {', '.join(columns)}{more} FROM incoming{anti}",  # noqa: S608 (names of our own, never input)
        values,
    )


def extra_columns(table: str) -> str:
    """What the writer adds to the columns of incoming rows, to be put behind them in a SELECT."""
    time = ", now() AS recorded_at" if table in TIMED | OF_A_PAGE else ""
    return time + (f", {HEAD} AS id_head" if table in HEADED else "")


def _there(table: str, earlier: Earlier | None) -> tuple[str, dict[str, object]]:
    """Selects the rows that may have the keys of incoming ones; empty where there can be none."""
    everything = f"SELECT * FROM {table}"  # noqa: S608 (names of our own, never input)
    if earlier is None:
        return everything, NOTHING
    if table == "sources":
        return _these(earlier.pages)
    if table == "passages":
        return _these(earlier.passages)
    if table in OF_AN_ARTICLE and earlier.times:
        return in_stretches("*", table, earlier.times), NOTHING
    never = table in TIMED | OF_A_PAGE or (table == "claim_traces" and not earlier.times)
    return ("" if never else everything), NOTHING


def _these(known: Sequence[str]) -> tuple[str, dict[str, object]]:
    return (LISTED.format("known"), {"known": listed(known)}) if known else ("", NOTHING)


def _refuse_changed(
    connection: duckdb.DuckDBPyConnection, table: str, there: str, values: dict[str, object]
) -> None:
    changed = " OR ".join(
        f"there.{name}::VARCHAR IS DISTINCT FROM incoming.{name}::VARCHAR"
        for name in DECIDED[table]
    )
    row = connection.execute(
        f"SELECT id FROM incoming JOIN ({there}) AS there USING (id) WHERE {changed} LIMIT 1",  # noqa: S608 (names of our own, never input)
        values,
    ).fetchone()
    if row is not None:
        raise WarehouseError(
            f"{table} has {row[0]!r} already, and it says something else: nothing is recorded."
            " What was decided is never changed; a new decision has an identifier of its own."
        )
