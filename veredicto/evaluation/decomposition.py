"""Scores how sentences are taken apart, on atomic facts that people wrote (Min 2023)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from checkers.articles import Article
from checkers.claims.find import find_claims
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.rows import DecompositionRow
from veredicto.evaluation.scorer import Advance, draw
from veredicto.evaluation.scores import Baseline, Count, Measured, Metric, Scored

SAME = 0.7
"""Dice coefficient of their words from which two wordings are one fact."""
WHOLE_SENTENCE = "whole_sentence"
_WORD = re.compile(r"\w+")
Words = Counter[str]


@dataclass(frozen=True, slots=True)
class _Apart:
    """A sentence taken apart: how many facts there are, how many of how many claims are such."""

    facts: int
    claims: int
    same: int


class DecompositionScorer:
    """Sets the claims of each sentence, read as an article of its own, beside its facts."""

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """What finds claims, which is no model."""
        return (("claims", "rules"),)

    def score(self, rows: Sequence[DecompositionRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the sentences, or on `most` of them; the baseline leaves them whole."""
        drawn = draw(rows, most)
        own, whole = [], []
        for done, row in enumerate(drawn, start=1):
            article = Article.of(row.text, language=row.language or "en")
            claims = [c.wording for c in find_claims(article) if c.to_check or c.ambiguous]
            own.append(_compare(row, claims))
            whole.append(_compare(row, [row.text]))
            advance(done, len(drawn))
        return Scored(
            len(drawn),
            _measure(own, whole, np.arange(len(drawn))),
            measure_languages(drawn, lambda at: _measure(own, whole, at)),
            len(rows) if len(drawn) < len(rows) else None,
            (
                Count("atoms", sum(one.facts for one in own)),
                Count("claims_found", sum(one.claims for one in own)),
            ),
        )


def _compare(row: DecompositionRow, claims: Sequence[str]) -> _Apart:
    facts = [_words(fact.claim) for fact in row.facts]
    found = [_words(claim) for claim in claims]
    if not found:
        return _Apart(len(facts), 0, 0)
    alike = np.array([[_dice(fact, claim) >= SAME for claim in found] for fact in facts])
    at = linear_sum_assignment(alike, maximize=True)
    return _Apart(len(facts), len(found), int(alike[at].sum()))


def _words(text: str) -> Words:
    return Counter(_WORD.findall(text.casefold()))


def _dice(one: Words, other: Words) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _measure(own: Sequence[_Apart], whole: Sequence[_Apart], at: NDArray[np.intp]) -> Measured:
    baseline = Baseline(WHOLE_SENTENCE, _metrics([whole[i] for i in at]))
    return Measured(len(at), _metrics([own[i] for i in at]), (), (baseline,))


def _metrics(apart: Sequence[_Apart]) -> tuple[Metric, ...]:
    same = sum(one.same for one in apart)
    facts, claims = sum(one.facts for one in apart), sum(one.claims for one in apart)
    return (
        Metric("f1", 2 * same / (facts + claims) if facts + claims else 0.0),
        Metric("precision", same / claims if claims else 0.0),
        Metric("recall", same / facts if facts else 0.0),
    )
