"""Whether readers of the copy are ever held up or see half a run while a writer writes.

    python -m benchmarks.readers [--writes 500] [--readers 3]

One process records runs and refreshes the copy after each. Others read it all the while, opening it
anew every time as a dashboard does, by turns the DuckDB file and the Parquet files. They look for
errors, for a run whose claims are not all there, and for fewer runs than they saw before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb

from benchmarks.interleaved import describe_machine, markdown

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from recorded_reports import CLAIMS_OF_A_RUN, make_report

from warehouse.public_copy import PublicCopy
from warehouse.writer import Warehouse

RESULT = Path("benchmarks/results/readers.md")
PAUSE_SECONDS = 0.05
"""Between two looks of a reader."""
TABLES = ("runs", "run_claims", "claims", "articles")
JOINED = """
    SELECT count(DISTINCT r.id), count(rc.claim_id), count(c.id), count(a.id)
    FROM runs AS r
    LEFT JOIN run_claims AS rc ON rc.run_id = r.id
    LEFT JOIN claims AS c ON c.id = rc.claim_id
    LEFT JOIN articles AS a ON a.id = c.article_id
"""
ONE_TABLE = """
    SELECT count(DISTINCT run_id), count(*) FROM read_parquet('{folder}/run_claims/**/*.parquet')
"""
COUNT = "SELECT count(*) FROM read_parquet('{folder}/{table}/**/*.parquet')"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader met: seconds of each look, errors in words, halves and steps back."""

    form: str
    seconds: tuple[float, ...]
    errors: tuple[str, ...]
    halves: int
    steps_back: int
    runs: int


def look_at_database(copy: PublicCopy) -> tuple[int, bool]:
    """How many runs the DuckDB file has, and whether each is whole across all tables."""
    with duckdb.connect(copy.database, read_only=True) as connection:
        runs, *rows = connection.execute(JOINED).fetchone() or ()
    return runs, set(rows) == {runs * CLAIMS_OF_A_RUN}


def look_at_parquet(copy: PublicCopy) -> tuple[int, bool]:
    """The same of the Parquet files, where each table is of one moment, but not all of the same."""
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.execute(COUNT.format(folder=copy.parquet, table=table)).fetchone()
        runs, rows = connection.execute(ONE_TABLE.format(folder=copy.parquet)).fetchone() or ()
    return runs, rows == runs * CLAIMS_OF_A_RUN


FORMS: tuple[tuple[str, Callable[[PublicCopy], tuple[int, bool]]], ...] = (
    ("DuckDB", look_at_database),
    ("Parquet", look_at_parquet),
)


def read(path: Path, number: int, ended: Event) -> Seen:
    """Looks at the copy until `ended` is set, and once more."""
    form, look = FORMS[number % len(FORMS)]
    copy = PublicCopy(path)
    seconds: list[float] = []
    errors: list[str] = []
    halves = steps_back = before = 0
    last = False
    while not last:
        last = ended.is_set()
        began = time.perf_counter()
        try:
            runs, whole = look(copy)
        except duckdb.Error as error:
            errors.append(f"{type(error).__name__}: {error}")
            continue
        seconds.append(time.perf_counter() - began)
        halves += not whole
        steps_back += runs < before
        before = runs
        time.sleep(PAUSE_SECONDS)
    return Seen(form, tuple(seconds), tuple(errors), halves, steps_back, before)


def _read_and_put(path: Path, number: int, ended: Event, seen: multiprocessing.Queue[Seen]) -> None:
    seen.put(read(path, number, ended))


def measure(folder: Path, *, writes: int, readers: int) -> tuple[Seen, ...]:
    """What readers saw while so many runs were recorded into a new warehouse in the folder."""
    path = folder / "veredicto.duckdb"
    warehouse, copy = Warehouse(path), PublicCopy(path)
    warehouse.record(make_report(run="run-0", number=0))
    copy.refresh()
    context = multiprocessing.get_context("spawn")
    ended = context.Event()
    seen: multiprocessing.Queue[Seen] = context.Queue()
    processes = [
        context.Process(target=_read_and_put, args=(path, number, ended, seen))
        for number in range(readers)
    ]
    for process in processes:
        process.start()
    try:
        for number in range(1, writes):
            warehouse.record(make_report(run=f"run-{number}", number=number))
            copy.refresh()
    finally:
        ended.set()
    found = tuple(seen.get() for _ in processes)
    for process in processes:
        process.join()
    return tuple(sorted(found, key=lambda it: it.form))


def main() -> None:
    """Measure and leave the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=500)
    parser.add_argument("--readers", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        seen = measure(Path(folder), writes=given.writes, readers=given.readers)
        minutes = (time.monotonic() - began) / 60
    table = markdown(
        ("reader of", "looks", "errors", "half runs", "steps back", "median, s", "longest, s"),
        [
            (
                one.form,
                f"{len(one.seconds):,}",
                str(len(one.errors)),
                str(one.halves),
                str(one.steps_back),
                f"{statistics.median(one.seconds):.3f}",
                f"{max(one.seconds):.3f}",
            )
            for one in seen
        ],
    )
    heading = (
        f"{describe_machine()}, load {os.getloadavg()[0]:.0f} at the end;"
        f" {given.writes} writes, each followed by a refresh, in {minutes:.0f} minutes."
    )
    RESULT.write_text(f"# Readers of the copy during writes\n\n{heading}\n\n{table}\n", "utf-8")
    print(RESULT.read_text("utf-8"))
    for error in sorted({error for one in seen for error in one.errors}):
        print(error)
    sys.exit(any(one.errors or one.halves or one.steps_back for one in seen))


if __name__ == "__main__":
    main()
