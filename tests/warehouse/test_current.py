from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recorded_reports import NOON, make_report, make_review, verdict_of

from checkers.errors import BadInput
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Report
from warehouse.current import CurrentClaim, Selection, select_claims
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

REFUTED, SUPPORTED = VerdictLabel.REFUTED, VerdictLabel.SUPPORTED


@pytest.fixture
def two(warehouse: Warehouse) -> tuple[Report, Report]:
    """Two articles; the second was checked a day later and is refuted."""
    first = make_report()
    second = make_report(run="other", number=1, at=NOON + timedelta(days=1), label=REFUTED)
    for report in (first, second):
        warehouse.record(report)
    return first, second


def chosen(warehouse: Warehouse, selection: Selection = Selection()) -> tuple[CurrentClaim, ...]:  # noqa: B008 - frozen
    return select_claims(RecordedRuns(warehouse.path), selection)


def labelled(warehouse: Warehouse, selection: Selection) -> list[str]:
    return [one.article_id for one in chosen(warehouse, selection) if one.label is not None]


def test_all_claims_come_by_article_in_the_order_of_its_text(
    warehouse: Warehouse, two: tuple[Report, Report]
) -> None:
    articles = sorted(two, key=lambda report: report.article.id)
    assert [one.id for one in chosen(warehouse)] == [
        claim.id for report in articles for claim in report.claims
    ]


def test_claims_are_chosen_by_article_run_claim_label_and_date(
    warehouse: Warehouse, two: tuple[Report, Report]
) -> None:
    first, second = two
    only_second = [
        Selection(articles=(second.article.id[:8],)),
        Selection(articles=(second.article.url or "",)),
        Selection(runs=("oth",)),
        Selection(claims=(second.claims[0].id,)),
        Selection(labels=(REFUTED,)),
        Selection(since=second.run.finished_at),
    ]
    for selection in only_second:
        assert labelled(warehouse, selection) == [second.article.id], selection
    both = Selection(articles=(first.article.id, second.article.id), labels=(REFUTED, SUPPORTED))
    assert len(labelled(warehouse, both)) == 2
    assert chosen(warehouse, Selection(since=second.run.finished_at + timedelta(seconds=1))) == ()


def test_a_decision_counts_as_news_for_a_date(
    warehouse: Warehouse, two: tuple[Report, Report]
) -> None:
    first, _ = two
    later = NOON + timedelta(days=9)
    warehouse.record_review(make_review(verdict_of(first).id, Decision.CONFIRM, at=later))
    assert labelled(warehouse, Selection(since=later)) == [first.article.id]


def test_the_newest_decision_stands_and_is_of_the_verdict_that_was_reviewed(
    warehouse: Warehouse,
) -> None:
    report = make_report()
    warehouse.record(report)
    reviewed = verdict_of(report).id
    confirmed = make_review(reviewed, Decision.CONFIRM)
    overruled = make_review(
        reviewed, Decision.OVERRULE, label=REFUTED, at=NOON + timedelta(hours=1)
    )
    for review in (overruled, confirmed):
        warehouse.record_review(review)
    conflicting = VerdictLabel.CONFLICTING_EVIDENCE
    warehouse.record(make_report(run="later", at=NOON + timedelta(days=1), label=conflicting))
    (one,) = [one for one in chosen(warehouse) if one.label is not None]
    assert (one.label, one.review, one.verdict_id) == (REFUTED, overruled, reviewed)
    assert (one.approved, one.withdrawn, one.run_id) == (True, False, "later")


def test_a_claim_that_an_editor_calls_not_checkable_has_no_label(warehouse: Warehouse) -> None:
    report = make_report()
    warehouse.record(report)
    warehouse.record_review(make_review(verdict_of(report).id, Decision.NOT_CHECKABLE))
    one = chosen(warehouse, Selection(claims=(report.claims[0].id,)))[0]
    assert (one.label, one.approved, one.withdrawn) == (None, False, True)


def test_a_claim_whose_decision_was_taken_back_is_as_if_nobody_had_decided(
    warehouse: Warehouse,
) -> None:
    report = make_report()
    warehouse.record(report)
    verdict = verdict_of(report)
    hour = timedelta(hours=1)
    warehouse.record_reviews(
        (
            make_review(verdict.id, Decision.OVERRULE, label=REFUTED),
            make_review(verdict.id, Decision.RETRACT, at=NOON + hour),
        )
    )
    (one,) = chosen(warehouse, Selection(claims=(report.claims[0].id,)))
    assert (one.label, one.verdict_id, one.review) == (verdict.label, verdict.id, None)
    assert (one.approved, one.withdrawn) == (False, False)


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(articles=("https://nada.example/",)), "there is no article 'https://nada"),
        (Selection(articles=("",)), "there is no article ''"),
        (Selection(runs=("zzz",)), "there is no run 'zzz': veredicto sql runs lists them"),
        (Selection(claims=("zzz",)), "there is no claim 'zzz'"),
    ],
)
def test_what_is_not_there_is_bad_input(
    warehouse: Warehouse, two: tuple[Report, Report], selection: Selection, message: str
) -> None:
    assert two
    with pytest.raises(BadInput, match=message):
        chosen(warehouse, selection)


def test_the_beginning_of_several_identifiers_is_refused_and_lists_them(
    warehouse: Warehouse,
) -> None:
    for number in range(7):
        warehouse.record(make_report(run=f"run-{number}", number=number))
    with pytest.raises(BadInput, match=r"7 runs begin with 'run': run-0, .*, run-4, …; give more"):
        chosen(warehouse, Selection(runs=("run",)))


def test_an_address_means_every_version_of_its_article(warehouse: Warehouse) -> None:
    from dataclasses import replace

    from checkers.articles import Article

    report = make_report()
    edited = Article.of(
        report.article.text + "\nMás.", language="es", url=report.article.url, title="Otro"
    )
    claims = tuple(
        replace(claim, id=f"{claim.id}-2", article_id=edited.id) for claim in report.claims[2:]
    )
    warehouse.record(report)
    warehouse.record(
        replace(
            report,
            run=replace(report.run, id="second", article_id=edited.id, failures=()),
            article=edited,
            claims=claims,
            searches=(),
            passages=(),
            evidence=(),
            assessments=(replace(report.assessments[2], claim_id=claims[0].id),),
        )
    )
    found = chosen(warehouse, Selection(articles=(report.article.url or "",)))
    assert {one.article_id for one in found} == {report.article.id, edited.id}


def test_a_warehouse_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no warehouse"):
        select_claims(RecordedRuns(tmp_path / "none.duckdb"), Selection())
