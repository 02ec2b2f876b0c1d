"""Whether many processes that write into one file lose or repeat anything, and how long they wait.

    python -m benchmarks.many_writers [--seconds 150] [--writers 8]

Every process records runs of its own without a pause, and each time also one that all of them
record. At the end each run must be there whole and once.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import stamina

from benchmarks.interleaved import describe_machine, markdown

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from recorded_reports import CLAIMS_OF_A_RUN, make_report

from checkers.errors import WarehouseError
from warehouse.place import Place
from warehouse.query import run_sql
from warehouse.writer import Warehouse

RESULT = Path("benchmarks/results/many_writers.md")
APART = 1_000_000
PATIENCE = 120.0
HEADINGS = (
    "writes", "runs", "lost", "twice or half", "refused", "median wait, s", "longest wait, s"
)  # fmt: skip
FOUND = f"""
    SELECT r.id, count(*), count(DISTINCT rc.claim_id) = {CLAIMS_OF_A_RUN}
        AND bool_and(a.id IS NOT NULL AND c.id IS NOT NULL)
    FROM runs AS r
    JOIN run_claims AS rc ON rc.run_id = r.id
    LEFT JOIN claims AS c ON c.id = rc.claim_id
    LEFT JOIN articles AS a ON a.id = c.article_id
    GROUP BY r.id
"""  # noqa: S608 - text of this module


@dataclass(frozen=True, slots=True)
class Counts:
    """What writers were told, what the file has, and the seconds of every write."""

    acknowledged: int
    lost: int
    repeated_or_half: int
    refused: int
    seconds: tuple[float, ...]

    @property
    def good(self) -> bool:
        """Whether every run is there, once and whole."""
        return not (self.lost or self.repeated_or_half or self.refused)

    @property
    def row(self) -> tuple[str, ...]:
        """What `HEADINGS` stand above."""
        return (
            f"{len(self.seconds):,}",
            f"{self.acknowledged:,}",
            str(self.lost),
            str(self.repeated_or_half),
            str(self.refused),
            f"{statistics.median(self.seconds):.2f}",
            f"{max(self.seconds):.2f}",
        )


def write(
    place: Place, writer: int, seconds: float, told: multiprocessing.Queue[tuple[str, float]]
) -> None:
    """Records runs until the time is over; tells each one's name ("" if refused) and seconds."""
    # Some hundred waits a second would be told of.
    stamina.instrumentation.set_on_retry_hooks([])
    warehouse = Warehouse(place, patience_seconds=PATIENCE)
    ends = time.monotonic() + seconds
    number = 0
    while time.monotonic() < ends:
        number += 1
        for run, article in (
            (f"{writer}-{number}", writer * APART + number),
            (f"shared-{number}", number),
        ):
            report = make_report(run=run, number=article)
            began = time.monotonic()
            try:
                warehouse.record(report)
                told.put((run, time.monotonic() - began))
            except WarehouseError as error:
                print(error)
                told.put(("", time.monotonic() - began))
    told.put(("ended", 0.0))


def measure(place: Place, *, writers: int, seconds: float) -> Counts:
    """The counts of so many processes that write into a new warehouse for so long."""
    Warehouse(place).prepare()
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[tuple[str, float]] = context.Queue()
    processes = [
        context.Process(target=write, args=(place, writer, seconds, told))
        for writer in range(1, writers + 1)
    ]
    for process in processes:
        process.start()
    heard: list[tuple[str, float]] = []
    ended = 0
    while ended < writers:
        run, taken = told.get()
        if run == "ended":
            ended += 1
        else:
            heard.append((run, taken))
    for process in processes:
        process.join()
    runs = {run for run, _ in heard if run}
    found = {str(run): (rows, whole) for run, rows, whole in run_sql(place, FOUND).rows}
    return Counts(
        acknowledged=len(runs),
        lost=len(runs - found.keys()),
        repeated_or_half=sum(
            rows != CLAIMS_OF_A_RUN or not whole for rows, whole in found.values()
        ),
        refused=sum(not run for run, _ in heard),
        seconds=tuple(taken for _, taken in heard),
    )


def main() -> None:
    """Measure and leave the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--writers", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts = measure(
            Path(folder, "veredicto.duckdb"), writers=given.writers, seconds=given.seconds
        )
    table = markdown(HEADINGS, [counts.row])
    heading = (
        f"{describe_machine()}, load {os.getloadavg()[0]:.0f} at the end;"
        f" {given.writers} processes for {given.seconds:.0f} s."
    )
    RESULT.write_text(f"# Many writers of one file\n\n{heading}\n\n{table}\n", "utf-8")
    print(RESULT.read_text("utf-8"))
    sys.exit(not counts.good)


if __name__ == "__main__":
    main()
