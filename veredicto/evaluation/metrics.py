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

from checkers.labels import VerdictLabel
from checkers.nouns import Verdict
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
        classes=score_each_class(gold, guessed, names),
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
        classes=score_each_class(gold.astype(np.int64), guessed.astype(np.int64), names),
        baselines=(Baseline(MAJORITY, _of_positive(gold, constant, majority)),),
    )


def measure_factuality(
    gold: Sequence[VerdictLabel], verdicts: Sequence[Verdict | None]
) -> Measured:
    """How well true and false claims are told apart, in [0, 1].

    Of the claims that are labelled supported or refuted: macro F1 of both, F1 of the false ones,
    both counting an abstention as a miss; `forced_macro_f1`, where the likelier side of the two is
    taken instead; `coverage`, the share that got one of the two; `risk`, the share of wrong ones
    among those. The majority baseline calls every claim by the commoner of the two labels.
    """
    sides = (VerdictLabel.SUPPORTED, VerdictLabel.REFUTED)
    kept = [(label, v) for label, v in zip(gold, verdicts, strict=True) if label in sides]
    truth = np.array([sides.index(label) for label, _ in kept])
    said = np.array([_side(verdict, sides) for _, verdict in kept])
    forced = np.array([_leaning(verdict, sides) for _, verdict in kept])
    majority = np.full_like(truth, np.bincount(truth, minlength=2).argmax())
    return Measured(
        n=len(kept),
        metrics=_of_factuality(truth, said, forced),
        classes=score_each_class(truth, said, sides),
        baselines=(Baseline(MAJORITY, _of_factuality(truth, majority, majority)),),
    )


def _side(verdict: Verdict | None, sides: tuple[VerdictLabel, VerdictLabel]) -> int:
    """0 for supported, 1 for refuted, 2 for anything else."""
    if verdict is None or verdict.label not in sides:
        return len(sides)
    return sides.index(verdict.label)


def _leaning(verdict: Verdict | None, sides: tuple[VerdictLabel, VerdictLabel]) -> int:
    """The likelier side; supported where nothing is known."""
    if verdict is None:
        return 0
    probability = dict(verdict.probabilities)
    return int(probability[sides[1]] > probability[sides[0]])


def _of_factuality(truth: Classes, said: Classes, forced: Classes) -> tuple[Metric, ...]:
    f1 = precision_recall_fscore_support(truth, said, labels=[0, 1], zero_division=0)[2]
    by_force = precision_recall_fscore_support(truth, forced, labels=[0, 1], zero_division=0)[2]
    decided = said < 2  # noqa: PLR2004 (the two sides)
    wrong = float((said != truth)[decided].mean()) if decided.any() else 0.0
    return (
        Metric("factuality_macro_f1", float(f1.mean())),
        Metric("false_f1", float(f1[1])),
        Metric("forced_macro_f1", float(by_force.mean())),
        Metric("forced_false_f1", float(by_force[1])),
        Metric("coverage", float(decided.mean())),
        Metric("risk", wrong),
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


def score_each_class(
    gold: Classes, guessed: Classes, names: Sequence[str]
) -> tuple[ClassScore, ...]:
    """How well each class is found; an index beyond `names` in `guessed` is no class.

    Args:
        gold: index of the true class, shape (rows,).
        guessed: index of the class decided for, shape (rows,).
        names: of the classes.
    """
    columns = precision_recall_fscore_support(
        gold, guessed, labels=np.arange(len(names)), zero_division=0
    )
    return tuple(
        ClassScore(name, float(precision), float(recall), float(f1), int(support))
        for name, precision, recall, f1, support in zip(names, *columns, strict=True)
    )
