"""Figures for classifications: accuracy, F1, calibration, and those of always saying the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import (
    average_precision_score,
    log_loss,
    precision_recall_fscore_support,
)

from veredicto.evaluation.scores import Baseline, ClassScore, Measured, Metric

Floats = NDArray[np.float64]
Classes = NDArray[np.int64]
Flags = NDArray[np.bool_]

BINS = 10
MAJORITY = "majority"


def expected_calibration_error(probability: Floats, happened: Flags, bins: int = BINS) -> float:
    """Mean gap between probability and frequency over equal-width bins, in [0, 1].

    The estimator of Guo et al. 2017; lower is better.

    Args:
        probability: of what is said, shape (rows,).
        happened: whether it was so, shape (rows,).
        bins: into which [0, 1] is cut.
    """
    if not len(probability):
        return 0.0
    found = np.minimum((probability * bins).astype(int), bins - 1)
    weights = np.bincount(found, minlength=bins)
    said = np.bincount(found, weights=probability, minlength=bins)
    was = np.bincount(found, weights=happened, minlength=bins)
    # Each bin's gap of means times its share of the rows is its gap of sums over all rows.
    return float(np.abs(said - was)[weights > 0].sum() / len(probability))


def measure_classes(
    gold: Classes, probabilities: Floats, guessed: Classes, names: Sequence[str]
) -> Measured:
    """Accuracy, macro F1, ECE of what was guessed, log loss; the F1 of each class.

    macro_f1 is the mean over the classes that occur in `gold`: a file that lacks a class is not
    punished for it, while guessing that class costs recall of the others. The majority baseline
    gives each row the shares of the classes in `gold`.

    Args:
        gold: index of the true class, shape (rows,).
        probabilities: shape (rows, classes).
        guessed: index of the class decided for, shape (rows,).
        names: of the classes.
    """
    shares = np.bincount(gold, minlength=len(names)) / len(gold)
    majority = np.full_like(gold, shares.argmax())
    constant = np.tile(shares, (len(gold), 1))
    return Measured(
        n=len(gold),
        metrics=_of_classes(gold, probabilities, guessed),
        classes=_each_class(gold, guessed, names),
        baselines=(Baseline(MAJORITY, _of_classes(gold, constant, majority)),),
    )


def measure_positive(
    gold: Flags, probability: Floats, guessed: Flags, names: tuple[str, str]
) -> Measured:
    """F1, precision and recall of the positive class, average precision, accuracy, ECE, log loss.

    ECE is that of the positive class's probability, as it is shown to editors, whatever threshold
    decides. The majority baseline gives each row the share of the positive class in `gold`.

    Args:
        gold: shape (rows,).
        probability: of the positive class, shape (rows,).
        guessed: what was decided, shape (rows,).
        names: of the negative and the positive class.
    """
    share = gold.mean()
    constant = np.full(len(gold), share)
    majority = np.full_like(gold, share > 1 / 2)
    return Measured(
        n=len(gold),
        metrics=_of_positive(gold, probability, guessed),
        classes=_each_class(gold.astype(np.int64), guessed.astype(np.int64), names),
        baselines=(Baseline(MAJORITY, _of_positive(gold, constant, majority)),),
    )


def _of_classes(gold: Classes, probabilities: Floats, guessed: Classes) -> tuple[Metric, ...]:
    confidence = probabilities[np.arange(len(gold)), guessed]
    every = np.arange(probabilities.shape[1])
    occurring = np.unique(gold)
    f1 = precision_recall_fscore_support(gold, guessed, labels=occurring, zero_division=0)[2]
    return (
        Metric("accuracy", float((gold == guessed).mean())),
        Metric("macro_f1", float(f1.mean())),
        Metric("ece", expected_calibration_error(confidence, gold == guessed)),
        Metric("log_loss", float(log_loss(gold, probabilities, labels=every))),
    )


def _of_positive(gold: Flags, probability: Floats, guessed: Flags) -> tuple[Metric, ...]:
    precision, recall, f1, _ = precision_recall_fscore_support(
        gold, guessed, labels=[True], zero_division=0
    )
    # Without a positive row there is nothing to rank; scikit-learn warns and says 0 as well.
    ranked = float(average_precision_score(gold, probability)) if gold.any() else 0.0
    return (
        Metric("f1", float(f1[0])),
        Metric("precision", float(precision[0])),
        Metric("recall", float(recall[0])),
        Metric("average_precision", ranked),
        Metric("accuracy", float((gold == guessed).mean())),
        Metric("ece", expected_calibration_error(probability, gold)),
        Metric("log_loss", float(log_loss(gold, probability, labels=[False, True]))),
    )


def _each_class(gold: Classes, guessed: Classes, names: Sequence[str]) -> tuple[ClassScore, ...]:
    columns = precision_recall_fscore_support(
        gold, guessed, labels=np.arange(len(names)), zero_division=0
    )
    return tuple(
        ClassScore(name, float(precision), float(recall), float(f1), int(support))
        for name, precision, recall, f1, support in zip(names, *columns, strict=True)
    )
