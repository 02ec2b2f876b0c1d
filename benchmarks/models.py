"""The shipped int8 models beside the fp32 PyTorch models that they were made from.

    python -m benchmarks.models --data ../shared/data

Stance on the held-out pairs of `training.pairs`, embeddings on the passages of SQAC; the same rows
in the same batches, in turns. Needs `training/build`, which `training/README.md` says how to make.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from benchmarks.interleaved import describe_machine, markdown, time_in_turns
from checkers.models.embedder import load_embedder
from checkers.models.stance import load_stance_model
from training.evaluate_embedder import fp32_encoder
from training.pair import NOT_SUPPORTS, Pair
from training.pairs import load, spanish_sentences
from training.stance import LONGEST, StanceNetwork, encode

RESULT = Path("benchmarks/results/models.md")
BATCH = 32


@dataclass(frozen=True)
class Model:
    """A way of judging pairs: indices of the likeliest stances, of shape (pairs,)."""

    name: str
    judge: Callable[[Sequence[Pair]], NDArray[np.int64]]


def fp32_stance(build: Path, training: str) -> Model:
    """The trained network in PyTorch, sorted by length as `CrossEncoder` does."""
    tokenizer = AutoTokenizer.from_pretrained(build / "embedder")
    network = StanceNetwork(AutoModel.from_pretrained(build / "embedder", add_pooling_layer=False))
    state = torch.load(build / training / "checkpoint.pt", weights_only=True)
    network.load_state_dict(state["network"])
    network.eval()

    @torch.inference_mode()
    def judge(pairs: Sequence[Pair]) -> NDArray[np.int64]:
        order = sorted(range(len(pairs)), key=lambda i: -len(pairs[i].passage + pairs[i].claim))
        found = np.empty(len(pairs), np.int64)
        for start in range(0, len(order), BATCH):
            index = order[start : start + BATCH]
            logits = network(**encode(tokenizer, [pairs[i] for i in index]))
            found[index] = logits.argmax(dim=-1).numpy()
        return found

    return Model(f"fp32 PyTorch, {LONGEST} tokens", judge)


def shipped_stance() -> Model:
    """The stance model of this installation."""
    model = load_stance_model()

    def judge(pairs: Sequence[Pair]) -> NDArray[np.int64]:
        rows = model.judge(
            [(pair.passage, pair.claim) for pair in pairs],
            [pair.languages[-2:] for pair in pairs],
        )
        return np.array([(r.supports, r.neutral, r.refutes) for r in rows]).argmax(axis=1)

    return Model(f"shipped, {model.title}", judge)


def compare_stance(pairs: Sequence[Pair], models: Sequence[Model], rounds: int) -> str:
    """Pairs a second, ratio and accuracy of each."""
    labels = np.array([pair.label for pair in pairs])
    right = {model.name: float((model.judge(pairs) == labels).mean()) for model in models}
    ways = {model.name: lambda model=model: model.judge(pairs) for model in models}
    timings = time_in_turns(ways, rounds)
    slowest = timings[models[0].name].median
    return markdown(
        ("stance", "pairs/s", "ratio", "spread", f"accuracy on {len(pairs)} held-out pairs"),
        [
            (
                name,
                f"{len(pairs) / timing.median:.1f}",
                f"{slowest / timing.median:.2f}",
                f"{timing.spread:.0%}",
                f"{right[name]:.4f}",
            )
            for name, timing in timings.items()
        ],
    )


def compare_embedder(texts: Sequence[str], build: Path, rounds: int) -> str:
    """Texts a second and ratio of the fp32 and the shipped embedder."""
    shipped, fp32 = load_embedder(), fp32_encoder(build)("passage: ")
    timings = time_in_turns(
        {
            "fp32 PyTorch": lambda: fp32(texts),
            f"shipped, {shipped.title}": lambda: shipped.embed_passages(texts),
        },
        rounds,
    )
    slowest = timings["fp32 PyTorch"].median
    return markdown(
        ("embedder", "texts/s", "ratio", "spread"),
        [
            (
                name,
                f"{len(texts) / timing.median:.1f}",
                f"{slowest / timing.median:.2f}",
                f"{timing.spread:.0%}",
            )
            for name, timing in timings.items()
        ],
    )


def main() -> None:
    """Print both tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--build", type=Path, default=Path("training/build"))
    parser.add_argument("--training", default="stance")
    parser.add_argument("--embedder", default="embedder")
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    random_ = random.Random(1)
    held_out = load(
        arguments.build / "pairs" / "held_out.jsonl", lambda pair: pair.label != NOT_SUPPORTS
    )
    pairs = random_.sample(held_out, arguments.pairs)
    texts = random_.sample(spanish_sentences(arguments.data), arguments.pairs)
    stance = compare_stance(
        pairs,
        (fp32_stance(arguments.build, arguments.training), shipped_stance()),
        arguments.rounds,
    )
    embedder = compare_embedder(texts, arguments.build / arguments.embedder, arguments.rounds)
    report = f"{describe_machine()}, {arguments.rounds} rounds\n\n{stance}\n\n{embedder}\n"
    print(report)
    RESULT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
