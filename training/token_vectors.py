"""Teach a vector for each token, so that their sum is near the embedder's vector of the text.

    python -m training.token_vectors --data ../shared/data

The table starts from the embedder's vector of each token alone and is taught its vectors of the
texts of `training.token_texts`: their direction, which text of a batch it is, and which other one
says the same, in the other language too. Then rows are kept at six bits.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from checkers.models.card import CARD_FILE, NetworkCard, hash_file, read_card, shipped
from checkers.models.embedder import load_embedder
from checkers.models.network import MODEL_FILE, TOKENIZER_FILE, Floats
from checkers.models.token_vectors import (
    LONGEST,
    ROWS,
    SCALES,
    TASK,
    TokenVectorsCard,
    load_token_vectors,
)
from training.token_texts import Taught, gather, hashes

SEED = 1
RARE = 1e-3
"""Tokens more frequent than this share begin with less weight (Arora et al. 2017)."""
SHARPNESS = 20.0
"""Of the softmax over a batch."""
HELD_OUT = 1000
"""Pairs that are only measured on."""
SAMPLE = 20_000
"""Texts whose vectors' main directions the table keeps."""
LEVELS = 31
"""Steps of a weight to either side: six bits, which the file's compression makes use of."""
WIDTH = 256
"""Tokens that go alone through the embedder at once."""


@dataclass(frozen=True)
class Recipe:
    """How long and how fast; `alike` and `same` weigh the two softmaxes beside the direction."""

    dimensions: int
    epochs: int
    rate: float = 8e-3
    batch: int = 256
    alike: float = 0.3
    same: float = 0.3


class Lesson:
    """Texts as tokens with the vectors to be learnt, unit float32 of shape (texts, dimensions)."""

    def __init__(self, tokens: list[Tensor], wanted: Tensor) -> None:
        self.tokens = tokens
        self.wanted = wanted

    def read(self, table: torch.nn.EmbeddingBag, places: Sequence[int]) -> Tensor:
        """Unit vectors by the table, of shape (places, dimensions)."""
        rows = [self.tokens[place] for place in places]
        starts = torch.tensor([0, *(len(row) for row in rows[:-1])]).cumsum(0)
        return functional.normalize(table(torch.cat(rows), starts), dim=1)


def alone(folder: Path, prompt: str, size: int) -> Floats:
    """The embedder's vector of each token by itself, float32 of shape (tokens, dimensions)."""
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    *before, end = tokenizer.encode(prompt).ids
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / MODEL_FILE, options)
    found = []
    for start in range(0, size, WIDTH):
        rows = [[*before, token, end] for token in range(start, min(size, start + WIDTH))]
        ids = np.array(rows, np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        found.append(session.run(None, given)[0])
    vectors: Floats = np.concatenate(found)
    return vectors


def taught_vectors(texts: Sequence[str], build: Path) -> Floats:
    """The embedder's vectors of the texts, kept in `build`: they take minutes."""
    embedder = load_embedder()
    key = sha256(json.dumps([embedder.title, *texts]).encode()).hexdigest()[:12]
    path = build / f"{key}.npy"
    if not path.exists():
        build.mkdir(parents=True, exist_ok=True)
        np.save(path, embedder.embed_passages(texts))
    vectors: Floats = np.load(path)
    return vectors


def teach(table: torch.nn.EmbeddingBag, lesson: Lesson, pairs: Tensor, recipe: Recipe) -> None:
    """Fit the table; a row of `pairs`, of shape (rows, 2), names a text twice if it has no other.

    Prints the mean loss of each epoch.
    """
    optimiser = torch.optim.SparseAdam(table.parameters(), lr=recipe.rate)
    steps = recipe.epochs * -(-len(pairs) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1.01 - step / steps)
    for epoch in range(recipe.epochs):
        total = 0.0
        for chosen in torch.randperm(len(pairs)).split(recipe.batch):
            loss = _loss(table, lesson, pairs[chosen], recipe)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(chosen)
        print(f"epoch {epoch + 1}/{recipe.epochs} loss {total / len(pairs):.4f}", flush=True)


def _loss(table: torch.nn.EmbeddingBag, lesson: Lesson, pairs: Tensor, recipe: Recipe) -> Tensor:
    one, other = pairs.T
    paired = one != other
    places = torch.cat([one, other[paired]])
    own, wanted = lesson.read(table, places.tolist()), lesson.wanted[places]
    direction = (1 - (own * wanted).sum(dim=1)).mean()
    loss = direction + recipe.alike * _told_apart(own, wanted)
    if paired.any():
        first, second = own[: len(one)][paired], own[len(one) :]
        sides = (
            _told_apart(first, lesson.wanted[other[paired]])
            + _told_apart(second, lesson.wanted[one[paired]])
            + _told_apart(first, second)
            + _told_apart(second, first)
        )
        loss = loss + recipe.same * sides / 2
    return loss


def _told_apart(own: Tensor, wanted: Tensor) -> Tensor:
    """Cross entropy of each row's own partner among those of all."""
    return functional.cross_entropy(own @ wanted.T * SHARPNESS, torch.arange(len(own)))


def prepare(
    taught: Taught, vectors: Tensor, recipe: Recipe
) -> tuple[torch.nn.EmbeddingBag, Lesson]:
    """The table as it starts, and what it is to learn."""
    folder = shipped("embedder")
    prompt = read_card(folder, NetworkCard).prompts["document"]
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.enable_truncation(LONGEST)
    encoded = tokenizer.encode_batch(taught.texts, add_special_tokens=False)
    tokens = [torch.tensor(one.ids) for one in encoded]
    start = torch.from_numpy(alone(folder, prompt, tokenizer.get_vocab_size()))
    centred = vectors - vectors.mean(dim=0)
    directions = torch.linalg.svd(centred[:SAMPLE], full_matrices=False).Vh[: recipe.dimensions].T
    counts = torch.bincount(torch.cat(tokens), minlength=len(start)) + 1.0
    weights = RARE / (RARE + counts / counts.sum())
    start = ((start - start.mean(dim=0)) * weights[:, None]) @ directions
    # Larger than they come, so that Adam's steps of one size turn them more slowly.
    table = torch.nn.EmbeddingBag.from_pretrained(start * 5, freeze=False, mode="sum", sparse=True)
    return table, Lesson(tokens, functional.normalize(centred @ directions, dim=1))


def write(folder: Path, rows: Floats) -> None:
    """The table at six bits with a scale a row, and the card that the loader checks."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = (np.abs(rows).max(axis=1, keepdims=True) / LEVELS).astype(np.float16)
    whole = np.clip(np.rint(rows / scales), -LEVELS, LEVELS).astype(np.int8)
    np.savez_compressed(folder / TokenVectorsCard.WEIGHTS, **{ROWS: whole, SCALES: scales})
    card = TokenVectorsCard(
        name="veredicto-token-vectors-es-en",
        version="1",
        task=TASK,
        sha256=hash_file(folder / TokenVectorsCard.WEIGHTS),
        embedder=load_embedder().title,
        tokenizer=hash_file(shipped("embedder") / TOKENIZER_FILE),
    )
    (folder / CARD_FILE).write_text(json.dumps(card.model_dump(), indent=2) + "\n", "utf-8")


def measure(folder: Path, taught: Taught, held_out: Sequence[tuple[int, int]]) -> str:
    """How often a text's partner is among the ten nearest of all held-out ones."""
    vectors = load_token_vectors(load_embedder(), folder)
    one = vectors.embed([taught.texts[place] for place, _ in held_out])
    other = vectors.embed([taught.texts[place] for _, place in held_out])
    scores = one @ other.T
    better = (scores > np.diag(scores)[:, None]).sum(axis=1)
    first, ten = (better < 1).mean(), (better < 10).mean()
    return f"{len(held_out)} held-out pairs: recall@1 {first:.3f}, recall@10 {ten:.3f}"


def main() -> None:
    """Teach, write and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--build", type=Path, default=Path("training/build/token_vectors"))
    parser.add_argument("--out", type=Path, default=Path("checkers/models/weights") / TASK)
    parser.add_argument("--dimensions", type=int, default=160)
    parser.add_argument("--epochs", type=int, default=12)
    given = parser.parse_args()
    torch.manual_seed(SEED)
    random_ = random.Random(SEED)
    print(json.dumps(hashes(given.data), indent=1))
    taught = gather(given.data, random_)
    held_out = random_.sample(taught.pairs, HELD_OUT)
    unseen = {place for pair in held_out for place in pair}
    print(f"{len(taught.texts)} texts, {len(taught.pairs)} pairs, {HELD_OUT} held out", flush=True)
    vectors = torch.from_numpy(taught_vectors(taught.texts, given.build))
    recipe = Recipe(given.dimensions, given.epochs)
    table, lesson = prepare(taught, vectors, recipe)
    pairs = [pair for pair in taught.pairs if unseen.isdisjoint(pair)]
    lone = set(range(len(taught.texts))) - unseen - {i for pair in pairs for i in pair}
    teach(table, lesson, torch.tensor([*pairs, *((i, i) for i in sorted(lone))]), recipe)
    write(given.out, table.weight.detach().numpy())
    print(measure(given.out, taught, held_out))


if __name__ == "__main__":
    main()
