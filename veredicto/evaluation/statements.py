"""Scores the statement model: is a sentence worth checking, does it report what somebody says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from checkers.claims.statements import StatementModel
from checkers.models.statements import StatementScores
from checkers.reading.languages import SERVED
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.metrics import measure_positive
from veredicto.evaluation.rows import StatementRow
from veredicto.evaluation.scorer import Advance, chunks, draw
from veredicto.evaluation.scores import Scored


class StatementScorer(ABC):
    """Sets what a model says of sentences beside the labels."""

    CLASSES: tuple[str, str]
    """The negative and the positive class."""

    def __init__(self, model: StatementModel, embedder: str) -> None:
        self._model = model
        self._embedder = embedder

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """The statement model and the embedder that it reads."""
        return (("statements", self._model.title), ("embedder", self._embedder))

    def score(self, rows: Sequence[StatementRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the sentences, or on `most` of them.

        Raises:
            ModelError: the model returned something that is no number.
        """
        drawn = draw(rows, most)
        found = [
            one
            for chunk in chunks(drawn, 0, len(drawn), advance)
            for one in self._score_chunk(chunk)
        ]
        gold = np.array([row.gold for row in drawn])
        probability = np.array([self.probability(one) for one in found])
        limits = np.array([self.threshold(row.language or SERVED[0]) for row in drawn])
        guessed = probability >= limits
        whole = measure_positive(gold, probability, guessed, self.CLASSES)
        languages = measure_languages(
            drawn,
            lambda at: measure_positive(gold[at], probability[at], guessed[at], self.CLASSES),
        )
        sampled_of = len(rows) if len(drawn) < len(rows) else None
        return Scored(len(drawn), whole, languages, sampled_of)

    def _score_chunk(self, rows: Sequence[StatementRow]) -> list[StatementScores]:
        """The scores in the order of the rows; the model takes one language at a time."""
        found: dict[int, StatementScores] = {}
        for language in dict.fromkeys(row.language for row in rows):
            at = [i for i, row in enumerate(rows) if row.language == language]
            scores = self._model.score([rows[i].text for i in at], language or SERVED[0])
            found.update(zip(at, scores, strict=True))
        return [found[i] for i in range(len(rows))]

    @abstractmethod
    def probability(self, scores: StatementScores) -> float:
        """The probability of the positive class, in [0, 1]."""

    @abstractmethod
    def threshold(self, language: str) -> float:
        """The probability from which a sentence counts as positive, in [0, 1]."""


class CheckworthyScorer(StatementScorer):
    """Of check-worthiness."""

    CLASSES = ("not_check_worthy", "check_worthy")

    def probability(self, scores: StatementScores) -> float:
        """The check-worthiness."""
        return scores.check_worthiness

    def threshold(self, language: str) -> float:
        """The threshold that ships for the language."""
        return self._model.check_worthy_threshold(language)


class AttributionScorer(StatementScorer):
    """Of attribution."""

    CLASSES = ("not_attributed", "attributed")

    def probability(self, scores: StatementScores) -> float:
        """The probability that the sentence reports."""
        return scores.attributed

    def threshold(self, language: str) -> float:
        """The threshold that ships for the language."""
        return self._model.attributed_threshold(language)
