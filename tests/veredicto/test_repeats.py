from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prepared_warehouses import prepared
from recorded_reports import make_review
from repeated import a_report
from rich.console import Console

from builders import NOON
from checkers.before import CheckedBefore
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Report
from veredicto.contract import check_object
from veredicto.repeats import TRIES, Repeats
from veredicto.terminal import print_report
from warehouse.claim_traces import ClaimTraces
from warehouse.query import named_queries, run_sql
from warehouse.writer import Warehouse

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges

BRIDGE = "El puente de Almorva costó 12 millones de euros en 2024."
BRIDGE_ELSEWHERE = "En 2024, el puente de Almorva costó 12 millones de euros."
BRIDGE_IN_ENGLISH = "The Almorva bridge cost 12 million euros in 2024."
DEARER_BRIDGE = "El puente de Almorva costó 15 millones de euros en 2024."
BIRDS = "Las antenas 5G provocan la muerte de miles de aves."
BIRDS_IN_ENGLISH = "5G antennas cause the death of thousands of birds."
NO_BIRDS = "Las antenas 5G no provocan la muerte de miles de aves."
LATER = NOON + timedelta(days=20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "veredicto.duckdb"


@pytest.fixture
def warehouse(path: Path) -> Warehouse:
    return prepared(path, patience_seconds=5)


@pytest.fixture
def repeats(warehouse: Warehouse) -> Repeats:
    return Repeats(warehouse, ClaimTraces(warehouse.path, patience_seconds=5))


def named(path: Path, name: str) -> list[dict[str, Any]]:
    sql = next(query.sql for query in named_queries() if query.name == name)
    table = run_sql(path, sql)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def record_articles(repeats: Repeats, judges: Judges) -> dict[str, Report]:
    """Three articles in two languages about a bridge and birds, recorded one after the other."""
    articles = (
        a_report("faro.example", BRIDGE, BIRDS),
        a_report("gaceta.example", BRIDGE_ELSEWHERE, DEARER_BRIDGE, NO_BIRDS, at=LATER),
        a_report(
            "herald.example",
            BRIDGE_IN_ENGLISH,
            BIRDS_IN_ENGLISH,
            language="en",
            label=VerdictLabel.SUPPORTED,
            at=LATER,
        ),
    )
    recorded = [repeats.record(report, judges) for report in articles]
    return {claim.text: report for report in recorded for claim in report.claims}


def before(report: Report, text: str) -> list[CheckedBefore]:
    claim = next(claim for claim in report.claims if claim.text == text)
    return [one for one in report.checked_before if one.claim_id == claim.id]


def test_claims_that_say_the_same_make_a_cluster_across_articles_and_languages(
    repeats: Repeats, judges: Judges, path: Path
) -> None:
    record_articles(repeats, judges)

    clusters = {row["claim"]: row for row in named(path, "repeats")}

    assert set(clusters) == {BRIDGE, BIRDS}
    bridge = clusters[BRIDGE]
    assert (bridge["claims"], bridge["articles"], bridge["outlets"]) == (3, 3, 3)
    assert bridge["outlet_names"] == ["faro.example", "gaceta.example", "herald.example"]
    assert bridge["languages"] == ["en", "es"]
    assert (bridge["first_seen"], bridge["last_seen"]) == (
        NOON - timedelta(hours=1),
        LATER - timedelta(hours=1),
    )
    assert bridge["labels"] == ["supported", "refuted"]
    assert bridge["verdicts_disagree"] is True
    assert bridge["decided"] is None
    members = [row["claim"] for row in named(path, "repeat_claims")]
    assert sorted(members) == sorted(
        [BRIDGE, BRIDGE_ELSEWHERE, BRIDGE_IN_ENGLISH, BIRDS, BIRDS_IN_ENGLISH]
    )


def test_a_claim_that_repeats_one_says_how_that_was_checked(
    repeats: Repeats, judges: Judges
) -> None:
    recorded = record_articles(repeats, judges)

    assert recorded[BRIDGE].checked_before == ()
    (elsewhere,) = before(recorded[BRIDGE_ELSEWHERE], BRIDGE_ELSEWHERE)
    assert (elsewhere.wording, elsewhere.outlet) == (BRIDGE, "faro.example")
    assert (elsewhere.label, elsewhere.checked_at) == (VerdictLabel.REFUTED, NOON)
    assert before(recorded[DEARER_BRIDGE], DEARER_BRIDGE) == []
    assert before(recorded[NO_BIRDS], NO_BIRDS) == []
    assert [one.wording for one in before(recorded[BIRDS_IN_ENGLISH], BIRDS_IN_ENGLISH)] == [BIRDS]


def test_the_same_article_checked_again_keeps_its_clusters_and_sees_what_came_since(
    repeats: Repeats, judges: Judges, path: Path
) -> None:
    record_articles(repeats, judges)
    clusters = run_sql(path, "SELECT claim_id, cluster_id FROM claim_traces ORDER BY ALL").rows

    again = repeats.record(
        a_report("faro.example", BRIDGE, BIRDS, run="again", label=VerdictLabel.SUPPORTED), judges
    )

    assert run_sql(path, "SELECT claim_id, cluster_id FROM claim_traces ORDER BY ALL").rows == (
        clusters
    )
    assert {one.outlet for one in before(again, BRIDGE)} == {"gaceta.example", "herald.example"}


def test_one_article_that_says_a_thing_twice_makes_one_cluster_and_repeats_nothing(
    repeats: Repeats, judges: Judges, path: Path
) -> None:
    recorded = repeats.record(a_report("faro.example", BRIDGE, BRIDGE_ELSEWHERE), judges)

    assert {trace.cluster_id for trace in recorded.traces} == {recorded.claims[0].id}
    assert recorded.checked_before == ()
    assert [(row["claims"], row["articles"]) for row in named(path, "repeats")] == [(2, 1)]


def test_claims_that_are_not_checked_or_not_understood_have_no_cluster(
    repeats: Repeats, judges: Judges
) -> None:
    report = a_report("faro.example", BRIDGE, BIRDS, "¿Qué costó?")
    kept, ambiguous, question = report.claims
    recorded = repeats.record(
        replace(
            report,
            claims=(
                kept,
                replace(ambiguous, ambiguous=True),
                replace(question, excluded="es una pregunta"),
            ),
        ),
        judges,
    )

    assert [trace.claim_id for trace in recorded.traces] == [kept.id]


def test_what_an_editor_decided_is_shown_first_at_the_terminal_and_in_the_json(
    repeats: Repeats, judges: Judges, warehouse: Warehouse
) -> None:
    first = a_report("faro.example", BRIDGE)
    repeats.record(first, judges)
    repeats.record(a_report("eco.example", BRIDGE, label=VerdictLabel.SUPPORTED, at=LATER), judges)
    verdict = first.assessments[0].verdict
    assert verdict is not None
    warehouse.record_review(
        make_review(verdict.id, Decision.OVERRULE, label=VerdictLabel.CONFLICTING_EVIDENCE)
    )
    report = repeats.record(a_report("gaceta.example", BRIDGE_ELSEWHERE, label=None), judges)

    (claim,) = check_object(report)["claims"]
    decided, newer = claim["checked_before"]
    assert (decided["decision"], decided["decided"], decided["label"], decided["outlet"]) == (
        "overrule",
        "conflicting_evidence",
        "refuted",
        "faro.example",
    )
    assert (newer["decision"], newer["label"]) == (None, "supported")
    console = Console(width=120)
    with console.capture() as captured:
        print_report(report, warehouse.path, console)
    text = captured.get()
    assert "checked before, 2026-03-01: an editor decided conflicting evidence, 2026-03-01" in text
    assert "checked before, 2026-03-21: supported" in text
    assert f"«{BRIDGE}»" in text
    assert "faro.example, El puente de Almorva costó" in text


def test_runs_that_were_recorded_without_are_filled_in_once(
    repeats: Repeats, warehouse: Warehouse, judges: Judges, path: Path
) -> None:
    warehouse.record(a_report("gaceta.example", BRIDGE_ELSEWHERE, at=LATER))
    warehouse.record(a_report("faro.example", BRIDGE))
    told: list[tuple[int, int]] = []

    assert repeats.fill_in(judges, lambda done, total: told.append((done, total))) == 2

    assert told == [(2, 2)]
    assert [row["claim"] for row in named(path, "repeats")] == [BRIDGE]
    assert repeats.fill_in(judges, lambda done, total: told.append((done, total))) == 0


def test_with_another_embedder_a_run_is_recorded_without_repeats(
    repeats: Repeats, judges: Judges, path: Path
) -> None:
    class Other:
        title = "another model 1"

    report = a_report("faro.example", BRIDGE)
    recorded = repeats.record(report, replace(judges, embedder=Other()))  # type: ignore[arg-type]

    assert recorded == report
    assert run_sql(path, "SELECT count(*) FROM runs").rows == ((1,),)


class Overtaken(ClaimTraces):
    """Traces that another run adds one to after each look-up, so many times."""

    def __init__(self, warehouse: Warehouse, times: int) -> None:
        super().__init__(warehouse.path, patience_seconds=5)
        self._warehouse = warehouse
        self.left = times

    def checked_before(self, *arguments: Any) -> tuple[CheckedBefore, ...]:
        found = super().checked_before(*arguments)
        if self.left:
            self.left -= 1
            other = Repeats(self._warehouse, ClaimTraces(self.path))
            other.record(a_report(f"medio{self.left}.example", BRIDGE), self.judges)
        return found

    judges: Judges


@pytest.mark.parametrize(("times", "clusters"), [(1, 1), (TRIES, 1)])
def test_a_run_that_another_overtakes_looks_again(
    warehouse: Warehouse, judges: Judges, path: Path, times: int, clusters: int
) -> None:
    traces = Overtaken(warehouse, times)
    traces.judges = judges

    recorded = Repeats(warehouse, traces).record(a_report("faro.example", BRIDGE), judges)

    assert traces.left == 0
    assert recorded.run.id in {str(row[0]) for row in run_sql(path, "SELECT id FROM runs").rows}
    found = run_sql(path, "SELECT count(DISTINCT cluster_id), count(*) FROM claim_traces").rows
    assert found == ((clusters, times + 1),)
