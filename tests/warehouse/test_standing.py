from __future__ import annotations

from datetime import timedelta

import pytest
from recorded_reports import NOON, make_report

from checkers.errors import BadInput
from checkers.labels import ClaimStatus
from checkers.nouns import Report
from veredicto.standing import choose, the_one_named
from warehouse.opening import opened_for_writing
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

SOON = NOON + timedelta(hours=1)


@pytest.fixture
def runs(warehouse: Warehouse, report: Report) -> RecordedRuns:
    warehouse.record(report)
    return RecordedRuns(warehouse.path)


def test_the_claims_with_a_verdict_are_chosen_with_what_their_run_saw(
    runs: RecordedRuns, report: Report
) -> None:
    (base,) = choose(runs, before=SOON).bases
    assert base.claims == report.claims[:1]
    assert base.evidence == report.evidence
    assert [one.claim_id for one in base.assessments] == [report.claims[0].id]


def test_what_a_recheck_has_looked_at_since_is_left_alone(
    warehouse: Warehouse, runs: RecordedRuns
) -> None:
    warehouse.record(make_report(run="run-2", at=SOON))

    assert choose(runs, before=SOON).bases == ()
    (base,) = choose(runs, before=SOON + timedelta(hours=1)).bases
    assert base.run.id == "run-2"


def test_a_claim_is_named_by_the_beginning_of_its_identifier(
    warehouse: Warehouse, runs: RecordedRuns, report: Report
) -> None:
    warehouse.record(make_report(run="other", number=1))

    (base,) = choose(runs, before=SOON, claims=[report.claims[0].id[:12]]).bases

    assert base.run.id == "run-1"
    with pytest.raises(BadInput, match="no claim 'nope'"):
        choose(runs, before=SOON, claims=["nope"])


def test_a_claim_whose_retrieval_failed_is_chosen_when_named_or_asked_for(
    runs: RecordedRuns, report: Report
) -> None:
    failed = report.assessments[1]
    assert failed.status is ClaimStatus.RETRIEVAL_FAILED

    for bases in (
        choose(runs, before=SOON, failed=True).bases,
        choose(runs, before=SOON, claims=[failed.claim_id]).bases,
    ):
        (base,) = bases
        assert base.assessments == (failed,)
    assert choose(runs, before=SOON, failed=True, claims=[report.claims[0].id]).bases == ()


def test_a_claim_that_is_not_checked_cannot_be_looked_at_and_says_why(
    runs: RecordedRuns, report: Report
) -> None:
    excluded = next(one for one in report.assessments if one.status is ClaimStatus.NOT_CHECKED)

    with pytest.raises(BadInput, match="is not one to check: es una opinión"):
        choose(runs, before=SOON, claims=[excluded.claim_id])


def test_pages_are_added_to_one_claim_that_is_named_and_no_other(
    runs: RecordedRuns, report: Report
) -> None:
    (wanted,) = choose(runs, before=SOON).bases[0].claims

    assert the_one_named(runs, [wanted.id[:12]]) == wanted.id
    for names in ((), (wanted.id, report.claims[1].id)):
        with pytest.raises(BadInput, match="a page is added to one claim"):
            the_one_named(runs, names)
    with pytest.raises(BadInput, match="2 claims begin with ''"):
        the_one_named(runs, [""])


def test_a_run_that_did_not_keep_what_it_saw_is_skipped_and_said(
    warehouse: Warehouse, runs: RecordedRuns
) -> None:
    with opened_for_writing(warehouse.path) as connection:
        connection.execute("UPDATE run_claims SET statement = NULL")

    chosen = choose(runs, before=SOON)

    assert chosen.bases == ()
    assert "run-1 was recorded before" in chosen.skipped[0]
