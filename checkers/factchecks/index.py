"""Finding the fact-checks of a claim, in whatever language either is: by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from checkers.models.embedder import Embedder
from checkers.nouns import FactCheck
from checkers.search.words import index_words
from checkers.traces import FactCheckTraces

# Chosen by the figures of `python -m benchmarks.fact_check_matching`, see decision 0010.
LEAST_SIMILARITY = 0.86
WORDS_WEIGHT = 0.3
K = 2
POOL = 200


@dataclass(frozen=True, slots=True)
class Near:
    """A fact-check near a claim: `similarity` is a cosine, `score` the fusion; higher is nearer."""

    fact_check_id: str
    similarity: float
    score: float


def trace(fact_checks: Sequence[FactCheck], embedder: Embedder) -> FactCheckTraces:
    """What each fact-check is found by.

    Both sides are embedded as queries, for both are claims: with the prompt of passages the
    embedder finds fewer across languages.

    Raises:
        ModelError: the embedder returned something that is no number.
    """
    return FactCheckTraces(
        embedder=embedder.title,
        ids=tuple(one.id for one in fact_checks),
        claims=tuple(one.claim_reviewed for one in fact_checks),
        languages=tuple(one.language for one in fact_checks),
        vectors=embedder.embed_claims([one.claim_reviewed for one in fact_checks]),
    )


class FactCheckIndex:
    """Ranks fact-checks for claims by cosine similarity and by BM25, merged by reciprocal rank.

    Words are counted among the `POOL` nearest only: an index of all would have to be built anew by
    every run. Ranks by words count within a language: words favour the claim's own, in which a
    fact-check about something else would stand before the right one in another language.
    """

    def __init__(self, traces: FactCheckTraces) -> None:
        self._traces = traces
        self._words: dict[int, list[str]] = {}

    def nearest(
        self,
        claim: str,
        language: str | None,
        vector: NDArray[np.float32],
        *,
        most: int,
        least_similarity: float = LEAST_SIMILARITY,
    ) -> tuple[Near, ...]:
        """At most `most` fact-checks, best first; none whose similarity is under the least.

        Args:
            claim: What is looked up.
            language: That of the claim.
            vector: Its embedding as a query, shape (dimensions,).
            most: How many are wanted.
            least_similarity: The cosine under which two texts are about different things.
        """
        similarities = self._traces.vectors @ vector
        pool = np.argsort(-similarities, kind="stable")[:POOL]
        pool = pool[similarities[pool] >= least_similarity]
        scores = self.fuse(pool, similarities[pool], self.word_scores(claim, language, pool))
        return tuple(
            Near(self._traces.ids[pool[i]], float(similarities[pool[i]]), float(scores[i]))
            for i in np.argsort(-scores, kind="stable")[:most]
        )

    def word_scores(
        self, claim: str, language: str | None, places: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """BM25 of the fact-checks at `places`, higher is nearer, 0 without a common word."""
        nothing = np.zeros(len(places), dtype=np.float32)
        words = [self._words_of(int(place)) for place in places]
        # bm25s cannot index texts that have no word between them.
        if not any(words):
            return nothing
        index = bm25s.BM25()
        index.index(words, show_progress=False)
        asked = dict.fromkeys(index_words(claim, language))
        known = [word for word in asked if word in index.vocab_dict]
        return np.asarray(index.get_scores(known), np.float32) if known else nothing

    def fuse(
        self,
        places: NDArray[np.int64],
        similarities: NDArray[np.float32],
        word_scores: NDArray[np.float32],
    ) -> NDArray[np.float64]:
        """Reciprocal rank fusion (Cormack et al. 2009) with weights; shape (places,).

        A fact-check without a common word earns nothing by words.
        """
        by_words = np.zeros(len(places))
        languages = np.array([self._traces.languages[place] or "" for place in places])
        for language in set(languages):
            group = languages == language
            earned = 1 / (K + _ranks(word_scores[group]))
            by_words[group] = np.where(word_scores[group] > 0, earned, 0)
        return WORDS_WEIGHT * by_words + (1 - WORDS_WEIGHT) / (K + _ranks(similarities))

    def _words_of(self, place: int) -> list[str]:
        if place not in self._words:
            claim, language = self._traces.claims[place], self._traces.languages[place]
            self._words[place] = index_words(claim, language)
        return self._words[place]


def _ranks(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """The rank of each from 1, best first."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores), np.int64)
    ranks[order] = np.arange(1, len(scores) + 1)
    return ranks
