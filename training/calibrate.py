"""Fit the shipped stance model's temperatures, and draw how far its probabilities can be trusted.

    python -m training.calibrate

One temperature for each language of the claim, fitted on one half of the held-out pairs (English
ones spread over the languages by Apertium) and reported on the other half.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from checkers.models.stance import load_stance_model
from training.pair import NOT_SUPPORTS, Pair
from training.pairs import into_languages, load
from training.quantise import WEIGHTS
from veredicto.evaluation.metrics import BINS, expected_calibration_error

LANGUAGES = ("es", "en")
PICTURE = Path("docs/models/stance-reliability.svg")
PLENTY = 30
"""Pairs from which a bin of the picture is drawn; fewer are noise."""


@dataclass(frozen=True)
class Judged:
    """Held-out pairs whose claims are in one language.

    Args:
        logits: float64 of shape (pairs, 3).
        labels: indices of shape (pairs,).
    """

    logits: NDArray[np.float64]
    labels: NDArray[np.int64]

    def halves(self) -> tuple[Judged, Judged]:
        """Every other pair, and the rest."""
        return (
            Judged(self.logits[::2], self.labels[::2]),
            Judged(self.logits[1::2], self.labels[1::2]),
        )

    def confidences(self, temperature: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The probability of each likeliest stance, and whether it is the right one."""
        probabilities = softmax(self.logits / temperature, axis=1)
        return probabilities.max(axis=1), probabilities.argmax(axis=1) == self.labels

    def ece(self, temperature: float) -> float:
        """Expected calibration error (Guo et al. 2017)."""
        return expected_calibration_error(*self.confidences(temperature))

    def best_temperature(self) -> float:
        """The temperature of least log loss (Guo et al. 2017)."""
        rows = np.arange(len(self.labels))

        def loss(temperature: float) -> float:
            return float(-log_softmax(self.logits / temperature, axis=1)[rows, self.labels].mean())

        return float(minimize_scalar(loss, bounds=(0.3, 4.0), method="bounded").x)


def judge(pairs: Sequence[Pair]) -> Judged:
    """What the shipped model says of the pairs, without any temperature."""
    rows = load_stance_model().judge(
        [(pair.passage, pair.claim) for pair in pairs],
        [pair.languages[-2:] for pair in pairs],
    )
    found = np.array([(row.supports, row.neutral, row.refutes) for row in rows])
    return Judged(np.log(np.clip(found, 1e-9, 1)), np.array([pair.label for pair in pairs]))


def draw(halves: dict[str, tuple[Judged, float]], path: Path) -> None:
    """A reliability diagram with a line for each language (DeGroot & Fienberg 1983)."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.7", linestyle=":", label="perfect")
    for language, (half, temperature) in halves.items():
        confidence, right = half.confidences(temperature)
        bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
        drawn = [b for b in np.unique(bins) if (bins == b).sum() >= PLENTY]
        axes.plot(
            [confidence[bins == b].mean() for b in drawn],
            [right[bins == b].mean() for b in drawn],
            marker="o",
            label=f"{language}: {len(right)} pairs, ECE {half.ece(temperature):.3f}",
        )
    axes.set(
        xlabel="probability of the likeliest stance",
        ylabel="share that is right",
        title="Stance model on held-out pairs",
        xlim=(0.3, 1),
        ylim=(0.3, 1),
    )
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(path)


def main() -> None:
    """Write the temperatures into the card, print their effect, draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=Path("training/build/pairs"))
    parser.add_argument("--most", type=int, default=1200, help="pairs of a language")
    parser.add_argument("--picture", type=Path, default=PICTURE)
    arguments = parser.parse_args()
    random_ = random.Random(20261125)
    held_out = load(arguments.pairs / "held_out.jsonl", lambda pair: pair.label != NOT_SUPPORTS)
    held_out = into_languages(random_.sample(held_out, 4 * arguments.most), random_)

    card = WEIGHTS / "stance" / "veredicto.json"
    facts = json.loads(card.read_text(encoding="utf-8")) | {"temperatures": {}}
    card.write_text(_as_json(facts), encoding="utf-8")
    drawn: dict[str, tuple[Judged, float]] = {}
    for language in LANGUAGES:
        pairs = [p for p in held_out if p.languages.endswith(language)][: arguments.most]
        fitted_on, reported_on = judge(pairs).halves()
        temperature = round(fitted_on.best_temperature(), 4)
        facts["temperatures"][language] = temperature
        drawn[language] = reported_on, temperature
        print(
            f"claims in {language}: temperature {temperature}, ECE {reported_on.ece(1):.3f} → "
            f"{reported_on.ece(temperature):.3f} on {len(reported_on.labels)} pairs"
        )
    card.write_text(_as_json(facts), encoding="utf-8")
    draw(drawn, arguments.picture)


def _as_json(facts: dict[str, object]) -> str:
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
