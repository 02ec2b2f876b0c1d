"""What a model reaches that never sees the passage: how far the claims give their labels away.

    python -m training.claim_only

TF-IDF of words and word pairs with logistic regression, on the claims of the training pairs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline

from training.pair import NOT_SUPPORTS
from training.pairs import load

ENOUGH = 50
"""Rows from which a file's figure is printed."""


def main() -> None:
    """Print accuracy and macro-F1 on the held-out rows of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=Path("training/build/pairs"))
    arguments = parser.parse_args()
    train = load(arguments.pairs / "train.jsonl", lambda pair: pair.label != NOT_SUPPORTS)
    held_out = load(arguments.pairs / "held_out.jsonl", lambda pair: pair.label != NOT_SUPPORTS)
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True),
        LogisticRegression(max_iter=400),
    )
    model.fit([pair.claim for pair in train], [pair.label for pair in train])
    print("| held out of | n | claim-only accuracy | claim-only macro-F1 | majority |")
    print("|---|---|---|---|---|")
    for origin, rows in sorted(Counter(pair.origin for pair in held_out).items()):
        if rows < ENOUGH:
            continue
        pairs = [pair for pair in held_out if pair.origin == origin]
        labels = [pair.label for pair in pairs]
        guessed = model.predict([pair.claim for pair in pairs])
        print(
            f"| {origin} | {rows} | {accuracy_score(labels, guessed):.3f} "
            f"| {f1_score(labels, guessed, average='macro', labels=sorted(set(labels))):.3f} "
            f"| {max(Counter(labels).values()) / rows:.3f} |"
        )


if __name__ == "__main__":
    main()
