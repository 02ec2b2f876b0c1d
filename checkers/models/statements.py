"""The heads that tell from a sentence's vector and features what sort of statement it is."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from checkers.errors import ModelError
from checkers.models.card import Card, read_card, shipped
from checkers.models.embedder import Embedder

CHECK_WORTHINESS, ATTRIBUTED = "check_worthiness", "attributed"
HEADS = (CHECK_WORTHINESS, ATTRIBUTED)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StatementScores:
    """Calibrated probabilities in [0, 1] that a sentence is worth checking, and that it reports."""

    check_worthiness: float
    attributed: float


class HeadCard(Card):
    """How the heads are read.

    `embedder` is the name of the embedder they were fitted on, `features` those that follow its
    vector, in order. `calibration` has slope and intercept (Platt 1999) and `thresholds` the
    probability from which to say yes, by head and language.
    """

    WEIGHTS: ClassVar[str] = "heads.npz"

    embedder: str
    features: tuple[str, ...]
    calibration: dict[str, dict[str, tuple[float, float]]]
    thresholds: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Head:
    """One hidden layer of rectified units over inputs brought to mean 0 and deviation 1."""

    mean: Matrix
    scale: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    output: Matrix
    output_bias: Matrix

    def logits(self, inputs: Matrix) -> Matrix:
        """Log-odds before calibration, float64 of shape (rows,), for (rows, inputs)."""
        normal = (inputs - self.mean) / self.scale
        layer = np.maximum(normal @ self.hidden + self.hidden_bias, 0)
        return np.asarray(layer @ self.output + self.output_bias, dtype=np.float64)


class StatementHeads:
    """The heads with their calibration.

    Args:
        card: what they were fitted on and how they are read.
        heads: by name.
    """

    def __init__(self, card: HeadCard, heads: Mapping[str, Head]) -> None:
        self.card = card
        self._heads = dict(heads)

    def probabilities(self, head: str, inputs: Matrix, language: str) -> Matrix:
        """Calibrated probabilities, float64 of shape (rows,), for inputs of (rows, inputs).

        Raises:
            ModelError: the inputs are not as many as the head was fitted on, or no numbers.
        """
        expected = len(self._heads[head].mean)
        if inputs.shape[1] != expected:
            message = (
                f"{self.card.title} reads vectors of {expected} numbers, not of "
                f"{inputs.shape[1]}: it works with the shipped embedder only"
            )
            raise ModelError(message)
        slope, intercept = self.card.calibration[head][language]
        scores = np.asarray(expit(slope * self._heads[head].logits(inputs) + intercept))
        if not np.isfinite(scores).all():
            message = f"{self.card.title} returned scores that are no numbers"
            raise ModelError(message)
        return scores

    def threshold(self, head: str, language: str) -> float:
        """The probability from which to say yes, in [0, 1]."""
        return self.card.thresholds[head][language]


def load_heads(embedder: Embedder) -> StatementHeads:
    """The shipped heads, if they were fitted on this embedder.

    Raises:
        ModelError: they were fitted on another embedder, are missing, or are damaged.
    """
    folder = shipped("statements")
    card = read_card(folder, HeadCard)
    if not embedder.title.startswith(f"{card.embedder} "):
        message = (
            f"the statement heads were fitted on {card.embedder} and cannot read the vectors of "
            f"{embedder.title}: statements are scored by rules instead"
        )
        raise ModelError(message)
    return StatementHeads(card, _read_heads(folder / HeadCard.WEIGHTS))


def _read_heads(path: Path) -> dict[str, Head]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {
                name: Head(
                    **{part: arrays[f"{name}/{part}"].astype(np.float64) for part in Head.__slots__}
                )
                for name in HEADS
            }
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        message = f"the weights in {path} cannot be read ({error}): install veredicto again"
        raise ModelError(message) from error
