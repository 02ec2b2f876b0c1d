"""Accuracy and macro-F1 of the shipped stance model beside the fp32 network that it was made from.

    python -m training.evaluate_stance training/build/pairs/held_out/*.jsonl

Files whose name begins with `nli_` are read as `veredicto eval nli` reads them, others as `stance`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer

from checkers.models.stance import load_stance_model
from checkers.nouns import StanceProbabilities
from training.pair import Pair
from training.stance import StanceNetwork, predict
from veredicto.evaluation.files import read_labelled
from veredicto.evaluation.rows import NliRow, PairRow, StanceRow
from veredicto.evaluation.scorer import draw
from veredicto.evaluation.stance import StanceScorer


class Fp32Stance:
    """The trained network, unquantised, with the interface of `StanceModel`."""

    title = "fp32"

    def __init__(self, build: Path, training: str) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(build / "embedder")
        encoder = AutoModel.from_pretrained(build / "embedder", add_pooling_layer=False)
        self._network = StanceNetwork(encoder)
        state = torch.load(build / training / "checkpoint.pt", weights_only=True)
        self._network.load_state_dict(state["network"])

    def judge(
        self, pairs: Sequence[tuple[str, str]], languages: Sequence[str | None]
    ) -> tuple[StanceProbabilities, ...]:
        """Probabilities of the three stances for each (passage, claim), at temperature 1."""
        del languages
        rows = [Pair(passage, claim, 0, "") for passage, claim in pairs]
        found = predict(self._network, self._tokenizer, rows).softmax(dim=-1)
        return tuple(StanceProbabilities(*row) for row in found.tolist())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--build", type=Path, default=Path("training/build"))
    parser.add_argument("--training", default="stance")
    parser.add_argument("--most", type=int, default=500, help="rows of a file")
    arguments = parser.parse_args()
    fp32 = StanceScorer(Fp32Stance(arguments.build, arguments.training))
    shipped = StanceScorer(load_stance_model())
    print("| rows | n | accuracy fp32 | int8 | macro-F1 fp32 | int8 |\n|---|---|---|---|---|---|")
    differences = []
    for path in arguments.paths:
        kind: type[PairRow] = NliRow if path.name.startswith("nli_") else StanceRow
        rows = draw(read_labelled(path, kind).rows, arguments.most)
        before, after = (_figures(scorer, rows) for scorer in (fp32, shipped))
        differences.append((len(rows), after["accuracy"] - before["accuracy"]))
        print(
            f"| {path.name} | {len(rows)} | {before['accuracy']:.3f} | {after['accuracy']:.3f} "
            f"| {before['macro_f1']:.3f} | {after['macro_f1']:.3f} |",
            flush=True,
        )
    total = sum(n for n, _ in differences)
    lost = sum(n * difference for n, difference in differences) / total
    print(f"int8 against fp32 on {total} rows: {lost:+.4f} of accuracy")


def _figures(scorer: StanceScorer, rows: Sequence[PairRow]) -> dict[str, float]:
    return {one.name: one.value for one in scorer.score(rows, None, _say_nothing).whole.metrics}


def _say_nothing(done: int, total: int) -> None:
    del done, total


if __name__ == "__main__":
    main()
