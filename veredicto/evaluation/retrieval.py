"""Scores the embedder on finding the passage that answers a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checkers.models.embedder import Embedder
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.ranks import Ranks, measure_ranks, ranks_of_right
from veredicto.evaluation.rows import RankingRow
from veredicto.evaluation.scorer import Advance, chunks, draw
from veredicto.evaluation.scores import Baseline, Count, Measured, Scored
from veredicto.evaluation.word_index import WordIndex

BM25 = "bm25"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its first row and the indices of the passages that answer it."""

    row: RankingRow
    right: tuple[int, ...]

    @property
    def text(self) -> str:
        """What is asked."""
        return self.row.question


class RetrievalScorer:
    """Ranks all passages of a file for each of its questions, by an embedder and by BM25."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """The embedder."""
        return (("embedder", self._embedder.title),)

    def score(self, rows: Sequence[RankingRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the questions that have a right answer, or on `most` of them.

        The candidates are all passages of the file, of a sample too: a smaller haystack would make
        the needle easier to find. `n` is the number of rows, of a sample those of its questions.

        Raises:
            ModelError: the embedder returned something that is no number.
        """
        passages = tuple(dict.fromkeys(row.passage for row in rows))
        asked = group_questions(rows, passages)
        drawn = draw(asked, most)
        total = len(passages) + len(drawn)
        near = self._rank(drawn, self._embed(passages, total, advance), total, advance)
        words = WordIndex(passages)
        worded = [ranks_of_right(words.scores(one.text), one.right) for one in drawn]
        kept = {one.text for one in drawn}
        sampled = len(drawn) < len(asked)
        return Scored(
            n=sum(row.question in kept for row in rows) if sampled else len(rows),
            whole=_measure(near, worded),
            languages=measure_languages(
                [one.row for one in drawn],
                lambda at: _measure([near[i] for i in at], [worded[i] for i in at]),
            ),
            sampled_of=len(asked) if sampled else None,
            counts=(Count("questions", len(drawn)), Count("candidates", len(passages))),
        )

    def _embed(self, passages: Sequence[str], total: int, advance: Advance) -> NDArray[np.float32]:
        embedded = [
            self._embedder.embed_passages(chunk) for chunk in chunks(passages, 0, total, advance)
        ]
        return np.concatenate(embedded)

    def _rank(
        self,
        questions: Sequence[Question],
        vectors: NDArray[np.float32],
        total: int,
        advance: Advance,
    ) -> list[Ranks]:
        ranks: list[Ranks] = []
        for chunk in chunks(questions, len(vectors), total, advance):
            cosines = self._embedder.embed_claims([one.text for one in chunk]) @ vectors.T
            ranks.extend(map(ranks_of_right, cosines, (one.right for one in chunk)))
        return ranks


def group_questions(rows: Sequence[RankingRow], passages: Sequence[str]) -> tuple[Question, ...]:
    """The questions that have a right answer, each once, in the order of the rows.

    A passage that one row calls right and another wrong is right.
    """
    places = {passage: i for i, passage in enumerate(passages)}
    right: dict[str, list[int]] = {}
    first: dict[str, RankingRow] = {}
    for row in rows:
        if row.right:
            first.setdefault(row.question, row)
            right.setdefault(row.question, []).append(places[row.passage])
    return tuple(Question(row, tuple(dict.fromkeys(right[text]))) for text, row in first.items())


def _measure(near: Sequence[Ranks], worded: Sequence[Ranks]) -> Measured:
    return Measured(
        n=len(near),
        metrics=measure_ranks(near),
        classes=(),
        baselines=(Baseline(BM25, measure_ranks(worded)),),
    )
