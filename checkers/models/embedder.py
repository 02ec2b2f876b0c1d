"""Sentence embeddings of claims and passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from checkers.errors import ModelError
from checkers.models.card import NetworkCard, read_card, shipped
from checkers.models.loading import loading
from checkers.models.local import find_model
from checkers.models.task import Task

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32
# The E5 family was trained with these (Wang et al. 2022), which some of its folders do not say. Its
# instruct models were trained with others and do say them.
E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])(?!.*instruct)", re.IGNORECASE)
E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class Embedder:
    """A sentence-transformers model under the title that verdicts record."""

    def __init__(self, model: SentenceTransformer, title: str) -> None:
        self.title = title
        self._model = model
        self._last: tuple[tuple[str, ...], NDArray[np.float32]] = ((), np.empty((0, 0), np.float32))

    def embed_claims(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 of shape (texts, dimensions), not to be written to.

        The last ones are kept: fact-checks, passages and repeats are looked up one after the other
        for the same claims.

        Raises:
            ModelError: the model returned something that is no number.
        """
        asked, vectors = self._last
        if asked != tuple(texts) or not asked:
            vectors = self._checked(
                self._model.encode_query(
                    list(texts),
                    batch_size=BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            )
            vectors.setflags(write=False)
            self._last = (tuple(texts), vectors)
        return vectors

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


def load_embedder(name: str | None = None, *, threads: int | None = None) -> Embedder:
    """The shipped embedder, or the sentence-transformers model of that folder or pulled name.

    A model is prompted as its own configuration says. One that says nothing is not prompted, unless
    its name has `e5` as a word: `query: ` then goes before a claim, `passage: ` before a passage.
    `threads` is for the shipped one: those that one operator may use, None for one a core.

    Raises:
        BadSetting: the name is no model's folder and was not pulled.
        ModelError: it cannot be loaded, or is damaged.
    """
    return _load_other(name) if name else _load_shipped(threads)


def _load_other(name: str) -> Embedder:
    found = find_model(name, Task.EMBEDDER)
    # This import takes seconds; the pipeline fetches pages meanwhile.
    from sentence_transformers import SentenceTransformer

    with loading(name, Task.EMBEDDER):
        model = SentenceTransformer(str(found.folder), device="cpu", local_files_only=True)
    if not any(model.prompts.values()) and E5.search(found.title):
        model.prompts = dict(E5_PROMPTS)
    return Embedder(model, found.title)


def _load_shipped(threads: int | None) -> Embedder:
    from sentence_transformers import SentenceTransformer

    from checkers.models.onnx_module import SENTENCE_EMBEDDING, OnnxModule

    folder = shipped("embedder")
    card = read_card(folder, NetworkCard)
    module = OnnxModule(folder, feature=SENTENCE_EMBEDDING, longest=card.longest, threads=threads)
    model = SentenceTransformer(modules=[module], prompts=card.prompts, device="cpu")
    return Embedder(model, card.title)
