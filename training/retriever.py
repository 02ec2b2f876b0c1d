r"""Tune the embedder to rank the passage that answers a claim or a question above all others.

    python -m training.retriever
    python -m training.evaluate_embedder --tuned training/build/retriever

InfoNCE over the passages of a batch (van den Oord et al. 2018) with the claims of FEVER and their
evidence in Spanish, English and across the two, and the questions of SQAC and XQuAD. Questions of
the held-out half (`is_held_out`) are never trained on. Stop and resume it as you like.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoTokenizer, PreTrainedModel

from training.lean import MasterWeights, load_encoder
from training.pair import NEUTRAL
from training.pairs import into_languages, is_held_out, read

TEMPERATURE = 0.01
"""As multilingual-e5 was trained with (Wang et al. 2024)."""
LONGEST = 96
QUESTION_REPEATS = 4
CLAIM_FILES = ("stance_fevertrain.en", "stance_fever.en", "stance_factcheckbench.en")


@dataclass(frozen=True)
class Question:
    """A claim or question, a passage that answers it, and one that only looks so, if known."""

    text: str
    passage: str
    lookalike: str | None = None


def question_is_held_out(text: str) -> bool:
    """Whether the question is of the half that is only measured on."""
    return hashlib.sha256(text.casefold().encode()).digest()[0] % 2 == 0


def build(data: Path, claims: int, random_: random.Random) -> list[Question]:
    """The training questions, shuffled."""
    pairs = [
        pair
        for name in CLAIM_FILES
        for pair in read(data / f"{name}.jsonl")
        if pair.label != NEUTRAL and not is_held_out(pair)
    ]
    unique = list({(pair.claim, pair.passage): pair for pair in pairs}.values())
    chosen = into_languages(random_.sample(unique, min(claims, len(unique))), random_)
    questions = [Question(pair.claim, pair.passage) for pair in chosen]
    questions += list(_asked(data)) * QUESTION_REPEATS
    random_.shuffle(questions)
    return questions


def _asked(data: Path) -> Iterator[Question]:
    """Questions of SQAC and XQuAD with their passages, and XQuAD's across the languages."""
    sqac = _rows(data / "retrieval_sqac.es.jsonl")
    wrong = {row["question"]: row["passage"] for row in sqac if row["label"] == 0}
    for row in sqac:
        if row["label"] == 1:
            yield Question(row["question"], row["passage"], wrong.get(row["question"]))
    english = {row["qid"]: row for row in _rows(data / "retrieval_xquad.en.jsonl")}
    for row in english.values():
        yield Question(row["question"], row["passage"])
    for row in _rows(data / "retrieval_xquad.es.jsonl"):
        yield Question(row["question"], row["passage"])
        if row["qid"] in english:
            yield Question(row["question"], english[row["qid"]]["passage"])


def _rows(path: Path) -> list[dict[str, Any]]:
    """The rows whose question is not held out."""
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    return [row for row in rows if not question_is_held_out(row["question"])]


class Tuning:
    """One resumable run."""

    def __init__(
        self, encoder: Path, out: Path, batches: list[list[Question]], learning_rate: float
    ) -> None:
        self.out = out
        self.batches = batches
        self.tokenizer = AutoTokenizer.from_pretrained(encoder)
        self.encoder: PreTrainedModel = load_encoder(encoder)
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.weights = MasterWeights(p for p in self.encoder.parameters() if p.requires_grad)
        self.encoder.bfloat16()
        self.optimiser = torch.optim.AdamW(
            self.weights.masters, lr=learning_rate, weight_decay=0.01, fused=True
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min((step + 1) / 50, 1 - step / (len(batches) + 1))
        )
        self.step = 0

    def embed(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors, float32 of shape (texts, hidden)."""
        encoded = self.tokenizer(
            list(texts),
            truncation=True,
            max_length=LONGEST,
            padding=True,
            return_tensors="pt",
            return_token_type_ids=False,
        )
        hidden = self.encoder(**encoded).last_hidden_state.float()
        mask = encoded["attention_mask"].unsqueeze(-1)
        return functional.normalize((hidden * mask).sum(dim=1) / mask.sum(dim=1), dim=-1)

    def loss(self, batch: Sequence[Question]) -> Tensor:
        """Cross entropy of each question's own passage among those of the batch."""
        questions = self.embed([f"query: {one.text}" for one in batch])
        own = [one.passage for one in batch]
        texts = own + [one.lookalike for one in batch if one.lookalike is not None]
        scores = questions @ self.embed([f"passage: {text}" for text in texts]).T / TEMPERATURE
        again = torch.tensor([[a == b for b in texts] for a in own])
        again.fill_diagonal_(fill_value=False)
        return functional.cross_entropy(scores.masked_fill(again, -1e4), torch.arange(len(own)))

    def run(self, every: int) -> None:
        """Train to the end and write the encoder."""
        self.encoder.train()
        started, seen = time.monotonic(), 0
        for batch in self.batches[self.step :]:
            loss = self.loss(batch)
            loss.backward()
            self.weights.take_gradients(longest=1.0)
            self.optimiser.step()
            self.weights.give_weights()
            self.schedule.step()
            self.step += 1
            seen += len(batch)
            if self.step % 25 == 0:
                rate = seen / (time.monotonic() - started)
                left = (len(self.batches) - self.step) * len(batch) / rate / 60
                print(
                    f"{self.step}/{len(self.batches)} loss {loss.item():.3f} "
                    f"{rate:.1f} questions/s, {left:.0f} min left",
                    flush=True,
                )
            if self.step % every == 0:
                self.save()
        self.save()
        self.write()

    def save(self) -> None:
        """Replace the checkpoint in one rename."""
        self.out.mkdir(parents=True, exist_ok=True)
        state = {
            "masters": [master.detach() for master in self.weights.masters],
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "step": self.step,
        }
        torch.save(state, self.out / "checkpoint.tmp")
        (self.out / "checkpoint.tmp").replace(self.out / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        path = self.out / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.weights.restore(state["masters"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.step = state["step"]
        print(f"resumed at step {self.step} of {len(self.batches)}", flush=True)

    def write(self) -> None:
        """Save the encoder in fp32, with its tokenizer, as transformers reads it."""
        self.encoder.float()
        self.weights.give_weights()
        self.encoder.save_pretrained(self.out)
        self.tokenizer.save_pretrained(self.out)


def main() -> None:
    """Tune or go on tuning."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--encoder", type=Path, default=Path("training/build/embedder"))
    parser.add_argument("--out", type=Path, default=Path("training/build/retriever"))
    parser.add_argument("--claims", type=int, default=20000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=3e-5)
    parser.add_argument("--seed", type=int, default=20261125)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    questions = build(arguments.data, arguments.claims, random.Random(arguments.seed))
    size = arguments.batch
    batches = [questions[i : i + size] for i in range(0, len(questions) - size + 1, size)]
    tuning = Tuning(arguments.encoder, arguments.out, batches, arguments.learning_rate)
    tuning.resume()
    tuning.run(every=100)


if __name__ == "__main__":
    main()
