"""MRR@10 of the shipped embedder beside the fp32 encoder that it was made from.

    python -m training.evaluate_embedder --data ../shared/data

Candidates of every question are all distinct passages of its file. "es-en" asks XQuAD's Spanish
questions of its English passages.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from checkers.models.embedder import load_embedder
from training.quantise import SentenceEncoder

DEEPEST = 10
LONGEST = 256
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Questions:
    """Questions with the passage that answers each, and all passages."""

    name: str
    questions: list[str]
    answers: list[str]
    passages: list[str]


def read_questions(name: str, path: Path, answers_from: Path | None = None) -> Questions:
    """The file's questions; with `answers_from` their passages come from a parallel file."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    others = rows
    if answers_from is not None:
        others = [json.loads(line) for line in answers_from.open(encoding="utf-8")]
        by_id = {row["qid"]: row for row in others}
        rows = [row for row in rows if row["qid"] in by_id]
        others = [by_id[row["qid"]] for row in rows]
    right = [i for i, row in enumerate(rows) if row.get("label", 1) == 1]
    return Questions(
        name=name,
        questions=[rows[i]["question"] for i in right],
        answers=[others[i]["passage"] for i in right],
        passages=sorted({row["passage"] for row in others}),
    )


def mrr(questions: Questions, embed_questions: Encode, embed_passages: Encode) -> float:
    """Mean reciprocal rank of the answer among the first ten, in [0, 1]."""
    passages = embed_passages(questions.passages)
    scores = embed_questions(questions.questions) @ passages.T
    place = {passage: i for i, passage in enumerate(questions.passages)}
    right = np.array([place[answer] for answer in questions.answers])
    own = scores[np.arange(len(right)), right]
    ranks = 1 + (scores > own[:, None]).sum(axis=1)
    return float(np.where(ranks <= DEEPEST, 1 / ranks, 0).mean())


def fp32_encoder(build: Path) -> Callable[[str], Encode]:
    """Given a prompt, an encoder of texts by the unquantised model."""
    tokenizer = AutoTokenizer.from_pretrained(build)
    network = SentenceEncoder(AutoModel.from_pretrained(build, add_pooling_layer=False)).eval()

    @torch.inference_mode()
    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.empty((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), 32):
            index = order[start : start + 32]
            tokens = tokenizer(
                [texts[i] for i in index],
                truncation=True,
                max_length=LONGEST,
                padding=True,
                return_tensors="pt",
                return_token_type_ids=False,
            )
            vectors[index] = network(**tokens).numpy()
        return vectors

    return lambda prompt: lambda texts: encode([prompt + text for text in texts])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--build", type=Path, default=Path("training/build/embedder"))
    arguments = parser.parse_args()
    data = arguments.data
    shipped, fp32 = load_embedder(), fp32_encoder(arguments.build)
    sets = (
        read_questions("SQAC", data / "retrieval_sqac.es.jsonl"),
        read_questions("XQuAD es", data / "retrieval_xquad.es.jsonl"),
        read_questions("XQuAD en", data / "retrieval_xquad.en.jsonl"),
        read_questions(
            "XQuAD es-en", data / "retrieval_xquad.es.jsonl", data / "retrieval_xquad.en.jsonl"
        ),
    )
    print("| questions | n | fp32 | shipped int8 | ratio |\n|---|---|---|---|---|")
    for one in sets:
        before = mrr(one, fp32("query: "), fp32("passage: "))
        after = mrr(one, shipped.embed_claims, shipped.embed_passages)
        print(
            f"| {one.name} | {len(one.questions)} | {before:.3f} | {after:.3f} "
            f"| {after / before:.3f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
