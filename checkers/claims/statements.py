"""How much a sentence is worth checking and whether it reports what others say, by a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checkers.claims.features import FEATURES, features_of, without_noise
from checkers.errors import ModelError
from checkers.models.embedder import Embedder
from checkers.models.statements import (
    ATTRIBUTED,
    CHECK_WORTHINESS,
    StatementHeads,
    StatementScores,
    load_heads,
)

__all__ = ["StatementModel", "StatementScores", "load_statement_model"]


class StatementModel:
    """The shipped heads over the vectors of the shipped embedder and the rules' features."""

    def __init__(self, embedder: Embedder, heads: StatementHeads) -> None:
        self.title = heads.card.title
        self._embedder = embedder
        self._heads = heads

    def score(self, texts: Sequence[str], language: str) -> tuple[StatementScores, ...]:
        """The scores of each sentence in order, from one pass of the encoder.

        Raises:
            ModelError: the embedder or the heads returned something that is no number.
        """
        if not texts:
            return ()
        plain = [without_noise(text) or text for text in texts]
        vectors = self._embedder.embed_claims(plain).astype(np.float64)
        inputs = np.hstack([vectors, features_of(plain, language)])
        worth = self._heads.probabilities(CHECK_WORTHINESS, inputs, language)
        attributed = self._heads.probabilities(ATTRIBUTED, inputs, language)
        return tuple(
            StatementScores(check_worthiness=float(w), attributed=float(a))
            for w, a in zip(worth, attributed, strict=True)
        )

    def check_worthy_threshold(self, language: str) -> float:
        """The check-worthiness in [0, 1] from which a sentence of "es" or "en" is worth it."""
        return self._heads.threshold(CHECK_WORTHINESS, language)

    def attributed_threshold(self, language: str) -> float:
        """The probability in [0, 1] from which a sentence of "es" or "en" reports."""
        return self._heads.threshold(ATTRIBUTED, language)


def load_statement_model(embedder: Embedder) -> StatementModel:
    """The shipped heads on the shipped embedder.

    Raises:
        ModelError: the embedder is another one, or the weights are missing or damaged.
    """
    heads = load_heads(embedder)
    if heads.card.features != FEATURES:
        message = f"{heads.card.title} was fitted on other features: install veredicto again"
        raise ModelError(message)
    return StatementModel(embedder, heads)
