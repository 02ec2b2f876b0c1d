"""Sentence embeddings of claims and passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from checkers.errors import ModelError
from checkers.models.card import read_card, shipped

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32


class Embedder:
    """A sentence-transformers model under the title that verdicts record."""

    def __init__(self, model: SentenceTransformer, title: str) -> None:
        self.title = title
        self._model = model

    def embed_claims(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 of shape (texts, dimensions).

        Raises:
            ModelError: the model returned something that is no number.
        """
        return self._checked(
            self._model.encode_query(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 of shape (texts, dimensions).

        Raises:
            ModelError: the model returned something that is no number.
        """
        return self._checked(
            self._model.encode_document(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def _checked(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if not np.isfinite(vectors).all():
            message = f"the embedder {self.title} returned vectors that are no numbers"
            raise ModelError(message)
        return vectors


def load_embedder(name: str | None = None) -> Embedder:
    """The shipped embedder, or the sentence-transformers model of that name or folder.

    Raises:
        ModelError: it cannot be loaded.
    """
    # These imports take seconds; the pipeline fetches pages meanwhile.
    from sentence_transformers import SentenceTransformer

    if name:
        try:
            return Embedder(SentenceTransformer(name, device="cpu"), name)
        except (OSError, ValueError) as error:
            message = f"VEREDICTO_EMBEDDER={name} cannot be loaded: {error}"
            raise ModelError(message) from error

    from checkers.models.onnx_module import (
        SENTENCE_EMBEDDING,
        OnnxModule,
    )

    folder = shipped("embedder")
    card = read_card(folder)
    module = OnnxModule(folder, feature=SENTENCE_EMBEDDING, longest=card.longest)
    model = SentenceTransformer(modules=[module], prompts=card.prompts, device="cpu")
    return Embedder(model, card.title)
