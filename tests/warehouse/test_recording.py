from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from recorded_reports import (
    CLAIMS_OF_A_RUN,
    NOON,
    PAGE,
    make_report,
    make_review,
    repeated_keys,
    verdict_of,
    with_opinions,
)

from checkers.errors import BadInput, WarehouseError
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import ClaimSearch, Report
from warehouse.claim_figures import LARGEST, storable
from warehouse.query import named_queries, run_sql
from warehouse.writer import Warehouse

Counts = Callable[[], dict[str, int]]


def one(warehouse: Warehouse, sql: str) -> tuple[object, ...]:
    (row,) = run_sql(warehouse.path, sql).rows
    return row


def test_a_second_run_of_an_article_adds_a_run_and_nothing_else(
    warehouse: Warehouse, counts: Counts
) -> None:
    warehouse.record(with_opinions(make_report(run="run-1")))
    before = counts()
    warehouse.record(with_opinions(make_report(run="run-2", at=NOON + timedelta(days=1))))

    added = {table: rows - before[table] for table, rows in counts().items()}
    of_runs = {
        "runs": 1,
        "run_claims": CLAIMS_OF_A_RUN,
        "findings": CLAIMS_OF_A_RUN,
        "run_failures": 1,
        "run_searches": 2,
        "retrievals": 2,
        "provider_answers": 2,
    }
    assert {table: rows for table, rows in added.items() if rows} == of_runs
    empty = [table for table, rows in before.items() if rows == 0]
    assert empty == [
        "claim_traces",
        "fact_check_traces",
        "fact_checks",
        "feed_looks",
        "removals",
        "reviews",
        "run_fact_checks",
        "watched_items",
    ]


def test_the_same_run_recorded_twice_changes_nothing(warehouse: Warehouse, counts: Counts) -> None:
    warehouse.record(make_report(run="run-1"))
    before = counts()
    warehouse.record(make_report(run="run-1", label=VerdictLabel.REFUTED))
    assert counts() == before


def test_a_changed_verdict_is_a_new_row_beside_the_old_one(warehouse: Warehouse) -> None:
    warehouse.record(make_report(run="run-1", label=VerdictLabel.SUPPORTED))
    warehouse.record(
        make_report(run="run-2", at=NOON + timedelta(days=1), label=VerdictLabel.REFUTED)
    )
    rows = run_sql(warehouse.path, "SELECT label FROM verdicts ORDER BY decided_at").rows
    assert rows == (("supported",), ("refuted",))
    current = one(warehouse, "SELECT label FROM verdicts_current WHERE status = 'judged'")
    assert current == ("refuted",)


def test_only_retrieved_pages_are_sources_and_every_retrieval_is_kept(recorded: Warehouse) -> None:
    assert one(recorded, "SELECT url FROM sources") == ("https://cuentas.example/2025",)
    failed = one(
        recorded,
        "SELECT url, outcome, detail, status_code, retrieved_at FROM retrievals"
        " WHERE source_id IS NULL",
    )
    url = "https://caida.example/nota"
    assert failed == (url, "http_error", "the server answered 503", 503, NOON)


def test_a_failure_keeps_its_stage_provider_and_address(
    recorded: Warehouse, report: Report
) -> None:
    row = one(recorded, "SELECT stage, provider, url, reason, claim_id FROM run_failures")
    failure = report.run.failures[0]
    assert row == ("search", "searxng", failure.url, failure.reason, failure.claim_id)


def test_amounts_are_stored_as_typed_numbers(recorded: Warehouse) -> None:
    amount = one(recorded, "SELECT value, unit, comparator, time FROM claim_quantities")
    assert amount == (Decimal(4_000_000_000), "USD", "=", "2025")
    compared = one(recorded, "SELECT claimed.value, found.value, numbers_agree FROM evidence")
    assert compared == (Decimal(4_000_000_000), Decimal(4_100_000_000), True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (Decimal("NaN"), None),
        (Decimal("0.1234565"), Decimal("0.123456")),
        (Decimal("1e80"), LARGEST),
        (Decimal("-Infinity"), -LARGEST),
    ],
)
def test_an_amount_beyond_the_column_is_clipped(
    value: Decimal | None, expected: Decimal | None
) -> None:
    assert storable(value) == expected


def test_quotes_other_scripts_and_zero_bytes_go_through_unharmed(warehouse: Warehouse) -> None:
    text = "O'Neil \"x\"; DROP TABLE claims; -- {'a': 1} $1 ? \\ 😀 e\u0301 \x00 العربية\n"
    warehouse.record(make_report(byline=text))
    assert one(warehouse, "SELECT byline FROM articles") == (text,)


def test_half_a_surrogate_pair_becomes_one_sign_so_that_offsets_stay(warehouse: Warehouse) -> None:
    warehouse.record(make_report(snippet="a\ud83db"))
    assert one(warehouse, "SELECT snippet FROM search_results") == ("a?b",)


def test_the_offsets_of_a_passage_point_into_the_text_of_its_source(recorded: Warehouse) -> None:
    start, end, text = one(recorded, "SELECT start_char, end_char, text FROM passages")
    assert PAGE[int(str(start)) : int(str(end))] == text


def test_a_report_that_points_to_nothing_is_refused_whole(
    warehouse: Warehouse, report: Report, counts: Counts
) -> None:
    before = counts()
    with pytest.raises(WarehouseError, match="points to passage"):
        warehouse.record(replace(report, passages=()))
    assert counts() == before


def test_a_report_that_breaks_a_check_is_refused_whole(
    warehouse: Warehouse, report: Report, counts: Counts
) -> None:
    before = counts()
    worst = replace(report.claims[0], check_worthiness=float("nan"))
    with pytest.raises(WarehouseError, match="CHECK constraint"):
        warehouse.record(replace(report, claims=(worst, *report.claims[1:])))
    assert counts() == before


def test_a_value_of_another_type_is_refused_whole(
    warehouse: Warehouse, report: Report, counts: Counts
) -> None:
    before = counts()
    queries = report.searches[0].queries
    results = (replace(report.searches[0].results[0], rank=2**40),)
    search = ClaimSearch(report.claims[0].id, queries, results, (), 1)
    with pytest.raises(WarehouseError, match="does not fit the table search_results"):
        warehouse.record(replace(report, searches=(search,)))
    assert counts() == before


def test_reviews_are_added_and_never_replaced(
    recorded: Warehouse, report: Report, counts: Counts
) -> None:
    verdict = verdict_of(report)
    first = make_review(verdict.id, Decision.CONFIRM)
    recorded.record_review(first)
    recorded.record_review(first)
    with pytest.raises(WarehouseError, match=f"reviews has '{first.id}' already"):
        recorded.record_review(replace(first, reason="otra"))
    assert one(recorded, "SELECT reason FROM reviews") == (first.reason,)
    later = make_review(
        verdict.id, Decision.OVERRULE, label=VerdictLabel.REFUTED, at=NOON + timedelta(hours=1)
    )
    recorded.record_review(later)
    assert counts()["reviews"] == 2


def test_a_verdict_that_says_something_else_under_the_same_identifier_is_refused(
    recorded: Warehouse, counts: Counts
) -> None:
    before = counts()
    judged, *others = make_report(run="run-2").assessments
    assert judged.verdict is not None
    changed = replace(judged.verdict, label=VerdictLabel.REFUTED)
    with pytest.raises(WarehouseError, match="it says something else: nothing is recorded"):
        recorded.record(
            replace(
                make_report(run="run-2"),
                assessments=(replace(judged, verdict=changed), *others),
            )
        )
    assert counts() == before


def test_no_key_comes_in_twice_however_articles_and_pages_are_met_again(
    warehouse: Warehouse,
) -> None:
    for run, number in (("a", 0), ("b", 1), ("c", 0), ("d", 2), ("e", 1)):
        warehouse.record(with_opinions(make_report(run=run, number=number)))
    report = make_report(run="f", number=3)
    warehouse.record(replace(report, claims=report.claims * 2, sources=report.sources * 2))

    assert run_sql(warehouse.path, repeated_keys()).rows == ()
    assert one(warehouse, "SELECT count(*) FROM passages") == (1,)
    assert one(warehouse, "SELECT count(*) FROM articles") == (4,)


def test_a_review_of_no_verdict_is_bad_input(warehouse: Warehouse) -> None:
    with pytest.raises(BadInput, match="no verdict 'nope'"):
        warehouse.record_review(make_review("nope", Decision.CONFIRM))


def test_reviews_are_recorded_together_or_not_at_all(warehouse: Warehouse, counts: Counts) -> None:
    reports = [make_report(run=f"run-{number}", number=number) for number in range(2)]
    for report in reports:
        warehouse.record(report)
    verdicts = [verdict_of(report) for report in reports]
    first, second = (make_review(verdict.id, Decision.CONFIRM) for verdict in verdicts)
    with pytest.raises(BadInput, match="no verdict 'nope'"):
        warehouse.record_reviews([first, make_review("nope", Decision.CONFIRM)])
    assert counts()["reviews"] == 0
    for _ in range(2):
        warehouse.record_reviews([first, second])
    warehouse.record_reviews([])
    assert run_sql(
        warehouse.path, "SELECT id, claim_id, verdict_label FROM reviews ORDER BY reviewed_at, id"
    ).rows == tuple(
        sorted(
            (review.id, verdict.claim_id, verdict.label.value)
            for review, verdict in zip((first, second), verdicts, strict=True)
        )
    )


def test_a_review_that_overrules_without_a_label_is_refused(
    recorded: Warehouse, report: Report
) -> None:
    review = make_review(verdict_of(report).id, Decision.OVERRULE)
    with pytest.raises(WarehouseError, match="CHECK constraint"):
        recorded.record_review(review)


def test_opinions_stand_beside_their_verdict_with_quotes_at_offsets_of_the_page(
    warehouse: Warehouse, report: Report
) -> None:
    warehouse.record(with_opinions(report))

    assert run_sql(
        warehouse.path,
        # A lake sorts labels by the alphabet, a file in the order of its ENUM.
        "SELECT outcome, label, agrees, reason IS NULL FROM opinions ORDER BY outcome::VARCHAR",
    ).rows == (
        ("accepted", "refuted", False, True),
        ("failed", None, None, False),
        ("rejected", None, None, False),
    )
    quoted = one(
        warehouse,
        "SELECT q.text, q.stance, s.text[q.start_char + 1 : q.end_char] FROM opinion_quotes AS q"
        " JOIN evidence AS e ON e.id = q.evidence_id JOIN sources AS s ON s.id = e.source_id",
    )
    assert quoted == ("La compañía", "refutes", "La compañía")


def test_the_named_query_shows_the_opinion_that_disagrees_first(
    warehouse: Warehouse, report: Report
) -> None:
    warehouse.record(with_opinions(report))
    (query,) = (query for query in named_queries() if query.name == "opinions")

    table = run_sql(warehouse.path, query.sql)

    first = dict(zip(table.columns, table.rows[0], strict=True))
    assert (first["verdict"], first["opinion"], first["agrees"]) == ("supported", "refuted", False)
    assert first["quotes"] == ["La compañía"]


@pytest.mark.parametrize("field", ["claim_id", "verdict_id"])
def test_an_opinion_on_what_is_not_in_the_report_is_refused(
    warehouse: Warehouse, report: Report, field: str
) -> None:
    opinion = with_opinions(report).opinions[0]
    lost = replace(report, opinions=(replace(opinion, **{field: "lost"}),))

    with pytest.raises(WarehouseError, match=r"opinion .* points to .* 'lost'"):
        warehouse.record(lost)


def test_an_opinion_that_quotes_evidence_beside_the_report_is_refused(
    warehouse: Warehouse, report: Report
) -> None:
    opinion = with_opinions(report).opinions[0]
    quote = replace(opinion.quotes[0], evidence_id="lost")

    with pytest.raises(WarehouseError, match="evidence 'lost'"):
        warehouse.record(replace(report, opinions=(replace(opinion, quotes=(quote,)),)))
