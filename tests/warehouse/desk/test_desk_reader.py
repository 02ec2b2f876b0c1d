"""What the desk reads of the warehouse, from a copy that is replaced under it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from filled_warehouses import FACT_CHECK, fill, full_report, turn_back
from published_warehouses import Published
from recorded_reports import NOON, make_report, make_review, verdict_of, with_opinions
from repeated import a_report

from checkers.before import ClaimTrace
from checkers.errors import BadInput, WarehouseError
from checkers.labels import ClaimStatus, Decision, Outcome, SearchOutcome, VerdictLabel
from checkers.nouns import Report
from warehouse.desk.reader import DeskReader
from warehouse.public_copy import PublicCopy
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

DAY = timedelta(days=1)
REFUTED = VerdictLabel.REFUTED


def rows(reader: DeskReader) -> dict[str, dict[str, Any]]:
    """The queue by the texts of claims."""
    found: list[dict[str, Any]] = reader.queue().table.to_pylist()
    return {row["claim"]: row for row in found}


def traced(report: Report, first: Report) -> Report:
    """The report whose only claim says what that of `first` does."""
    told = None if report is first else 0.9
    trace = ClaimTrace(
        claim_id=report.claims[0].id,
        embedder="e@1",
        language="es",
        vector=(1, 2),
        bands=(1,) * 6,
        sketch=(1,) * 4,
        cluster_id=first.claims[0].id,
        similarity=told,
        agreement=told,
    )
    return replace(report, traces=(trace,))


def test_the_queue_has_the_newest_check_of_every_claim_that_somebody_may_decide_on(
    published: Published,
) -> None:
    report = full_report()
    published.warehouse.record(report)
    published.warehouse.record(full_report("later", 1))
    again = make_report(run="again", at=NOON + DAY, label=REFUTED)
    published.warehouse.record(again)
    found = [
        row
        for row in published.read().queue().table.to_pylist()
        if row["article_id"] == report.article.id
    ]
    judged, failed = sorted(found, key=lambda row: str(row["status"]))
    verdict = verdict_of(again)
    assert (judged["run_id"], judged["verdict_id"], judged["label"]) == (
        "again",
        verdict.id,
        "refuted",
    )
    assert (judged["p_refuted"], judged["p_nee"], judged["p_supported"]) == (0.83, 0.17, None)
    assert (judged["voices"], judged["repeats"], judged["outlets"]) == (1, 1, 1)
    assert (judged["outlet"], judged["language"], judged["topic"]) == ("Periódico", "es", None)
    assert (judged["fact_checked"], judged["failed_provider"]) == (False, None)
    assert (failed["status"], failed["failed_provider"]) == ("retrieval_failed", "searxng")
    assert {row["fact_checked"] for row in rows(published.read()).values()} == {True, False}


def test_the_queue_says_what_an_editor_decided_unless_it_was_taken_back(
    published: Published,
) -> None:
    for number in range(2):
        published.warehouse.record(make_report(run=f"{number}", number=number))
    kept, taken_back = (verdict_of(make_report(number=number)) for number in range(2))
    overruled = make_review(kept.id, Decision.OVERRULE, label=REFUTED)
    published.warehouse.record_reviews(
        (
            replace(overruled, wording="La empresa ingresó mucho."),
            make_review(taken_back.id, Decision.CONFIRM),
            make_review(taken_back.id, Decision.RETRACT, at=NOON + DAY),
        )
    )
    found = {row["verdict_id"]: row for row in published.read().queue().table.to_pylist()}
    row = found[kept.id]
    assert (row["label"], row["decision"], row["decided_label"]) == (
        "supported",
        "overrule",
        "refuted",
    )
    assert (row["wording"], row["reviewer"]) == ("La empresa ingresó mucho.", overruled.reviewer)
    assert (row["review_reason"], row["review_outdated"]) == (overruled.reason, False)
    assert (found[taken_back.id]["decision"], found[taken_back.id]["decided_label"]) == (None, None)


def test_claims_that_say_the_same_are_counted_and_found(published: Published) -> None:
    first = a_report("faro.example", "El agua cura.")
    again = a_report("otro.example", "El agua lo cura.", label=None, at=NOON + DAY)
    third = a_report("otro.example", "Cura el agua.", at=NOON + 2 * DAY)
    for report in (first, again, third):
        published.warehouse.record(traced(report, first))
    published.warehouse.record(a_report("faro.example", "Nadie repite esto."))
    overruled = make_review(verdict_of(third).id, Decision.OVERRULE, label=VerdictLabel.SUPPORTED)
    published.warehouse.record_review(overruled)
    reader = published.read()
    row = rows(reader)["El agua cura."]
    assert (row["repeats"], row["outlets"]) == (3, 2)
    alone = rows(reader)["Nadie repite esto."]
    assert (alone["repeats"], alone["outlets"]) == (1, 1)
    assert reader.repeats(alone["claim_id"]) == ()
    other, decided = reader.repeats(first.claims[0].id)
    assert (other.claim, other.outlet, other.similarity) == (
        "El agua lo cura.",
        "otro.example",
        pytest.approx(0.9),
    )
    assert (other.label, other.final_label, other.decision) == (None, None, None)
    assert (decided.label, decided.final_label) == (REFUTED, VerdictLabel.SUPPORTED)
    assert decided.decision is Decision.OVERRULE
    assert [it.similarity for it in reader.repeats(third.claims[0].id)] == [
        None,
        pytest.approx(0.9),
    ]


def test_a_run_is_read_as_it_was_recorded_but_for_the_texts_of_pages_that_are_not_cited(
    filled: Path, filled_reader: DeskReader
) -> None:
    runs = RecordedRuns(filled)
    for run_id in {row["run_id"] for row in filled_reader.queue().table.to_pylist()}:
        found, recorded = filled_reader.report(run_id), runs.report(run_id)
        cited = {piece.source_id for piece in recorded.evidence}
        texts = tuple(
            source if source.id in cited else replace(source, text="")
            for source in recorded.sources
        )
        assert found == replace(recorded, sources=texts)


def test_of_one_claim_a_run_is_read_with_what_that_claim_rests_on(
    filled_reader: DeskReader,
) -> None:
    row = next(
        row
        for row in filled_reader.queue().table.to_pylist()
        if row["label"] == "refuted" and row["voices"] > 1
    )
    whole = filled_reader.report(row["run_id"])
    alone = filled_reader.report(row["run_id"], row["claim_id"])
    assert (alone.article, alone.claims, alone.run) == (whole.article, whole.claims, whole.run)
    assert alone.evidence == tuple(
        piece for piece in whole.evidence if piece.claim_id == row["claim_id"]
    )
    cited = {piece.source_id for piece in alone.evidence}
    assert alone.sources == tuple(
        source for source in whole.sources if source.id in cited or not source.retrieved
    )
    assert {passage.id for passage in alone.passages} == {it.passage_id for it in alone.evidence}
    for one, in_whole in zip(alone.assessments, whole.assessments, strict=True):
        if one.claim_id == row["claim_id"]:
            assert one == in_whole
        elif one.verdict is not None and in_whole.verdict is not None:
            assert one.verdict == replace(in_whole.verdict, evidence=())
    searched = next(it for it in whole.searches if it.claim_id == row["claim_id"])
    assert alone.searches == (replace(searched, results=()),)


def test_what_providers_answered_and_what_failed_is_told(published: Published) -> None:
    report = make_report()
    published.warehouse.record(report)
    reader = published.read()
    judged, failed, opinion = report.claims
    (answered,) = reader.report("run-1", judged.id).searches
    assert (answered.answered, [it.outcome for it in answered.answers]) == (
        1,
        [SearchOutcome.ANSWERED, SearchOutcome.RATE_LIMITED],
    )
    (silent,) = reader.report("run-1", failed.id).searches
    assert [it.provider for it in silent.failures] == ["searxng"]
    assert reader.report("run-1", opinion.id).searches == ()


def test_earlier_checks_are_told_newest_first_and_not_the_newest(published: Published) -> None:
    for days, label in ((0, VerdictLabel.SUPPORTED), (1, REFUTED), (2, REFUTED)):
        published.warehouse.record(make_report(run=f"{days}", at=NOON + days * DAY, label=label))
    reader = published.read()
    claim = make_report().claims[0]
    flipped, first = reader.history(claim.id)
    assert (flipped.run_id, flipped.label, flipped.label_before, flipped.flipped) == (
        "1",
        REFUTED,
        VerdictLabel.SUPPORTED,
        True,
    )
    assert (first.run_id, first.status, first.flipped) == ("0", ClaimStatus.JUDGED, False)
    assert (first.confidence, first.label_before) == (0.83, None)
    published.warehouse.record(make_report(run="another", number=1))
    assert published.read().history(make_report(number=1).claims[0].id) == ()


def test_fact_checks_of_others_and_second_readings_stand_beside_a_claim(
    published: Published,
) -> None:
    report = full_report()
    published.warehouse.record(report)
    reader = published.read()
    assert reader.fact_checks(report.claims[0].id) == report.earlier_fact_checks
    assert report.earlier_fact_checks[0].fact_check == FACT_CHECK
    assert reader.fact_checks(report.claims[1].id) == ()
    readings = with_opinions(make_report()).opinions
    found = reader.opinions(verdict_of(report).id)
    assert {it.id: it for it in found} == {it.id: it for it in readings}
    assert reader.opinions("another") == ()


def test_a_page_is_read_with_its_text_and_what_became_of_it(published: Published) -> None:
    report = make_report()
    published.warehouse.record(report)
    again = make_report(run="again", at=NOON + DAY)
    page, _ = report.sources
    gone = replace(
        again.sources[0], outcome=Outcome.HTTP_ERROR, detail="the server answered 410", text=""
    )
    published.warehouse.record(
        replace(
            again,
            sources=(gone,),
            passages=(),
            evidence=(),
            assessments=tuple(
                replace(it, verdict=None, status=ClaimStatus.RETRIEVAL_FAILED)
                for it in again.assessments
            ),
        )
    )
    reader = published.read()
    assert reader.page_text(page.id) == page
    assert reader.page_text("another") is None
    (fate,) = reader.fates([page.url, "https://other.example/"]).values()
    assert (fate.outcome, fate.at, fate.source_id) == (Outcome.HTTP_ERROR, NOON + DAY, None)


def test_a_newer_state_is_read_when_it_is_asked_for(published: Published) -> None:
    published.warehouse.record(make_report())
    reader = published.read()
    state = reader.state
    assert not reader.refreshed()
    published.warehouse.record(make_report(run="another", number=1))
    published.copy.refresh()
    assert reader.queue().table.num_rows == 2
    assert reader.refreshed()
    assert reader.state != state
    assert reader.queue().table.num_rows == 4
    assert reader.report("another").run.id == "another"


def test_who_asks_while_the_state_changes_is_answered(published: Published) -> None:
    published.warehouse.record(make_report())
    reader = published.read()
    claim = make_report().claims[0].id
    done = threading.Event()

    def ask() -> int:
        asked = 0
        while not done.is_set() or not asked:
            assert reader.report("run-1", claim).run.id == "run-1"
            assert reader.queue().table.num_rows >= 2
            asked += 1
        return asked

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        for number in range(1, 4):
            published.warehouse.record(make_report(run=f"another-{number}", number=number))
            published.copy.refresh()
            assert reader.refreshed()
        done.set()
        assert all(it.result() for it in asking)
    assert reader.queue().table.num_rows == 8


def test_what_is_closed_says_so(published: Published) -> None:
    reader = published.read()
    reader.close()
    with pytest.raises(WarehouseError, match="is closed: open it again"):
        reader.queue()


def test_a_run_that_is_not_there_is_bad_input(published: Published) -> None:
    with pytest.raises(BadInput, match="no run 'another'"):
        published.read().report("another")


def test_a_copy_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no copy for readers at .*: check an article first"):
        DeskReader(tmp_path / "veredicto.published.duckdb")


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    path = tmp_path / "veredicto.published.duckdb"
    path.write_text("no database", encoding="utf-8")
    with pytest.raises(WarehouseError, match="is not a DuckDB file"):
        DeskReader(path)


@pytest.fixture
def early(tmp_path: Path) -> Callable[[int], Path]:
    """A file of an earlier schema, with what it can hold."""

    def make(version: int) -> Path:
        newest = tmp_path / "newest.duckdb"
        fill(newest)
        Warehouse(newest).prepare()
        path = tmp_path / "veredicto.duckdb"
        turn_back(newest, path, version)
        return path

    return make


def test_a_copy_of_an_earlier_schema_is_refused(early: Callable[[int], Path]) -> None:
    with pytest.raises(WarehouseError, match="written by an earlier veredicto"):
        DeskReader(early(12))


def test_runs_of_before_runs_kept_what_they_saw_are_in_the_queue_and_not_shown(
    early: Callable[[int], Path], tmp_path: Path
) -> None:
    path = early(3)
    Warehouse(path).prepare()
    PublicCopy(path).refresh()
    copied = shutil.copy(PublicCopy(path).database, tmp_path / "copy.duckdb")
    reader = DeskReader(Path(copied))
    assert reader.queue().table.num_rows == 6
    with pytest.raises(BadInput, match="before runs kept what they saw: check the article anew"):
        reader.report("run-0")
    reader.close()
