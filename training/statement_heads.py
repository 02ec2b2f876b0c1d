"""Fitting, calibrating and measuring one head over vectors and features."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    f1_score,
    precision_score,
    recall_score,
)
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from checkers.models.statements import Head
from veredicto.evaluation.metrics import expected_calibration_error

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]
UNITS, RATE = 32, 2e-3
# Of the networks that are averaged: little decay fits the labelled texts best, much decay carries
# over to other kinds of text.
DECAYS = (5.0, 5.0, 20.0, 20.0)
NEIGHBOURS = 11  # steps whose F1 is averaged where a threshold is chosen; odd


@dataclass(frozen=True)
class Figures:
    """What a head reaches on labelled rows; the first four are of the label 1."""

    n: int
    positives: int
    precision: float
    recall: float
    f1: float
    macro_f1: float
    accuracy: float
    average_precision: float
    ece: float

    @property
    def always_yes(self) -> float:
        """The F1 of saying yes to every row."""
        return 2 * self.positives / (self.n + self.positives)


def fit_head(inputs: Matrix, labels: Labels, *, hidden_features: int = 0) -> Head:
    """The average of `len(DECAYS)` networks of one hidden layer, as one network.

    Args:
        inputs: float64 of shape (rows, inputs).
        labels: 0 or 1 of each row.
        hidden_features: the last inputs that every other copy of a row is without, so that the
            vector is learnt from where the features decided the label.
    """
    scaler = StandardScaler().fit(inputs)
    scaled = scaler.transform(inputs)
    if hidden_features:
        without = scaled.copy()
        without[:, -hidden_features:] = 0
        scaled, labels = np.vstack([scaled, without]), np.concatenate([labels, labels])
    networks = [_fit_network(scaled, labels, *one) for one in enumerate(DECAYS)]
    return Head(
        mean=np.asarray(scaler.mean_),
        scale=np.asarray(scaler.scale_),
        hidden=np.hstack([n.coefs_[0] for n in networks]),
        hidden_bias=np.concatenate([n.intercepts_[0] for n in networks]),
        output=np.concatenate([n.coefs_[1][:, 0] for n in networks]) / len(DECAYS),
        output_bias=np.mean([n.intercepts_[1] for n in networks], axis=0),
    )


def _fit_network(inputs: Matrix, labels: Labels, seed: int, decay: float) -> MLPClassifier:
    network = MLPClassifier(
        (UNITS,), alpha=decay, learning_rate_init=RATE, early_stopping=True, random_state=seed
    )
    with warnings.catch_warnings():
        # Early stopping decides; a network that is still falling at the last epoch is fine.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return network.fit(inputs, labels)


def fit_platt(logits: Matrix, labels: Labels) -> tuple[float, float]:
    """Slope and intercept that make log-odds calibrated (Platt 1999)."""
    fitted = LogisticRegression(C=1e6).fit(logits[:, None], labels)
    return round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)


def best_threshold(probabilities: Matrix, labels: Labels) -> float:
    """The threshold, in steps of 0.01, whose neighbourhood has the best F1 of the label 1."""
    steps = np.arange(0.02, 0.99, 0.01)
    scores = np.array([f1_score(labels, probabilities >= step) for step in steps])
    # The mean of neighbours keeps a lucky step from being chosen.
    padded = np.pad(scores, NEIGHBOURS // 2, mode="edge")
    smooth = np.convolve(padded, np.full(NEIGHBOURS, 1 / NEIGHBOURS), mode="valid")
    return round(float(steps[int(np.argmax(smooth))]), 2)


def precise_threshold(probabilities: Matrix, labels: Labels, precision: float) -> float:
    """The lowest threshold, in steps of 0.01, from which on a yes is right at least so often."""
    steps = np.arange(0.02, 0.99, 0.01)
    enough = [
        precision_score(labels, probabilities >= step, zero_division=1) >= precision
        for step in steps
    ]
    last = max((i for i, sure in enumerate(enough) if not sure), default=-1)
    return round(float(steps[min(last + 1, len(steps) - 1)]), 2)


def measure(probabilities: Matrix, labels: Labels, threshold: float) -> Figures:
    """The figures of saying yes from `threshold`."""
    said = probabilities >= threshold
    return Figures(
        n=len(labels),
        positives=int(labels.sum()),
        precision=float(precision_score(labels, said, zero_division=0)),
        recall=float(recall_score(labels, said)),
        f1=float(f1_score(labels, said)),
        macro_f1=float(f1_score(labels, said, average="macro")),
        accuracy=float(accuracy_score(labels, said)),
        average_precision=float(average_precision_score(labels, probabilities)),
        ece=expected_calibration_error(probabilities, labels == 1),
    )
