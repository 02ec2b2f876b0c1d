"""Whether anything acknowledged is lost, or half of a run left, when writers are killed.

    python -m benchmarks.kills [--kills 200] [--seed 7]

A process records runs and acknowledges each; it is killed (SIGKILL) at a random moment after some
of them, and what it acknowledged is looked for. In every fourth round it begins with no file and is
killed while it makes the schema.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.interleaved import describe_machine, markdown

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from recorded_reports import CLAIMS_OF_A_RUN, make_report

from warehouse.query import run_sql
from warehouse.writer import Warehouse

RESULT = Path("benchmarks/results/kills.md")
SCHEMA_EVERY = 4
MOST_BEFORE = 2
LONGEST = 0.7
APART = 10_000
WHOLE = f"""
    SELECT r.id,
        (SELECT count(*) FROM run_claims AS c WHERE c.run_id = r.id) = {CLAIMS_OF_A_RUN}
        AND EXISTS (FROM articles AS a WHERE a.id = r.article_id)
    FROM runs AS r
"""  # noqa: S608 - text of this module
STRAYS = "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM runs)"


@dataclass(frozen=True, slots=True)
class Counts:
    """What was acknowledged over all rounds, how much of it is lost, and what is there by half."""

    kills: int
    acknowledged: int
    lost: int
    halves: int
    logs: int


def write(path: Path, first: int, ready: Connection) -> None:
    """Records runs for ever and sends the name of each when it is recorded."""
    ready.send("ready")
    for number in range(first, first + APART):
        run = f"run-{number}"
        Warehouse(path).record(make_report(run=run, number=number))
        ready.send(run)


def look(path: Path, answer: Connection) -> None:
    """Sends the runs that are in the file and how much is there by half."""
    Warehouse(path).prepare()
    found = run_sql(path, WHOLE).rows
    strays = run_sql(path, STRAYS).rows[0][0]
    halves = sum(not whole for _, whole in found)
    answer.send(({str(run) for run, _ in found}, halves + int(str(strays))))


def measure(folder: Path, *, kills: int, seed: int) -> Counts:
    """The counts after so many kills; writers work on files in the folder."""
    moments = random.Random(seed)
    # A fork begins at once, where a new interpreter would be killed while it imports.
    context = multiprocessing.get_context("fork")
    kept = folder / "kept" / "veredicto.duckdb"
    expected: set[str] = set()
    acknowledged = lost = halves = logs = 0
    for kill in range(kills):
        new = kill % SCHEMA_EVERY == SCHEMA_EVERY - 1
        path = folder / f"new-{kill}" / "veredicto.duckdb" if new else kept
        path.parent.mkdir(exist_ok=True)
        ours, theirs = context.Pipe(duplex=False)
        writer = context.Process(target=write, args=(path, kill * APART, theirs))
        writer.start()
        theirs.close()
        ours.recv()
        told = {ours.recv() for _ in range(0 if new else moments.randint(0, MOST_BEFORE))}
        time.sleep(moments.uniform(0, LONGEST))
        writer.kill()
        writer.join()
        told |= _received(ours)
        logs += path.with_name(f"{path.name}.wal").exists()
        acknowledged += len(told)
        there, half = _looked(context, path)
        if new:
            lost += len(told - there)
        else:
            expected |= told
            lost += len(expected - there)
        halves += half
    return Counts(kills, acknowledged, lost, halves, logs)


def _received(connection: Connection) -> set[str]:
    told = set()
    try:
        while connection.poll():
            told.add(str(connection.recv()))
    except EOFError:
        pass
    return told


def _looked(context: multiprocessing.context.ForkContext, path: Path) -> tuple[set[str], int]:
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=look, args=(path, theirs))
    reader.start()
    theirs.close()
    there, half = ours.recv()
    reader.join()
    return there, half


def main() -> None:
    """Measure and leave the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts = measure(Path(folder), kills=given.kills, seed=given.seed)
    table = markdown(
        ("kills", "logs left behind", "runs acknowledged", "lost", "halves"),
        [
            tuple(
                f"{it:,}"
                for it in (
                    counts.kills,
                    counts.logs,
                    counts.acknowledged,
                    counts.lost,
                    counts.halves,
                )
            )
        ],
    )
    heading = f"{describe_machine()}, load {os.getloadavg()[0]:.0f} at the end; seed {given.seed}."
    RESULT.write_text(f"# Writers killed at random moments\n\n{heading}\n\n{table}\n", "utf-8")
    print(RESULT.read_text("utf-8"))
    sys.exit(bool(counts.lost or counts.halves))


if __name__ == "__main__":
    main()
