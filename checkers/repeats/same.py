"""Whether two claims say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from checkers.claims.differences import Said, count_negations, differ, plain
from checkers.models.stance import StanceModel
from checkers.search.words import stop_words

# Chosen by the figures of `python -m benchmarks.repeats`, see decision 0021.
LEAST_SIMILARITY = 0.55
NEARNESS_WEIGHT = 16.0
LEAST_SCORE_WITHIN = 15.5
LEAST_SCORE_ACROSS = 9.0
SURE = 0.001


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims; `similarity` is the cosine of their vectors without their languages' centres."""

    one: Said
    other: Said
    similarity: float


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two claims are that say the same; a higher score is surer.

    `agreement` is the probability that each follows from the other, None where that was not asked
    because the words are the same.
    """

    similarity: float
    agreement: float | None
    score: float


@dataclass(frozen=True, slots=True)
class Least:
    """The scores from which claims are the same, in one language and across two."""

    within: float = LEAST_SCORE_WITHIN
    across: float = LEAST_SCORE_ACROSS


LEAST = Least()


def find_same(
    pairs: Sequence[Pair], stance: StanceModel, least: Least = LEAST
) -> tuple[Match | None, ...]:
    """For each pair how alike the claims are; None where they do not say the same.

    Claims of the same words in the same order do, unless a rule finds a difference. For others the
    stance model is asked whether each bears the other out: a claim that says less follows from one
    that says more, and is another claim.

    Raises:
        ModelError: the stance model returned something that is no number.
    """
    asked = [pair for pair in pairs if _may_be_same(pair) and not _worded_alike(pair)]
    judged = iter(_agreements(asked, stance))
    asked_ids = {id(pair) for pair in asked}
    return tuple(
        _matched(pair, next(judged), least) if id(pair) in asked_ids else _of_words(pair)
        for pair in pairs
    )


def _may_be_same(pair: Pair) -> bool:
    return pair.similarity >= LEAST_SIMILARITY and not differ(pair.one, pair.other)


def _worded_alike(pair: Pair) -> bool:
    one, other = pair.one, pair.other
    return (
        one.language == other.language
        and _words(one) == _words(other)
        # Stop words are left out, and "no" is one.
        and count_negations(one) == count_negations(other)
    )


def _words(said: Said) -> list[str]:
    """The words in order, without case, accents and stop words."""
    left_out = {plain(word) for word in stop_words(said.language)}
    return [word for word in re.findall(r"\w+", plain(said.text)) if word not in left_out]


def _agreements(pairs: Sequence[Pair], stance: StanceModel) -> Iterator[float]:
    there = [(pair.one, pair.other) for pair in pairs]
    back = [(other, one) for one, other in there]
    judged = stance.judge(
        [(premise.text, claim.text) for premise, claim in (*there, *back)],
        [claim.language for _, claim in (*there, *back)],
    )
    for one, other in zip(judged[: len(pairs)], judged[len(pairs) :], strict=True):
        yield min(one.supports, other.supports)


def _matched(pair: Pair, agreement: float, least: Least) -> Match | None:
    score = NEARNESS_WEIGHT * pair.similarity + float(logit(np.clip(agreement, SURE, 1 - SURE)))
    enough = least.within if pair.one.language == pair.other.language else least.across
    return Match(pair.similarity, agreement, score) if score >= enough else None


def _of_words(pair: Pair) -> Match | None:
    if not _worded_alike(pair) or differ(pair.one, pair.other):
        return None
    return Match(pair.similarity, None, NEARNESS_WEIGHT + float(logit(1 - SURE)))
