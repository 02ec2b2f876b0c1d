"""The figures as families of metrics, with names and units as Prometheus has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from checkers.errors import VeredictoError
from veredicto.metrics.watched import Figures, Watched
from warehouse.totals import Totals

NONE = "none"


class Families(Collector):
    """Looks at the installation when it is asked for its metrics.

    Where it cannot be read, `veredicto_up` is 0 and the rest is left out, so that nobody takes old
    figures for new ones.
    """

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def describe(self) -> list[Metric]:
        """Nothing, so that registering does not look."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every family, once."""
        up = GaugeMetricFamily("veredicto_up", "Whether the copy for readers could be read.")
        try:
            figures = self._watched.look()
        except VeredictoError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        build = GaugeMetricFamily("veredicto_build_info", "The version.", labels=["version"])
        build.add_metric([version("veredicto")], 1)
        yield build
        yield from _of_runs(figures)
        yield from _of_work(figures.totals)
        yield from _of_providers(figures.totals)
        yield from _of_people(figures)


def _of_runs(figures: Figures) -> Iterator[Metric]:
    runs = CounterMetricFamily(
        "veredicto_runs", "Runs that were recorded, by how they ended.", labels=["outcome"]
    )
    for one in figures.totals.runs:
        runs.add_metric([one.outcome], one.runs)
    yield runs
    if figures.totals.runs:
        last = max(one.last_finished_at for one in figures.totals.runs)
        yield GaugeMetricFamily(
            "veredicto_last_run_timestamp_seconds",
            "When the last run ended, in seconds since 1970.",
            value=last.timestamp(),
        )
    yield GaugeMetricFamily(
        "veredicto_as_of_timestamp_seconds",
        "The state of the warehouse that is counted, in seconds since 1970.",
        value=figures.as_of.timestamp(),
    )


def _of_work(totals: Totals) -> Iterator[Metric]:
    claims = CounterMetricFamily(
        "veredicto_claims",
        "Claims as runs found them, by status and verdict.",
        labels=["status", "verdict"],
    )
    for found in totals.claims:
        claims.add_metric([found.status, found.verdict or NONE], found.claims)
    yield claims
    failures = CounterMetricFamily(
        "veredicto_failures",
        "What runs could not do, by stage and search provider.",
        labels=["stage", "provider"],
    )
    for failed in totals.failures:
        failures.add_metric([failed.stage, failed.provider or NONE], failed.failures)
    yield failures
    stages = SummaryMetricFamily(
        "veredicto_stage_seconds", "Wall-clock seconds of runs by stage.", labels=["stage"]
    )
    for stage in totals.stages:
        stages.add_metric([stage.stage], stage.runs, stage.seconds)
    yield stages


def _of_providers(totals: Totals) -> Iterator[Metric]:
    answers = CounterMetricFamily(
        "veredicto_provider_answers",
        "How search providers took queries; resting and over_budget ones were not sent.",
        labels=["provider", "outcome"],
    )
    took: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for one in totals.answers:
        answers.add_metric([one.provider, one.outcome], one.answers)
        if one.outcome in {"answered", "empty"}:
            count, seconds = took[one.provider]
            took[one.provider] = (count + one.answers, seconds + one.seconds)
    yield answers
    summary = SummaryMetricFamily(
        "veredicto_provider_answer_seconds",
        "Wall-clock seconds until search providers answered.",
        labels=["provider"],
    )
    for provider, (count, seconds) in took.items():
        summary.add_metric([provider], count, seconds)
    yield summary


def _of_people(figures: Figures) -> Iterator[Metric]:
    if figures.desk is not None:
        desk = GaugeMetricFamily(
            "veredicto_desk_claims",
            "Claims in the queue of the editors' desk, by where they are on their way.",
            labels=["state"],
        )
        for state, count in figures.desk.items():
            desk.add_metric([state], count)
        yield desk
    yield GaugeMetricFamily(
        "veredicto_notifications_undelivered",
        "Verdicts that a channel has not taken yet.",
        value=figures.undelivered,
    )
