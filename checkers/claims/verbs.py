"""What the form of a word tells: lemma, conditional, future, whether it is a finite verb."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from checkers.claims.cues import cues_of
from checkers.claims.lexicon import base_form, is_known

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CONDITIONAL = re.compile(r"(?P<stem>\w+r)ía(?:s|mos|is|n)?$")
_FUTURE = re.compile(r"(?P<stem>\w+r)(?:é|ás?|emos|éis|án)$")
_INFINITIVE = re.compile(r"\w+(?:[aeií]r)(?:se|lo|la|los|las|le|les)?$")
_PARTICIPLE = re.compile(r"\w+(?:[aií]d[oa]s?|ndo|ndose)$")
_PAST_SUBJUNCTIVE = re.compile(r"(?:\w+[ij]e|(?P<stem>\w+)a)(?:ra|ran|se|sen|ramos|semos)$")
# Stems that future and conditional do not share with the infinitive.
_IRREGULAR_STEM = re.compile(
    r"(?:re|des|man|ob|con|contra|de|sos|entre|abs|a|dis|su|pro|ex|com|im|o|pre|inter|sobre|equi"
    r"|satis|ante|presu|ben|mal)*"
    r"(?:podr|tendr|habr|har|far|dir|vendr|querr|sabr|pondr|saldr|valdr|cabr)"
)
_COUNTRY = "Irán"
_SHORTEST = 2
_CACHED = 65_536


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `text[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()


def words_of(text: str) -> Iterator[Word]:
    """The words of the text in order, numbers left out."""
    return (Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text))


@lru_cache(maxsize=_CACHED)
def lemma(word: str, language: str) -> str:
    """The dictionary form of a lower-case word, in lower case."""
    return base_form(word, language).lower()


def base_forms(word: str, language: str) -> frozenset[str]:
    """The dictionary forms that a lower-case word may have as a verb or otherwise."""
    spanish = _infinitives(word) if language == "es" else ()
    return frozenset({lemma(word, language), *spanish})


def conditional(text: str) -> Word | None:
    """The first Spanish conditional of the text: "estarían", not "quería" or "mayoría"."""
    return next((word for word in words_of(text) if _built_on(_CONDITIONAL, word)), None)


def future(text: str) -> Word | None:
    """The first Spanish future of the text: "subirá", not "está" or "Irán"."""
    return next((word for word in words_of(text) if _built_on(_FUTURE, word)), None)


def is_past_subjunctive(word: str) -> bool:
    """Whether a lower-case Spanish word is an imperfect subjunctive: "destinara", not "declara"."""
    match = _PAST_SUBJUNCTIVE.match(word)
    if match is None:
        return False
    return match["stem"] is None or is_known(f"{match['stem']}ar", "es")


def _built_on(ending: re.Pattern[str], word: Word) -> bool:
    """Whether a word is its infinitive, or an irregular stem, with this ending."""
    match = ending.match(word.lower)
    if match is None or word.text == _COUNTRY or (word.start > 0 and word.text[0].isupper()):
        return False
    stem = match["stem"]
    if _IRREGULAR_STEM.fullmatch(stem):
        return True
    return _unaccented(lemma(word.lower, "es")) == _unaccented(stem)


def _unaccented(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    return "".join(c for c in marks if not unicodedata.combining(c))


def finite_verb(text: str, language: str) -> Word | None:
    """The first word that is likely a finite verb; None where there is none.

    Without a tagger a form that is noun and verb ("marca") counts as a verb unless a determiner or
    a preposition stands before it.
    """
    previous: str | None = None
    for word in words_of(text):
        named = word.start > 0 and word.text[0].isupper()
        if not named and _is_finite(word.lower, previous, language):
            return word
        previous = word.lower
    return None


def _is_finite(word: str, previous: str | None, language: str) -> bool:
    grammar = cues_of(language).grammar
    if word in grammar.auxiliaries or (word in grammar.irregular and previous is not None):
        return True
    if previous in grammar.determiners or len(word) <= 1:
        return False
    if language == "es":
        return _is_finite_spanish(word, previous in grammar.prepositions)
    return _is_finite_english(word, previous, nominal=previous in grammar.prepositions)


@lru_cache(maxsize=_CACHED)
def _is_finite_spanish(word: str, nominal: bool) -> bool:  # noqa: FBT001 - a key of the cache
    if _INFINITIVE.fullmatch(word) or _PARTICIPLE.fullmatch(word) or len(word) < _SHORTEST:
        return False
    if word in {
        "es",
        "son",
        "fue",
        "era",
        "hay",
        "ha",
        "han",
        "está",
        "están",
        "va",
        "van",
        "hubo",
    }:
        return True
    base = lemma(word, "es")
    if base != word and _INFINITIVE.fullmatch(base):
        return not nominal or base in {"ser", "estar", "haber"}
    return not nominal and any(is_known(infinitive, "es") for infinitive in _infinitives(word))


def _infinitives(word: str) -> Iterator[str]:
    """What a present of the third person may be a form of: "gana" of "ganar"."""
    for ending, infinitives in (("an", "ar"), ("a", "ar"), ("en", "er ir"), ("e", "er ir")):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > _SHORTEST:
            yield from (stem + infinitive for infinitive in infinitives.split())
            return


def is_present_subjunctive(word: str) -> bool:
    """Whether a lower-case Spanish word can be nothing but one: "aflojen", not "deben"."""
    for endings, own, others in ((("e", "en"), "ar", "er ir"), (("a", "an"), "er ir", "ar")):
        stem = next((word[: -len(e)] for e in endings[::-1] if word.endswith(e)), "")
        if len(stem) > _SHORTEST:
            known = any(is_known(f"{stem}{infinitive}", "es") for infinitive in own.split())
            return known and not any(is_known(f"{stem}{x}", "es") for x in others.split())
    return False


def may_be_present(word: str) -> bool:
    """Whether a lower-case Spanish word may be a present of the third person: "factura"."""
    return any(is_known(infinitive, "es") for infinitive in _infinitives(word))


def _is_finite_english(word: str, previous: str | None, *, nominal: bool) -> bool:
    if nominal or previous is None:
        return False
    if word.endswith("ed"):
        return lemma(word, "en") != word
    return word.endswith("s") and not word.endswith("ss") and lemma(word, "en") != word
