from __future__ import annotations

from dataclasses import replace

from recorded_reports import make_report, verdict_of

from checkers.labels import ClaimStatus
from warehouse.current import Selection, select_claims
from warehouse.export.findings import find_out
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse


def test_the_claims_of_a_run_come_in_the_order_of_the_text_with_what_is_theirs(
    warehouse: Warehouse,
) -> None:
    report = make_report()
    first, second, third = report.assessments
    other = replace(verdict_of(report), id="other", claim_id=second.claim_id, evidence=())
    judged = replace(second, status=ClaimStatus.JUDGED, reason=None, verdict=other)
    warehouse.record(replace(report, assessments=(first, judged, third)))
    runs = RecordedRuns(warehouse.path)

    found = list(find_out(runs, select_claims(runs, Selection())))

    assert [one.claim for one in found] == list(report.claims[:2])
    assert [len(one.cited) for one in found] == [1, 0]
    (cited,) = found[0].cited
    assert (cited.number, cited.counted) == (1, True)
    assert (cited.passage, cited.source.id) == (report.passages[0], report.sources[0].id)
