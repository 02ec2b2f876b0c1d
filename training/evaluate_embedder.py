"""MRR@10 and nDCG@10 of the shipped embedder beside the fp32 encoders that it may be made from.

    python -m training.evaluate_embedder --data ../shared/data
    python -m training.evaluate_embedder --tuned training/build/retriever

Candidates of every question are all distinct passages of its file. "es-en" asks XQuAD's Spanish
questions of its English passages. With `--tuned` only the questions count that tuning never saw.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from checkers.models.embedder import load_embedder
from training.quantise import SentenceEncoder
from training.retriever import question_is_held_out
from veredicto.evaluation.ranks import measure_ranks, ranks_of_right

LONGEST = 256
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Questions:
    """Questions with the passage that answers each, and all passages."""

    name: str
    questions: list[str]
    answers: list[str]
    passages: list[str]

    def held_out(self) -> Questions:
        """Those questions that `training.retriever` does not train on, with all passages."""
        kept = [i for i, text in enumerate(self.questions) if question_is_held_out(text)]
        return replace(
            self,
            questions=[self.questions[i] for i in kept],
            answers=[self.answers[i] for i in kept],
        )


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


def question_sets(data: Path) -> tuple[Questions, ...]:
    """SQAC, and XQuAD in Spanish, English and from Spanish to English."""
    spanish, english = (data / f"retrieval_xquad.{language}.jsonl" for language in ("es", "en"))
    return (
        read_questions("SQAC", data / "retrieval_sqac.es.jsonl"),
        read_questions("XQuAD es", spanish),
        read_questions("XQuAD en", english),
        read_questions("XQuAD es-en", spanish, english),
    )


def rank(questions: Questions, embed_questions: Encode, embed_passages: Encode) -> dict[str, float]:
    """MRR, nDCG and recall of the first ten, as `veredicto eval retrieval` measures them."""
    passages = embed_passages(questions.passages)
    scores = embed_questions(questions.questions) @ passages.T
    place = {passage: i for i, passage in enumerate(questions.passages)}
    ranks = [
        ranks_of_right(row, [place[answer]])
        for row, answer in zip(scores, questions.answers, strict=True)
    ]
    return {metric.name: metric.value for metric in measure_ranks(ranks)}


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


def _compared(before: dict[str, float], after: dict[str, float], metric: str) -> str:
    ratio = after[metric] / before[metric]
    return f"{before[metric]:.3f} | {after[metric]:.3f} | {ratio:.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--build", type=Path, default=Path("training/build/embedder"))
    parser.add_argument("--tuned", type=Path, help="encoder written by training.retriever")
    arguments = parser.parse_args()
    fp32 = fp32_encoder(arguments.build)
    ways = {"fp32": (fp32("query: "), fp32("passage: "))}
    if arguments.tuned is None:
        shipped = load_embedder()
        ways["shipped int8"] = shipped.embed_claims, shipped.embed_passages
    else:
        tuned = fp32_encoder(arguments.tuned)
        ways["tuned fp32"] = tuned("query: "), tuned("passage: ")
    (_, other) = ways
    print(f"| questions | n | MRR@10 fp32 | {other} | ratio | nDCG@10 fp32 | {other} | ratio |")
    print(f"|{'---|' * 8}")
    for one in question_sets(arguments.data):
        asked = one if arguments.tuned is None else one.held_out()
        before, after = (rank(asked, *way) for way in ways.values())
        print(
            f"| {one.name} | {len(asked.questions)} | {_compared(before, after, 'mrr_at_10')} "
            f"| {_compared(before, after, 'ndcg_at_10')} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
