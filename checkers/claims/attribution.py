"""Who says what a sentence says, and what they say."""

from __future__ import annotations

from checkers.claims.attributions import Attribution
from checkers.claims.cues import cues_of
from checkers.claims.quotations import called, quoted, spoken
from checkers.claims.reported import according_to, said_at_end, said_last, says_that
from checkers.claims.sources import Voice

__all__ = ["Attribution", "Voice", "find_attribution", "is_anonymous"]


def find_attribution(sentence: str, language: str) -> Attribution | None:
    """The attribution of a sentence as a whole; None where the article itself says it."""
    cues = cues_of(language).attribution
    return (
        quoted(sentence, cues, language)
        or spoken(sentence, cues, language)
        or according_to(sentence, cues, language)
        or says_that(sentence, cues, language)
        or said_at_end(sentence, cues, language)
        or said_last(sentence, cues, language)
        or called(sentence, cues, language)
    )


def is_anonymous(who: str, language: str) -> bool:
    """Whether a source is not named: "fuentes del sector", "people familiar with the matter"."""
    return cues_of(language).attribution.anonymous.match(who) is not None
