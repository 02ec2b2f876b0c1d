"""The numbers of the verdict policy with the least log loss on labelled cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit

from checkers.labels import Stance, VerdictLabel
from checkers.verdicts.calibrate import ORDER, columns_of
from checkers.verdicts.policy import Policy, Reliability
from checkers.verdicts.weigh import NEAR, SURE, TENTH, certainty, weigh
from training.verdict_cases import Labelled

Floats = NDArray[np.float64]
LEAST_WEIGHTS = (0.05, 0.15, 0.25, 0.35, 0.45)
START = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 2.0, -1.5)
STEP = 0.5
"""Of the first simplex, in each number."""
SIMPLEX = np.vstack([START, np.array(START) + STEP * np.eye(len(START))])
PULL = 0.02
"""Of each number towards its start, squared (ridge)."""


@dataclass(frozen=True)
class Columns:
    """The evidence of every case, padded: shapes (cases, passages)."""

    side: NDArray[np.int8]
    """1 supports, -1 refutes, 0 does not count."""
    certainty: Floats
    nearness: Floats
    translated: Floats
    decided: NDArray[np.bool_]


def columns(cases: Sequence[Labelled], policy: Policy) -> Columns:
    """What strengths are computed from; what `policy` excludes for other reasons has side 0."""
    open_policy = replace(policy, least_weight=0.0)
    width = max(len(one.case.evidence) for one in cases)
    shape = (len(cases), width)
    side = np.zeros(shape, np.int8)
    sure, near, translated = (np.zeros(shape) for _ in range(3))
    decided = np.zeros(shape, np.bool_)
    for row, one in enumerate(cases):
        case = one.case
        weighed = weigh(case.claim, case.evidence, case.grounds, open_policy)
        for column, (piece, weight) in enumerate(zip(case.evidence, weighed, strict=True)):
            if weight.excluded is not None or piece.stance is Stance.NEUTRAL:
                continue
            side[row, column] = 1 if piece.stance is Stance.SUPPORTS else -1
            sure[row, column] = logit(np.clip(certainty(piece), SURE, 1 - SURE))
            near[row, column] = (piece.similarity - NEAR) / TENTH
            source = case.grounds.sources[piece.source_id]
            translated[row, column] = source.language not in {None, case.grounds.language}
            comparison = piece.comparison
            decided[row, column] = comparison is not None and comparison.agrees is not None
    return Columns(side, sure, near, translated, decided)


def probabilities(found: Columns, numbers: Sequence[float], least_weight: float) -> Floats:
    """The four labels' probabilities of each case, shape (cases, 4), as `decide` gives them."""
    a, b, near, translation, figure_a, figure_b, trust, doubt = numbers
    shared = near * found.nearness + translation * found.translated
    reliability = np.where(
        found.decided, figure_a + figure_b * found.certainty, a + b * found.certainty
    )
    strength = expit(trust) * expit(reliability + shared)
    strength = np.where((found.side == 0) | (strength < least_weight), 0.0, strength)
    supported, refuted = (
        1 - np.prod(np.where(found.side == sign, 1 - strength, 1.0), axis=1) for sign in (1, -1)
    )
    by_label = {
        VerdictLabel.SUPPORTED: supported * (1 - refuted),
        VerdictLabel.REFUTED: refuted * (1 - supported),
        VerdictLabel.CONFLICTING_EVIDENCE: supported * refuted,
        VerdictLabel.NOT_ENOUGH_EVIDENCE: (1 - supported) * (1 - refuted),
    }
    found_by_voices = np.stack([by_label[label] for label in ORDER], axis=1)
    return np.asarray(expit(doubt) / len(ORDER) + (1 - expit(doubt)) * found_by_voices)


def fit(cases: Sequence[Labelled], begun: Policy) -> tuple[Policy, float]:
    """The policy with the least balanced log loss, and that loss in nats."""
    gold = np.array([ORDER.index(one.gold) for one in cases])
    shares = np.bincount(gold, minlength=len(ORDER)) / len(gold)
    balance = (1 / shares)[gold]
    found = columns(cases, begun)
    best = (float("inf"), begun)
    for least in LEAST_WEIGHTS:

        def loss(numbers: Sequence[float], least: float = least) -> float:
            shown = probabilities(found, numbers, least)
            surprise = -np.log(shown[np.arange(len(gold)), gold])
            pull = PULL * np.square(np.subtract(numbers, START)).mean()
            return float((balance * surprise).sum() / balance.sum() + pull)

        # The threshold makes the loss jump, so no gradient is used.
        options = {"maxfev": 700, "initial_simplex": SIMPLEX}
        result = minimize(loss, START, method="Nelder-Mead", options=options)
        print(f"{result.fun:.4f} with {least}: {np.round(result.x, 3)}", flush=True)
        if result.fun < best[0]:
            best = (float(result.fun), with_numbers(begun, result.x, least))
    return best[1], best[0]


def with_numbers(policy: Policy, numbers: Sequence[float], least_weight: float) -> Policy:
    """The policy with the numbers that `probabilities` takes."""
    a, b, near, translation, figure_a, figure_b, trust, doubt = map(float, numbers)
    a, b, near, translation, figure_a, figure_b = (
        round(n, 3) for n in (a, b, near, translation, figure_a, figure_b)
    )
    return replace(
        policy,
        stance=Reliability(a, b, near, translation),
        figures=Reliability(figure_a, figure_b, near, translation),
        trust=round(float(expit(trust)), 3),
        doubt=round(float(expit(doubt)), 3),
        least_weight=least_weight,
    )


def decided(cases: Sequence[Labelled], policy: Policy) -> tuple[Floats, NDArray[np.int64]]:
    """(probabilities of shape (cases, 4), index of the right label) by the pipeline itself."""
    verdicts = [one.case.decide(policy) for one in cases]
    gold = np.array([ORDER.index(one.gold) for one in cases])
    return columns_of([dict(verdict.probabilities) for verdict in verdicts]), gold
