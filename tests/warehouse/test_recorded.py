from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from recorded_reports import NOON, make_report, verdict_of

from checkers.errors import BadInput, WarehouseError
from checkers.labels import Comparator, StatementKind, VerdictLabel
from checkers.nouns import Claim, Quantity, Report
from checkers.readings import Reference, SaidBy, Stretch
from warehouse.migrate import VERSIONS_TABLE, shipped_migrations
from warehouse.opening import opened_for_writing
from warehouse.recorded import Found, RecordedRuns, Standing
from warehouse.writer import Warehouse


@pytest.fixture
def runs(warehouse: Warehouse) -> RecordedRuns:
    return RecordedRuns(warehouse.path, patience_seconds=1)


def as_stored(report: Report) -> Report:
    """The report without what the warehouse does not keep: the publisher of a failed page."""
    return replace(
        report,
        sources=tuple(
            source
            if source.retrieved
            else replace(source, publisher="", id=report_id(source.url, source.detail))
            for source in report.sources
        ),
    )


def report_id(url: str, detail: str) -> str:
    from checkers.identifiers import identify
    from checkers.labels import Outcome

    return identify("source", url, Outcome.HTTP_ERROR, detail)


@pytest.mark.usefixtures("recorded")
def test_a_run_is_read_back_as_it_was_recorded(runs: RecordedRuns, report: Report) -> None:
    assert runs.report("run-1") == as_stored(report)


def test_a_claim_that_a_later_run_reads_otherwise_is_given_as_each_run_read_it(
    recorded: Warehouse, runs: RecordedRuns, report: Report
) -> None:
    first, *others = report.claims
    several = Quantity("1 o 2", 0, 5, Decimal("1.5"), Comparator.RANGE, upper=Decimal(2))
    otherwise: Claim = replace(
        first,
        kind=StatementKind.ATTRIBUTED,
        check_worthiness=0.25,
        attributed_to="la empresa",
        decontextualised="La empresa Acme facturó.",
        quantities=(several, *first.quantities),
        confidence=0.75,
        said_by=SaidBy("la empresa", "según", direct=False, anonymous=False, saying_id="s"),
        references=(
            Reference("ella", 3, 7, "Acme", Stretch(0, 4)),
            Reference("ayer", 8, 12, "el 1 de marzo de 2026"),
        ),
        spans=(Stretch(0, 4), Stretch(8, 12)),
    )
    later = replace(
        make_report(run="run-2", at=NOON + timedelta(days=1)), claims=(otherwise, *others)
    )
    recorded.record(later)

    assert runs.report("run-1").claims == report.claims
    assert runs.report("run-2").claims == later.claims


def test_a_verdict_is_found_with_the_first_run_that_came_to_it(
    warehouse: Warehouse, runs: RecordedRuns, report: Report
) -> None:
    warehouse.record(make_report(run="run-2", at=NOON + timedelta(days=1)))
    warehouse.record(report)
    verdict = verdict_of(report)

    assert runs.find(verdict.id[:10]) == Found("run-1", verdict.id)
    assert runs.find("run-2") == Found("run-2", None)


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("identifier", ["nothing", "", "%"])
def test_an_unknown_identifier_is_bad_input(runs: RecordedRuns, identifier: str) -> None:
    with pytest.raises(BadInput, match="there is no run or verdict"):
        runs.find(identifier)


def test_an_ambiguous_identifier_is_bad_input_that_names_what_it_may_mean(
    warehouse: Warehouse, runs: RecordedRuns
) -> None:
    for number in range(7):
        warehouse.record(make_report(run=f"run-{number}"))

    with pytest.raises(BadInput, match=r"7 runs .*run-0, run-1.*, …; give more"):
        runs.find("run-")


def test_claims_stand_as_their_newest_run_left_them(
    recorded: Warehouse, runs: RecordedRuns, report: Report
) -> None:
    later = make_report(run="run-2", at=NOON + timedelta(days=1), label=VerdictLabel.REFUTED)
    recorded.record(later)

    left = {one.claim_id: one for one in later.assessments}
    assert {one.claim_id for one in runs.standing()} == left.keys()
    assert len(runs.standing()) == len(report.claims)
    for one in runs.standing():
        it = left[one.claim_id]
        expected = (it.claim_id, "run-2", later.run.finished_at, it.status, it.reason)
        assert one == Standing(*expected)


def test_a_run_of_an_earlier_version_says_that_it_cannot_be_derived_again(
    recorded: Warehouse, runs: RecordedRuns
) -> None:
    with opened_for_writing(recorded.path) as connection:
        connection.execute("UPDATE run_claims SET statement = NULL")

    with pytest.raises(BadInput, match="before runs kept what they saw"):
        runs.report("run-1")


def test_a_comparison_of_an_earlier_version_has_no_places(
    recorded: Warehouse, runs: RecordedRuns
) -> None:
    with opened_for_writing(recorded.path) as connection:
        connection.execute("UPDATE evidence SET claimed_at = NULL, found_at = NULL")

    comparison = runs.report("run-1").evidence[0].comparison
    assert comparison is not None
    assert (comparison.claim.start, comparison.source.end) == (0, 0)


def test_a_file_of_an_earlier_schema_is_left_as_it_is_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(VERSIONS_TABLE)
        connection.execute(shipped_migrations()[0].sql)
        connection.execute("INSERT INTO schema_versions VALUES (1, 'init', now())")

    with pytest.raises(WarehouseError, match="earlier veredicto: check an article"):
        RecordedRuns(path).find("x")


def test_a_warehouse_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no warehouse at"):
        RecordedRuns(tmp_path / "none.duckdb").standing()
