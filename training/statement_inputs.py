"""Vectors and features of labelled sentences, kept on disk between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from checkers.claims.features import features_of
from checkers.models.embedder import Embedder
from training.statement_rows import Row

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """Rows of one language with what a head reads of them, float64 of shape (rows, inputs)."""

    name: str
    language: str
    rows: Sequence[Row]
    inputs: Matrix

    @property
    def labels(self) -> NDArray[np.int64]:
        """0 or 1 of each row."""
        return np.array([row.label for row in self.rows], dtype=np.int64)

    def between(self, low: int, high: int) -> Labelled:
        """The rows whose source falls into the parts low ≤ part < high of 100."""
        kept = [i for i, row in enumerate(self.rows) if low <= row.part < high]
        return Labelled(self.name, self.language, [self.rows[i] for i in kept], self.inputs[kept])

    def without(self, sources: Collection[str]) -> Labelled:
        """The rows of other sources."""
        kept = [i for i, row in enumerate(self.rows) if row.source not in sources]
        return Labelled(self.name, self.language, [self.rows[i] for i in kept], self.inputs[kept])


class InputStore:
    """Gives the inputs of rows; a folder per embedder keeps the vectors that were computed."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder / hashlib.sha256(embedder.title.encode()).hexdigest()[:12]
        self._folder.mkdir(parents=True, exist_ok=True)

    def labelled(self, name: str, rows: Sequence[Row], language: str) -> Labelled:
        """The rows with their inputs: the vector, then the features."""
        texts = [row.text for row in rows]
        inputs = np.hstack([self._vectors(name, texts), features_of(texts, language)])
        return Labelled(name, language, rows, inputs)

    def _vectors(self, name: str, texts: Sequence[str]) -> Matrix:
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
        path = self._folder / f"{name}-{digest}.npy"
        if not path.is_file():
            print(f"embedding {len(texts)} texts of {name}", flush=True)
            np.save(path, self._embedder.embed_claims(texts))
        return np.load(path, allow_pickle=False).astype(np.float64)
