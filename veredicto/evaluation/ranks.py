"""Figures for rankings, from the ranks that the right answers got."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veredicto.evaluation.scores import Metric

DEPTH = 10
Ranks = NDArray[np.int64]


def ranks_of_right(scores: NDArray[np.floating], right: Sequence[int]) -> Ranks:
    """Ranks of the right candidates, counted from 1, rising; shape (right,).

    A right candidate stands behind the wrong ones that have its score, so that a search which found
    nothing does not rank by the order of the file.

    Args:
        scores: of each candidate, higher is nearer, shape (candidates,).
        right: indices of the right ones.
    """
    is_right = np.zeros(len(scores), dtype=bool)
    is_right[list(right)] = True
    order = np.lexsort((is_right, -scores))
    return np.flatnonzero(is_right[order]) + 1


def measure_ranks(ranks: Sequence[Ranks]) -> tuple[Metric, ...]:
    """Means over the questions, in [0, 1]: MRR, nDCG and recall of the first ten candidates.

    MRR counts the first right answer, nDCG discounts by log2(rank + 1) (Järvelin and Kekäläinen
    2002), recall is the share of a question's right answers.
    """
    return (
        Metric("mrr_at_10", _mean([_reciprocal(one) for one in ranks])),
        Metric("ndcg_at_10", _mean([_gain(one) / _most_gain(len(one)) for one in ranks])),
        Metric("recall_at_10", _mean([float((one <= DEPTH).mean()) for one in ranks])),
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _reciprocal(ranks: Ranks) -> float:
    return 1.0 / float(ranks[0]) if ranks[0] <= DEPTH else 0.0


def _gain(ranks: Ranks) -> float:
    return float((1 / np.log2(ranks[ranks <= DEPTH] + 1)).sum())


def _most_gain(right: int) -> float:
    return _gain(np.arange(1, right + 1))
