"""Texts that share words with a text and say something else."""

from __future__ import annotations

import random
from collections.abc import Sequence

import bm25s
import numpy as np

NEAREST = 12


def near_others(
    queries: Sequence[str], texts: Sequence[str], random_: random.Random
) -> list[tuple[str, str]]:
    """(query, another text near it by BM25) for each query, never the query itself."""
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize(list(texts), stopwords=None, show_progress=False), show_progress=False
    )
    tokens = bm25s.tokenize(list(queries), stopwords=None, show_progress=False)
    found, _ = index.retrieve(tokens, k=NEAREST, show_progress=False)
    pairs = []
    for query, row in zip(queries, np.asarray(found), strict=True):
        others = [texts[i] for i in row if not _says_the_same(query, texts[i])]
        if others:
            pairs.append((query, random_.choice(others)))
    return pairs


def _says_the_same(one: str, other: str) -> bool:
    words, others = (set(text.casefold().split()) for text in (one, other))
    return len(words & others) >= 0.6 * min(len(words), len(others))
