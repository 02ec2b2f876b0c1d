"""How much a statement is worth checking, by its features or by a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from checkers.claims.cues import cues_of
from checkers.claims.dates import find_dates
from checkers.claims.names import find_names
from checkers.claims.stakes import stakes_of
from checkers.labels import StatementKind
from checkers.models.statements import StatementScores
from checkers.nouns import Claim, Quantity

# What each feature adds. Numbers, names and dates are what ClaimBuster's annotators and its model
# (Hassan 2017) found check-worthy sentences to have; the sum of all is 1.
_BASE = 0.3
_QUANTITY = 0.3
_NAME = 0.15
_SECOND_NAME = 0.1
_DATE = 0.1
_LENGTH = 0.05
_FIRST_PERSON = -0.2
_SHORT = -0.1
_FULL_LENGTH = 10  # words from which a statement says enough to be looked up
_TOO_SHORT = 5
_CEILING = {
    StatementKind.FACTUAL: 1.0,
    StatementKind.ATTRIBUTED: 1.0,
    StatementKind.HEDGED: 0.5,
    StatementKind.PREDICTION: 0.4,
    StatementKind.OPINION: 0.3,
    StatementKind.QUESTION: 0.1,
    StatementKind.OTHER: 0.1,
}
_LONGEST = 3_000  # characters of a statement that are read


class Statements(Protocol):
    """What scores sentences, `checkers.claims.statements.StatementModel` for one."""

    def score(self, texts: Sequence[str], language: str) -> tuple[StatementScores, ...]:
        """The scores of each sentence, in order."""
        ...


def check_worthiness(
    text: str, language: str, *, kind: StatementKind, quantities: Sequence[Quantity]
) -> float:
    """A score in [0, 1], higher for what is more worth checking; the same text scores the same.

    The kind caps it: what nobody asserts is worth less, whatever numbers it holds.
    """
    names = {name.text for name in find_names(text, language)}
    length = len(text.split())
    score = (
        _BASE
        + _QUANTITY * bool(quantities)
        + _NAME * bool(names)
        + _SECOND_NAME * (len(names) > 1)
        + _DATE * bool(find_dates(text, language))
        + _LENGTH * (length >= _FULL_LENGTH)
        + _SHORT * (length < _TOO_SHORT)
        + _FIRST_PERSON * bool(cues_of(language).first_person.search(text))
    )
    return _capped(score, kind)


def weigh_claims(
    claims: Sequence[Claim], language: str, statements: Statements | None
) -> tuple[Claim, ...]:
    """The claims with the check-worthiness that the model gives; as they are where there is none.

    All of them are scored in one batch. Figures, names, harm and reach raise the model's score, and
    the kind caps it as it does the rules'.

    Raises:
        ModelError: the model returned something that is no number.
    """
    if statements is None:
        return tuple(claims)
    found = statements.score([claim.text[:_LONGEST] for claim in claims], language)
    return tuple(
        replace(claim, check_worthiness=_capped(_raised(claim, language, scores), claim.kind))
        for claim, scores in zip(claims, found, strict=True)
    )


def _raised(claim: Claim, language: str, scores: StatementScores) -> float:
    stakes = stakes_of(claim.text[:_LONGEST], language, claim.quantities)
    return stakes.raised(scores.check_worthiness)


def _capped(score: float, kind: StatementKind) -> float:
    return round(min(max(score, 0.0), _CEILING[kind]), 4)
