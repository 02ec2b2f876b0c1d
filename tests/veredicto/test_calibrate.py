from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from prepared_warehouses import prepared
from recorded_reports import make_report, make_review, verdict_of

from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Report
from checkers.verdicts.policy import Calibration, load_policy, shipped_policy
from command import Veredicto
from veredicto.recalibration import recalibrate
from warehouse.opening import opened_for_writing
from warehouse.writer import Warehouse

SURE = (
    (VerdictLabel.SUPPORTED, 0.97),
    (VerdictLabel.REFUTED, 0.01),
    (VerdictLabel.CONFLICTING_EVIDENCE, 0.01),
    (VerdictLabel.NOT_ENOUGH_EVIDENCE, 0.01),
)
PLAIN = replace(shipped_policy(), calibration={"es": Calibration(1.0), "en": Calibration(1.0)})


def a_sure_report(number: int, *, policy: str | None) -> Report:
    """A report whose verdict is 97 % sure of being supported."""
    report = make_report(number=number, run=f"run-{number}")
    verdict = replace(verdict_of(report), probabilities=SURE, confidence=0.97)
    noted = {} if policy is None else {"policy": policy}
    return replace(
        report,
        run=replace(report.run, settings=tuple(noted.items())),
        assessments=tuple(
            replace(one, verdict=verdict) if one.verdict else one for one in report.assessments
        ),
    )


def decided(folder: Path, count: int, *, right: float, policy: str | None = PLAIN.noted) -> Path:
    """A warehouse in which editors confirmed that share of very sure verdicts."""
    warehouse = prepared(folder / "w.duckdb")
    reviews = []
    # Held open, so that each run does not read the whole schema again.
    with opened_for_writing(folder / "w.duckdb"):
        for number in range(count):
            report = a_sure_report(number, policy=policy)
            warehouse.record(report)
            confirmed = number % 20 < right * 20
            label = None if confirmed else VerdictLabel.REFUTED
            decision = Decision.CONFIRM if confirmed else Decision.OVERRULE
            reviews.append(make_review(verdict_of(report).id, decision, label=label))
        warehouse.record_reviews(reviews)
    return warehouse.path


@pytest.fixture(scope="module")
def half_right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return decided(tmp_path_factory.mktemp("half"), 60, right=0.5)


def test_verdicts_that_were_too_sure_become_less_sure(half_right: Path) -> None:
    policy, (outcome,) = recalibrate(half_right, PLAIN, patience_seconds=5)

    assert (outcome.language, outcome.decisions, outcome.better) == ("es", 60, True)
    assert outcome.before is not None
    assert outcome.after is not None
    assert outcome.after.ece < 0.2 < outcome.before.ece
    assert policy.calibration["es"].temperature > 2
    assert policy.calibration["en"] == PLAIN.calibration["en"]


def test_verdicts_that_were_as_sure_as_right_are_left_as_they_are(tmp_path: Path) -> None:
    path = decided(tmp_path, 60, right=0.95)
    learned, _ = recalibrate(path, PLAIN, patience_seconds=5)

    again, (outcome,) = recalibrate(path, learned, patience_seconds=5)

    assert not outcome.better
    assert again == learned


@pytest.mark.parametrize("policy", [PLAIN.noted, None])
def test_few_decisions_and_verdicts_of_unknown_policy_teach_nothing(
    tmp_path: Path, policy: str | None
) -> None:
    path = decided(tmp_path, 12, right=0.5, policy=policy)

    learned, outcomes = recalibrate(path, PLAIN, patience_seconds=5)

    assert learned == PLAIN
    assert not any(outcome.better for outcome in outcomes)
    assert bool(outcomes) is (policy is not None)


def test_the_command_writes_what_later_checks_use(veredicto: Veredicto, half_right: Path) -> None:
    tried = veredicto("calibrate", "--warehouse", str(half_right), "--dry-run")
    done = veredicto("calibrate", "--warehouse", str(half_right), "--json")

    assert (tried.status, done.status) == (0, 0), tried.err + done.err
    assert "better, kept" in tried.out
    written = half_right.with_suffix(".files") / "policy.json"
    assert done.json["written"] == str(written)
    assert done.json["languages"][0]["better"] is True
    temperature = load_policy(written).calibration["es"].temperature
    assert temperature != shipped_policy().calibration["es"].temperature


def test_a_warehouse_without_decisions_teaches_nothing(
    veredicto: Veredicto, tmp_path: Path
) -> None:
    Warehouse(tmp_path / "w.duckdb").prepare()

    done = veredicto("calibrate", "--warehouse", str(tmp_path / "w.duckdb"))

    assert done.status == 0
    assert "nothing to learn from" in done.out


def test_without_a_warehouse_there_is_a_line_and_status_two(
    veredicto: Veredicto, tmp_path: Path
) -> None:
    done = veredicto("calibrate", "--warehouse", str(tmp_path / "none.duckdb"))

    assert done.status == 2
    assert "there is no warehouse at" in done.err
    assert "Traceback" not in done.err
