"""Score the shipped stance model on labelled files, and fit its temperature.

    python -m training.evaluate --data ../shared/data            # the table
    python -m training.evaluate --fit-temperature                # held-out half → veredicto.json

The temperature is fitted on one half of the held-out pairs and reported on the other.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.metrics import accuracy_score, f1_score

from checkers.models.stance import load_stance_model
from training.pairs import NOT_SUPPORTS, Pair, load, read
from training.quantise import WEIGHTS

BINS = 10
ELSEWHERE = (
    "nli_meta4xnli.dev",
    "nli_inferes.es",
    "nli_numbers.en",
    "stance_healthver.en",
    "nli_xnlitrain.es",
)
"""Files of which no row was trained on; the last is a translation of trained English rows."""


@dataclass(frozen=True)
class Score:
    """What a model reaches on the rows of one file."""

    name: str
    rows: int
    accuracy: float
    macro_f1: float
    ece: float
    majority_accuracy: float

    def __str__(self) -> str:
        """One line of the table."""
        return (
            f"| {self.name} | {self.rows} | {self.accuracy:.3f} | {self.macro_f1:.3f} "
            f"| {self.ece:.3f} | {self.majority_accuracy:.3f} |"
        )


def probabilities(pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """Of shape (pairs, 3): supports, neutral, refutes."""
    model = load_stance_model()
    rows = model.judge([(pair.passage, pair.claim) for pair in pairs])
    return np.array([(row.supports, row.neutral, row.refutes) for row in rows])


def expected_calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017)."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def score(name: str, pairs: Sequence[Pair]) -> Score:
    """The model's figures on `pairs`, which all have one of three labels."""
    labels = np.array([pair.label for pair in pairs])
    found = probabilities(pairs)
    guessed = found.argmax(axis=1)
    return Score(
        name=name,
        rows=len(pairs),
        accuracy=float(accuracy_score(labels, guessed)),
        macro_f1=float(f1_score(labels, guessed, average="macro")),
        ece=expected_calibration_error(found.max(axis=1), guessed == labels),
        majority_accuracy=max(Counter(labels.tolist()).values()) / len(labels),
    )


def fit_temperature(held_out: Sequence[Pair]) -> float:
    """The temperature that minimises the log loss of `held_out` (Guo et al. 2017)."""
    labels = np.array([pair.label for pair in held_out])
    logits = np.log(np.clip(probabilities(held_out), 1e-9, 1))

    def loss(temperature: float) -> float:
        return float(
            -log_softmax(logits / temperature, axis=1)[np.arange(len(labels)), labels].mean()
        )

    return float(minimize_scalar(loss, bounds=(0.3, 4.0), method="bounded").x)


def main() -> None:
    """Print the table or fit the temperature."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pairs", type=Path, default=Path("training/build/pairs"))
    parser.add_argument("--most", type=int, default=1500, help="rows of a file, sampled")
    parser.add_argument("--fit-temperature", action="store_true")
    arguments = parser.parse_args()
    held_out = load(arguments.pairs / "held_out.jsonl", lambda pair: pair.label != NOT_SUPPORTS)
    random_ = random.Random(20261124)

    if arguments.fit_temperature:
        _fit(random_.sample(held_out, 2 * arguments.most))
        return
    print("| rows | n | accuracy | macro-F1 | ECE | majority accuracy |\n|---|---|---|---|---|---|")
    for origin in sorted({pair.origin for pair in held_out}):
        pairs = [pair for pair in held_out if pair.origin == origin]
        if len(pairs) >= 20 and len({pair.label for pair in pairs}) > 1:
            print(
                score(f"held out of {origin}", _at_most(pairs, arguments.most, random_)), flush=True
            )
    for name in ELSEWHERE:
        pairs = [p for p in read(arguments.data / f"{name}.jsonl") if p.label != NOT_SUPPORTS]
        for language, rows in _by_language(arguments.data / f"{name}.jsonl", pairs).items():
            print(
                score(f"{name} ({language})", _at_most(rows, arguments.most, random_)), flush=True
            )


def _fit(pairs: Sequence[Pair]) -> None:
    card = WEIGHTS / "stance" / "veredicto.json"
    facts = json.loads(card.read_text(encoding="utf-8"))
    fitted_on, reported_on = pairs[::2], pairs[1::2]
    before = score("before", reported_on)
    facts["temperature"] = round(facts.get("temperature", 1.0) * fit_temperature(fitted_on), 4)
    card.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    after = score("after", reported_on)
    print(f"temperature {facts['temperature']}: ECE {before.ece:.3f} → {after.ece:.3f}")


def _at_most(pairs: Sequence[Pair], most: int, random_: random.Random) -> Sequence[Pair]:
    return pairs if len(pairs) <= most else random_.sample(pairs, most)


def _by_language(path: Path, pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """The pairs by the `language` field of their rows where the file's name does not tell it."""
    language = path.name.split(".")[-2]
    if len(language) == 2:
        return {language: list(pairs)}
    languages = {}
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        languages[" ".join(row["premise"].split())[:700]] = row["language"]
    grouped: dict[str, list[Pair]] = {}
    for pair in pairs:
        grouped.setdefault(languages[pair.passage], []).append(pair)
    return grouped


if __name__ == "__main__":
    main()
