"""Pictures of what the confidence of verdicts is worth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from checkers.verdicts.calibrate import ABSTENTION

mpl.use("svg")
from matplotlib import pyplot as plt

Shown = Mapping[str, tuple[NDArray[np.float64], NDArray[np.int64]]]
"""By language (probabilities of shape (verdicts, 4), index of the right label)."""
COLOURS = {"es": "#b3261e", "en": "#1f5fa8"}
MARKS = {"es": "o-", "en": "s--"}
NAMES = {"es": "Spanish", "en": "English"}
BINS = 8
mpl.rcParams["svg.hashsalt"] = "veredicto"
mpl.rcParams["svg.fonttype"] = "none"


def draw_reliability(shown: Shown, path: Path) -> None:
    """How often verdicts of each confidence are right; the diagonal is what it promises."""
    figure, axes = plt.subplots(figsize=(5, 4.2), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#999", linewidth=1)
    for language, (found, gold) in shown.items():
        confidence = found.max(axis=1)
        right = found.argmax(axis=1) == gold
        order = np.argsort(confidence)
        groups = np.array_split(order, BINS)
        axes.plot(
            [confidence[g].mean() for g in groups],
            [right[g].mean() for g in groups],
            MARKS[language],
            color=COLOURS[language],
            label=f"{NAMES[language]}, {len(gold)} verdicts in {BINS} groups",
        )
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False, loc="upper left")
    _save(figure, path)


def draw_risk(shown: Shown, path: Path) -> None:
    """Share of wrong verdicts among those given, as the threshold lets more be given."""
    figure, axes = plt.subplots(figsize=(5, 4.2), layout="constrained")
    for language, (found, gold) in shown.items():
        said = found.argmax(axis=1)
        given = np.flatnonzero(said != ABSTENTION)
        order = given[np.argsort(-found.max(axis=1)[given], kind="stable")]
        counts = np.arange(1, len(order) + 1)
        risk = np.cumsum(said[order] != gold[order]) / counts
        axes.plot(
            (counts / len(gold))[10:],
            risk[10:],
            MARKS[language][1:],
            color=COLOURS[language],
            label=f"{NAMES[language]}, {len(gold)} claims",
        )
    axes.set(xlabel="coverage: share of claims with a verdict", ylabel="risk: share of wrong ones")
    axes.set(xlim=(0, 1), ylim=(0, None))
    axes.legend(frameon=False, loc="upper left")
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    axes = figure.axes[0]
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#eee")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
