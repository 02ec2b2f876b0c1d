"""Finding the fact-checks of a claim, in whatever language either is: by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from checkers.models.embedder import Embedder
from checkers.nouns import FactCheck, FactCheckTraces
from checkers.search.words import index_words

# Chosen by the figures of `python -m benchmarks.fact_check_matching`, see decision 0010.
LEAST_SIMILARITY = 0.86
WORDS_WEIGHT = 0.3
K = 5


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
        languages=tuple(one.language for one in fact_checks),
        words=tuple(tuple(index_words(one.claim_reviewed, one.language)) for one in fact_checks),
        vectors=embedder.embed_claims([one.claim_reviewed for one in fact_checks]),
    )


class FactCheckIndex:
    """Ranks fact-checks for claims by BM25 and by cosine similarity, merged by reciprocal rank.

    Ranks by words count within a language: words favour the claim's own, in which a fact-check
    about something else would stand before the right one in another language.
    """

    def __init__(self, traces: FactCheckTraces) -> None:
        self._traces = traces
        groups: dict[str | None, list[int]] = {}
        for place, language in enumerate(traces.languages):
            groups.setdefault(language, []).append(place)
        self._groups = tuple(np.array(places) for places in groups.values())
        self._words: bm25s.BM25 | None = None
        # bm25s cannot index texts that have no word between them.
        if any(traces.words):
            self._words = bm25s.BM25()
            self._words.index([list(words) for words in traces.words], show_progress=False)

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
        scores = self.fuse(similarities, self.word_scores(claim, language))
        best = np.argsort(-scores, kind="stable")
        shown = [int(i) for i in best if similarities[i] >= least_similarity][:most]
        return tuple(
            Near(self._traces.ids[i], float(similarities[i]), float(scores[i])) for i in shown
        )

    def word_scores(self, claim: str, language: str | None) -> NDArray[np.float32]:
        """BM25 of each fact-check, higher is nearer, 0 without a common word; (fact-checks,)."""
        nothing = np.zeros(len(self._traces.ids), dtype=np.float32)
        if self._words is None:
            return nothing
        asked = dict.fromkeys(index_words(claim, language))
        known = [word for word in asked if word in self._words.vocab_dict]
        return np.asarray(self._words.get_scores(known), np.float32) if known else nothing

    def fuse(
        self, similarities: NDArray[np.float32], word_scores: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Reciprocal rank fusion (Cormack et al. 2009) with weights; shape (fact-checks,).

        A fact-check without a common word earns nothing by words.
        """
        by_words = np.zeros(len(word_scores))
        for group in self._groups:
            earned = 1 / (K + _ranks(word_scores[group]))
            by_words[group] = np.where(word_scores[group] > 0, earned, 0)
        return WORDS_WEIGHT * by_words + (1 - WORDS_WEIGHT) / (K + _ranks(similarities))


def _ranks(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """The rank of each from 1, best first."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores), np.int64)
    ranks[order] = np.arange(1, len(scores) + 1)
    return ranks
