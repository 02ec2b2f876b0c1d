"""What the warehouse takes at a size: a write, a claim's story, every shipped query, its file.

    python -m benchmarks.warehouse --verdicts 1000000 --evidence 10000000 [--folder /tmp]

The rows are those of `benchmarks/warehouse_rows.py`, put in through Arrow. An article's write is
`Warehouse.record` of the report of `benchmarks/warehouse_report.py`, at a tenth of the rows and at
all of them, one straight after the other. Shipped queries are asked for their first hundred rows,
and the story of a claim once, of the copy for readers, which stays open as in an analyst's session
or at the desk; "opened for it" asks the warehouse itself, as a command does. SQLite holds the same
rows in tables of the same names and keys, with an index for each column that leads to another
table; what both understand is asked of both.

    python -m benchmarks.warehouse … --folder FOLDER --keep

leaves the files there, and the next such call measures them without filling them again.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.interleaved import describe_machine, markdown
from benchmarks.warehouse_report import big_report
from benchmarks.warehouse_rows import Size, batches
from checkers.nouns import Report
from warehouse.batch import Batch
from warehouse.claim_story import claim_story
from warehouse.keys import HEAD, HEADED, KEYS
from warehouse.opening import opened_for_writing
from warehouse.public_copy import PublicCopy
from warehouse.query import answered, named_queries
from warehouse.recorded import RecordedRuns
from warehouse.rows import batches_of
from warehouse.writer import Warehouse

RESULT = Path("benchmarks/results/warehouse.md")
ROUNDS = 3
WRITES = 15
PARTS = (0.0, 0.1, 1.0)
FIRST = 100
HEADINGS = ["", "DuckDB", "processor", "SQLite"]
SLOW = 10_000.0
"""Milliseconds; what takes longer is asked once."""

OF_BOTH = {
    "verdicts by label and language": """
        SELECT a.language, v.label, count(*) AS verdicts FROM verdicts AS v
        JOIN claims AS c ON c.id = v.claim_id JOIN articles AS a ON a.id = c.article_id
        GROUP BY a.language, v.label ORDER BY 1, 2""",
    "publishers most cited, with the stance of their evidence": """
        SELECT s.publisher, count(*) AS cited, sum(CASE WHEN e.stance = 'refutes' THEN 1 ELSE 0 END)
        FROM evidence AS e JOIN sources AS s ON s.id = e.source_id
        GROUP BY s.publisher ORDER BY cited DESC, s.publisher LIMIT 20""",
    "decisions of editors beside the verdicts": """
        SELECT v.label, r.decision, count(*) FROM reviews AS r
        JOIN verdicts AS v ON v.id = r.verdict_id GROUP BY v.label, r.decision ORDER BY 1, 2""",
    "claims judged otherwise by a later run": """
        SELECT count(*) FROM (SELECT claim_id FROM verdicts
        GROUP BY claim_id HAVING count(DISTINCT label) > 1) AS flipped""",
    "evidence of one claim": """
        SELECT e.stance, p.text, s.url FROM evidence AS e
        JOIN passages AS p ON p.id = e.passage_id JOIN sources AS s ON s.id = e.source_id
        WHERE e.claim_id = '{claim}' ORDER BY e.id""",
}
# The maker does not know which articles are checked again.
OLDER = """
    UPDATE findings SET newest = false FROM (
        SELECT id, lead(id) OVER (PARTITION BY article_id ORDER BY finished_at) AS later FROM runs
    ) AS r WHERE r.id = findings.run_id AND r.later IS NOT NULL AND findings.newest
"""
LEADING = ("article_id", "claim_id", "source_id", "passage_id", "verdict_id", "query_id")


def main() -> None:
    """Fills, measures, prints and keeps the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verdicts", type=int, default=100_000)
    parser.add_argument("--evidence", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the files are made")
    parser.add_argument("--keep", action="store_true", help="leave the files for another call")
    parser.add_argument("--fill", action="store_true", help="fill the files and measure nothing")
    parser.add_argument("--result", type=Path, default=RESULT)
    parser.add_argument("--without-sqlite", action="store_true", help="DuckDB alone")
    given = parser.parse_args()
    size = Size(given.verdicts, given.evidence)
    with folder_of(given.folder, keep=given.keep) as folder:
        files = Files.in_(folder, beside_sqlite=not given.without_sqlite)
        if given.fill:
            files.fill(size)
            return
        text = measure(size, files)
    given.result.write_text(text, encoding="utf-8")
    print(text)


@contextmanager
def folder_of(given: Path | None, *, keep: bool) -> Iterator[Path]:
    """The folder itself if what is in it is kept, else one in it that is gone at the end."""
    if keep and given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(dir=given) as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds by the clock, and of all processors together."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Files:
    """The two files that are compared; `theirs` is none where SQLite is left out."""

    ours: Path
    theirs: Path | None

    @classmethod
    def in_(cls, folder: Path, *, beside_sqlite: bool) -> Files:
        """Those of a folder."""
        return cls(
            folder / "warehouse.duckdb", folder / "warehouse.sqlite" if beside_sqlite else None
        )

    @property
    def filled(self) -> bool:
        """Whether an earlier call left them filled."""
        return self._mark.exists()

    def fill(self, size: Size, *, tell: Callable[[float], object] = lambda _: None) -> None:
        """Fills both, and tells after each part how much there is."""
        for file in (self.ours, self.theirs):
            if file is not None:
                for found in file.parent.glob(f"{file.name}*"):
                    found.unlink()
        Warehouse(self.ours).prepare()
        if self.theirs:
            make_sqlite(self.theirs, self.ours)
        for begin, end in pairwise(PARTS):
            seconds = fill(size, begin, end, self.ours, self.theirs)
            print(
                f"filled to {end:.0%}: DuckDB {seconds[0]:.0f} s, SQLite {seconds[1]:.0f} s",
                flush=True,
            )
            if self.theirs and end == 1:
                print(f"indexed in {timed(partial(index_sqlite, self.theirs)) / 1e3:.0f} s")
            tell(end)
        self._mark.touch()

    @property
    def _mark(self) -> Path:
        return self.ours.with_suffix(".filled")


def measure(size: Size, files: Files) -> str:
    """The figures in Markdown."""
    path = files.ours
    rows: list[list[str]] = []

    def add(*row: str) -> None:
        rows.append([*row, *[""] * (4 - len(row))])
        print(rows[-1], flush=True)

    def write(part: float) -> None:
        reports = [big_report(round(size.rows["sources"] * part)) for _ in range(WRITES)]
        lite = ""
        if files.theirs and part == 1:
            lite = spread([taken_by(partial(write_sqlite, files.theirs, it)) for it in reports])[0]
        ours = spread([taken_by(partial(Warehouse(path).record, it)) for it in reports])
        add(f"an article's write at {size.verdicts * part:,.0f} verdicts", *ours, lite)

    if files.filled:
        write(1.0)
    else:
        files.fill(size, tell=write)
    copied = timed(lambda: PublicCopy(path).refresh_database(patience_seconds=600))
    add("the copy for readers, s", f"{copied / 1e3:,.1f}")
    copy = PublicCopy(path).database
    read(size, files, copy, add)
    for query in named_queries():
        asked = partial(ask, copy, query.first(FIRST))
        # The first call reads what the others find in memory; minutes are not spent on the slow.
        taken = [taken_by(asked)]
        if taken[0].wall < SLOW:
            taken = [taken_by(asked) for _ in range(ROUNDS)]
        add(f"`veredicto sql {query.name}`, {FIRST} rows", *spread(taken))
    sizes = [f"{it.stat().st_size / 1e6:,.0f} MB" for it in (path, files.theirs) if it]
    add("size of the file", sizes[0], "", *sizes[1:])
    return (
        f"# The warehouse at {size.verdicts:,} verdicts, {size.evidence:,} pieces of evidence\n\n"
        f"`python -m benchmarks.warehouse --verdicts {size.verdicts} --evidence {size.evidence}`,"
        f" {datetime.now(UTC):%Y-%m-%d}, {describe_machine()} with a load of"
        f" {os.getloadavg()[1]:.1f}, DuckDB {duckdb.__version__}, SQLite {sqlite3.sqlite_version}."
        '\nMilliseconds: median (fastest–slowest) by the clock; under "processor" the median of the'
        " time of all cores, which the load changes less. SQLite has no `claim_traces`.\n\n"
        + markdown(HEADINGS, rows)
        + "\n"
    )


def read(size: Size, files: Files, copy: Path, add: Callable[..., None]) -> None:
    """Adds what it takes to read a claim's story, a run, and what both engines understand."""
    for name, place in (("", copy), (", opened for it", files.ours)):
        runs = RecordedRuns(place)
        stories = [taken_by(partial(claim_story, runs, it)) for it in some_claims(size)]
        add(f"a claim's story{name}", *spread(stories[1:]))
    runs = RecordedRuns(copy)
    # The rows of the maker do not say all that a run saw, so only the newest write can be read.
    newest = ask(copy, "SELECT arg_max(id, finished_at) FROM runs")[0][0]
    add("a run read back", *spread([taken_by(lambda: runs.report(newest)) for _ in range(ROUNDS)]))
    for name, sql in OF_BOTH.items():
        asked = sql.replace("{claim}", some_claims(size)[0])
        ours = spread([taken_by(partial(ask, copy, asked)) for _ in range(ROUNDS)])
        lite = ""
        if files.theirs:
            asking = partial(ask_sqlite, files.theirs, asked)
            lite = spread([taken_by(asking) for _ in range(ROUNDS)])[0]
        add(name, *ours, lite)


def fill(
    size: Size, begin: float, end: float, ours: Path, theirs: Path | None
) -> tuple[float, float]:
    """Puts in the rows from one part of them to another; seconds of each engine."""
    seconds = [0.0, 0.0]
    lite = sqlite3.connect(theirs) if theirs else None
    if lite is not None:
        lite.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    with opened_for_writing(ours) as duck:
        duck.execute("SET GLOBAL memory_limit = '8GB'")
        duck.execute("SET GLOBAL threads = 2")
        for table, rows in batches(size, begin=begin, end=end):
            seconds[0] += timed(partial(put, duck, table, rows)) / 1e3
            if lite is not None and table != "claim_traces":
                seconds[1] += timed(partial(put_sqlite, lite, table, rows)) / 1e3
        duck.execute(OLDER)
        seconds[0] += timed(lambda: duck.execute("CHECKPOINT")) / 1e3
        duck.execute("SET GLOBAL threads = 1")
    if lite is not None:
        lite.commit()
        lite.close()
    return seconds[0], seconds[1]


def put(duck: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Appends to a table; the rows say themselves when they were recorded."""
    duck.register("incoming", rows)
    head = f", {HEAD} AS id_head" if table in HEADED else ""
    duck.execute(f"INSERT INTO {table} BY NAME SELECT *{head} FROM incoming")  # noqa: S608 (names of our own)
    duck.unregister("incoming")


def make_sqlite(path: Path, warehouse: Path) -> None:
    """Tables of the same names and columns; keys come when they are filled, which is quicker."""
    with duckdb.connect(warehouse, read_only=True) as duck, sqlite3.connect(path) as lite:
        for table in KEYS:
            columns = ", ".join(row[0] for row in duck.execute(f"DESCRIBE {table}").fetchall())
            lite.execute(f"CREATE TABLE {table} ({columns})")


def index_sqlite(path: Path) -> None:
    """The keys of the tables, and an index for each way that joins take."""
    with sqlite3.connect(path) as lite:
        lite.execute("PRAGMA cache_size = -1000000")
        for table, key in KEYS.items():
            lite.execute(f"CREATE UNIQUE INDEX {table}_key ON {table} ({', '.join(key)})")
            columns = [row[1] for row in lite.execute(f"PRAGMA table_info({table})").fetchall()]
            for column in columns:
                if column in LEADING and column != key[0]:
                    lite.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
        # What the filling went without, for speed.
        lite.execute("PRAGMA journal_mode = WAL")


def put_sqlite(lite: sqlite3.Connection, table: str, rows: pa.Table) -> None:
    """Appends to a table, what SQLite has no type for as text."""
    kept = (pa.types.is_integer, pa.types.is_floating, pa.types.is_string)
    columns = ", ".join(
        name
        if any(is_kept(rows.schema.field(name).type) for is_kept in kept)
        else f"{name}::VARCHAR"
        for name in rows.column_names
    )
    duckdb.register("incoming", rows)
    values = duckdb.execute(f"SELECT {columns} FROM incoming").fetchall()  # noqa: S608 (names of our own)
    marks = ", ".join("?" * len(rows.column_names))
    lite.executemany(
        f"INSERT INTO {table} ({', '.join(rows.column_names)}) VALUES ({marks})",  # noqa: S608 (names of our own)
        values,
    )


def write_sqlite(path: Path, report: Report) -> None:
    """Records a report as `Warehouse.record` does, one connection and one transaction."""
    batches: Sequence[Batch] = batches_of(report)
    lite = sqlite3.connect(path)
    lite.execute("PRAGMA synchronous = FULL")
    with lite:
        for batch in batches:
            marks = ", ".join("?" * len(batch.columns))
            lite.executemany(
                f"INSERT OR IGNORE INTO {batch.table} ({', '.join(batch.columns)})"  # noqa: S608 (names of our own)
                f" VALUES ({marks})",
                [tuple(map(simple, row)) for row in batch.rows],
            )
    lite.close()


def simple(value: object) -> object:
    """A value as SQLite takes it."""
    if value is None or isinstance(value, int | float | str):
        return value
    return json.dumps(value, default=str) if isinstance(value, list | dict | tuple) else str(value)


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """The answer to a question, fetched."""
    return answered(path, sql, lambda cursor: cursor.fetchall())


def ask_sqlite(path: Path, sql: str) -> object:
    """The same of SQLite."""
    lite = sqlite3.connect(path)
    try:
        return lite.execute(sql).fetchall()
    finally:
        lite.close()


def some_claims(size: Size) -> list[str]:
    """Claims from all over the file."""
    many = size.rows["claims"]
    return [identifier("claim", many * place // 10 + place) for place in range(1, 10)]


def identifier(kind: str, number: int) -> str:
    """The identifier that the maker gives a row."""
    ((name,),) = duckdb.execute("SELECT substr(md5(? || ?), 1, 24)", [kind, number]).fetchall()
    return str(name)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    return taken_by(work).wall


def taken_by(work: Callable[[], object]) -> Taken:
    """What it takes; the threads of DuckDB are of this process."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Taken((time.perf_counter() - wall) * 1e3, (time.process_time() - processor) * 1e3)


def spread(taken: Sequence[Taken]) -> tuple[str, str]:
    """Median, fastest and slowest by the clock; the median of the processor's time."""
    clock = [one.wall for one in taken]
    return (
        f"{statistics.median(clock):,.0f} ({min(clock):,.0f}–{max(clock):,.0f})",
        f"{statistics.median(one.processor for one in taken):,.0f}",
    )


if __name__ == "__main__":
    main()
