"""Sentence embeddings of claims and passages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from checkers.errors import ModelError
from checkers.models.card import NetworkCard, read_card, shipped
from checkers.models.loading import loading
from checkers.models.local import find_model
from checkers.models.network import Floats, Network
from checkers.models.task import Task

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32
# The E5 family was trained with these (Wang et al. 2022), which some of its folders do not say. Its
# instruct models were trained with others and do say them.
E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])(?!.*instruct)", re.IGNORECASE)
E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class Encoder(Protocol):
    """What makes vectors, float32 of shape (texts, dimensions), of any length."""

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of texts to look something up for."""

    def documents(self, texts: Sequence[str]) -> Floats:
        """Vectors of texts to be found."""


class Embedder:
    """An encoder under the title that verdicts record.

    Args:
        encoder: makes the vectors.
        title: of the model.
        steady: whether the vector of a text depends on it alone, and not on what is embedded
            with it.
    """

    def __init__(self, encoder: Encoder, title: str, *, steady: bool = False) -> None:
        self.title = title
        self.steady = steady
        self._encoder = encoder
        self._last: tuple[tuple[str, ...], Floats] = ((), np.empty((0, 0), np.float32))

    def embed_claims(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, float32 of shape (texts, dimensions), not to be written to.

        The last ones are kept: fact-checks, passages and repeats are looked up one after the other
        for the same claims.

        Raises:
            ModelError: the model returned something that is no number.
        """
        asked, vectors = self._last
        if asked != tuple(texts) or not asked:
            vectors = self._units(self._encoder.queries(texts))
            vectors.setflags(write=False)
            self._last = (tuple(texts), vectors)
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, float32 of shape (texts, dimensions).

        Raises:
            ModelError: the model returned something that is no number.
        """
        return self._units(self._encoder.documents(texts))

    def _units(self, vectors: Floats) -> Floats:
        if not np.isfinite(vectors).all():
            message = f"the embedder {self.title} returned vectors that are no numbers"
            raise ModelError(message)
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        units: Floats = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return units


def load_embedder(name: str | None = None, *, threads: int | None = None) -> Embedder:
    """The shipped embedder, or the sentence-transformers model of that folder or pulled name.

    A model is prompted as its own configuration says. One that says nothing is not prompted, unless
    its name has `e5` as a word: `query: ` then goes before a claim, `passage: ` before a passage.
    `threads` is for the shipped one: how many batches it computes at once, None for one a core.

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
    return Embedder(_NamedEncoder(model), found.title)


def _load_shipped(threads: int | None) -> Embedder:
    folder = shipped("embedder")
    card = read_card(folder, NetworkCard)
    network = Network(folder, longest=card.longest, threads=threads)
    return Embedder(_ShippedEncoder(network, card.prompts), card.title, steady=True)


class _ShippedEncoder:
    """A network with its prompts for `query` and `document`."""

    def __init__(self, network: Network, prompts: Mapping[str, str]) -> None:
        self._network = network
        self._prompts = prompts

    def queries(self, texts: Sequence[str]) -> Floats:
        return self._run(self._prompts.get("query", ""), texts)

    def documents(self, texts: Sequence[str]) -> Floats:
        return self._run(self._prompts.get("document", ""), texts)

    def _run(self, prompt: str, texts: Sequence[str]) -> Floats:
        return self._network.run([f"{prompt}{text}" for text in texts])


class _NamedEncoder:
    """A model of sentence-transformers."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    def queries(self, texts: Sequence[str]) -> Floats:
        return self._model.encode_query(list(texts), batch_size=BATCH, show_progress_bar=False)

    def documents(self, texts: Sequence[str]) -> Floats:
        return self._model.encode_document(list(texts), batch_size=BATCH, show_progress_bar=False)
