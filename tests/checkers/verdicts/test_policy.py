from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import checkers.verdicts.policy
from builders import a_source
from checkers.errors import BadSetting
from checkers.labels import VerdictLabel
from checkers.verdicts.calibrate import (
    ABSTENTION,
    ORDER,
    apply_temperature,
    fit_temperature,
    log_loss,
    recalibrated,
    risk_points,
)
from checkers.verdicts.policy import (
    Calibration,
    RiskPoint,
    load_policy,
    parse_noted,
    shipped_policy,
)
from checkers.verdicts.publishers import kind_of
from veredicto.settings import Settings
from veredicto.wire import build_policy

SHIPPED = Path(checkers.verdicts.policy.__file__).with_name("policy.toml")


def test_what_a_run_notes_of_its_policy_gives_the_policy_again() -> None:
    policy = shipped_policy().with_max_risk(0.1)

    assert parse_noted(policy.noted) == policy


def test_a_policy_of_a_file_is_read_as_toml_or_json(tmp_path: Path) -> None:
    toml, noted = tmp_path / "policy.toml", tmp_path / "policy.json"
    toml.write_bytes(SHIPPED.read_bytes())
    noted.write_text(shipped_policy().noted, encoding="utf-8")

    assert load_policy(toml) == load_policy(noted) == load_policy(None)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("trust = ", "trust = 7\nwas = ", "trust"),
        ("half_life_years = ", "half_life_years = -1\nwas = ", "half_life_years"),
        ("certainty = ", "certainty = nan\nwas = ", "certainty"),
        ("title = ", "was = ", "title"),
        ("[stance]", "[stance", "cannot be used"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_by_the_name_of_its_fault(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadSetting, match=named):
        load_policy(path)


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read"):
        load_policy(tmp_path / "none.toml")


def test_a_policy_of_another_version_is_refused() -> None:
    with pytest.raises(BadSetting, match="does not know"):
        parse_noted(json.dumps({"least_probability": 0.6}))


def test_the_accepted_risk_asks_for_the_lowest_confidence_that_keeps_it() -> None:
    risks = (RiskPoint(0.5, 0.3, 0.6), RiskPoint(0.6, 0.1, 0.4), RiskPoint(0.7, 0.05, 0.2))
    policy = replace(shipped_policy(), calibration={"es": Calibration(1.0, risks)})

    assert policy.confidence_asked("es") == policy.least_confidence
    assert policy.with_max_risk(0.1).confidence_asked("es") == 0.6
    assert policy.with_max_risk(0.01).confidence_asked("es") > 1
    assert policy.with_max_risk(0.1).confidence_asked("en") > 1


@pytest.mark.parametrize(
    ("publisher", "kind"),
    [
        ("ine.es", "official"),
        ("sanidad.gob.es", "official"),
        ("facebook.com", "social"),
        ("es.wikipedia.org", "reference"),
        ("maldita.es", "fact_checker"),
        ("MIT.edu", "scholarly"),
        ("faro.example", "other"),
        ("notine.es", "other"),
    ],
)
def test_a_publisher_is_of_the_kind_that_the_table_says(publisher: str, kind: str) -> None:
    assert kind_of(a_source("Un texto.", publisher)) == kind


def chances(rows: int, sharpness: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are right about labels drawn from them, then sharpened."""
    chance = np.random.default_rng(seed)
    true = chance.dirichlet(np.ones(4), size=rows)
    gold = np.array([chance.choice(4, p=row) for row in true])
    return apply_temperature(true, 1 / sharpness), gold


def test_the_temperature_that_was_put_in_is_found() -> None:
    said, gold = chances(4000, sharpness=2.0, seed=1)

    found = fit_temperature(said, gold)

    assert found == pytest.approx(2.0, rel=0.15)
    assert log_loss(apply_temperature(said, found), gold) < log_loss(said, gold)


def test_a_higher_threshold_has_no_higher_risk_and_no_more_coverage() -> None:
    points = risk_points(*chances(800, sharpness=1.0, seed=2))

    risks, coverages = [p.risk for p in points], [p.coverage for p in points]
    assert len(points) > 5
    assert risks == sorted(risks, reverse=True)
    assert coverages == sorted(coverages, reverse=True)


def test_a_few_unlucky_verdicts_that_are_very_sure_do_not_spoil_the_risk_of_all_others() -> None:
    supported, sure, rest = 0, 0.9, (1 - 0.5) / 3
    said = np.array([[0.5, rest, rest, rest]] * 500 + [[sure, 0.04, 0.03, 0.03]] * 12)
    gold = np.full(512, supported, dtype=np.int64)
    gold[:100] = gold[-6:] = 1

    risks = {point.confidence: point.risk for point in risk_points(said, gold)}

    assert 106 / 512 < risks[0.5] < 0.22
    assert risks[0.9] == risks[0.5]


def test_risk_is_told_of_nothing_where_every_verdict_abstains() -> None:
    abstaining = np.full((50, 4), 0.1)
    abstaining[:, ABSTENTION] = 0.7

    assert risk_points(abstaining, np.zeros(50, dtype=np.int64)) == ()


def test_calibrating_one_language_leaves_the_other_as_it_was() -> None:
    before = shipped_policy()

    after = recalibrated(before, "es", *chances(400, sharpness=3.0, seed=3))

    assert after.calibration["en"] == before.calibration["en"]
    assert after.calibration["es"] != before.calibration["es"]
    assert len(ORDER) == len(VerdictLabel)


def test_a_risk_that_no_confidence_keeps_is_refused_with_the_lowest_there_is() -> None:
    settings = Settings(max_risk=0.0001)

    with pytest.raises(BadSetting, match=r"every verdict would be withheld: the lowest .* in es"):
        build_policy(settings)
