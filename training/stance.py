r"""Train the stance model: (passage, claim) → supports, neutral, refutes.

    python -m training.stance --out training/build/stance3

`--start FOLDER` begins from the weights of another training. Stop it whenever you like: it saves a
checkpoint every few minutes and the same command goes on from there. `metrics.jsonl` beside the
weights keeps what it printed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from training.lean import MasterWeights, load_encoder
from training.pair import NOT_SUPPORTS, SUPPORTS, Pair
from training.pairs import load

LABELS = ("supports", "neutral", "refutes")
LONGEST = 160
"""Tokens of a pair; a longer passage is cut, never the claim."""


class StanceNetwork(nn.Module):
    """Encoder, mean pooling over passage and claim, one linear head."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, len(LABELS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits of shape (batch, 3) for token ids and mask of shape (batch, tokens)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
        return self.head(pooled)

    def freeze_below(self, layer: int) -> None:
        """Keep the embeddings and the first `layer` layers as they are."""
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False
        for block in self.encoder.encoder.layer[:layer]:
            for parameter in block.parameters():
                parameter.requires_grad = False


@dataclass(frozen=True)
class Recipe:
    """What a training run is made of."""

    learning_rate: float
    batch: int
    frozen_layers: int
    smoothing: float
    warm_up: float
    seed: int
    epochs: int
    steps: int | None


def encode(tokenizer: PreTrainedTokenizerBase, pairs: Sequence[Pair]) -> dict[str, Tensor]:
    """Padded token ids and mask of shape (pairs, tokens)."""
    return tokenizer(
        [pair.passage for pair in pairs],
        [pair.claim for pair in pairs],
        truncation="only_first",
        max_length=LONGEST,
        padding=True,
        return_tensors="pt",
        return_token_type_ids=False,
    )


def batches(
    pairs: Sequence[Pair], lengths: Sequence[int], size: int, random_: random.Random
) -> list[list[Pair]]:
    """Random batches of pairs with nearly the same number of tokens."""
    shuffled = random_.sample(range(len(pairs)), len(pairs))
    grouped: list[list[Pair]] = []
    window = size * 200
    for start in range(0, len(shuffled), window):
        chunk = sorted(shuffled[start : start + window], key=lambda i: lengths[i])
        grouped += [[pairs[j] for j in chunk[i : i + size]] for i in range(0, len(chunk), size)]
    random_.shuffle(grouped)
    return grouped


def count_tokens(tokenizer: PreTrainedTokenizerBase, pairs: Sequence[Pair]) -> list[int]:
    """The number of tokens of each pair, before it is cut."""
    encoded = tokenizer([pair.passage for pair in pairs], [pair.claim for pair in pairs])
    return [len(ids) for ids in encoded["input_ids"]]


def loss_of(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Cross entropy; rows labelled `NOT_SUPPORTS` only push probability away from supports."""
    logits = logits.float()
    known = labels != NOT_SUPPORTS
    total = logits.new_zeros(())
    if known.any():
        total = total + functional.cross_entropy(
            logits[known], labels[known], label_smoothing=smoothing, reduction="sum"
        )
    if (~known).any():
        probability = logits[~known].softmax(dim=-1)[:, SUPPORTS]
        total = total - torch.log1p(-probability.clamp(max=0.999)).sum()
    return total / len(labels)


@torch.inference_mode()
def predict(
    network: StanceNetwork, tokenizer: PreTrainedTokenizerBase, pairs: Sequence[Pair]
) -> Tensor:
    """Logits of shape (pairs, 3), in the order of `pairs`."""
    network.eval()
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].passage) + len(pairs[i].claim))
    logits = torch.empty(len(pairs), len(LABELS))
    for start in range(0, len(order), 64):
        index = order[start : start + 64]
        logits[index] = network(**encode(tokenizer, [pairs[i] for i in index])).float()
    network.train()
    return logits


class Training:
    """One resumable run."""

    def __init__(self, encoder: Path, out: Path, pairs: list[Pair], recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.out = out
        self.recipe = recipe
        self.tokenizer = AutoTokenizer.from_pretrained(encoder)
        self.network = StanceNetwork(load_encoder(encoder))
        self.network.freeze_below(recipe.frozen_layers)
        random_ = random.Random(recipe.seed)
        lengths = count_tokens(self.tokenizer, pairs)
        self.batches = [
            b for _ in range(recipe.epochs) for b in batches(pairs, lengths, recipe.batch, random_)
        ][: recipe.steps]
        self._take_weights()
        self.optimiser = torch.optim.AdamW(
            self.weights.masters, lr=recipe.learning_rate, weight_decay=0.01, fused=True
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self._rate)
        self.step = 0

    def _rate(self, step: int) -> float:
        warm = max(1, int(self.recipe.warm_up * len(self.batches)))
        if step < warm:
            return (step + 1) / warm
        return max(0.02, (len(self.batches) - step) / (len(self.batches) - warm))

    def begin_from(self, other: Path) -> None:
        """Take the weights of another training."""
        state = torch.load(other / "checkpoint.pt", weights_only=True)
        self.network.float().load_state_dict(state["network"])
        self._take_weights()
        # The optimiser holds no moments yet, only the tensors that it will move.
        self.optimiser.param_groups[0]["params"] = self.weights.masters

    def _take_weights(self) -> None:
        trained = [p for p in self.network.parameters() if p.requires_grad]
        self.weights = MasterWeights(trained)
        self.network.bfloat16()
        self.weights.give_weights()

    def resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        path = self.out / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.network.float().load_state_dict(state["network"])
        trained = [p.detach().clone() for p in self.network.parameters() if p.requires_grad]
        self.network.bfloat16()
        self.weights.restore(trained)
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.step = state["step"]
        print(f"resumed at step {self.step} of {len(self.batches)}", flush=True)

    def save(self) -> None:
        """Replace the checkpoint in one rename."""
        self.out.mkdir(parents=True, exist_ok=True)
        state = {
            "network": self._full_precision(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "step": self.step,
        }
        torch.save(state, self.out / "checkpoint.tmp")
        (self.out / "checkpoint.tmp").replace(self.out / "checkpoint.pt")

    def _full_precision(self) -> dict[str, Tensor]:
        """The network's state with its trained weights as the optimiser holds them."""
        state = {name: tensor.float() for name, tensor in self.network.state_dict().items()}
        trained = [n for n, p in self.network.named_parameters() if p.requires_grad]
        return state | dict(zip(trained, (m.detach() for m in self.weights.masters), strict=True))

    def run(self, held_out: list[Pair], every: int) -> None:
        """Train to the end, checkpointing and scoring on `held_out` every `every` steps."""
        self.network.train()
        started, seen = time.monotonic(), 0
        for batch, loss in self._steps():
            seen += len(batch)
            if self.step % 50 == 0:
                rate = seen / (time.monotonic() - started)
                left = (len(self.batches) - self.step) * self.recipe.batch / rate / 60
                print(
                    f"{self.step}/{len(self.batches)} loss {loss:.3f} {rate:.1f} pairs/s, "
                    f"{left:.0f} min left",
                    flush=True,
                )
            if self.step % every == 0 or self.step == len(self.batches):
                self.save()
                self._score(held_out)

    def _steps(self) -> Iterator[tuple[list[Pair], float]]:
        for batch in self.batches[self.step :]:
            labels = torch.tensor([pair.label for pair in batch])
            logits = self.network(**encode(self.tokenizer, batch))
            loss = loss_of(logits, labels, self.recipe.smoothing)
            loss.backward()
            self.weights.take_gradients(longest=1.0)
            self.optimiser.step()
            self.weights.give_weights()
            self.schedule.step()
            self.step += 1
            yield batch, loss.item()

    def _score(self, held_out: list[Pair]) -> None:
        labels = torch.tensor([pair.label for pair in held_out])
        guessed = predict(self.network, self.tokenizer, held_out).argmax(dim=-1)
        accuracy = (guessed == labels).float().mean().item()
        line = {"step": self.step, "held_out": len(held_out), "accuracy": round(accuracy, 4)}
        print(json.dumps(line), flush=True)
        with (self.out / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def main() -> None:
    """Train or go on training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, default=Path("training/build/embedder"))
    parser.add_argument("--start", type=Path, help="folder of a training to begin from")
    parser.add_argument("--folder", type=Path, default=Path("training/build/pairs"))
    parser.add_argument("--pairs", default="train.jsonl", help="file of the folder to train on")
    parser.add_argument("--out", type=Path, default=Path("training/build/stance"))
    parser.add_argument("--learning-rate", type=float, default=1.5e-4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--frozen-layers", type=int, default=3)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, help="stop there, however many pairs are left")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--every", type=int, default=400, help="steps between checkpoints")
    arguments = parser.parse_args()

    recipe = Recipe(
        learning_rate=arguments.learning_rate,
        batch=arguments.batch,
        frozen_layers=arguments.frozen_layers,
        smoothing=arguments.smoothing,
        warm_up=0.05,
        seed=arguments.seed,
        epochs=arguments.epochs,
        steps=arguments.steps,
    )
    held_out = load(arguments.folder / "held_out.jsonl", lambda pair: pair.label != NOT_SUPPORTS)
    held_out = random.Random(recipe.seed).sample(held_out, 600)
    training = Training(
        arguments.encoder, arguments.out, load(arguments.folder / arguments.pairs), recipe
    )
    if arguments.start is not None:
        training.begin_from(arguments.start)
    training.resume()
    training.run(held_out, arguments.every)


if __name__ == "__main__":
    main()
