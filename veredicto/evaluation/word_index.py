"""Ranking by words, the baseline that an embedder has to beat."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray


class WordIndex:
    """BM25 over passages: lower-cased words, no stop words, no stems, bm25s's usual parameters."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._size = len(passages)
        words = _words(passages)
        self._index: bm25s.BM25 | None = None
        # bm25s cannot index texts that have no word between them.
        if any(words):
            self._index = bm25s.BM25()
            self._index.index(words, show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """The score of each passage, higher is nearer, 0 without a shared word; (passages,)."""
        nothing = np.zeros(self._size, dtype=np.float32)
        if self._index is None:
            return nothing
        known = [word for word in _words([question])[0] if word in self._index.vocab_dict]
        return np.asarray(self._index.get_scores(known), dtype=np.float32) if known else nothing


def _words(texts: Sequence[str]) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(
        list(texts), lower=True, stopwords=None, return_ids=False, show_progress=False
    )
    return tokens
