"""What a million articles a day take: from the demands of one article to parts that saturate.

    python -m benchmarks.scale [--a-day 1000000] [--server-seconds 1.0]

The example article is checked twice against its folder of pages, by the functions of its tasks; the
second time counts, but for the write. `--server-seconds` is what Prefect's server takes of a
processor for an article, as `benchmarks.several_workers` prints it. The rest is arithmetic, with
prices that are assumptions.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from benchmarks.flow_overhead import ARTICLE, PAGES, bare_tasks
from benchmarks.interleaved import describe_machine, markdown
from checkers.fetching.limits import FetchLimits
from checkers.nouns import Report
from flows import check as checking
from veredicto.settings import load_settings
from veredicto.wire import build_parts

RESULT = Path("benchmarks/results/scale.md")
DAY_SECONDS = 86_400
EURO_A_CORE_HOUR = 0.03
EURO_A_GIGABYTE_MONTH = 0.02
BYTES_A_VERDICT = 4_350
"""Of a warehouse, with ten pieces of evidence: benchmarks/results/warehouse.md."""
LIKELY_LOAD = 0.7
"""Of a part before it makes others wait."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What one article takes of each part."""

    claims: int
    queries: int
    pages: int
    run_seconds: float
    write_seconds: float
    snapshot_bytes: float


def main() -> None:
    """Measure, reckon, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--a-day", type=int, default=1_000_000)
    asked.add_argument("--server-seconds", type=float, default=1.0)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        demands = measure(Path(folder))
    text = told(demands, options.a_day, options.server_seconds)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measure(folder: Path) -> Demands:
    """The demands of the example article."""
    settings = load_settings(
        warehouse=str(folder / "veredicto.duckdb"), search=["corpus"], corpus=PAGES
    )
    parts = build_parts(settings, lambda _stage, _done, _total: None)
    parts.judges.result()
    record, writes = parts.record, []

    def timed(report: Report) -> Report:
        began = time.perf_counter()
        recorded = record(report)
        writes.append(time.perf_counter() - began)
        return recorded

    parts.record = timed
    with patch.multiple(checking, **bare_tasks()):
        checking.check(str(ARTICLE), parts)
        began = time.process_time()
        report = checking.check(str(ARTICLE), parts)
    return Demands(
        claims=len(report.assessments),
        queries=sum(len(search.answers) for search in report.searches),
        pages=len(report.sources),
        run_seconds=time.process_time() - began,
        # The second adds a run, and no claim.
        write_seconds=writes[0],
        snapshot_bytes=_bytes(settings.snapshots),
    )


def told(demands: Demands, a_day: int, server_seconds: float) -> str:
    """The demands, and what so many articles a day take of each part."""
    a_second = a_day / DAY_SECONDS
    cores = demands.run_seconds * a_second / LIKELY_LOAD
    host_pages = DAY_SECONDS / FetchLimits().per_host_delay_seconds
    warehouse = demands.claims * BYTES_A_VERDICT * a_day / 1e9
    snapshots = demands.snapshot_bytes * a_day / 1e9
    rows = [
        (
            "checks: processor seconds",
            f"{demands.run_seconds:.1f}",
            f"{DAY_SECONDS / demands.run_seconds:,.0f} a core",
            f"{cores:,.0f} cores",
            f"{cores * 24 * EURO_A_CORE_HOUR:,.0f}",
        ),
        (
            "one warehouse: seconds of its writer",
            f"{demands.write_seconds:.2f}",
            f"{DAY_SECONDS / demands.write_seconds:,.0f} a warehouse",
            f"{a_second * demands.write_seconds / LIKELY_LOAD:,.1f} warehouses",
            "",
        ),
        (
            "Prefect's server: processor seconds",
            f"{server_seconds:.2f}",
            f"{DAY_SECONDS / server_seconds:,.0f} a server",
            f"{a_second * server_seconds / LIKELY_LOAD:,.1f} servers",
            f"{a_second * server_seconds / LIKELY_LOAD * 24 * EURO_A_CORE_HOUR:,.0f}",
        ),
        (
            "search: queries",
            f"{demands.queries}",
            "what the provider allows",
            f"{demands.queries * a_second:,.0f} queries a second",
            "",
        ),
        (
            "web: pages",
            f"{demands.pages}",
            f"{host_pages:,.0f} pages a host",
            f"{demands.pages * a_day / host_pages:,.0f} hosts at least",
            "",
        ),
        (
            "warehouse: kilobytes",
            f"{demands.claims * BYTES_A_VERDICT / 1e3:,.0f}",
            "",
            f"{warehouse:,.0f} GB a day",
            f"{warehouse * EURO_A_GIGABYTE_MONTH:,.0f} for a month",
        ),
        (
            "snapshots: kilobytes",
            f"{demands.snapshot_bytes / 1e3:,.0f}",
            "",
            f"{snapshots:,.0f} GB a day at most",
            f"{snapshots * EURO_A_GIGABYTE_MONTH:,.0f} for a month",
        ),
    ]
    header = ("part", "an article", "articles a day", f"{a_day:,} articles a day", "euros a day")
    return (
        f"# What {a_day:,} articles a day take\n\n`python -m benchmarks.scale --server-seconds"
        f" {server_seconds}`, {describe_machine()}. {ARTICLE}: {demands.claims} claims."
        f" Processor at {LIKELY_LOAD:.0%}, {EURO_A_CORE_HOUR} euros a core and hour,"
        f" {EURO_A_GIGABYTE_MONTH} a gigabyte and month.\n\n{markdown(header, rows)}\n"
    )


def _bytes(path: Path) -> int:
    files = [path] if path.is_file() else [it for it in path.rglob("*") if it.is_file()]
    return sum(it.stat().st_size for it in files)


if __name__ == "__main__":
    main()
