"""What the views answer on runs and decisions that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prepared_warehouses import prepared
from recorded_reports import FIRST, NOON, make_report, make_review, verdict_of
from repeated import a_report

from checkers.answers import ProviderAnswer
from checkers.before import ClaimTrace
from checkers.labels import Decision, SearchOutcome, Stage, VerdictLabel
from checkers.nouns import EarlierFactCheck, FactCheck, Rating, Report
from warehouse.query import run_sql
from warehouse.writer import Warehouse

DAY = timedelta(days=1)
MARCH = date(2026, 3, 1)


def ask(warehouse: Warehouse, sql: str) -> list[Mapping[str, object]]:
    table = run_sql(warehouse.path, sql)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def one(warehouse: Warehouse, sql: str) -> Mapping[str, object]:
    (row,) = ask(warehouse, sql)
    return row


def said_by(speaker: str, report: Report) -> Report:
    """The report with every claim in the mouth of somebody."""
    return replace(
        report, claims=tuple(replace(claim, attributed_to=speaker) for claim in report.claims)
    )


def decide(
    warehouse: Warehouse,
    report: Report,
    decision: Decision,
    label: VerdictLabel | None = None,
    days: float = 0,
) -> None:
    """An editor decides on the verdict of a report."""
    verdict = verdict_of(report)
    warehouse.record_review(make_review(verdict.id, decision, label=label, at=NOON + days * DAY))


def test_each_piece_of_evidence_stands_beside_its_verdict(
    warehouse: Warehouse, report: Report
) -> None:
    warehouse.record(report)
    row = one(warehouse, "FROM verdicts_with_evidence")
    passage = report.passages[0]
    assert (row["claim"], row["label"], row["stance"]) == (FIRST, "supported", "supports")
    assert (row["passage"], row["start_char"], row["end_char"]) == (
        passage.text,
        passage.start,
        passage.end,
    )
    assert (row["url"], row["publisher"]) == ("https://cuentas.example/2025/", "cuentas.example")
    assert (row["position"], row["weight"], row["excluded"]) == (1, 1.0, None)


def test_the_history_marks_flips_and_what_stands(warehouse: Warehouse, report: Report) -> None:
    warehouse.record(report)
    warehouse.record(make_report(run="again", at=NOON + DAY, label=VerdictLabel.REFUTED))
    rows = ask(warehouse, "FROM verdict_history WHERE label IS NOT NULL ORDER BY checked_at")
    assert [(it["label_before"], it["label"], it["flipped"], it["stands_now"]) for it in rows] == [
        (None, "supported", False, False),
        ("supported", "refuted", True, True),
    ]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 3), st.sampled_from(VerdictLabel)),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_newest_is_so_in_whatever_order_runs_are_recorded(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[int, int, VerdictLabel]]
) -> None:
    warehouse = prepared(tmp_path_factory.mktemp("w") / "w.duckdb")
    for number, (article, day, label) in enumerate(runs):
        at = NOON + day * DAY
        warehouse.record(make_report(run=f"run-{number}", number=article, at=at, label=label))
    marked, derived = (
        run_sql(
            warehouse.path,
            f"SELECT f.run_id, f.claim_id, {newest} AS newest, {before} AS label_before"  # noqa: S608 (names of our own, never input)
            " FROM findings AS f JOIN runs AS r ON r.id = f.run_id"
            " WINDOW t AS (PARTITION BY f.claim_id ORDER BY r.finished_at, r.started_at, r.id)"
            " ORDER BY ALL",
        )
        for newest, before in (
            ("newest", "label_before"),
            ("lead(r.id) OVER t IS NULL", "lag(label) OVER t"),
        )
    )
    assert marked == derived


def test_an_outlet_has_a_record_by_month(warehouse: Warehouse) -> None:
    first = a_report("faro.example", "Costó 12 millones.", "Duró catorce meses.")
    warehouse.record(first)
    warehouse.record(a_report("faro.example", "Abrió en 2024.", label=VerdictLabel.SUPPORTED))
    warehouse.record(a_report("faro.example", "Cerró en 2025.", label=None, at=NOON + 31 * DAY))
    warehouse.record(a_report("otro.example", "Pesa 30 toneladas."))
    decide(warehouse, first, Decision.OVERRULE, VerdictLabel.CONFLICTING_EVIDENCE)
    rows = ask(warehouse, "FROM outlet_record WHERE outlet = 'faro.example' ORDER BY month")
    assert rows == [
        {
            "outlet": "faro.example",
            "month": MARCH,
            "articles": 2,
            "claims": 3,
            "attributed": 0,
            "supported": 1,
            "refuted": 1,
            "conflicting": 1,
            "undecided": 0,
            "by_editors": 1,
            "refuted_share": pytest.approx(1 / 3),
        },
        {
            "outlet": "faro.example",
            "month": date(2026, 4, 1),
            "articles": 1,
            "claims": 1,
            "attributed": 0,
            "supported": 0,
            "refuted": 0,
            "conflicting": 0,
            "undecided": 1,
            "by_editors": 0,
            "refuted_share": None,
        },
    ]


def test_a_speaker_has_a_record_by_month_across_outlets(warehouse: Warehouse) -> None:
    warehouse.record(said_by("la ministra", a_report("faro.example", "Costó 12 millones.")))
    warehouse.record(
        said_by(
            "la ministra",
            a_report("otro.example", "Duró poco.", label=VerdictLabel.NOT_ENOUGH_EVIDENCE),
        )
    )
    warehouse.record(a_report("otro.example", "Nadie dice esto."))
    row = one(warehouse, "FROM speaker_record")
    assert (row["speaker"], row["month"], row["outlets"]) == ("la ministra", MARCH, 2)
    assert (row["claims"], row["refuted"], row["undecided"], row["refuted_share"]) == (2, 1, 1, 1.0)


def test_the_topic_of_an_article_is_the_first_folder_of_its_address(warehouse: Warehouse) -> None:
    report = make_report()
    for number, (url, topic) in enumerate(
        (
            ("https://www.faro.example/Economia/2026/03/nota.html", "economia"),
            ("https://faro.example/2026/03/nota.html", None),
            ("https://faro.example/nota", None),
            (None, None),
        )
    ):
        article = replace(report.article, id=str(number), url=url, publisher=None)
        claims = tuple(replace(claim, article_id=article.id) for claim in report.claims)
        run = replace(report.run, id=f"run-{number}", article_id=article.id)
        warehouse.record(replace(report, run=run, article=article, claims=claims))
        row = one(warehouse, f"FROM article_facets WHERE article_id = '{number}'")
        assert row["topic"] == topic
        assert row["outlet"] == ("faro.example" if url else None)


def test_coverage_tells_why_there_is_no_verdict(warehouse: Warehouse, report: Report) -> None:
    warehouse.record(report)
    warehouse.record(make_report(run="2", number=1, label=VerdictLabel.NOT_ENOUGH_EVIDENCE))
    row = one(warehouse, "FROM coverage")
    assert row == {
        "topic": None,
        "language": "es",
        "articles": 2,
        "claims": 4,
        "decided": 1,
        "not_enough_evidence": 1,
        "retrieval_failed": 2,
        "ambiguous": 0,
        "abstained": 3,
        "abstention_share": 0.75,
        "mean_confidence": pytest.approx(0.83),
        "not_checked": 2,
    }


def test_disagreements_are_those_of_the_newest_verdict_with_the_newest_decision(
    warehouse: Warehouse,
) -> None:
    agreed, overruled, withdrawn, flipped = (make_report(run=f"{n}", number=n) for n in range(4))
    for report in (agreed, overruled, withdrawn, flipped):
        warehouse.record(report)
    decide(warehouse, agreed, Decision.CONFIRM)
    decide(warehouse, overruled, Decision.OVERRULE, VerdictLabel.REFUTED)
    decide(warehouse, withdrawn, Decision.NOT_CHECKABLE)
    decide(warehouse, flipped, Decision.CONFIRM)
    again = make_report(run="again", number=3, at=NOON + DAY, label=VerdictLabel.REFUTED)
    warehouse.record(again)
    rows = ask(warehouse, "FROM disagreements ORDER BY article_url")
    assert [(it["label"], it["final_label"], it["review_outdated"]) for it in rows] == [
        ("supported", "refuted", False),
        ("supported", None, False),
        ("refuted", "supported", True),
    ]


def test_corrections_say_what_was_said_what_is_and_by_whom(warehouse: Warehouse) -> None:
    reports = [make_report(run=f"{n}", number=n) for n in range(5)]
    for report in reports:
        warehouse.record(report)
    confirmed, overruled, withdrawn, changed, flipped = reports
    decide(warehouse, confirmed, Decision.CONFIRM)
    decide(warehouse, overruled, Decision.OVERRULE, VerdictLabel.REFUTED)
    decide(warehouse, withdrawn, Decision.NOT_CHECKABLE)
    decide(warehouse, changed, Decision.CONFIRM)
    decide(warehouse, changed, Decision.OVERRULE, VerdictLabel.REFUTED, days=1)
    decide(warehouse, flipped, Decision.CONFIRM)
    again = make_report(run="again", number=4, at=NOON + 2 * DAY, label=VerdictLabel.REFUTED)
    warehouse.record(again)
    rows = ask(warehouse, "FROM corrections ORDER BY article_url")
    editor = "editora@periodico.example"
    assert [
        (it["correction"], it["said"], it["says_now"], it["by"], it["said_by"]) for it in rows
    ] == [
        ("overruled", "supported", "refuted", editor, None),
        ("withdrawn", "supported", None, editor, None),
        ("changed", "supported", "refuted", editor, editor),
        ("flipped", "supported", "refuted", "engine", editor),
    ]


def test_a_decision_that_is_taken_back_is_a_correction_and_no_decision_any_more(
    warehouse: Warehouse,
) -> None:
    reports = [make_report(run=f"{n}", number=n) for n in range(3)]
    for report in reports:
        warehouse.record(report)
    overruled, undecided, decided_anew = reports
    decide(warehouse, overruled, Decision.OVERRULE, VerdictLabel.REFUTED)
    decide(warehouse, overruled, Decision.RETRACT, days=1)
    decide(warehouse, undecided, Decision.RETRACT)
    decide(warehouse, decided_anew, Decision.NOT_CHECKABLE)
    decide(warehouse, decided_anew, Decision.RETRACT, days=1)
    decide(warehouse, decided_anew, Decision.OVERRULE, VerdictLabel.REFUTED, days=2)
    rows = ask(warehouse, "FROM corrections ORDER BY article_url, corrected_at")
    editor = "editora@periodico.example"
    assert [(it["correction"], it["said"], it["says_now"], it["said_by"]) for it in rows] == [
        ("overruled", "supported", "refuted", None),
        ("retracted", "refuted", "supported", editor),
        ("withdrawn", "supported", None, None),
        ("retracted", None, "supported", editor),
        ("overruled", "supported", "refuted", None),
    ]
    assert [it["verdict_id"] for it in ask(warehouse, "FROM decisions")] == [
        verdict_of(decided_anew).id
    ]
    assert [it["decision"] for it in ask(warehouse, "FROM disagreements")] == ["overrule"]


def test_taking_back_what_was_decided_on_an_earlier_verdict_takes_that_decision_back(
    warehouse: Warehouse, report: Report
) -> None:
    again = make_report(run="again", at=NOON + DAY, label=VerdictLabel.REFUTED)
    warehouse.record(report)
    decide(warehouse, report, Decision.CONFIRM)
    warehouse.record(again)
    assert len(ask(warehouse, "FROM decisions")) == 1
    decide(warehouse, again, Decision.RETRACT, days=2)
    assert ask(warehouse, "FROM decisions") == []
    assert [it["correction"] for it in ask(warehouse, "FROM corrections")] == ["retracted"]


def test_publishers_are_cited_and_compared_with_what_stands(warehouse: Warehouse) -> None:
    borne_out, overruled, left = (make_report(run=f"{n}", number=n) for n in range(3))
    for report in (borne_out, overruled, left):
        warehouse.record(report)
    decide(warehouse, borne_out, Decision.CONFIRM)
    decide(warehouse, overruled, Decision.OVERRULE, VerdictLabel.REFUTED)
    assert one(warehouse, "FROM sources_cited") == {
        "publisher": "cuentas.example",
        "claims": 3,
        "pieces": 3,
        "supports": 3,
        "refutes": 0,
        "agree": 2,
        "differ": 1,
        "agreement": pytest.approx(2 / 3),
        "agree_with_editors": 1,
        "differ_from_editors": 1,
    }


def test_a_provider_that_finds_nothing_is_told_from_one_that_fails_or_was_not_asked(
    warehouse: Warehouse, report: Report
) -> None:
    def answer(
        provider: str, outcome: SearchOutcome, results: int, why: str = ""
    ) -> ProviderAnswer:
        query = report.searches[0].queries[0]
        seconds = 0.0 if outcome is SearchOutcome.RESTING else 2.0
        return ProviderAnswer(query.id, provider, outcome, results, seconds, NOON, why)

    answers = (
        answer("corpus", SearchOutcome.ANSWERED, 9),
        answer("corpus", SearchOutcome.EMPTY, 0),
        answer("searxng", SearchOutcome.FAILED, 0, "no answer within 10 s"),
        answer("searxng", SearchOutcome.RATE_LIMITED, 0, "429"),
        answer("searxng", SearchOutcome.RATE_LIMITED, 0, "429"),
        answer("searxng", SearchOutcome.RESTING, 0, "429"),
    )
    search = replace(report.searches[0], answers=answers)
    warehouse.record(replace(report, searches=(search, *report.searches[1:])))
    rows = {it["provider"]: it for it in ask(warehouse, "FROM providers_health")}
    assert set(rows) == {"corpus", "searxng"}
    counted = ("month", "asked", "answered", "empty", "rate_limited", "failed", "not_sent")
    assert [rows["corpus"][name] for name in counted] == [MARCH, 2, 2, 1, 0, 0, 0]
    assert [rows["searxng"][name] for name in counted] == [MARCH, 3, 0, 0, 2, 1, 1]
    assert (rows["corpus"]["results"], rows["corpus"]["median_seconds"]) == (9, 2.0)
    assert (rows["corpus"]["failure_share"], rows["searxng"]["failure_share"]) == (0, 1)
    assert (rows["corpus"]["last_answered_at"], rows["searxng"]["last_answered_at"]) == (NOON, None)
    assert rows["searxng"]["reasons"] == [
        {"reason": "429", "times": 3},
        {"reason": "no answer within 10 s", "times": 1},
    ]


def test_a_run_has_its_time_by_stage_and_its_work(warehouse: Warehouse, report: Report) -> None:
    warehouse.record(report)
    row = one(warehouse, "FROM run_costs")
    assert (row["duration_seconds"], row["read_seconds"], row["search_seconds"]) == (42, 0.5, 10)
    counted = ("claims", "judged", "queries", "pages", "pages_failed", "failures")
    assert [row[name] for name in counted] == [3, 1, 1, 2, 1, 1]


def test_stages_have_their_median_and_95th_percentile_by_day(
    warehouse: Warehouse, report: Report
) -> None:
    for number, seconds in enumerate((1.0, 2.0, 9.0)):
        run = replace(report.run, id=f"r{number}", seconds=((Stage.SEARCH, seconds),))
        warehouse.record(replace(report, run=run))
    row = one(warehouse, "FROM stage_times")
    counted = ("stage", "runs", "median_seconds", "p95_seconds", "max_seconds", "total_seconds")
    assert [row[name] for name in counted] == ["search", 3, 2.0, pytest.approx(8.3), 9.0, 12.0]
    assert row["day"] == report.run.started_at.date()


def test_failures_name_the_claim_that_was_worked_on(warehouse: Warehouse, report: Report) -> None:
    warehouse.record(report)
    row = one(warehouse, "FROM failures")
    assert (row["stage"], row["provider"]) == ("search", "searxng")
    assert (row["reason"], row["claim"]) == ("no answer within 10 s", report.claims[1].text)


def test_decisions_stand_beside_the_verdict_that_was_seen(
    warehouse: Warehouse, report: Report
) -> None:
    run = replace(report.run, settings=(("policy", "numbers"),))
    warehouse.record(replace(report, run=run))
    decide(warehouse, report, Decision.CONFIRM)
    decide(warehouse, report, Decision.OVERRULE, VerdictLabel.REFUTED, days=1)
    row = one(warehouse, "FROM decisions")
    assert (row["label"], row["decision"], row["decided"]) == ("supported", "overrule", "refuted")
    assert (row["language"], row["policy"]) == ("es", "numbers")


def test_claims_that_come_back_are_found_with_outlets_and_verdicts(warehouse: Warehouse) -> None:
    first = a_report("faro.example", "El agua cura.")
    again = a_report(
        "otro.example", "El agua lo cura.", label=VerdictLabel.SUPPORTED, at=NOON + DAY
    )
    for report in (first, again):
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
        warehouse.record(replace(report, traces=(trace,)))
    warehouse.record(a_report("faro.example", "Nadie repite esto."))
    row = one(warehouse, "FROM repeats")
    assert (row["claim"], row["claims"], row["outlets"]) == ("El agua cura.", 2, 2)
    assert row["outlet_names"] == ["faro.example", "otro.example"]
    assert (row["labels"], row["verdicts_disagree"]) == (["supported", "refuted"], True)
    members = ask(warehouse, "FROM repeat_claims ORDER BY seen_at")
    assert [(it["outlet"], it["final_label"]) for it in members] == [
        ("faro.example", "refuted"),
        ("otro.example", "supported"),
    ]


def test_fact_checks_of_others_are_compared_with_what_stands(
    warehouse: Warehouse, report: Report
) -> None:
    def shown(identifier: str, reading: VerdictLabel | None, rank: int) -> EarlierFactCheck:
        check = FactCheck(
            id=identifier,
            claim_reviewed="La empresa facturó 4.000 millones",
            url=f"https://contraste.example/{identifier}",
            publisher="contraste.example",
            rating=Rating("Palabras", None, None, None, reading),
            imported_from="dump.json",
            imported_at=NOON,
        )
        return EarlierFactCheck(report.claims[0].id, check, rank, 0.9, 0.03, 0.8)

    earlier = (
        shown("a", VerdictLabel.SUPPORTED, 1),
        shown("b", VerdictLabel.REFUTED, 2),
        shown("c", None, 3),
    )
    warehouse.record(replace(report, earlier_fact_checks=earlier))
    rows = ask(warehouse, "FROM fact_check_matches ORDER BY rank")
    assert [(it["reading"], it["final_label"], it["agrees"]) for it in rows] == [
        ("supported", "supported", True),
        ("refuted", "supported", False),
        (None, "supported", None),
    ]
    assert [it["rank"] for it in ask(warehouse, "FROM earlier_fact_checks ORDER BY rank")] == [
        1,
        2,
        3,
    ]
