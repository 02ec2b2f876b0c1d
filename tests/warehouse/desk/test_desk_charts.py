"""What the charts of the desk are drawn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from published_warehouses import Published
from recorded_reports import NOON, make_report, make_review, verdict_of

from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Assessment, Report
from warehouse.desk.charts import MOST_POINTS, Agreement, MonthlyVerdicts, RiskCoverage
from warehouse.desk.reader import DeskReader
from warehouse.opening import opened_for_writing

SUPPORTED, REFUTED = VerdictLabel.SUPPORTED, VerdictLabel.REFUTED
NOTHING = VerdictLabel.NOT_ENOUGH_EVIDENCE
MARCH, APRIL, FEBRUARY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 2, 1)


def sure(report: Report, confidence: float) -> Report:
    """The report with a verdict that is so sure."""
    assessments = tuple(
        replace(it, verdict=replace(it.verdict, confidence=confidence)) if it.verdict else it
        for it in report.assessments
    )
    assert all(isinstance(it, Assessment) for it in assessments)
    return replace(report, assessments=assessments)


def test_verdicts_are_counted_by_the_month_of_the_check_as_they_stand_now(
    published: Published,
) -> None:
    for number, days in enumerate((0, 1, 31)):
        at = NOON + timedelta(days=days)
        published.warehouse.record(make_report(run=f"{number}", number=number, at=at))
    overruled, withdrawn, _ = (verdict_of(make_report(number=number)) for number in range(3))
    published.warehouse.record_reviews(
        (
            make_review(overruled.id, Decision.OVERRULE, label=REFUTED),
            make_review(withdrawn.id, Decision.NOT_CHECKABLE),
        )
    )
    reader = published.read()
    assert reader.verdicts_over_time() == (
        MonthlyVerdicts(MARCH, REFUTED, 1),
        MonthlyVerdicts(APRIL, SUPPORTED, 1),
    )


def test_an_outlet_has_a_record_by_the_month_of_publication(published: Published) -> None:
    for number, outlet in enumerate(("Periódico", "Otro", "Otro")):
        report = make_report(run=f"{number}", number=number)
        article = replace(
            report.article,
            publisher=outlet,
            published_at=None if number == 1 else report.article.published_at,
        )
        published.warehouse.record(replace(report, article=article))
    reader = published.read()
    assert reader.outlets() == ("Otro", "Periódico")
    assert reader.outlet_record("Otro") == (
        MonthlyVerdicts(FEBRUARY, SUPPORTED, 1),
        MonthlyVerdicts(MARCH, SUPPORTED, 1),
    )
    assert reader.outlet_record("Nadie") == ()


def test_the_labels_of_the_engine_are_counted_across_those_of_editors(
    published: Published,
) -> None:
    for number in range(4):
        published.warehouse.record(make_report(run=f"{number}", number=number))
    verdicts = [verdict_of(make_report(number=number)).id for number in range(4)]
    published.warehouse.record_reviews(
        (
            make_review(verdicts[0], Decision.CONFIRM),
            make_review(verdicts[1], Decision.CONFIRM),
            make_review(verdicts[2], Decision.OVERRULE, label=REFUTED),
            make_review(verdicts[3], Decision.NOT_CHECKABLE),
        )
    )
    assert set(published.read().agreement()) == {
        Agreement("es", SUPPORTED, SUPPORTED, 2),
        Agreement("es", SUPPORTED, REFUTED, 1),
        Agreement("es", SUPPORTED, None, 1),
    }


def test_the_surest_verdicts_come_first_and_those_without_evidence_decide_nothing(
    published: Published,
) -> None:
    confidences = (0.9, 0.7, 0.7, 0.95)
    labels = (SUPPORTED, SUPPORTED, SUPPORTED, NOTHING)
    decisions = (Decision.CONFIRM, Decision.OVERRULE, Decision.CONFIRM, Decision.CONFIRM)
    for number, (confidence, label, decision) in enumerate(
        zip(confidences, labels, decisions, strict=True)
    ):
        report = sure(make_report(run=f"{number}", number=number, label=label), confidence)
        published.warehouse.record(report)
        overruled = REFUTED if decision is Decision.OVERRULE else None
        review = make_review(verdict_of(report).id, decision, label=overruled)
        published.warehouse.record_review(review)
    reader = published.read()
    assert reader.risk_coverage() == (
        RiskCoverage(0.9, 1, 0.25, 0.0),
        RiskCoverage(0.7, 3, 0.75, pytest.approx(1 / 3)),
    )
    assert reader.risk_coverage("es") == reader.risk_coverage()
    assert reader.risk_coverage("en") == ()


def test_a_curve_has_no_more_points_than_are_drawn(filled_reader: DeskReader) -> None:
    points = filled_reader.risk_coverage()
    assert 1 < len(points) <= MOST_POINTS
    assert [it.confidence for it in points] == sorted(
        (it.confidence for it in points), reverse=True
    )


def test_a_curve_of_many_verdicts_keeps_its_ends(published: Published) -> None:
    reports = [
        sure(make_report(run=f"{number}", number=number), round(0.5 + number / 200, 3))
        for number in range(MOST_POINTS + 5)
    ]
    # Held open, so that each run does not read the whole schema again.
    with opened_for_writing(published.warehouse.path):
        for report in reports:
            published.warehouse.record(report)
    published.warehouse.record_reviews(
        [make_review(verdict_of(report).id, Decision.CONFIRM) for report in reports]
    )
    points = published.read().risk_coverage()
    assert len(points) == MOST_POINTS
    assert (points[0].claims, points[-1].claims) == (1, MOST_POINTS + 5)


def test_providers_are_told_by_month_with_why_they_failed(published: Published) -> None:
    published.warehouse.record(make_report())
    found = {it.provider: it for it in published.read().providers_health()}
    assert (found["corpus"].month, found["corpus"].asked, found["corpus"].answered) == (MARCH, 1, 1)
    assert (found["brave"].rate_limited, found["brave"].failure_share) == (1, 1.0)
    assert found["brave"].reasons == (("answered 429", 1),)
    assert found["brave"].last_answered_at is None
