"""Which passages are worth the embedder's time for a claim: a first, cheap ranking.

By stems (BM25) and by token vectors, fused by reciprocal rank (Cormack et al. 2009). Between two
languages words say nothing, so that token vectors decide alone there.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import bm25s
import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from checkers.models.network import Floats
from checkers.models.token_vectors import TokenVectors
from checkers.search.words import stems

SHARE, FOREIGN_SHARE = 1 / 16, 1 / 6
"""What a claim keeps of the passages in its own language, and of those in others."""
LEAST = 60
"""Passages that it keeps of either however few there are."""
FUSION = 20
"""The constant of reciprocal rank fusion: the larger, the less the first few count."""

Flags = NDArray[np.bool_]


def shortlist(
    claims: Sequence[str],
    language: str,
    passages: Sequence[str],
    languages: Sequence[str],
    vectors: TokenVectors,
    *,
    share: float = SHARE,
    foreign_share: float = FOREIGN_SHARE,
    least: int = LEAST,
) -> Flags:
    """Which passages a claim keeps, bool of shape (claims, passages).

    Those in its language are ranked apart from the others, which have nothing but their meaning.

    Args:
        claims: their wordings.
        language: of the claims.
        passages: their texts.
        languages: of the passages.
        vectors: rank passages by what they mean.
        share: of the passages in the claims' language, in (0, 1], that a claim keeps.
        foreign_share: of the others.
        least: passages that it keeps of either however few there are.
    """
    flags = np.zeros((len(claims), len(passages)), np.bool_)
    own = np.array(languages) == language
    asked = vectors.embed(claims)
    for chosen, part in ((own, share), (~own, foreign_share)):
        places = np.flatnonzero(chosen)
        kept = max(least, ceil(part * len(places)))
        if kept >= len(places):
            flags[:, places] = True
            continue
        texts = [passages[place] for place in places.tolist()]
        fused = 1 / (FUSION + _ranks(asked @ vectors.embed(texts).T))
        if chosen is own:
            fused += 1 / (FUSION + _ranks(word_scores(claims, texts, language)))
        order = np.argsort(-fused, axis=1, kind="stable")[:, :kept]
        np.put_along_axis(flags, places[order], values=True, axis=1)
    return flags


def word_scores(claims: Sequence[str], passages: Sequence[str], language: str) -> Floats:
    """BM25 of each passage for each claim, float32 of shape (claims, passages), higher is nearer.

    All are in one language, of whose stems it is.
    """
    scores = np.zeros((len(claims), len(passages)), np.float32)
    words = stems(passages, language)
    # bm25s cannot index texts that have no word between them.
    if any(words):
        index = bm25s.BM25()
        index.index(words, show_progress=False)
        for place, asked in enumerate(stems(claims, language)):
            known = [word for word in asked if word in index.vocab_dict]
            if known:
                scores[place] = index.get_scores(known)
    return scores


def _ranks(scores: Floats) -> NDArray[np.float64]:
    """The place of each in its row, 1 for the highest; those alike have the last one's."""
    ranks: NDArray[np.float64] = rankdata(-scores, method="max", axis=1)
    return ranks
