"""Scores the stance model on natural language inference and on claims with evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checkers.labels import Stance
from checkers.models.stance import StanceModel
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.metrics import measure_classes
from veredicto.evaluation.rows import PairRow
from veredicto.evaluation.scorer import Advance, chunks, draw
from veredicto.evaluation.scores import Scored

ORDER = tuple(Stance)


class StanceScorer:
    """Sets the stances that a model finds beside the labels."""

    def __init__(self, model: StanceModel) -> None:
        self._model = model

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """The stance model."""
        return (("stance", self._model.title),)

    def score(self, rows: Sequence[PairRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the pairs, or on `most` of them.

        Raises:
            ModelError: the model returned something that is no number.
        """
        drawn = draw(rows, most)
        found = [
            one
            for chunk in chunks(drawn, 0, len(drawn), advance)
            for one in self._model.judge(
                [(row.passage, row.claim) for row in chunk], [row.language for row in chunk]
            )
        ]
        gold = np.array([ORDER.index(row.gold) for row in drawn])
        guessed = np.array([ORDER.index(one.stance) for one in found])
        probabilities = np.array([[one.of(stance) for stance in ORDER] for one in found])
        whole = measure_classes(gold, probabilities, guessed, ORDER)
        languages = measure_languages(
            drawn, lambda at: measure_classes(gold[at], probabilities[at], guessed[at], ORDER)
        )
        sampled_of = len(rows) if len(drawn) < len(rows) else None
        return Scored(len(drawn), whole, languages, sampled_of)
