from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from recorded_reports import make_review
from repeated import a_report

from builders import NOON
from checkers.before import ClaimTrace
from checkers.labels import ClaimStatus, Decision, VerdictLabel
from checkers.nouns import Report
from checkers.repeats.traces import centres, compact, lookup_of, traces_of
from warehouse.claim_traces import CANDIDATES, ClaimTraces, Traced
from warehouse.earlier_checks import SHOWN
from warehouse.query import run_sql
from warehouse.writer import Warehouse

EMBEDDER = "model 1"
CLAIM = "El agua con limón cura el cáncer."


@pytest.fixture
def traces(warehouse: Warehouse) -> ClaimTraces:
    return ClaimTraces(warehouse.path, patience_seconds=5)


def traced(
    report: Report, *, seed: int = 1, noise: float = 0.0, first: Report | None = None
) -> Report:
    """The report with vectors drawn by `seed`, moved by `noise`, in the clusters of `first`."""
    middle = centres()[1]["es"]
    drawn = np.random.default_rng(seed).normal(size=(len(report.claims), middle.size))
    moved = np.random.default_rng(99).normal(size=drawn.shape)
    vectors = (middle + 0.02 * (drawn + noise * moved)).astype(np.float32)
    ids = [claim.id for claim in report.claims]
    own = traces_of(ids, compact(vectors), [report.article.language] * len(ids), EMBEDDER)
    if first is not None:
        own = tuple(
            replace(trace, cluster_id=claim.id, similarity=0.9, agreement=0.8)
            for trace, claim in zip(own, first.claims, strict=True)
        )
    return replace(report, traces=own)


def near(traces: ClaimTraces, *asked: ClaimTrace) -> list[list[str]]:
    lookup = lookup_of(asked)
    found = traces.firsts_near(EMBEDDER, lookup.probes, lookup.sketches)
    return [[one.trace.claim_id for one in row] for row in found]


def test_a_trace_comes_back_with_the_wording_and_the_time_of_its_article(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    report = traced(a_report("faro.example", CLAIM))
    warehouse.record(report)
    (trace,) = report.traces

    said_at = report.article.published_at
    assert traces.get([trace.claim_id, "?"], EMBEDDER) == {
        trace.claim_id: Traced(trace, CLAIM, said_at)
    }
    assert traces.get([trace.claim_id], "model 2") == {}
    assert traces.get([], EMBEDDER) == {}


def test_the_first_claims_of_clusters_are_found_nearest_first_and_those_far_away_are_not(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    stored = [
        traced(a_report("faro.example", CLAIM)),
        traced(a_report("gaceta.example", f"{CLAIM} Sí."), noise=0.3),
        traced(a_report("diario.example", "Otra cosa."), seed=7),
    ]
    for report in stored:
        warehouse.record(report)
    asked = traced(a_report("eco.example", CLAIM), noise=0.05).traces[0]
    ids = [report.claims[0].id for report in stored]

    assert near(traces, asked) == [[ids[0], ids[1]]]
    assert near(traces, asked, stored[2].traces[0]) == [[ids[0], ids[1]], [ids[2]]]


def test_claims_that_joined_a_cluster_are_no_candidates(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    first = traced(a_report("faro.example", CLAIM))
    warehouse.record(first)
    warehouse.record(traced(a_report("gaceta.example", CLAIM), noise=0.1, first=first))

    assert near(traces, first.traces[0]) == [[first.claims[0].id]]


def test_no_more_candidates_are_given_than_are_looked_at(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    for number in range(CANDIDATES + 2):
        warehouse.record(traced(a_report(f"medio{number}.example", CLAIM)))

    (found,) = near(traces, traced(a_report("eco.example", CLAIM)).traces[0])
    assert len(found) == len(set(found)) == CANDIDATES


def test_a_run_that_others_have_overtaken_is_not_recorded(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    seen = traces.count()
    assert warehouse.record(traced(a_report("faro.example", CLAIM)), traces_seen=seen)

    late = traced(a_report("gaceta.example", CLAIM))
    assert not warehouse.record(late, traces_seen=seen)
    assert run_sql(warehouse.path, "SELECT count(*) FROM runs").rows == ((1,),)
    assert warehouse.record(late, traces_seen=traces.count())
    assert warehouse.record(late, traces_seen=seen)
    assert traces.count() == 2


def test_the_first_trace_of_a_claim_stays(warehouse: Warehouse, traces: ClaimTraces) -> None:
    report = a_report("faro.example", CLAIM)
    first = traced(report)
    warehouse.record(first)
    traces.record(traced(report, seed=2).traces)

    assert traces.get([report.claims[0].id], EMBEDDER)[report.claims[0].id].trace == first.traces[0]


def test_an_earlier_check_is_given_with_its_outlet_and_verdict(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    first = traced(a_report("faro.example", CLAIM))
    later = traced(a_report("gaceta.example", CLAIM, at=NOON + timedelta(days=1)), first=first)
    warehouse.record(first)

    (before,) = traces.checked_before(later.traces, later.article.id)

    assert before.claim_id == later.claims[0].id
    assert before.earlier_id == first.claims[0].id
    assert (before.wording, before.language, before.outlet) == (CLAIM, "es", "faro.example")
    assert (before.status, before.label) == (ClaimStatus.JUDGED, VerdictLabel.REFUTED)
    assert (before.checked_at, before.run_id) == (NOON, first.run.id)
    assert (before.decision, before.decided) == (None, None)


def test_what_an_editor_decided_comes_before_newer_verdicts_and_those_before_no_verdict(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    first = traced(a_report("uno.example", CLAIM, label=VerdictLabel.SUPPORTED))
    others = [
        traced(a_report(outlet, CLAIM, label=label, at=NOON + timedelta(days=days)), first=first)
        for outlet, label, days in (
            ("dos.example", VerdictLabel.REFUTED, 1),
            ("tres.example", VerdictLabel.REFUTED, 2),
            ("cuatro.example", None, 3),
        )
    ]
    for report in (first, *others):
        warehouse.record(report)
    verdict = first.assessments[0].verdict
    assert verdict is not None
    warehouse.record_review(make_review(verdict.id, Decision.OVERRULE, label=VerdictLabel.REFUTED))
    asked = traced(a_report("cinco.example", CLAIM), first=first)

    found = traces.checked_before(asked.traces, asked.article.id)

    assert [one.outlet for one in found] == ["uno.example", "tres.example", "dos.example"]
    assert len(found) == SHOWN
    assert (found[0].label, found[0].decision, found[0].decided) == (
        VerdictLabel.SUPPORTED,
        Decision.OVERRULE,
        VerdictLabel.REFUTED,
    )


def test_claims_of_the_same_article_are_not_given_as_checked_before(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    report = a_report("faro.example", CLAIM, f"Otra vez: {CLAIM}")
    own = traced(report).traces
    joined = replace(own[1], cluster_id=own[0].claim_id, similarity=0.9)
    warehouse.record(replace(report, traces=(own[0], joined)))

    assert traces.checked_before((own[0], joined), report.article.id) == ()
    assert traces.checked_before((), report.article.id) == ()
    assert traces.checked_before(traced(a_report("eco.example", "Nada."), seed=5).traces, "?") == ()


def test_checked_claims_without_a_trace_are_listed_in_the_order_they_were_checked(
    warehouse: Warehouse, traces: ClaimTraces
) -> None:
    later = a_report("gaceta.example", CLAIM, at=NOON + timedelta(days=1))
    first = a_report("faro.example", CLAIM)
    done = traced(a_report("eco.example", CLAIM))
    excluded = replace(
        a_report("otro.example", "¿Y qué?"),
        claims=tuple(
            replace(claim, excluded="es una pregunta")
            for claim in a_report("otro.example", "¿Y qué?").claims
        ),
    )
    for report in (later, first, done, excluded):
        warehouse.record(report)

    lacking = traces.untraced(EMBEDDER, most=10)

    assert [one.claim_id for one in lacking] == [first.claims[0].id, later.claims[0].id]
    assert lacking[0].wording == CLAIM
    assert lacking[0].said_at == first.article.published_at
    assert traces.untraced(EMBEDDER, most=1) == lacking[:1]
    assert traces.count_untraced(EMBEDDER) == 2
    assert traces.count_untraced("model 2") == 3
