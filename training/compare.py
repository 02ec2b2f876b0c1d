"""Macro-F1 of several trainings of the stance model side by side, unquantised.

    python -m training.compare training/build/two training/build/three --data ../shared/data

The rows are those that were kept out of training, by file; whole files that no training saw; and
pairs that this program's `training.pairs` wrote of kinds that an older training may not know.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

import torch
from sklearn.metrics import f1_score
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from training.lean import load_encoder
from training.pair import NOT_SUPPORTS, Pair
from training.pairs import load, read
from training.stance import StanceNetwork, predict

UNSEEN = ("nli_meta4xnli.dev", "stance_healthver.en", "nli_numbers.en")
WRITTEN = (
    "contrast_reworded",
    "contrast_alike",
    "contrast_opposite",
    "contrast_answered",
    "contrast_number_swapped",
    "contrast_denial",
)
LEAST = 20
"""Rows below which a file says too little."""


def rows_of(data: Path, pairs: Path, most: int, random_: random.Random) -> dict[str, list[Pair]]:
    """At most so many pairs of each kind, by the name of the kind; those written come last."""
    grouped: dict[str, list[Pair]] = defaultdict(list)
    for pair in load(pairs / "held_out.jsonl", lambda pair: pair.label != NOT_SUPPORTS):
        grouped[pair.origin].append(pair)
    for name in UNSEEN:
        for pair in read(data / f"{name}.jsonl"):
            if pair.label != NOT_SUPPORTS:
                grouped[pair.origin].append(pair)
    for pair in load(pairs / "train.jsonl", lambda pair: pair.origin in WRITTEN):
        grouped[pair.origin].append(pair)
    return {
        name: random_.sample(group, min(most, len(group)))
        for name, group in grouped.items()
        if len(group) >= LEAST
    }


def scores(
    training: Path, encoder: Path, tokenizer: PreTrainedTokenizerBase, rows: dict[str, list[Pair]]
) -> dict[str, float]:
    """The macro-F1 of a training's checkpoint on each kind of rows."""
    network = StanceNetwork(load_encoder(encoder))
    state = torch.load(training / "checkpoint.pt", weights_only=True)["network"]
    network.load_state_dict({name: tensor.float() for name, tensor in state.items()})
    network.bfloat16()
    found = {}
    for name, pairs in rows.items():
        labels = [pair.label for pair in pairs]
        said = predict(network, tokenizer, pairs).argmax(dim=-1).tolist()
        found[name] = float(f1_score(labels, said, average="macro", labels=sorted(set(labels))))
    return found


def main() -> None:
    """Print a row a kind, and the mean of those that people labelled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trainings", type=Path, nargs="+", help="folders with a checkpoint")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pairs", type=Path, default=Path("training/build/pairs"))
    parser.add_argument("--encoder", type=Path, default=Path("training/build/embedder"))
    parser.add_argument("--most", type=int, default=200, help="rows of a kind")
    arguments = parser.parse_args()
    rows = rows_of(arguments.data, arguments.pairs, arguments.most, random.Random(20261129))
    tokenizer = AutoTokenizer.from_pretrained(arguments.encoder)
    columns = [scores(one, arguments.encoder, tokenizer, rows) for one in arguments.trainings]
    names = " | ".join(one.name for one in arguments.trainings)
    print(f"| macro-F1 on | n | {names} |\n|---|---|{'---|' * len(columns)}")
    for kind, pairs in rows.items():
        print(f"| {kind} | {len(pairs)} | {' | '.join(f'{one[kind]:.3f}' for one in columns)} |")
    labelled = [kind for kind in rows if kind not in WRITTEN]
    means = [sum(one[kind] for kind in labelled) / len(labelled) for one in columns]
    print(f"| mean of labelled rows | {len(labelled)} | {' | '.join(f'{m:.3f}' for m in means)} |")


if __name__ == "__main__":
    main()
