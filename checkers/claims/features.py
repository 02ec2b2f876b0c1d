"""What the rules see in a sentence, as numbers for the statement heads."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checkers.claims.amounts import find_quantities
from checkers.claims.attribution import Attribution, Voice, find_attribution
from checkers.claims.cues import cues_of
from checkers.claims.dates import find_dates
from checkers.claims.names import find_names
from checkers.claims.tables import Table, words
from checkers.claims.verbs import base_forms, words_of

FEATURES = (
    "quantities",
    "percentages",
    "money",
    "digits",
    "names",
    "dates",
    "length",
    "first_person",
    "addressed",
    "absolute",
    "past",
    "future",
    "negation",
    "question",
    "exclamation",
    "quoted",
    "hedge",
    "opinion",
    "prediction",
    "says",
    "thinks",
    "tells_of",
    "according",
    "attributed_by_rule",
    "thought_by_rule",
)
_LINK = re.compile(r"https?://\S+|\bwww\.\S+")
_TAG = re.compile(r"[@#](?=\w)")
_PICTURE = re.compile(r"[\u2190-\u2bff\u3030-\u303f\ufe0f\u200d\U0001f000-\U0001faff]+")
_SPACES = re.compile(r"\s+")
_QUOTED = re.compile(r"[«»“”\"]")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PERCENT = frozenset({"%", "pp"})
_MOST = 3  # of a kind of thing that is counted


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Whose words, thoughts and wishes; the verbs and nouns are lemmas."""

    says: frozenset[str]
    thinks: frozenset[str]
    nouns: frozenset[str]
    wordings: re.Pattern[str]
    absolutes: re.Pattern[str]
    addressed: re.Pattern[str]
    past: re.Pattern[str]
    future: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Voices:
    """How many words of a sentence tell of another's words or thoughts, and what the rules find."""

    says: int
    thinks: int
    nouns: int
    wordings: int
    rule: Attribution | None

    @property
    def any(self) -> bool:
        """Whether anything tells of another's words or thoughts."""
        return bool(self.says or self.thinks or self.nouns or self.wordings or self.rule)


@cache
def _lexicon(language: str) -> _Lexicon:
    table = Table.load("voices", language)
    return _Lexicon(
        says=frozenset(table.strings("says")),
        thinks=frozenset(table.strings("thinks")),
        nouns=frozenset(table.strings("nouns")),
        wordings=words(table.strings("wordings")),
        absolutes=words(table.strings("absolutes")),
        addressed=words(table.strings("addressed")),
        past=words(table.strings("past")),
        future=words(table.strings("future")),
    )


def without_noise(text: str) -> str:
    """The text without links, pictures and the marks of tags, as the heads read it."""
    plain = _PICTURE.sub(" ", _TAG.sub("", _LINK.sub(" ", text)))
    return _SPACES.sub(" ", plain).strip()


def features_of(texts: Sequence[str], language: str) -> NDArray[np.float64]:
    """The features of each text, float64 of shape (texts, FEATURES)."""
    rows = [_features(text, language) for text in texts]
    return np.array(rows, dtype=np.float64).reshape(len(texts), len(FEATURES))


def voices_of(text: str, language: str) -> Voices:
    """What tells whether a sentence gives the words or thoughts of others."""
    lexicon = _lexicon(language)
    bases = [base_forms(word.lower, language) for word in words_of(text)]
    return Voices(
        says=sum(bool(base & lexicon.says) for base in bases),
        thinks=sum(bool(base & lexicon.thinks) for base in bases),
        nouns=sum(bool(base & lexicon.nouns) for base in bases),
        wordings=sum(1 for _ in lexicon.wordings.finditer(text)),
        rule=find_attribution(text, language),
    )


def _features(text: str, language: str) -> tuple[float, ...]:
    return (*_contents(text, language), *_manner(text, language), *_voices(text, language))


def _contents(text: str, language: str) -> tuple[float, ...]:
    """Up to "length": what there is to look up."""
    quantities = find_quantities(text, language)
    units = [quantity.unit or "" for quantity in quantities]
    names = {name.text for name in find_names(text, language)}
    return (
        _few(len(quantities)),
        float(any(unit in _PERCENT for unit in units)),
        float(any(_CURRENCY.fullmatch(unit) for unit in units)),
        float(any(c.isdigit() for c in text)),
        _few(len(names)),
        float(bool(find_dates(text, language))),
        math.log1p(len(text.split())),
    )


def _manner(text: str, language: str) -> tuple[float, ...]:
    """Up to "prediction": how the sentence speaks."""
    cues, lexicon = cues_of(language), _lexicon(language)
    negations = cues.attribution.negations
    return (
        _count(cues.first_person, text),
        _count(lexicon.addressed, text),
        _count(lexicon.absolutes, text),
        _count(lexicon.past, text),
        _count(lexicon.future, text),
        float(any(word.lower in negations for word in words_of(text))),
        float("?" in text),
        float("!" in text),
        _count(_QUOTED, text),
        _count(cues.hedge, text),
        _count(cues.opinion, text) + _count(cues.opinion_adjective, text),
        _count(cues.prediction, text),
    )


def _voices(text: str, language: str) -> tuple[float, ...]:
    """Up to the last: whether it gives the words or thoughts of others."""
    found = voices_of(text, language)
    voice = found.rule.voice if found.rule else None
    return (
        _few(found.says),
        _few(found.thinks),
        _few(found.nouns),
        _few(found.wordings),
        float(voice is Voice.SAYS),
        float(voice in {Voice.THINKS, Voice.EXPECTS}),
    )


def _count(pattern: re.Pattern[str], text: str) -> float:
    return _few(sum(1 for _ in pattern.finditer(text)))


def _few(count: int) -> float:
    return float(min(count, _MOST))
