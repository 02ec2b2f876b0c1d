"""What verdicts' probabilities are worth, learned from verdicts whose right label is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize_scalar

from checkers.labels import VerdictLabel
from checkers.verdicts.policy import Calibration, Policy, RiskPoint

Floats = NDArray[np.float64]
Classes = NDArray[np.int64]

ORDER = tuple(VerdictLabel)
ABSTENTION = ORDER.index(VerdictLabel.NOT_ENOUGH_EVIDENCE)
SMALLEST = 1e-4
"""Probabilities below this are raised to it before they are learned from."""
TEMPERATURES = (0.25, 8.0)
CONFIDENCES = tuple(round(step / 20, 2) for step in range(5, 20))
"""From 0.25 to 0.95: those that a threshold is chosen among."""
LEAST_DECIDED = 10
"""Verdicts below which a share of wrong ones says nothing."""
DIGITS = 4


def apply_temperature(probabilities: Floats, temperature: float) -> Floats:
    """Each row to the power of 1 / `temperature`, made to add up to 1; shape (verdicts, 4)."""
    powers = np.clip(probabilities, SMALLEST, 1) ** (1 / temperature)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


def log_loss(probabilities: Floats, gold: Classes) -> float:
    """Mean surprise at the right labels in nats; lower is better.

    Args:
        probabilities: of the labels in the order of `ORDER`, shape (verdicts, 4).
        gold: index of the right label, shape (verdicts,).
    """
    chosen = np.clip(probabilities[np.arange(len(gold)), gold], SMALLEST, 1)
    return float(-np.log(chosen).mean())


def fit_temperature(probabilities: Floats, gold: Classes) -> float:
    """The temperature with the least log loss (Guo et al. 2017); shapes as in `log_loss`."""
    found = minimize_scalar(
        lambda log: log_loss(apply_temperature(probabilities, float(np.exp(log))), gold),
        bounds=tuple(np.log(TEMPERATURES)),
        method="bounded",
    )
    return round(float(np.exp(found.x)), DIGITS)


def risk_points(probabilities: Floats, gold: Classes) -> tuple[RiskPoint, ...]:
    """Risk and coverage at each of `CONFIDENCES` (El-Yaniv & Wiener 2010); shapes as in `log_loss`.

    A higher threshold never has a higher risk noted than a lower one: what rises is chance, and is
    shared out by isotonic regression (Barlow et al. 1972), each weighed by what it decides.
    """
    said = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    decided = [(said != ABSTENTION) & (confidence >= least) for least in CONFIDENCES]
    enough = [one for one in decided if one.sum() >= LEAST_DECIDED]
    if not enough:
        return ()
    risks = isotonic_regression(
        [float((said != gold)[one].mean()) for one in enough],
        weights=[int(one.sum()) for one in enough],
        increasing=False,
    ).x
    return tuple(
        RiskPoint(least, round(float(risk), DIGITS), round(float(one.mean()), DIGITS))
        for least, one, risk in zip(CONFIDENCES, enough, risks, strict=False)
    )


def recalibrated(policy: Policy, language: str, probabilities: Floats, gold: Classes) -> Policy:
    """The policy with the temperature and the risks of one language learned anew.

    Args:
        policy: under which the verdicts were given.
        language: of their claims.
        probabilities: that the verdicts gave, shape (verdicts, 4).
        gold: index of the right label, shape (verdicts,).
    """
    change = fit_temperature(probabilities, gold)
    calibration = Calibration(
        temperature=round(policy.calibration_in(language).temperature * change, DIGITS),
        risks=risk_points(apply_temperature(probabilities, change), gold),
    )
    return replace(policy, calibration={**policy.calibration, language: calibration})


def columns_of(probabilities: Sequence[dict[VerdictLabel, float]]) -> Floats:
    """The probabilities of verdicts as rows in the order of `ORDER`, each adding up to 1."""
    rows = np.array([[one.get(label, 0.0) for label in ORDER] for one in probabilities])
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float64)
