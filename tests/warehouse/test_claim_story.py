from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from recorded_reports import NOON, make_report, make_review, verdict_of

from checkers.errors import BadInput
from checkers.labels import Decision, VerdictLabel
from warehouse.claim_story import claim_story
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse


def test_the_story_of_a_claim_has_all_of_its_runs_and_nothing_of_other_claims(
    warehouse: Warehouse,
) -> None:
    report = make_report(run="run-1")
    later = make_report(run="run-2", at=NOON + timedelta(days=1), label=VerdictLabel.REFUTED)
    for one in (report, later, make_report(run="run-3", number=1)):
        warehouse.record(one)
    warehouse.record_review(make_review(verdict_of(report).id, Decision.CONFIRM))
    warehouse.record_review(make_review(verdict_of(make_report(number=1)).id, Decision.CONFIRM))

    claim = report.claims[0]
    story = claim_story(RecordedRuns(warehouse.path), claim.id)

    assert (story.article["id"], story.claim["text"]) == (report.article.id, claim.text)
    assert [row["run_id"] for row in story.runs] == ["run-1", "run-2"]
    assert [row["label"] for row in story.verdicts] == ["supported", "refuted"]
    assert [row["text"] for row in story.queries] == ["empresa facturación 2025"]
    assert [row["url"] for row in story.results] == [report.sources[0].url]
    assert [row["id"] for row in story.evidence] == [report.evidence[0].id]
    assert len(story.weighed) == 2
    assert [row["id"] for row in story.passages] == [report.passages[0].id]
    assert [row["id"] for row in story.sources] == [report.sources[0].id]
    assert [row["verdict_id"] for row in story.reviews] == [verdict_of(report).id]


def test_a_claim_is_named_by_enough_of_its_beginning(warehouse: Warehouse) -> None:
    reports = [make_report(run=f"run-{number}", number=number) for number in range(17)]
    for report in reports:
        warehouse.record(report)
    ids = sorted(claim.id for report in reports for claim in report.claims)
    runs = RecordedRuns(warehouse.path)

    assert claim_story(runs, ids[0][:-1]).claim["id"] == ids[0]
    # Of more than sixteen hexadecimal identifiers two begin alike.
    alike = next(one[0] for one, other in pairwise(ids) if one[0] == other[0])
    with pytest.raises(BadInput, match=f"several claims begin with '{alike}': {alike}"):
        claim_story(runs, alike)


def test_the_story_of_a_claim_that_is_not_there_is_bad_input(warehouse: Warehouse) -> None:
    with pytest.raises(BadInput, match="there is no claim 'nothing'"):
        claim_story(RecordedRuns(warehouse.path), "nothing")
