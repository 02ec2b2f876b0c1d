"""Passages of one page that several articles and runs bring, each once and each found again."""

from __future__ import annotations

from dataclasses import replace

from recorded_reports import PAGE, make_report, repeated_keys

from checkers.nouns import Passage, Report
from warehouse.claim_story import claim_story
from warehouse.query import run_sql
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

ELSEWHERE = PAGE.index("4.100")


def citing(report: Report, start: int) -> Report:
    """The report with its evidence resting on what its page says from there on."""
    page, (piece,) = report.sources[0], report.evidence
    passage = Passage.of(page, start, len(PAGE) - 2)
    return replace(report, passages=(passage,), evidence=(replace(piece, passage_id=passage.id),))


def test_a_passage_is_there_once_whatever_articles_cite_it(warehouse: Warehouse) -> None:
    first = make_report(run="run-0", number=0)
    other = citing(make_report(run="run-1", number=1), ELSEWHERE)
    both = citing(make_report(run="run-2", number=2), ELSEWHERE)
    both = replace(both, passages=(*both.passages, *first.passages))
    for report in (first, other, both):
        warehouse.record(report)

    brought = "SELECT count(*), count(DISTINCT recorded_at) FROM passages"
    assert run_sql(warehouse.path, brought).rows == ((2, 2),)
    assert run_sql(warehouse.path, repeated_keys()).rows == ()
    # The third run brought no passage, and is not looked into for any.
    times = "SELECT recorded_at FROM passage_recordings ORDER BY 1"
    of_runs = "SELECT recorded_at FROM runs WHERE id <> 'run-2' ORDER BY 1"
    assert run_sql(warehouse.path, times).rows == run_sql(warehouse.path, of_runs).rows


def test_a_passage_that_an_earlier_run_brought_is_found_from_a_later_one(
    warehouse: Warehouse,
) -> None:
    for number in range(3):
        warehouse.record(make_report(run=f"run-{number}", number=number))
    last = citing(make_report(run="run-3", number=3), ELSEWHERE)
    warehouse.record(last)
    warehouse.record(citing(make_report(run="run-4", number=4), ELSEWHERE))

    runs = RecordedRuns(warehouse.path)
    for number, passage in ((2, make_report().passages[0]), (4, last.passages[0])):
        claim = make_report(number=number).claims[0]
        (row,) = claim_story(runs, claim.id).passages
        assert (row["id"], row["text"]) == (passage.id, passage.text)
        assert runs.report(f"run-{number}").passages == (passage,)
