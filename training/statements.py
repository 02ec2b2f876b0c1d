"""Fits, calibrates, measures and writes the statement heads on the shipped embedder.

    python -m training.statements --data ../shared/data [--research]

Vectors are kept under `training/build/statements`, so that a run that was stopped goes on where it
was, and a second run takes seconds. Weights, calibration and thresholds see only rows whose licence
lets them ship; rows of the other licences are reported on, and nothing else.
`--research` prints what half of those would be worth, on the other half, and writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.special import expit

from checkers.claims.features import FEATURES
from checkers.models.card import CARD_FILE
from checkers.models.embedder import load_embedder
from checkers.models.statements import (
    ATTRIBUTED,
    CHECK_WORTHINESS,
    Head,
    HeadCard,
)
from training.statement_heads import (
    Figures,
    Labels,
    Matrix,
    best_threshold,
    fit_head,
    fit_platt,
    measure,
    precise_threshold,
)
from training.statement_inputs import InputStore, Labelled
from training.statement_rows import (
    attributed,
    checkworthy,
    in_spanish,
    sample,
    silver_attribution,
)

NAME, VERSION = "veredicto-statements-es-en", "1"
OUT = Path("checkers/models/weights/statements")
# Rows of a file that is only measured; with --full, all.
TWEETS, NEWTRAL, POLNEAR = 3_000, 600, 2_000
FIT, CALIBRATE, ALL = 70, 80, 100  # parts: fitted below 70, calibrated to 80, reported above
HALF = 50  # of files that only measure: research fits below, reports from
SPANISH_PRECISION = 0.9
TARGET = "CT24 dev"
COLUMNS = "| head | rows | n | P | R | F1 | always yes | macro-F1 | accuracy | AP | ECE |"


@dataclass(frozen=True)
class Sets:
    """Every set of labelled rows, with its inputs."""

    claimbuster: dict[str, Labelled]
    silver: dict[str, Labelled]
    tweets: Labelled
    newtral: Labelled
    debates: Labelled
    polnear: Labelled


@dataclass(frozen=True)
class Fitted:
    """A head with its calibration and threshold by language."""

    head: Head
    calibration: dict[str, tuple[float, float]]
    thresholds: dict[str, float]

    def probabilities(self, rows: Labelled) -> Matrix:
        """Calibrated probabilities of the rows."""
        slope, intercept = self.calibration[rows.language]
        return np.asarray(expit(slope * self.head.logits(rows.inputs) + intercept))

    def figures(self, rows: Labelled) -> Figures:
        """What the head reaches on the rows."""
        return measure(self.probabilities(rows), rows.labels, self.thresholds[rows.language])


def read_sets(data: Path, store: InputStore, *, full: bool) -> Sets:
    """The sets; of those that are only measured a sample, unless `full`."""
    debates = checkworthy(data, "checkworthy_claimbuster.en")
    tweets = checkworthy(data, "checkworthy_ct22_24.es")
    target = sample([row for row in tweets if row.origin == TARGET], None if full else TWEETS)
    newtral = checkworthy(data, "checkworthy_newtral.es")
    return Sets(
        claimbuster={
            "en": store.labelled("claimbuster.en", debates, "en"),
            "es": store.labelled("claimbuster.es", in_spanish(debates), "es"),
        },
        silver={
            language: store.labelled(
                f"silver.{language}", silver_attribution(data, language), language
            )
            for language in ("en", "es")
        },
        tweets=store.labelled("ct24.es", target, "es"),
        newtral=store.labelled("newtral.es", sample(newtral, None if full else NEWTRAL), "es"),
        # Two thirds of these debate sentences are ClaimBuster's too.
        debates=store.labelled("ct24.en", checkworthy(data, "checkworthy_ct24.en"), "en").without(
            {row.source for row in debates}
        ),
        polnear=store.labelled(
            "polnear.en", sample(attributed(data), None if full else POLNEAR), "en"
        ),
    )


def fit_worth(sets: Sets, others: Sequence[Labelled] = ()) -> Fitted:
    """The head of check-worthiness, calibrated on other rows of ClaimBuster."""
    fitted = [*(rows.between(0, FIT) for rows in sets.claimbuster.values()), *others]
    chosen_on = {
        language: rows.between(FIT, CALIBRATE) for language, rows in sets.claimbuster.items()
    }
    found = calibrated(fit_head(*_together(fitted)), chosen_on)
    # Nobody wrote these Spanish sentences; among those that people write, fewer are check-worthy.
    careful = precise_threshold(
        found.probabilities(chosen_on["es"]), chosen_on["es"].labels, SPANISH_PRECISION
    )
    return replace(found, thresholds=found.thresholds | {"es": careful})


def fit_attribution(sets: Sets, others: Sequence[Labelled] = ()) -> Fitted:
    """The head of attribution, calibrated on other rows that the rules labelled."""
    inputs, labels = _together([*(rows.between(0, FIT) for rows in sets.silver.values()), *others])
    head = fit_head(inputs, labels, hidden_features=len(FEATURES))
    return calibrated(
        head, {language: rows.between(FIT, ALL) for language, rows in sets.silver.items()}
    )


def calibrated(head: Head, chosen_on: dict[str, Labelled]) -> Fitted:
    """The head with the calibration and threshold that suit the rows of each language."""
    calibration, thresholds = {}, {}
    for language, rows in chosen_on.items():
        logits = head.logits(rows.inputs)
        slope, intercept = fit_platt(logits, rows.labels)
        calibration[language] = (slope, intercept)
        probabilities = np.asarray(expit(slope * logits + intercept))
        thresholds[language] = best_threshold(probabilities, rows.labels)
    return Fitted(head, calibration, thresholds)


def _together(sets: Sequence[Labelled]) -> tuple[Matrix, Labels]:
    return np.vstack([s.inputs for s in sets]), np.concatenate([s.labels for s in sets])


def report(worth: Fitted, attribution: Fitted, sets: Sets, *, measured_from: int) -> None:
    """Print the figures on the rows that neither fitting nor choosing saw.

    Args:
        worth: the head of check-worthiness.
        attribution: the head of attribution.
        sets: what is measured on.
        measured_from: the first part of the files that only measure.
    """
    judged = (
        (CHECK_WORTHINESS, worth, sets.claimbuster["en"].between(CALIBRATE, ALL)),
        (CHECK_WORTHINESS, worth, sets.claimbuster["es"].between(CALIBRATE, ALL)),
        (CHECK_WORTHINESS, worth, sets.debates),
        (CHECK_WORTHINESS, worth, sets.tweets.between(measured_from, ALL)),
        (CHECK_WORTHINESS, worth, sets.newtral),
        (ATTRIBUTED, attribution, sets.polnear.between(measured_from, ALL)),
    )
    print(COLUMNS + "\n" + "|---" * COLUMNS.count(" |") + "|")
    for name, fitted, rows in judged:
        f = fitted.figures(rows)
        cells = (f.precision, f.recall, f.f1, f.always_yes, f.macro_f1, f.accuracy)
        shown = " | ".join(f"{x:.3f}" for x in (*cells, f.average_precision, f.ece))
        print(f"| {name} | {rows.name} | {f.n} | {shown} |", flush=True)


def research(sets: Sets, data: Path, store: InputStore) -> tuple[Fitted, Fitted]:
    """The heads as they would be with the rows that may not ship, those reported on left out."""
    reported = {row.source for row in sets.tweets.between(HALF, ALL).rows}
    tweets = checkworthy(data, "checkworthy_ct22_24.es")
    older = [row for row in tweets if row.origin != TARGET and row.source not in reported]
    others = store.labelled("ct22.es", sample(older, TWEETS), "es")
    worth = fit_worth(sets, [others, sets.tweets.between(0, HALF)])
    return worth, fit_attribution(sets, [sets.polnear.between(0, HALF)])


def write(worth: Fitted, attribution: Fitted, embedder: str, out: Path) -> HeadCard:
    """Write weights (float32) and card to `out`; the card."""
    arrays = {
        f"{name}/{part}": np.asarray(getattr(fitted.head, part), dtype=np.float32)
        for name, fitted in ((CHECK_WORTHINESS, worth), (ATTRIBUTED, attribution))
        for part in Head.__slots__
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    both = {CHECK_WORTHINESS: worth, ATTRIBUTED: attribution}
    card = HeadCard(
        name=NAME,
        version=VERSION,
        task="statements",
        embedder=embedder,
        features=FEATURES,
        calibration={name: fitted.calibration for name, fitted in both.items()},
        thresholds={name: fitted.thresholds for name, fitted in both.items()},
        sha256=hashlib.sha256(buffer.getvalue()).hexdigest(),
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / HeadCard.WEIGHTS).write_bytes(buffer.getvalue())
    (out / CARD_FILE).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return card


def main() -> None:
    """Fit, print the figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--build", type=Path, default=Path("training/build/statements"))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--full", action="store_true", help="measure on all rows, not on samples")
    parser.add_argument("--research", action="store_true", help="see above; writes nothing")
    arguments = parser.parse_args()
    begun = time.perf_counter()
    embedder = load_embedder()
    store = InputStore(embedder, arguments.build)
    sets = read_sets(arguments.data, store, full=arguments.full)
    worth, attribution = fit_worth(sets), fit_attribution(sets)
    if arguments.research:
        report(worth, attribution, sets, measured_from=HALF)
        report(*research(sets, arguments.data, store), sets, measured_from=HALF)
    else:
        report(worth, attribution, sets, measured_from=0)
        card = write(worth, attribution, embedder.title.split(" ")[0], arguments.out)
        print(f"{card.title} in {arguments.out}")
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
