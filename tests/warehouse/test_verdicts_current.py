from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from recorded_reports import FIRST, NOON, make_report, make_review, verdict_of

from checkers.labels import ClaimStatus, Decision, VerdictLabel
from checkers.nouns import Assessment, Report
from warehouse.query import run_sql
from warehouse.writer import Warehouse


def current(warehouse: Warehouse) -> Mapping[str, object]:
    """The row of the claim about the turnover."""
    table = run_sql(warehouse.path, "SELECT * FROM verdicts_current WHERE kind = 'factual'")
    (row,) = table.rows
    return dict(zip(table.columns, row, strict=True))


def later(days: int, label: VerdictLabel) -> Report:
    return make_report(run=f"later-{days}", at=NOON + timedelta(days=days), label=label)


def test_one_select_says_what_is_said_of_each_claim_and_who_is_cited(recorded: Warehouse) -> None:
    row = current(recorded)
    assert row["claim"] == FIRST
    assert row["article_title"] == "La empresa crece"
    assert row["article_url"] == "https://periodico.example/0"
    assert (row["status"], row["label"], row["confidence"]) == ("judged", "supported", 0.83)
    assert row["final_label"] == "supported"
    assert row["cited"] == [
        {"publisher": "cuentas.example", "pieces": 1, "supports": 1, "refutes": 0}
    ]


def test_a_claim_without_verdict_has_its_status_and_reason(recorded: Warehouse) -> None:
    rows = run_sql(
        recorded.path,
        "SELECT status, reason, label, cited FROM verdicts_current WHERE label IS NULL"
        " ORDER BY status::VARCHAR",
    ).rows
    assert rows == (
        ("not_checked", "es una opinión", None, []),
        ("retrieval_failed", "no search answered", None, []),
    )


def test_the_newest_run_counts_in_whatever_order_runs_are_recorded(warehouse: Warehouse) -> None:
    warehouse.record(later(2, VerdictLabel.REFUTED))
    warehouse.record(later(1, VerdictLabel.SUPPORTED))
    assert current(warehouse)["label"] == "refuted"


def test_a_failed_second_check_is_shown_as_failed(recorded: Warehouse, report: Report) -> None:
    again = later(1, VerdictLabel.SUPPORTED)
    failed = Assessment(report.claims[0].id, ClaimStatus.RETRIEVAL_FAILED, "no pages", None)
    recorded.record(replace(again, assessments=(failed, *again.assessments[1:])))
    row = current(recorded)
    assert (row["status"], row["label"], row["final_label"]) == ("retrieval_failed", None, None)


def test_the_label_of_an_editor_who_overrules_is_final(recorded: Warehouse, report: Report) -> None:
    verdict = verdict_of(report)
    overruled = make_review(verdict.id, Decision.OVERRULE, label=VerdictLabel.CONFLICTING_EVIDENCE)
    recorded.record_review(overruled)
    row = current(recorded)
    assert (row["label"], row["final_label"]) == ("supported", "conflicting_evidence")
    assert (row["reviewer"], row["review_outdated"]) == (overruled.reviewer, False)


def test_the_newest_review_counts(recorded: Warehouse, report: Report) -> None:
    verdict = verdict_of(report)
    recorded.record_review(
        make_review(verdict.id, Decision.NOT_CHECKABLE, at=NOON + timedelta(hours=2))
    )
    recorded.record_review(make_review(verdict.id, Decision.CONFIRM, at=NOON + timedelta(hours=1)))
    row = current(recorded)
    assert (row["decision"], row["final_label"]) == ("not_checkable", None)


def test_a_decision_of_an_editor_outlasts_a_later_verdict_and_is_marked(
    recorded: Warehouse, report: Report
) -> None:
    recorded.record_review(make_review(verdict_of(report).id, Decision.CONFIRM))
    recorded.record(later(1, VerdictLabel.REFUTED))
    row = current(recorded)
    assert (row["label"], row["final_label"]) == ("refuted", "supported")
    assert row["review_outdated"] is True


def test_a_decision_that_was_taken_back_leaves_the_claim_as_if_nobody_had_decided(
    recorded: Warehouse, report: Report
) -> None:
    verdict, hour = verdict_of(report), timedelta(hours=1)
    recorded.record_review(make_review(verdict.id, Decision.NOT_CHECKABLE))
    recorded.record_review(make_review(verdict.id, Decision.RETRACT, at=NOON + hour))
    row = current(recorded)
    assert (row["decision"], row["reviewer"], row["final_label"]) == (None, None, "supported")
    assert row["review_outdated"] is False
    recorded.record_review(make_review(verdict.id, Decision.CONFIRM, at=NOON + 2 * hour))
    assert current(recorded)["decision"] == "confirm"


def test_the_wording_is_the_editor_s_where_there_is_one(
    recorded: Warehouse, report: Report
) -> None:
    review = make_review(verdict_of(report).id, Decision.CONFIRM)
    recorded.record_review(replace(review, wording="La empresa ingresó cuatro mil millones."))
    row = current(recorded)
    assert (row["claim"], row["wording"]) == (FIRST, "La empresa ingresó cuatro mil millones.")
