"""How time and memory grow with articles, with pages of a claim, and with the warehouse.

    python -m benchmarks.growth [--articles 1 10 100] [--pages 10 100 1000 10000]
                                [--verdicts 2000 20000 200000 1000000] [--plot]

Each point is a process of its own, for its peak memory. Articles are checked in one batch by the
functions of the tasks, against pages in a folder, after one that warms up. Pages of a claim are
read, embedded and judged (`gather_evidence`). Into the filled warehouse reports of twenty claims
are recorded. A list of sizes that is empty leaves its curve out. The exponent is that of the line
through the logarithms: 1 is linear, 0 is flat. What fills the warehouse is a process apart, whose
memory is not counted.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import numpy as np
import psutil

from benchmarks.flow_overhead import bare_tasks
from benchmarks.generated_town import KnownClaim, generate_town
from benchmarks.interleaved import describe_machine, markdown
from benchmarks.warehouse import fill
from benchmarks.warehouse_report import big_report
from benchmarks.warehouse_rows import Size
from checkers.claims.find import find_claims
from checkers.evidence.gather import Judges, gather_evidence
from checkers.fetching.document import Document
from checkers.fetching.sources import read_source
from checkers.models.embedder import load_embedder
from checkers.models.stance import load_stance_model
from checkers.reading.article import parse_article
from flows import check as checking
from veredicto.settings import load_settings
from veredicto.wire import build_parts
from warehouse.writer import Warehouse

Result = TypeVar("Result")

RESULT = Path("benchmarks/results/growth.md")
PICTURE = Path("docs/explanation/growth.svg")
SENTENCES = 4
WRITES = 5
EVIDENCE_A_VERDICT = 5
HEADER = ("grows", "size", "seconds", "peak memory, MB", "open files", "threads")


@dataclass(frozen=True, slots=True)
class Point:
    """Seconds of a size, the most memory of the process, and what it has open at the end."""

    size: int
    seconds: float
    megabytes: float
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Curve:
    """What was made larger, and what that took."""

    name: str
    points: tuple[Point, ...]

    def exponent(self, of: Callable[[Point], float]) -> float:
        """The slope of the logarithms; 0 where there is one point."""
        if len(self.points) == 1:
            return 0.0
        sizes = np.log([point.size for point in self.points])
        return float(np.polyfit(sizes, np.log([of(point) for point in self.points]), 1)[0])


def main() -> None:
    """Measure, print, save and draw."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--articles", type=int, nargs="*", default=[1, 10, 100])
    asked.add_argument("--pages", type=int, nargs="*", default=[10, 100, 1_000, 10_000])
    asked.add_argument(
        "--verdicts", type=int, nargs="*", default=[2_000, 20_000, 200_000, 1_000_000]
    )
    asked.add_argument("--plot", action="store_true", help=f"draw {PICTURE} (matplotlib)")
    given = asked.parse_args()
    ways = (
        ("articles of a batch", check_articles, given.articles),
        ("pages of a claim", judge_pages, given.pages),
        ("verdicts in the warehouse, a write of 20 claims", write_into, given.verdicts),
    )
    curves = [_curve(name, way, sizes) for name, way, sizes in ways if sizes]
    text = told(curves)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    if given.plot:
        draw(curves)


def told(curves: Sequence[Curve]) -> str:
    """Points and exponents in Markdown."""
    rows = [
        (
            curve.name,
            f"{point.size:,}",
            f"{point.seconds:.2f}",
            f"{point.megabytes:,.0f}",
            f"{point.files}",
            f"{point.threads}",
        )
        for curve in curves
        for point in curve.points
    ]
    fits = [
        (
            curve.name,
            f"{curve.exponent(lambda point: point.seconds):.2f}",
            f"{curve.exponent(lambda point: point.megabytes):.2f}",
        )
        for curve in curves
    ]
    return (
        f"# Growth\n\n{describe_machine()}\n\n"
        f"{markdown(HEADER, rows)}\n\n"
        f"{markdown(('grows', 'exponent of time', 'exponent of memory'), fits)}\n"
    )


def draw(curves: Sequence[Curve]) -> None:
    """Both quantities over the size, the time on logarithmic axes."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for axis, what, of in (
        (axes[0], "seconds", lambda point: point.seconds),
        (axes[1], "peak memory, MB", lambda point: point.megabytes),
    ):
        for curve in curves:
            sizes = [point.size for point in curve.points]
            axis.plot(sizes, [of(point) for point in curve.points], marker="o", label=curve.name)
        axis.set(xscale="log", xlabel="size", ylabel=what)
    axes[0].set(yscale="log")
    axes[1].set(ylim=(0, None))
    named = axes[0].get_legend_handles_labels()
    figure.legend(*named, loc="outside lower center", ncols=len(curves), fontsize="small")
    figure.savefig(PICTURE, metadata={"Date": None})


def check_articles(count: int) -> float:
    """Seconds of so many articles of another region each, two pages a claim."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages, articles = folder / "pages", []
        pages.mkdir()
        for seed in range(count + 1):
            town = generate_town(seed, pages_a_claim=1, sentences_a_page=SENTENCES, claims=3)
            articles.append(folder / f"article-{seed}.txt")
            articles[-1].write_text(town.article, encoding="utf-8")
            for number, html in enumerate(town.pages.values()):
                Path(pages, f"{seed}-{number}.html").write_text(html, encoding="utf-8")
        settings = load_settings(
            warehouse=str(folder / "veredicto.duckdb"), search=["corpus"], corpus=pages
        )
        parts = build_parts(settings, lambda _stage, _done, _total: None)
        with patch.multiple(checking, **bare_tasks()):
            checking.check(str(articles[0]), parts)
            began = time.perf_counter()
            for article in articles[1:]:
                checking.check(str(article), parts)
            return time.perf_counter() - began


def judge_pages(count: int) -> float:
    """Seconds of the evidence of one claim among so many pages."""
    town = generate_town(pages_a_claim=count, sentences_a_page=SENTENCES, claims=1)
    known: KnownClaim = town.claims[0]
    article = parse_article(town.article.encode(), name="a.txt")
    (claim,) = (one for one in find_claims(article) if one.text == known.text)
    judges = Judges(load_embedder(), load_stance_model())
    now = datetime.now(UTC)
    began = time.perf_counter()
    sources = [
        read_source(
            Document(
                url=f"https://page{number}.example/",
                final_url=f"https://page{number}.example/",
                status_code=200,
                content_type="text/html",
                headers=(),
                body=html.encode(),
                retrieved_at=now,
            ),
            str(number),
        )
        for number, html in enumerate(town.pages.values())
    ]
    gather_evidence([claim], sources, "es", judges)
    return time.perf_counter() - began


def write_into(verdicts: int) -> float:
    """Seconds of the median write into a warehouse of so many verdicts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "warehouse.duckdb")
        size = Size(verdicts, verdicts * EVIDENCE_A_VERDICT)
        _apart(_filled, path, size)
        warehouse = Warehouse(path)
        taken = []
        for _ in range(WRITES):
            report = big_report(size.rows["sources"])
            began = time.perf_counter()
            warehouse.record(report)
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _filled(path: Path, size: Size) -> None:
    Warehouse(path).prepare()
    fill(size, 0.0, 1.0, path, None)


def _curve(name: str, way: Callable[[int], float], sizes: Sequence[int]) -> Curve:
    points = []
    for size in sizes:
        points.append(Point(size, *_apart(_measured, way, size)))
        print(name, points[-1], file=sys.stderr, flush=True)
    return Curve(name, tuple(points))


def _apart(work: Callable[..., Result], *given: object) -> Result:
    """What a process of its own returns for the work."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as process:
        return process.submit(work, *given).result()


def _measured(way: Callable[[int], float], size: int) -> tuple[float, float, int, int]:
    seconds = way(size)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    process = psutil.Process()
    return seconds, peak, process.num_fds(), process.num_threads()


if __name__ == "__main__":
    main()
